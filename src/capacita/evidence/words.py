"""How records are said to a person: each app registers the words of its own tables, and where a record is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from capacita.evidence.models import Fact
from capacita.kernel.moment import Moment


def current_language() -> str:
    """The language in which words are said now; English where none is active."""
    return get_language() or "en"


@dataclass(frozen=True)
class RecordWords:
    """A record in the reader's language, and the address of the page that shows it, without its moment."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class TableWords:
    """What a table of facts is called, and how many of its records are said at once."""

    title: Callable[[], str]
    say: Callable[[Sequence[Any], Moment], list[RecordWords]]


_words: dict[type[Fact], TableWords] = {}


def register_words(
    model: type[Fact], title: Callable[[], str], say: Callable[[Sequence[Any], Moment], list[RecordWords]]
) -> None:
    """Have the records of `model` said by `say`: one answer for each record, in order."""
    _words[model] = TableWords(title, say)


def table_in_words(model: type[Fact]) -> TableWords | None:
    """The words of a table; None for one that says nothing to a reader of its source."""
    return _words.get(model)
