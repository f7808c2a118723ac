"""What is done about submissions, and about what readers and people without an account write."""
