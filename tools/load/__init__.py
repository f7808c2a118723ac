"""Loading and soaking the served site: `clients` asks as people do, `__main__` starts, measures and prints."""
