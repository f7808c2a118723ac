"""The order in which a lawyer reads references: art. 9 before art. 10, s. 3 before s. 3A."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d+)")


def reference_order(reference: str) -> tuple[tuple[int, str], ...]:
    """A key for sorting references: their numbers as numbers, what stands between as text; a blank one comes last."""
    if not reference:
        return ((10**6, ""),)
    parts = _NUMBER.split(reference)
    numbers, between = parts[1::2], parts[2::2]
    return tuple(
        (int(number[:6]), text.strip(" .,-").casefold()) for number, text in zip(numbers, between, strict=True)
    )
