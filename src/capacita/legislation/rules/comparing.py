"""Two texts side by side, paragraph by paragraph: what left and what came between two versions of one language; a text
beside its translation, by the anchors of their paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from capacita.legislation.rules.paragraphs import Paragraph, paragraphs

# Marks that are written over or under a letter belong to its word.
_TOKEN = re.compile(r"[\w\u0300-\u036f\u064b-\u0652\u0670]+|\s+|[^\w\s]")
_MOST_WORDS = 4_000
_LIKE = 0.35


class Change(StrEnum):
    """What became of words between two versions."""

    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that lie together, and what became of them; None for what stands in both."""

    text: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph on either side. A side without runs has no such paragraph."""

    anchor: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        return not self.before or not self.after or any(each.change for each in (*self.before, *self.after))


def versions_compared(before: str, after: str) -> tuple[Pair, ...]:
    """Two versions in one language. Joined, the runs of a side are its paragraphs."""
    old, new = paragraphs(before), paragraphs(after)
    matcher = SequenceMatcher(None, [each.text for each in old], [each.text for each in new], autojunk=False)
    found: list[Pair] = []
    for _how, begin, end, first, last in matcher.get_opcodes():
        found += _pairs(old[begin:end], new[first:last])
    return tuple(found)


def languages_beside(original: str, translation: str) -> tuple[Pair, ...]:
    """A text beside its translation: paragraphs of one anchor stand together, and nothing is marked as changed."""
    one, other = paragraphs(original), paragraphs(translation)
    return tuple(
        Pair(left.anchor if left else right.anchor if right else "", _plain(left), _plain(right))
        for left, right in _aligned(one, other)
    )


def _pairs(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[Pair]:
    for left, right in _aligned(old, new):
        if left is None or right is None:
            anchor = left.anchor if left else right.anchor if right else ""
            yield Pair(anchor, _whole(left, Change.REMOVED), _whole(right, Change.ADDED))
        else:
            yield Pair(right.anchor, *_words(left.text, right.text))


def _aligned(
    one: Sequence[Paragraph], other: Sequence[Paragraph]
) -> Iterator[tuple[Paragraph | None, Paragraph | None]]:
    """Paragraphs of one anchor together, in order; between them one by one as they come."""
    matcher = SequenceMatcher(None, [each.anchor for each in one], [each.anchor for each in other], autojunk=False)
    for _how, begin, end, first, last in matcher.get_opcodes():
        yield from zip_longest(one[begin:end], other[first:last])


def _words(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both sides in runs; two texts that have little in common are marked whole."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if before == after:
        return (Run(before),), (Run(after),)
    if max(len(old), len(new)) > _MOST_WORDS:
        return (Run(before, Change.REMOVED),), (Run(after, Change.ADDED),)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _LIKE:
        return (Run(before, Change.REMOVED),), (Run(after, Change.ADDED),)
    left: list[Run] = []
    right: list[Run] = []
    for how, begin, end, first, last in matcher.get_opcodes():
        _append(left, "".join(old[begin:end]), None if how == "equal" else Change.REMOVED)
        _append(right, "".join(new[first:last]), None if how == "equal" else Change.ADDED)
    return tuple(left), tuple(right)


def _append(runs: list[Run], text: str, change: Change | None) -> None:
    """One space between two changes of a kind is part of them."""
    if not text:
        return
    if len(runs) >= 2 and change and runs[-1].text.isspace() and runs[-2].change is change:
        joined = runs[-2].text + runs.pop().text + text
        runs[-1] = Run(joined, change)
    else:
        runs.append(Run(text, change))


def _whole(paragraph: Paragraph | None, change: Change) -> tuple[Run, ...]:
    return (Run(paragraph.text, change),) if paragraph is not None else ()


def _plain(paragraph: Paragraph | None) -> tuple[Run, ...]:
    return (Run(paragraph.text),) if paragraph is not None else ()
