"""Whether a text is in the language that somebody states, from what was told of parts of it.

A text that is short or in several languages is not refused: the person is warned, and decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_PART = 400
_MOST_PARTS = 24
_FEWEST_LETTERS = 80
_CLEARLY = 0.8
_MOSTLY = 0.5
# Written so alike that no short text tells them apart.
_ALIKE = (frozenset({"bs", "hr", "sr"}), frozenset({"nb", "nn", "no", "da"}), frozenset({"id", "ms"}),
          frozenset({"cs", "sk"}), frozenset({"af", "nl"}), frozenset({"fa", "ps"}))  # fmt: skip


class Verdict(StrEnum):
    """What can be said of the language of a text."""

    FITS = "fits"
    MIXED = "mixed"
    SHORT = "short"
    OTHER = "other"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Language:
    """The verdict, and the other language that was found where there is one."""

    verdict: Verdict
    found: str = ""


def parts_to_tell(text: str) -> tuple[str, ...]:
    """Parts of a text, spread over all of it, whose languages are told; none of one that is too short to tell."""
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return ()
    parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
    parts = [each for each in parts if sum(map(str.isalpha, each)) >= _FEWEST_LETTERS] or [text[:_PART]]
    step = max(1, -(-len(parts) // _MOST_PARTS))
    return tuple(parts[::step])


def language_of(stated: str, told: Sequence[tuple[str, int]], *, known: frozenset[str]) -> Language:
    """What the languages of parts, each with its length, say of the language stated. `known` can be told at all.

    It fits where most of the text is in it. It is another where nearly all is in one other language.
    """
    if not told:
        return Language(Verdict.SHORT)
    plain = stated.split("-", maxsplit=1)[0].lower()
    if plain not in known:
        return Language(Verdict.UNTOLD)
    alike = next((each for each in _ALIKE if plain in each), frozenset({plain}))
    weights: Counter[str] = Counter()
    for language, length in told:
        weights[plain if language in alike else language] += length
    total = sum(weights.values())
    others = [each for each in weights.most_common() if each[0] not in (plain, "")]
    other, weight = others[0] if others else ("", 0)
    if weights[plain] >= _MOSTLY * total:
        return Language(Verdict.MIXED, other) if weight > (1 - _CLEARLY) * total else Language(Verdict.FITS)
    if weight >= _CLEARLY * total:
        return Language(Verdict.OTHER, other)
    return Language(Verdict.MIXED, other) if other else Language(Verdict.UNTOLD)
