"""Stories of people at work, told in a real browser on the served site."""
