"""Domestic law, ratings element by element, and the statuses that follow from them."""
