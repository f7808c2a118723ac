"""Reads of legislation, one subject a module."""
