"""By which words in a text about something else a person is meant, and the text without them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

from capacita.people.personal.rules.traces import Trace, of_digits, of_words

# Between the words of a name, also in the name of a file; between the digits of a number.
_BETWEEN_WORDS, _BETWEEN_DIGITS = r"[\s_.,-]+", r"[\s().\-/]*"
# Neither a letter nor a digit goes on at the ends: Ana Li is not meant in Diana Lindqvist.
_BEGIN, _END = r"(?<![^\W_])", r"(?![^\W_])"
_LEAST_DIGITS = 7
# Names of more words are looked for as they are written, and with the last word first.
_MOST_TURNED = 4


@dataclass(frozen=True)
class Ways:
    """How a person is known: addresses, numbers, and names as written.

    A name in `shared` is another's as well; it and a name of one word mean nobody for certain.
    """

    addresses: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()


class _Way:
    """One way of being known: the patterns that find it in a composed text, and what any raw text has that they find."""

    def __init__(self, patterns: Iterable[str], trace: Trace) -> None:
        self.patterns, self.trace = tuple(patterns), trace
        self._any = _compiled(self.patterns)

    def is_in(self, composed: str, folded: str) -> bool:
        return self.trace.may_be_in(folded) and self._any.search(composed) is not None


@dataclass(frozen=True)
class Meant:
    """Finds a person in texts. `surely` by what is the person's alone, otherwise by any word that may mean the person."""

    ways: Ways
    _sure: tuple[_Way, ...] = field(init=False, repr=False, compare=False)
    _any: tuple[_Way, ...] = field(init=False, repr=False, compare=False)
    _maybe: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ways = self.ways
        own = {name for name in ways.names if len(name.split()) > 1} - ways.shared
        sure = (*_addresses(ways.addresses), *_numbers(ways.numbers), *_names(own))
        object.__setattr__(self, "_sure", sure)
        object.__setattr__(self, "_any", (*sure, *_names(ways.names - own)))
        each = [pattern for way in self._any for pattern in way.patterns]
        object.__setattr__(self, "_maybe", _compiled(each) if each else None)

    @property
    def is_anybody(self) -> bool:
        """Whether the person is known by anything; nobody else is found in any text."""
        return self._maybe is not None

    def may_be_in(self, raw: str) -> bool:
        """Whether the texts within a row as the database gives it out, JSON or not, need be compared: quickly told."""
        folded = raw.casefold()
        return any(way.trace.may_be_in(folded) for way in self._any)

    def surely(self, text: str) -> bool:
        return _is_in(text, self._sure)

    def perhaps(self, text: str) -> bool:
        return _is_in(text, self._any)

    def passage(self, text: str, *, around: int = 60) -> str:
        """The first place at which the person may be meant, with what stands around it; blank where there is none."""
        text = " ".join(_composed(text).split())
        found = self._maybe.search(text) if self._maybe else None
        if found is None:
            return ""
        begin, end = max(found.start() - around, 0), found.end() + around
        return f"{'… ' if begin else ''}{text[begin:end].strip()}{' …' if end < len(text) else ''}"

    def without(self, text: str, mark: str) -> str:
        """The text with `mark` in place of all words that may mean the person."""
        return self._maybe.sub(mark, _composed(text)) if self._maybe and self.perhaps(text) else text


def _is_in(text: str, ways: Iterable[_Way]) -> bool:
    composed, folded = _composed(text), text.casefold()
    return any(way.is_in(composed, folded) for way in ways)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """The longest first, so that nothing of a longer name stays behind."""
    return re.compile("|".join(sorted(set(patterns), key=len, reverse=True)), re.IGNORECASE)


def _addresses(addresses: Iterable[str]) -> Iterator[_Way]:
    """What goes on before or behind is another's: mary.ana@…, …@example.org.au."""
    for each in map(_composed, addresses):
        if each:
            yield _Way([rf"(?<![\w.+-]){re.escape(each)}(?![\w-]|\.\w)"], of_words([each]))


def _numbers(numbers: Iterable[str]) -> Iterator[_Way]:
    """The digits, however they are grouped; with 00 for +."""
    for each in numbers:
        digits = re.sub(r"\D", "", each)
        if len(digits) >= _LEAST_DIGITS:
            pattern = rf"(?<!\d)\+?(?:00)?{_BETWEEN_DIGITS}{_BETWEEN_DIGITS.join(digits)}(?!\d)"
            yield _Way([pattern], of_digits(digits))


def _names(names: Iterable[str]) -> Iterator[_Way]:
    for each in names:
        written = [word for word in re.split(r"[\s,]+", _composed(each)) if word]
        words = [re.escape(word) for word in written]
        turned = permutations(words) if len(words) <= _MOST_TURNED else (words, [words[-1], *words[:-1]])
        if words:
            yield _Way([f"{_BEGIN}{_BETWEEN_WORDS.join(order)}{_END}" for order in turned], of_words(written))
