"""The append-only chain of what was done, by whom. Knows actors and subjects by opaque key only."""
