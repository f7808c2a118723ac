"""The API, which changes nothing: one module per app, each operation one query and one typed answer.

Nothing is worked out here.
"""
