"""How much a person, and a project or country, may keep: counted over files, sources and whatever a later app keeps of
what was given, before anything more of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet, Sum

from capacita.evidence.models import KeptFile, Snapshot
from capacita.evidence.queries import erased_digests
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.people.rules import Scope

DAYS_UNTIL_REMOVED = 30
_FILES_LOCK = 7_203_118_508
_MEGABYTE = 1_048_576
# How many bytes an app keeps of what the person with this opaque key gave.
Counted = Callable[[str], int]
_counted: dict[str, Counted] = {}


def register_kept(name: str, counted: Counted) -> None:
    """Have what the app keeps of what a person gave count towards what that person may keep."""
    _counted[name] = counted


def bytes_kept_by(person: str) -> int:
    """What is kept of what a person gave: files withdrawn or not, snapshots of sources, and what later apps keep."""
    files = KeptFile.objects.filter(uploaded_by=person, removed_at=None)
    own = _bytes(files) + _bytes(Snapshot.objects.filter(added_by=person).exclude(sha256__in=erased_digests()))
    return own + sum(counted(person) for counted in _counted.values())


def bytes_kept_for(scope: Scope) -> int:
    """What lies on disk of the files of a project, a country or everything, withdrawn or not."""
    return _bytes(KeptFile.objects.filter(scope_kind=scope.kind, scope_key=scope.key, removed_at=None))


def one_at_a_time() -> None:
    """Inside a transaction: what is kept is counted, and bytes are removed, by one writer at a time.

    SQLite lets in no other anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FILES_LOCK])


def require_room(size: int, *, by: str, called: str = "", scope: Scope | None = None) -> None:
    """Refuses `size` bytes more than the person may keep, or the project or country of `scope`.

    Sources belong to none. Two who ask at once are both let in unless each began with `one_at_a_time`.
    """
    if bytes_kept_by(by) + size > settings.CAPACITA_PERSON_MB * _MEGABYTE:
        message = said("does not fit: each person may keep %(n)s MB", n=settings.CAPACITA_PERSON_MB)
    elif scope is not None and bytes_kept_for(scope) + size > settings.CAPACITA_PROJECT_MB * _MEGABYTE:
        message = said("does not fit: here %(n)s MB may be kept", n=settings.CAPACITA_PROJECT_MB)
    else:
        return
    if scope is None:
        remedy = said("Sources stay. Whoever runs the machine can give more room.")
    else:
        remedy = said("Withdrawn files count until they are removed, after %(n)s days.", n=DAYS_UNTIL_REMOVED)
    raise InputError(Problem(message, called, remedy=remedy))


def _bytes(rows: QuerySet[KeptFile] | QuerySet[Snapshot]) -> int:
    return int(rows.aggregate(total=Sum("size"))["total"] or 0)
