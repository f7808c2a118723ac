"""By which words in a text about something else a person is meant, and the text without them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

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


@dataclass(frozen=True)
class Meant:
    """Finds a person in texts. `surely` by what is the person's alone, otherwise by any word that may mean the person."""

    ways: Ways
    _sure: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _maybe: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ways = self.ways
        own = {name for name in ways.names if len(name.split()) > 1} - ways.shared
        sure = [*_addresses(ways.addresses), *_numbers(ways.numbers), *_names(own)]
        object.__setattr__(self, "_sure", _pattern(sure))
        object.__setattr__(self, "_maybe", _pattern([*sure, *_names(ways.names - own)]))

    @property
    def is_anybody(self) -> bool:
        """Whether the person is known by anything; nobody else is found in any text."""
        return self._maybe is not None

    def surely(self, text: str) -> bool:
        return self._sure is not None and self._sure.search(_composed(text)) is not None

    def perhaps(self, text: str) -> bool:
        return self._maybe is not None and self._maybe.search(_composed(text)) is not None

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


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _pattern(parts: Iterable[str]) -> re.Pattern[str] | None:
    """The longest first, so that nothing of a longer name stays behind."""
    each = sorted(set(parts), key=len, reverse=True)
    return re.compile("|".join(each), re.IGNORECASE) if each else None


def _addresses(addresses: Iterable[str]) -> Iterator[str]:
    """What goes on before or behind is another's: mary.ana@…, …@example.org.au."""
    for each in addresses:
        if each:
            yield rf"(?<![\w.+-]){re.escape(_composed(each))}(?![\w-]|\.\w)"


def _numbers(numbers: Iterable[str]) -> Iterator[str]:
    """The digits, however they are grouped; with 00 for +."""
    for each in numbers:
        digits = re.sub(r"\D", "", each)
        if len(digits) >= _LEAST_DIGITS:
            yield rf"(?<!\d)\+?(?:00)?{_BETWEEN_DIGITS}{_BETWEEN_DIGITS.join(digits)}(?!\d)"


def _names(names: Iterable[str]) -> Iterator[str]:
    for each in names:
        words = [re.escape(word) for word in re.split(r"[\s,]+", _composed(each)) if word]
        turned = permutations(words) if len(words) <= _MOST_TURNED else (words, [words[-1], *words[:-1]])
        for order in turned:
            if order:
                yield f"{_BEGIN}{_BETWEEN_WORDS.join(order)}{_END}"
