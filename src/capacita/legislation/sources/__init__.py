"""Pure parsers of legislation's catalogues, one file a module."""
