"""What apps above have reviewed: each registers its kind of work, and is told of every step inside its transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.people.inbox import WorkWords
from capacita.review.models import Review


def _no_codes(_review: Review) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Reviewed:
    """One kind of reviewed work.

    `verb` is what its author must be allowed for the country; `check` refuses to hand in what is not complete;
    `settle` does what a step means for the work itself; `say` names it, with the page on which to look at it: below
    that page, `apart/` is where two that were made apart are compared. `codes` are what it says, a code by item.
    """

    verb: Verb
    check: Callable[[Review], None]
    settle: Callable[[Review, datetime], None]
    say: Callable[[Review], WorkWords]
    codes: Callable[[Review], Mapping[str, str]] = _no_codes


_kinds: dict[str, Reviewed] = {}


def register_reviewed(kind: str, reviewed: Reviewed) -> None:
    """Make a kind of work known to review."""
    _kinds[kind] = reviewed


def reviewed(kind: str) -> Reviewed:
    """The kind of work. Refuses one that no app registered."""
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownKeyError(said("kind of work"), kind, tuple(_kinds)) from None


def verbs_of_reviewed() -> Mapping[str, Verb]:
    """By kind of work, what its author must be allowed."""
    return {kind: each.verb for kind, each in _kinds.items()}
