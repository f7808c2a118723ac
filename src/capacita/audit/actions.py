"""Writing the chain. Every action of the product ends with exactly one call of `record_entry`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import QuerySet

from capacita.audit.choices import ERASURES, LOOKS, Look
from capacita.audit.models import Entry, Payload, about
from capacita.audit.queries import subject_kinds
from capacita.audit.rules import GENESIS, Link, entry_digest, payload_digest
from capacita.kernel.clock import now
from capacita.kernel.digests import canonical_json

_CHAIN_LOCK = 7_203_118_507
_noted: ContextVar[set[int] | None] = ContextVar("noted", default=None)


def take_turn() -> None:
    """Wait until no other action is at work, and keep the others waiting until the caller's transaction ends.

    An action that first asks what the database holds and then writes begins with it: of two at the same moment, the
    second reads what the first has done, and can be told. Every action takes its turn at its entry at the latest.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry is written inside its action's transaction")
    if connection.vendor == "postgresql":
        # SQLite's immediate transactions already let one writer in at a time.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


@contextmanager
def in_turn() -> Iterator[None]:
    """One transaction, in which no other action is at work: what every action of the product stands in.

    Without it two actions could each hold what the other waits for.
    """
    with transaction.atomic():
        take_turn()
        yield


def record_entry(
    *, by: str, verb: str, subject_kind: str, subject_key: str, before: object = None, after: object = None
) -> Entry:
    """Append one entry to the chain, as the last write of the caller's transaction.

    `by` is the actor's opaque key. `before` and `after` are JSON values. Refused outside a transaction,
    since an entry without its change, or a change without its entry, would be a lie. Its time is never before that of
    the entry before it: while the clock is behind, it is the same.
    """
    take_turn()
    at = now()
    last = Entry.objects.order_by("-seq").values_list("seq", "digest", "at").first()
    seq, previous, at = (last[0] + 1, last[1], max(at, last[2])) if last else (1, GENESIS, at)
    body = json.loads(canonical_json({"before": before, "after": after}))
    salt = secrets.token_hex(32)
    link = Link(
        seq,
        at.isoformat(timespec="microseconds"),
        by,
        verb,
        subject_kind,
        subject_key,
        payload_digest(salt, body),
        previous,
        "",
    )
    entry = Entry.objects.create(
        seq=seq,
        at=at,
        actor=by,
        verb=verb,
        subject_kind=subject_kind,
        subject_key=subject_key,
        payload_digest=link.payload_digest,
        previous=previous,
        digest=entry_digest(link),
        is_look=verb in LOOKS,
    )
    Payload.objects.create(entry=entry, salt=salt, body=body)
    return entry


def record_look(*, by: str, verb: Look, subject_kind: str, subject_key: str, after: object = None) -> Entry:
    """Append an entry for what changes no record: a sign-in, a view of contact details, an export.

    It is its own transaction. No figure and no page depends on it.
    """
    with in_turn():
        return record_entry(by=by, verb=verb, subject_kind=subject_kind, subject_key=subject_key, after=after)


def blank_payloads(subjects: set[str]) -> int:
    """Inside an erasure: what is told beside each entry about these subjects is blank, and the chain stays whole.

    How many were. The erasure's own entry comes after; that of an earlier one stays told, since others are blank by it.
    """
    # The kinds are named for the sake of the index, which begins with them.
    return _blank(Payload.objects.filter(entry__in=Entry.objects.filter(about(subject_kinds(), subjects))))


def blank_payload(seq: int) -> int:
    """Inside an erasure: what is told beside this entry is blank, since it names the person."""
    return _blank(Payload.objects.filter(entry_id=seq))


@contextmanager
def noting_blanked() -> Iterator[set[int]]:
    """Gives the numbers of the entries of which the payload is blanked within: no chain need be read to know them."""
    noted: set[int] = set()
    before = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(before)


def _blank(rows: QuerySet[Payload]) -> int:
    rows = rows.filter(body__isnull=False).exclude(entry__verb__in=ERASURES)
    if (noted := _noted.get()) is not None:
        noted.update(rows.values_list("pk", flat=True))
    return rows.update(salt=None, body=None)
