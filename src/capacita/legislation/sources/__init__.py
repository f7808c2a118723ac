"""Pure parsers of legislation's catalogues."""
