"""Writing many rows at once into a fresh database: for measuring and for trying, never beside an office's own data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from capacita.audit.choices import LOOKS
from capacita.audit.models import Entry, Payload
from capacita.audit.rules import ENTRY_DOMAIN, GENESIS, PAYLOAD_DOMAIN
from capacita.kernel.digests import canonical_json, sha256_hex

_AT_ONCE = 20_000


@dataclass(frozen=True)
class Deed:
    """One audit entry to be chained: what `record_entry` is given, and when it was done."""

    at: datetime
    actor: str
    verb: str
    subject_kind: str
    subject_key: str
    before: Any = None
    after: Any = None


def fill(model: type[models.Model], rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> None:
    """Insert the rows, given in the order of `columns`, without holding them all."""
    table, named = model._meta.db_table, ", ".join(f'"{each}"' for each in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        statement = f'INSERT INTO "{table}" ({named}) VALUES ({", ".join(["%s"] * len(columns))})'
        left = iter(rows)
        while some := list(islice(left, _AT_ONCE)):
            cursor.executemany(statement, some)


@contextmanager
def unguarded() -> Iterator[None]:
    """Millions of entries are written without a journal and into memory first, and their indexes are made at the end.

    A loss of power would leave nothing. What belongs to SQLite alone is left out on PostgreSQL.
    """
    settings = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-4000000")
    for setting in settings if connection.vendor == "sqlite" else ():
        _execute(f"PRAGMA {setting}")
    with connection.schema_editor() as editor:
        for index in Entry._meta.indexes:
            editor.remove_index(Entry, index)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for index in Entry._meta.indexes:
                editor.add_index(Entry, index)
        # The next connection is set as the product's are.
        connection.close()


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def chain(deeds: Iterable[Deed]) -> tuple[int, str]:
    """Append an entry for each deed, with its digest and payload as the product makes them; the head afterwards.

    Salts follow from the place in the chain, so that the same deeds make the same chain.
    """
    last = Entry.objects.order_by("-seq").values_list("seq", "digest").first() or (0, GENESIS)
    left = iter(deeds)
    while some := list(islice(left, _AT_ONCE)):
        made = list(_chained(some, *last))
        fill(Entry, [entry for entry, _ in made], _ENTRY)
        fill(Payload, [payload for _, payload in made], ("entry_id", "salt", "body"))
        last = made[-1][0][0], made[-1][0][8]
    return last


_ENTRY = (
    "seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous", "digest", "is_look",
)  # fmt: skip


def _chained(deeds: Iterable[Deed], seq: int, previous: str) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Digests as `audit.rules` has them, written out: the canonical text of most is put together from parts seen before."""
    adapted = connection.ops.adapt_datetimefield_value
    for deed in deeds:
        seq += 1
        salt, body = sha256_hex(b"salt %d" % seq), canonical_json({"before": deed.before, "after": deed.after})
        told = sha256_hex(b'%b["%b",%b]' % (PAYLOAD_DOMAIN, salt.encode(), body))
        named = _named(deed.actor, deed.verb, deed.subject_kind, deed.subject_key)
        at = deed.at.isoformat(timespec="microseconds")
        digest = sha256_hex(ENTRY_DOMAIN + f'[{seq},"{at}",{named},"{told}","{previous}"]'.encode())
        yield (
            (seq, adapted(deed.at), deed.actor, deed.verb, deed.subject_kind, deed.subject_key, told, previous, digest,
             deed.verb in LOOKS),
            (seq, salt, body.decode()),
        )  # fmt: skip
        previous = digest


@lru_cache(maxsize=100_000)
def _named(*texts: str) -> str:
    return canonical_json(texts)[1:-1].decode()
