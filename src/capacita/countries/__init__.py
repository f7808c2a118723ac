"""Countries and areas: codes, names over time, status footnotes, memberships and groupings with their periods."""
