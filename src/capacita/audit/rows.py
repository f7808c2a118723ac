"""The rows of the chain as they lie in the database, in order and a few thousand at a time.

Read as text, and not through the models: a row that was tampered with may hold what no model could read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from capacita.audit.rules import Link

# As the models name them: a process that only reads these rows needs no models.
ENTRIES, PAYLOADS = "audit_entry", "audit_payload"
_AT_ONCE = 2000
_AT = {"sqlite": "CAST(at AS TEXT)", "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"}
_BODY = {"sqlite": "CAST(body AS TEXT)", "postgresql": "body::text"}
# SQLite's column takes more than the two, and the driver shows every other value as no look.
_IS_LOOK = {"sqlite": "+is_look", "postgresql": "is_look"}


@dataclass(frozen=True)
class KeptPayload:
    """Salt and body as kept; the body is the value of its JSON text, or is not readable where that text is none."""

    salt: Any
    body: Any
    is_readable: bool = True

    @property
    def is_erased(self) -> bool:
        return self.salt is None and self.body is None and self.is_readable


def kept_rows() -> Iterator[tuple[Link, Any, KeptPayload | None]]:
    """Every entry by `seq`, its mark as a look as it is kept, and its payload, none where its row is missing."""
    with _any_text():
        for seq, kept_at, *texts, is_look, entry_id, salt, text in raw_rows():
            payload = None if entry_id is None else read_payload(salt, text)
            yield Link(seq, in_utc(kept_at), *texts), is_look, payload


def first_and_last() -> tuple[Any, Any]:
    """What comes first and last in the column of the entries' numbers; none of an empty chain."""
    ends = ", ".join(f"(SELECT seq FROM {ENTRIES} ORDER BY seq {order} LIMIT 1)" for order in ("ASC", "DESC"))  # noqa: S608 - our own name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ends}")
        first, last = cursor.fetchone()
    return first, last


def is_there(seq: int) -> bool:
    """Whether an entry has the number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {ENTRIES} WHERE seq = %s", (seq,))  # noqa: S608 - our own name
        return cursor.fetchone() is not None


def raw_rows(among: tuple[int, int] | None = None) -> Iterator[tuple[Any, ...]]:
    """The same as the database gives them: seq, at, actor, verb, kind, key, three digests, mark, entry_id, salt, body.

    `among` are the last number before those that are asked for, and their own last.
    """
    at, body, look = (each[connection.vendor] for each in (_AT, _BODY, _IS_LOOK))
    # Said of both tables: PostgreSQL would read all payloads before a stretch to join it to its own.
    also, where = (" AND entry_id > %s AND entry_id <= %s", "WHERE seq > %s AND seq <= %s") if among else ("", "")
    with as_they_come(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT seq, {at}, actor, verb, subject_kind, subject_key, payload_digest, previous, digest, {look}, "  # noqa: S608 - our own names
            f"entry_id, salt, {body} FROM {ENTRIES} LEFT JOIN {PAYLOADS} ON entry_id = seq{also} {where} ORDER BY seq",
            among and among * 2,
        )
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


def as_they_come() -> AbstractContextManager[object]:
    """Within, rows that are read a few at a time come as they are found.

    PostgreSQL puts the whole answer aside first where no transaction is open; on SQLite one would keep writers waiting.
    """
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def in_utc(kept: Any) -> str:
    """A time as the digest covers it; SQLite leaves microseconds out where there are none."""
    day, _, fraction = str(kept).replace(" ", "T").partition(".")
    return f"{day}.{fraction:0<6}+00:00"


def read_payload(salt: Any, text: str | None) -> KeptPayload:
    try:
        return KeptPayload(salt, None if text is None else _DECODER.decode(text))
    except (ValueError, RecursionError):
        return KeptPayload(salt, None, is_readable=False)


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuses a member that stands twice: no digest covers what the first says."""
    if len(told := dict(members)) < len(members):
        raise ValueError("a member stands twice")
    return told


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


@contextmanager
def _any_text() -> Iterator[None]:
    """Lets SQLite give out text that is no UTF-8, which nothing of the product wrote, so that its place can be told."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.text_factory
    connection.connection.text_factory = lambda content: content.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.connection.text_factory = before
