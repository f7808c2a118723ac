"""Sources, snapshots and citations, the facts that cite them, and the safe opening of files."""
