"""By which words in a text about something else a person is meant, and the text without them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

# Between the words of a name, also in the name of a file; between the digits of a number.
_BETWEEN_WORDS, _BETWEEN_DIGITS = r"[\s_.,-]+", r"[\s().\-/]*"
# Neither a letter nor a digit goes on at the ends: Ana Li is not meant in Diana Lindqvist.
_BEGIN, _END = r"(?<![^\W_])", r"(?![^\W_])"
LEAST_DIGITS = 7
_SEPARATING = re.compile(_BETWEEN_DIGITS.removesuffix("*") + "+")
_EACH_AN_I = {ord("İ"): "i", ord("ı"): "i"}
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


class Text:
    """A text that is looked through for the ways in which somebody is known."""

    def __init__(self, text: str) -> None:
        self.composed = _composed(text)
        self.folded = _folded(self.composed)

    @cached_property
    def ungrouped(self) -> str:
        return _SEPARATING.sub("", self.composed)


class _Way:
    """One way of being known: the patterns that find it, and what stands in every text in which they do.

    That is asked first: among millions of texts hardly one has it, and the patterns take a hundred times as long.
    """

    def __init__(self, patterns: Iterable[str], *, words: Iterable[str] = (), digits: str = "") -> None:
        self.patterns, self._words, self._digits = tuple(patterns), tuple(map(_folded, words)), digits
        self._any = _compiled(self.patterns)

    def may_be_in(self, text: Text) -> bool:
        return all(word in text.folded for word in self._words) and (not self._digits or self._digits in text.ungrouped)

    def is_in(self, text: Text) -> bool:
        return self.may_be_in(text) and self._any.search(text.composed) is not None


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

    def surely(self, text: str | Text) -> bool:
        read = _read(text)
        return any(way.is_in(read) for way in self._sure)

    def perhaps(self, text: str | Text) -> bool:
        read = _read(text)
        return any(way.is_in(read) for way in self._any)

    def passage(self, text: str, *, around: int = 60) -> str:
        """The first place at which the person may be meant, with what stands around it; blank where there is none."""
        text = " ".join(_composed(text).split())
        found = self._maybe.search(text) if self._maybe else None
        if found is None:
            return ""
        begin, end = max(found.start() - around, 0), found.end() + around
        return f"{'… ' if begin else ''}{text[begin:end].strip()}{' …' if end < len(text) else ''}"

    def spans(self, text: str) -> list[tuple[int, int]]:
        """From where to where words stand that may mean the person, in the text as it is composed (NFC)."""
        return (
            [each.span() for each in self._maybe.finditer(_composed(text))]
            if self._maybe and self.perhaps(text)
            else []
        )


def cut(text: str, spans: Iterable[Sequence[int]], mark: str) -> str:
    """The text, composed, with `mark` in place of what stands in each of the spans, which are in order."""
    left, at = "", 0
    composed = _composed(text)
    for begin, end in spans:
        left, at = f"{left}{composed[at:begin]}{mark}", end
    return left + composed[at:]


def _read(text: str | Text) -> Text:
    return text if isinstance(text, Text) else Text(text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _folded(composed: str) -> str:
    """What the patterns take for the same letter is the same here; both kinds of the Turkish i among them."""
    return composed.translate(_EACH_AN_I).casefold()


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """The longest first, so that nothing of a longer name stays behind."""
    return re.compile("|".join(sorted(set(patterns), key=len, reverse=True)), re.IGNORECASE)


def _addresses(addresses: Iterable[str]) -> Iterator[_Way]:
    """What goes on before or behind is another's: mary.ana@…, …@example.org.au."""
    for each in map(_composed, addresses):
        if each:
            yield _Way([rf"(?<![\w.+-]){re.escape(each)}(?![\w-]|\.\w)"], words=[each])


def _numbers(numbers: Iterable[str]) -> Iterator[_Way]:
    """The digits, however they are grouped; with 00 for +."""
    for each in numbers:
        digits = re.sub(r"\D", "", each)
        if len(digits) >= LEAST_DIGITS:
            pattern = rf"(?<!\d)\+?(?:00)?{_BETWEEN_DIGITS}{_BETWEEN_DIGITS.join(digits)}(?!\d)"
            yield _Way([pattern], digits=digits)


def _names(names: Iterable[str]) -> Iterator[_Way]:
    for each in names:
        written = [word for word in re.split(r"[\s,]+", _composed(each)) if word]
        words = [re.escape(word) for word in written]
        turned = permutations(words) if len(words) <= _MOST_TURNED else (words, [words[-1], *words[:-1]])
        if words:
            yield _Way([f"{_BEGIN}{_BETWEEN_WORDS.join(order)}{_END}" for order in turned], words=written)
