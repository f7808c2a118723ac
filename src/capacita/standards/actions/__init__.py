"""Writes of standards."""
