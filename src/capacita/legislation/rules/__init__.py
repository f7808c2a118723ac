"""Rules of legislation: pure functions on values."""
