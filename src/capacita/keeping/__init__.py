"""Keeping the installation: backups, their way back, and what is wrong with it. Knows the database and the folder whole."""
