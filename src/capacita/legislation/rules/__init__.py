"""Pure rules of legislation, one subject a module: what is in force, what a rating needs, how statuses follow."""
