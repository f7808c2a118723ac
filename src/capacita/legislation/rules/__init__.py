"""Pure rules of legislation, one subject a module."""
