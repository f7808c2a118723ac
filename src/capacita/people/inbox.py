"""“Waiting for you”: one place where any app puts work for a person, or for whoever may do a verb somewhere.

Putting and settling work are parts of an action of the app whose work it is, inside its transaction and entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from capacita.people.choices import ScopeKind, Verb
from capacita.people.models import Work
from capacita.people.rules import EVERYTHING, Scope, Standing


@dataclass(frozen=True)
class WorkWords:
    """What is to be done, in the reader's language, and the page on which to do it."""

    text: str
    address: str


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's inbox on a day."""

    work: Work
    words: WorkWords
    on: date

    @property
    def is_overdue(self) -> bool:
        return self.work.due_on is not None and self.work.due_on < self.on


Say = Callable[[str, date], WorkWords | None]
_words: dict[str, Say] = {}


def register_work(kind: str, say: Say) -> None:
    """Have work of `kind` said by `say`, which is given the subject's key and the day; None where it is gone."""
    _words[kind] = say


def put_work(
    kind: str,
    subject_key: str,
    *,
    by: str,
    at: datetime,
    due_on: date | None,
    person: str = "",
    verb: Verb | None = None,
    scope: Scope = EVERYTHING,
    not_for: str = "",
) -> None:
    """It waits for the person with this key, or for whoever may do `verb` for `scope`. Asked twice, it waits once.

    It is shown to none of the actors whose keys stand in `not_for`, with spaces between.
    """
    try:
        with transaction.atomic():
            Work.objects.create(
                kind=kind, subject_key=subject_key, for_person=person, verb=verb or "", scope_kind=scope.kind,
                scope_key=scope.key, not_for=not_for, due_on=due_on, asked_by=by, asked_at=at,
            )  # fmt: skip
    except IntegrityError:
        if not Work.objects.filter(kind=kind, subject_key=subject_key, done_at=None).exists():
            raise


def settle_work(kind: str, subject_key: str, *, by: str, at: datetime) -> None:
    """It waits for nobody any more."""
    Work.objects.filter(kind=kind, subject_key=subject_key, done_at=None).update(done_at=at, done_by=by)


def waiting_for(user: Standing, *, most: int | None = None) -> list[Waiting]:
    """What waits for `user`, the most urgent first, then what has waited the longest; the first `most` of it."""
    if user.is_public:
        return []
    in_order = _open_work(user).order_by(F("due_on").asc(nulls_last=True), "asked_at")[:most]
    return [Waiting(each, words, user.on) for each in in_order if (words := _say(each, user.on)) is not None]


def count_waiting(user: Standing, *, most: int) -> int:
    """How many things wait for `user`, counted up to `most`. One query."""
    return 0 if user.is_public else _open_work(user)[:most].count()


def does_wait_for(user: Standing, kind: str, subject_key: str) -> bool:
    """Whether this very thing waits for `user`."""
    if user.is_public:
        return False
    found = Work.objects.filter(_wanted(user), kind=kind, subject_key=subject_key, done_at=None)
    return found.exclude(not_for__contains=user.key).exists()


def waiting_subjects(kind: str) -> set[str]:
    """The subjects about which work of the kind waits for anybody."""
    return set(Work.objects.filter(kind=kind, done_at=None).values_list("subject_key", flat=True))


def _open_work(user: Standing) -> QuerySet[Work]:
    return Work.objects.filter(_wanted(user), done_at=None).exclude(not_for__contains=user.key)


def _say(work: Work, on: date) -> WorkWords | None:
    say = _words.get(work.kind)
    return say(work.subject_key, on) if say else None


def _wanted(user: Standing) -> Q:
    wanted = Q(for_person=user.key)
    for each in user.usable:
        if each.is_in_force(user.on):
            wanted |= Q(verb__in=_values(each.verbs)) & _within(each.scope)
    return wanted


def _within(scope: Scope) -> Q:
    return Q() if scope.kind is ScopeKind.ALL else Q(scope_kind=scope.kind, scope_key=scope.key)


def _values(verbs: Iterable[Verb]) -> list[str]:
    return sorted(verb.value for verb in verbs)
