"""Writes of legislation."""
