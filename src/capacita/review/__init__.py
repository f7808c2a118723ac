"""Four eyes: what one person submits, another confirms. Knows its subject by key only."""
