"""Which passages of a law to read first for one article. The order means nothing else, and rates no law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from capacita.legislation.rules.terms import ArticleTerms, Lexicon, Place, Term, sorted_out
from capacita.search.rules import folded

# What misleads weighs as much as words that nobody verified.
_CORE_VERIFIED, _CORE, _WEAK, _MISLEADING = 4, 3, 1, -3


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a law in one language. `words` are its folded words, where they are kept beside it already."""

    key: str
    language: str
    text: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that is suggested for an article. `points` only say which to read first."""

    passage: Passage
    points: int


def ranked(passages: Iterable[Passage], article: ArticleTerms, *, most: int | None = None) -> list[Candidate]:
    """The passages that are suggested for the article, those to read first before; at most `most`.

    The order of the passages given makes no difference: of equal ones the one with the lower key comes first.
    """
    lexicons: dict[str, Lexicon] = {}
    found = []
    for passage in passages:
        if passage.language not in lexicons:
            lexicons[passage.language] = Lexicon([article], passage.language)
        words = (passage.words or folded(passage.text)).split()
        core, weak, misleading = sorted_out(lexicons[passage.language].places(words))
        if core:
            found.append(Candidate(passage, _points(core, weak, misleading)))
    found.sort(key=lambda each: (-each.points, each.passage.key))
    return found[:most]


def _points(core: Sequence[Place], weak: Sequence[Place], misleading: Sequence[Place]) -> int:
    """Each term counts once; of core terms at the same words, or within those of a longer one, one counts."""
    said: dict[tuple[int, int], Term] = {}
    for each in sorted(core, key=lambda one: (not one.phrase.term.is_verified, one.phrase.term.key)):
        if not any(_is_within(each, one) for one in core):
            said.setdefault((each.first, each.last), each.phrase.term)
    return (
        sum(_CORE_VERIFIED if each.is_verified else _CORE for each in set(said.values()))
        + _WEAK * len({each.phrase.term.key for each in weak})
        + _MISLEADING * len({each.phrase.term.key for each in misleading})
    )


def _is_within(one: Place, other: Place) -> bool:
    return other.first <= one.first and one.last <= other.last and other.last - other.first > one.last - one.first
