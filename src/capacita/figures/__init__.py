"""The registry of figures: what each asks, by which rule it is made, its value for a moment and the receipt of it.

Claims, figures as somebody published them, are kept here beside what is computed.
"""
