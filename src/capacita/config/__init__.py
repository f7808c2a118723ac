"""Composition of the product: settings, root addresses, WSGI. Nothing is decided here about facts or pages."""
