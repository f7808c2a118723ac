"""“Waiting for you”: one place where any app puts work for a person, or for whoever may do a verb somewhere.

Putting and settling work are parts of an action of the app whose work it is, inside its transaction and entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from capacita.people.choices import ScopeKind, Verb
from capacita.people.models import Work
from capacita.people.queries import grants_in_force
from capacita.people.roles import roles_allowing
from capacita.people.rules import EVERYTHING, Scope, Standing

Wanted = TypeVar("Wanted")
# For so many persons a process keeps what it asks on each page: six kilobytes each.
_AT_WORK = 100


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
# A person's key, or the column of the work that holds it as a query inside a query about its subject sees it.
Key = str | OuterRef
# Which work is none for the person, although a grant allows it.
Bar = Callable[[Key], Q]


@dataclass(frozen=True)
class _Kind:
    say: Say
    bar: Bar | None
    heirs: Verb | None
    is_left: bool


_kinds: dict[str, _Kind] = {}


def register_work(
    kind: str, say: Say, *, bar: Bar | None = None, heirs: Verb | None = None, is_left: bool = True
) -> None:
    """Have work of `kind` said by `say`, which is given the subject's key and the day; None where it is gone.

    `bar` tells which of it a person may not do for another reason than grants: it is neither listed, counted nor written
    about. What waited for one person who may do it no longer is left to whoever may do `heirs`, else the same verb, for
    the same scope; with `is_left` false, to nobody.
    """
    _kinds[kind] = _Kind(say, bar, heirs, is_left)
    _is_left.cache_clear()
    _waiting_in_sql.cache_clear()


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

    With both it waits for the person as long as he or she may do `verb` there, and is left to others after that.

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


def keep_in_step(
    kind: str, wanted: Mapping[str, Wanted], put: Callable[[Wanted], None], *, by: str, at: datetime
) -> tuple[list[str], list[str]]:
    """Work of `kind` waits about the subjects `wanted`, by key, and about no other.

    The keys of those about which it waits from now on, and of those about which it waits no longer.
    """
    waiting = waiting_subjects(kind)
    new, over = sorted(wanted.keys() - waiting), sorted(waiting - wanted.keys())
    for key in new:
        put(wanted[key])
    for key in over:
        settle_work(kind, key, by=by, at=at)
    return new, over


def waiting_for(user: Standing, *, most: int | None = None) -> list[Waiting]:
    """What waits for `user`, the most urgent first, then what has waited the longest; the first `most` of it."""
    if user.is_public:
        return []
    in_order = _open_work(user).order_by(F("due_on").asc(nulls_last=True), "asked_at")[:most]
    return [Waiting(each, words, user.on) for each in in_order if (words := _say(each, user.on)) is not None]


def count_waiting(user: Standing, *, most: int) -> int:
    """How many things wait for `user`, counted up to `most`. One query."""
    if user.is_public:
        return 0
    words, values = _waiting_in_sql(user, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{words} LIMIT %s", (*values, most))
        return len(cursor.fetchall())


@lru_cache(_AT_WORK)
def _waiting_in_sql(user: Standing, vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The query for the numbers of what waits, as the database of this kind is asked it.

    Kept while somebody's grants are the same: every page asks it, and to write it takes Django longer than all the rest.
    """
    words, values = _open_work(user).values_list("pk").query.sql_with_params()
    return words, tuple(values)


def does_wait_for(user: Standing, kind: str, subject_key: str) -> bool:
    """Whether this very thing waits for `user`."""
    return not user.is_public and _open_work(user).filter(kind=kind, subject_key=subject_key).exists()


def waiting_keys(user: Standing, kind: str) -> QuerySet[Work, tuple[str]]:
    """The keys of the subjects about which work of the kind waits for `user`."""
    return _open_work(user).filter(kind=kind).values_list("subject_key")


def left_to(user: Standing, *kinds: str) -> QuerySet[Work, tuple[str]]:
    """The keys of what waited for another person, who may do it no longer, and is left to `user`."""
    return _open_work(user).filter(kind__in=kinds).exclude(for_person__in=("", user.key)).values_list("subject_key")


def settled_keys(user: Standing, kind: str) -> QuerySet[Work, tuple[str]]:
    """The keys of the subjects about which `user` did the work of the kind, and might still do it."""
    return Work.objects.filter(_wanted(user), kind=kind, done_by=user.key).values_list("subject_key")


def waiting_subjects(kind: str) -> set[str]:
    """The subjects about which work of the kind waits for anybody."""
    return set(Work.objects.filter(kind=kind, done_at=None).values_list("subject_key", flat=True))


def _open_work(user: Standing) -> QuerySet[Work]:
    wanted = Work.objects.filter(_wanted(user), ~_barred(user.key), done_at=None)
    return wanted.exclude(not_for__contains=user.key)


def _say(work: Work, on: date) -> WorkWords | None:
    kind = _kinds.get(work.kind)
    return kind.say(work.subject_key, on) if kind else None


def _wanted(user: Standing) -> Q:
    """What is the person's own, what is anybody's, and what others have left."""
    allowed, inherited = _NOTHING, _NOTHING
    ours = {kind: each.heirs for kind, each in _kinds.items() if each.heirs or not each.is_left}
    for verbs, where in _reached(user):
        by_verb = Q(verb__in=_values(verbs))
        allowed |= by_verb & where
        by_kind = Q(kind__in=[kind for kind, verb in ours.items() if verb in verbs])
        inherited |= ((by_verb & ~Q(kind__in=list(ours))) | by_kind) & where
    own = Q(for_person=user.key, verb="") | (Q(for_person__in=("", user.key)) & allowed)
    return own | (~Q(for_person__in=("", user.key)) & ~Q(verb="") & inherited & _is_left(user.on))


def _reached(user: Standing) -> Iterator[tuple[frozenset[Verb], Q]]:
    """What the grants of the day allow, and where: each verb once for a place, however many grants say it.

    Every page of whoever is signed in asks for it, and Django takes its time for each part of a condition.
    """
    held: dict[Scope, frozenset[Verb]] = defaultdict(frozenset)
    for grant in user.usable:
        if grant.is_in_force(user.on):
            held[grant.scope] |= grant.verbs
    everywhere = held.pop(EVERYTHING, frozenset())
    if everywhere:
        yield everywhere, ~_NOTHING
    alike: dict[tuple[ScopeKind, frozenset[Verb]], list[str]] = defaultdict(list)
    for scope, verbs in held.items():
        alike[scope.kind, verbs - everywhere].append(scope.key)
    for (kind, verbs), keys in alike.items():
        if verbs:
            yield verbs, Q(scope_kind=kind, scope_key__in=sorted(keys))


@lru_cache(2)
def _is_left(on: date) -> Q:
    """Whether the person for whom it waits may do it no longer: by no grant, or barred.

    Kept: it is the same for whoever asks on a day, and to put it together takes longer than to ask.
    """
    scope = Q(scope_kind=ScopeKind.ALL) | Q(scope_kind=OuterRef("scope_kind"), scope_key=OuterRef("scope_key"))
    role, alike = _NOTHING, defaultdict[frozenset[str], list[Verb]](list)
    for verb in Verb:
        alike[frozenset(roles_allowing(verb))].append(verb)
    for roles, verbs in alike.items():
        role |= Q(In(OuterRef("verb"), _values(verbs))) & Q(role__in=sorted(roles))
    held = grants_in_force(on=on).filter(scope, role, person__key=OuterRef("for_person"))
    return ~Q(Exists(held)) | _barred(OuterRef(OuterRef("for_person")))


def _barred(person: Key) -> Q:
    """What is none for the person, of every kind that has a bar."""
    found = _NOTHING
    kinds: dict[Bar, list[str]] = {}
    for kind, each in _kinds.items():
        if each.bar is not None:
            kinds.setdefault(each.bar, []).append(kind)
    for bar, barred in kinds.items():
        found |= Q(kind__in=barred) & bar(person)
    return found


_NOTHING = Q(pk__in=[])


def _values(verbs: Iterable[Verb]) -> list[str]:
    return sorted(verb.value for verb in verbs)
