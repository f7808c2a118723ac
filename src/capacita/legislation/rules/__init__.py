"""How ratings of requirement elements make the status of an article and of a country. Worked out on values alone.

`requirements` says what may be rated and what the rule refuses, `articles` is the rule for one article, `countries`
the rule for all of them with its thresholds.
"""
