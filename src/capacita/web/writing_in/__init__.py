"""What waits for a person, and what readers and people without an account write in."""
