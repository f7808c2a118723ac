"""Anchors of the paragraphs of a legal text, derived from the text alone so that they need not be kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

# (1), 1., a), (iv) at the beginning of a paragraph, as drafters of many languages number.
_MARK = re.compile(r"\(?([0-9]{1,4}|[a-zA-Z]{1,4})[.)](?=\s|$)")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its anchor: its own number where it has one, else its place; each anchor once."""

    anchor: str
    text: str


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, one a line that is not blank, in order.

    A number that comes again (a point a under each of two paragraphs) is told apart by its count.
    """
    found: list[Paragraph] = []
    taken: set[str] = set()
    for place, line in enumerate((each.strip() for each in text.splitlines() if each.strip()), start=1):
        mark = _MARK.match(line)
        name = mark.group(1).lower() if mark else f"p{place}"
        anchor, again = name, 1
        while anchor in taken:
            again += 1
            anchor = f"{name}-{again}"
        taken.add(anchor)
        found.append(Paragraph(anchor, line))
    return tuple(found)
