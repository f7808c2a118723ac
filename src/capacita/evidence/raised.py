"""Digits that a document raises above the line, kept as such in plain text: 361¹ is not 3611."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """The text with its digits raised, where it is a short number; other raised text as it is."""
    plain = text.strip()
    return text.translate(_RAISED) if plain.isascii() and plain.isdigit() and len(plain) <= 3 else text
