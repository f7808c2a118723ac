"""The installation itself, for whoever administers it: its backups, the way back to yesterday, what is wrong with it."""
