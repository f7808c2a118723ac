"""Reads of legislation, each for a moment."""
