"""Reads about persons and the registers."""
