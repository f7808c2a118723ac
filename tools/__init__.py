"""Build scripts of a checkout: front end, fonts, translations, checks on the tree. Nothing here runs in the product."""
