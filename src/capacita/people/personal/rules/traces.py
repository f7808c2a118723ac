r"""What stands in any raw text in which a person is meant: asked of millions of texts before one is compared properly.

Raw is a text as the database gives it out: not composed (NFC), capitals as written, JSON with or without \u escapes.
A trace never misses; that it may find too much is what the comparison in `meant` is for.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, permutations, product

_WORTH = 3
# What is escaped may be anything. Where a value of the JSON ends, another may begin with the next digit.
_BETWEEN_DIGITS = r"(?:[\s().\-/]|\\u[0-9a-f]{4}|\\[^u])*"
_NEXT_VALUE = rf'".*?"{_BETWEEN_DIGITS}'
# Another letter or digit, unescaped. Behind what is escaped it need be none: \n is no n.
_NO_LETTER = r"(?![a-z0-9])"


@dataclass(frozen=True)
class Trace:
    """Patterns, all of which are found where the person is meant in one way: for texts in ASCII, and for others."""

    in_ascii: tuple[re.Pattern[str], ...]
    in_any: tuple[re.Pattern[str], ...]

    def may_be_in(self, folded: str) -> bool:
        """Whether the raw text, its case folded (`str.casefold`), may mean the person in this way."""
        patterns = self.in_ascii if folded.isascii() else self.in_any
        return all(each.search(folded) for each in patterns)


def of_words(words: Iterable[str]) -> Trace:
    """Of composed words that all stand in the text, with neither letter nor digit behind any of them."""
    runs = sorted(filter(len, map(_run, words)), key=len, reverse=True)
    return Trace(tuple(re.compile(run.in_ascii) for run in runs), tuple(re.compile(run.in_any) for run in runs))


def of_digits(digits: str) -> Trace:
    """Of a number of which the digits stand in the text in this order, however they are grouped."""
    each = [_Run((_raw(digit),)) for digit in digits]
    in_ascii, in_any = _grouped([run.in_ascii for run in each]), _grouped([run.in_any for run in each])
    return Trace((re.compile(in_ascii),), (re.compile(in_any),))


def _grouped(digits: Sequence[str]) -> str:
    """Where the number goes on in another value, its next digit is enough: the comparison tells the rest."""
    pattern = digits[-1]
    for digit, following in reversed(list(pairwise(digits))):
        pattern = f"{digit}{_BETWEEN_DIGITS}(?:{pattern}|{_NEXT_VALUE}{following})"
    return pattern


@dataclass(frozen=True)
class _Run:
    """Letters that follow upon each other in a word, each as all raw ways of writing it; what may not come behind."""

    letters: tuple[frozenset[str], ...] = ()
    behind: str = ""

    def __len__(self) -> int:
        return len(self.letters)

    @property
    def in_ascii(self) -> str:
        return self._pattern([{each for each in raw if each.isascii()} for raw in self.letters])

    @property
    def in_any(self) -> str:
        return self._pattern(self.letters)

    def _pattern(self, letters: Iterable[Iterable[str]]) -> str:
        return "".join(f"(?:{'|'.join(sorted(map(re.escape, raw)))})" for raw in letters) + self.behind


def _run(word: str) -> _Run:
    """The longest run of letters of which every raw way is known; empty where there is none.

    A beginning that can be written in several ways is sought slowly: it is left out while enough stays.
    """
    best, begin = _Run(), 0
    for at in range(len(word) + 1):
        if at < len(word) and _is_known(word, at):
            continue
        raw = [_raw(letter) for letter in word[begin:at]]
        while len(raw) > _WORTH and sum(each.isascii() for each in raw[0]) > 1:
            del raw[0]
        if len(raw) > len(best):
            best = _Run(tuple(raw), _NO_LETTER if at == len(word) else "")
        begin = at + 1
    return best


def _is_known(word: str, at: int) -> bool:
    """Whether the raw ways of writing this letter are those of `_raw`: where no mark that is not part of it joins it."""
    letter, behind = word[at], word[at + 1 : at + 2]
    alike = _alike(letter)
    if not letter.isprintable() or letter.isspace() or letter in '"\\':
        return False
    if any(_joins(each) for each in alike) or (behind and any(_joins(each) for each in _alike(behind))):
        return False
    # At the end of a word other marks may follow, and come between those of this letter.
    return bool(behind) or all(unicodedata.normalize("NFD", each)[0] in alike for each in alike)


def _joins(letter: str) -> bool:
    return unicodedata.combining(letter) != 0 or letter in _tables().seconds


@cache
def _raw(letter: str) -> frozenset[str]:
    """All raw ways of writing what the comparison takes for this letter, case folded: as it is, and escaped in JSON."""
    tables, found = _tables(), set[str]()
    for each in _alike(letter):
        found |= {each, *tables.unjoined[each], *_equivalent(each)}
    return frozenset(form.casefold() for each in found for form in (each, json.dumps(each)[1:-1]))


@cache
def _alike(letter: str) -> frozenset[str]:
    """Every letter that a pattern that ignores case takes for this one."""
    pattern = re.compile(re.escape(letter), re.IGNORECASE)
    return frozenset({letter, *pattern.findall(_tables().cased)})


def _equivalent(letter: str) -> Iterator[str]:
    """Every string that is composed to this letter."""
    parts = unicodedata.normalize("NFD", letter)
    for marks in permutations(parts[1:]):
        text = parts[0] + "".join(marks)
        for groups in _cut(text):
            for each in product(
                *(_tables().whole[group] | ({group} if len(group) == 1 else set()) for group in groups)
            ):
                if unicodedata.normalize("NFC", written := "".join(each)) == unicodedata.normalize("NFC", letter):
                    yield written


def _cut(text: str) -> Iterator[tuple[str, ...]]:
    """The text in one piece, and in every way in several."""
    yield (text,)
    for at in range(1, len(text)):
        yield from ((text[:at], *rest) for rest in _cut(text[at:]))


@dataclass(frozen=True)
class _Tables:
    """Of all letters: those that have cases; those that are whole for their parts, by the parts; those that compose to
    several again, by the first of these; and all that can be the second or a later part of another."""

    cased: str
    whole: dict[str, set[str]]
    unjoined: dict[str, set[str]]
    seconds: frozenset[str]


@cache
def _tables() -> _Tables:
    cased: list[str] = []
    seconds: set[str] = set()
    whole: dict[str, set[str]] = defaultdict(set)
    unjoined: dict[str, set[str]] = defaultdict(set)
    for letter in map(chr, range(sys.maxunicode + 1)):
        if not letter == letter.lower() == letter.upper() == letter.casefold():
            cased.append(letter)
        parts = unicodedata.normalize("NFD", letter)
        if parts != letter:
            whole[parts].add(letter)
            seconds |= set(parts[1:])
            composed = unicodedata.normalize("NFC", letter)
            if len(composed) > 1:
                unjoined[composed[0]].add(letter)
    return _Tables("".join(cased), whole, unjoined, frozenset(seconds))
