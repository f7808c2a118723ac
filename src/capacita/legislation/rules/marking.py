"""A passage in pieces, so that a page can mark the words for which it was suggested and those that may mislead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from capacita.legislation.choices import Role
from capacita.legislation.rules.terms import TermFound

# Where terms overlap, the first of these is shown.
_FIRST_SHOWN = (Role.CORE, Role.MISLEADING, Role.WEAK)


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A part of a text; `role` is that of the term which it belongs to, None where it belongs to none."""

    text: str
    role: Role | None = None


def marked(text: str, found: Iterable[TermFound]) -> tuple[MarkedPiece, ...]:
    """The whole text in pieces, cut wherever a term begins or ends; joined, they are the text."""
    listed = list(found)
    cuts = sorted({0, len(text), *(each.start for each in listed), *(each.end for each in listed)})
    pieces: list[MarkedPiece] = []
    for start, end in pairwise(cuts):
        roles = {each.term.role for each in listed if each.start <= start and end <= each.end}
        role = next((each for each in _FIRST_SHOWN if each in roles), None)
        if pieces and pieces[-1].role is role:
            pieces[-1] = MarkedPiece(pieces[-1].text + text[start:end], role)
        else:
            pieces.append(MarkedPiece(text[start:end], role))
    return tuple(pieces)
