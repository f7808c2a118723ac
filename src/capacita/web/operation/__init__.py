"""For whoever runs the site: a line and counts for each request, whether it lives and is ready, what it measures."""
