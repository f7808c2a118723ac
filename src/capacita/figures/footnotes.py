"""The footnotes that names in a receipt call. The app that knows them registers itself; figures know only keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment

# The text of each footnote by its key, and the key of the footnote that each name calls.
Footnotes = tuple[Mapping[str, str], Mapping[str, str]]
Calling = Callable[[Collection[str], Moment], Footnotes]

_calling: list[Calling] = []


def register_footnotes(calling: Calling) -> None:
    """Have `calling` say which footnotes the names with the given keys call, in the active language."""
    _calling[:] = [calling]


def footnotes_of(value: FigureValue) -> Footnotes:
    """The footnotes of every name that the value's receipt prints: counted, undetermined, not certain, left out."""
    return _calling[0](value.printed_keys, value.at) if _calling else ({}, {})
