"""Writers that are killed outright, and what must hold of what they leave. Add an action in `deeds`."""
