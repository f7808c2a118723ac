"""Finding the place: which articles of a treaty a passage of domestic law may answer, why, and why that may mislead.

The rule is that of the list of search terms (`meta.matching` of legal_terms.yaml, 23 November 2026), rule version 1. It
suggests passages to a reader; it rates nothing, and no hit is never "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from capacita.legislation.choices import Role
from capacita.search.rules import asked_words, words_of

# Laws inflect: so many letters at a word's end may differ, and never so many that less than four are left.
_ENDING = {"ro": 3, "uk": 3, "ru": 3}
_SHORT_ENDING = 2
_SHORTEST_STEM = 4
_MOST_LOOKED_UP = 2  # words of one term
# How many other words may stand between those of one term, and how far from a core term a weak one still counts.
_SLACK = 4
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Term:
    """A search term. `reason` says why a misleading one misleads, `source` where its words were seen."""

    key: str
    language: str
    term: str
    role: Role
    reason: str = ""
    is_verified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """The terms of an article in all languages: its own, and those of the shared objects that it attacks or seeks."""

    article: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class TermFound:
    """A term, and where it stands in the text, in characters: from `start` to before `end`."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """What a passage has of one article: the terms for which it may be the place, and those by which it may mislead."""

    article: str
    why: tuple[TermFound, ...]
    misleading: tuple[TermFound, ...]

    @property
    def is_suggested(self) -> bool:
        """One core term is enough; what misleads takes nothing away, and suggests nothing by itself."""
        return any(each.term.role is Role.CORE for each in self.why)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term as it is compared: the article's place in the list, and of each word as much as must be there."""

    article: int
    term: Term
    stems: tuple[str, ...]

    @property
    def longest(self) -> int:
        return len(self.stems) + _SLACK


@dataclass(frozen=True, slots=True)
class Place:
    """A term found: its first and last word, counted from the text's first."""

    phrase: Phrase
    first: int
    last: int


class Lexicon:
    """The terms of some articles in one language, by the beginning of their first words."""

    def __init__(self, articles: Sequence[ArticleTerms], language: str) -> None:
        self._heads: dict[str, list[Phrase]] = {}
        wanted = spoken(language)
        for number, each in enumerate(articles):
            for term in each.terms:
                if term.language == wanted and (stems := stems_of(term.term, wanted)):
                    self._heads.setdefault(stems[0][:_SHORTEST_STEM], []).append(Phrase(number, term, stems))

    def places(self, words: Sequence[str]) -> list[Place]:
        """Where terms stand among folded words; of places of one term that overlap, the first, and of these the shortest."""
        found: dict[tuple[int, str], list[Place]] = {}
        for first, word in enumerate(words):
            for form in word.split("|"):
                for phrase in self._heads.get(form[:_SHORTEST_STEM], ()):
                    last = _last_word(phrase, words, first)
                    if last is not None:
                        _add(found.setdefault((phrase.article, phrase.term.key), []), Place(phrase, first, last))
        return [place for places in found.values() for place in places]


@lru_cache(maxsize=4_096)
def stems_of(term: str, language: str) -> tuple[str, ...]:
    """Of each word of a term what must be there: all but its last three letters in Romanian, Ukrainian and Russian, but
    its last two elsewhere, and four at least. A shorter word must be there as it is."""
    ending = _ENDING.get(language, _SHORT_ENDING)
    return tuple(word[: max(_SHORTEST_STEM, len(word) - ending)] for word in asked_words(term))


def spoken(tag: str) -> str:
    """The language of a tag: fr-CA is fr."""
    return tag.partition("-")[0].lower()


def looked_up(article: ArticleTerms, languages: Iterable[str]) -> list[list[str]]:
    """The core terms of an article in these languages as an index looks them up: a passage that is suggested holds the
    words that tell most of one of them. A word that ends in “*” is a prefix."""
    among = {spoken(each) for each in languages}
    found = {
        _telling(stems_of(term.term, term.language))
        for term in article.terms
        if term.role is Role.CORE and term.language in among
    }
    return [list(each) for each in sorted(found)]


def _telling(stems: Sequence[str]) -> tuple[str, ...]:
    """The longest of the stems, in their order; all of them where none is long.

    An index spends its time on the words that every passage has (of, to, data). The passages that it finds without them
    are few more, and each is read for the whole term anyway.
    """
    longest = sorted((each for each in stems if len(each) >= _SHORTEST_STEM), key=len, reverse=True)[:_MOST_LOOKED_UP]
    return tuple(f"{each}*" for each in stems if each in longest) if longest else tuple(stems)


def matches(text: str, language: str, articles: Sequence[ArticleTerms]) -> list[Match]:
    """What the passage has of each article of which it has a core term or a misleading one, in the articles' order."""
    words = words_of(text)
    listed = ["|".join(each.forms) for each in words]
    found = []
    for number, places in _by_article(Lexicon(articles, language).places(listed)):
        core, weak, misleading = sorted_out(places)
        if core or misleading:
            told = [
                tuple(TermFound(each.phrase.term, words[each.first].start, words[each.last].end) for each in group)
                for group in (_in_order([*core, *weak]), _in_order(misleading))
            ]
            found.append(Match(articles[number].article, told[0], told[1]))
    return found


def _last_word(phrase: Phrase, words: Sequence[str], first: int) -> int | None:
    """Where the last word of a term stands whose first stands at `first`; None where they do not follow soon enough."""
    if not _holds(words[first], phrase.stems[0]):
        return None
    at = first
    end = min(len(words), first + phrase.longest)
    for stem in phrase.stems[1:]:
        at = next((place for place in range(at + 1, end) if _holds(words[place], stem)), -1)
        if at < 0:
            return None
    return at


def _holds(word: str, stem: str) -> bool:
    if len(stem) < _SHORTEST_STEM:
        return stem in word.split("|")
    return word.startswith(stem) or f"|{stem}" in word


def _add(places: list[Place], place: Place) -> None:
    if not places or place.first > places[-1].last:
        places.append(place)
    elif place.last == places[-1].last and place.first > places[-1].first:
        places[-1] = place


def _by_article(places: Iterable[Place]) -> Iterator[tuple[int, list[Place]]]:
    found: dict[int, list[Place]] = {}
    for each in places:
        found.setdefault(each.phrase.article, []).append(each)
    yield from sorted(found.items())


def sorted_out(places: Iterable[Place]) -> tuple[list[Place], list[Place], list[Place]]:
    """The core terms among the places, the weak ones near one of them, and those that mislead."""
    by_role: dict[Role, list[Place]] = {role: [] for role in Role}
    for each in places:
        by_role[each.phrase.term.role].append(each)
    core = by_role[Role.CORE]
    weak = [each for each in by_role[Role.WEAK] if any(_apart(each, one) <= _NEAR for one in core)]
    return core, weak, by_role[Role.MISLEADING]


def _apart(one: Place, other: Place) -> int:
    """How many words further the later one begins than the earlier one ends; 0 where they overlap."""
    return max(one.first - other.last, other.first - one.last, 0)


def _in_order(places: Sequence[Place]) -> list[Place]:
    return sorted(places, key=attrgetter("first", "last", "phrase.term.key"))
