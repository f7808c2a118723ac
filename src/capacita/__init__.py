"""Capacita: capacity building on cybercrime and electronic evidence, run and proved."""

__version__ = "0.1.0"
