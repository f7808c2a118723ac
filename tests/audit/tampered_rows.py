"""The tamperings of `tampering` and some that only a database knows, written straight into its tables."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import DatabaseError, connection, transaction

from capacita.audit import erasures, verify_audit
from capacita.audit.models import Entry
from capacita.audit.queries import exported_lines, verification
from tests.audit.tampering import TOMBSTONES, Entries, chain, first_difference, tampered, tampered_lines

LENGTH = 12
_COLUMNS = ("seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous", "digest")
_ZONE = "+00:00"


def write(entries: Entries) -> None:
    """The tables hold these entries and no others. Their triggers are gone, or it is refused."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_payload")
        cursor.execute("DELETE FROM audit_entry")
        cursor.executemany(
            f"INSERT INTO audit_entry ({', '.join(_COLUMNS)}, is_look) VALUES ({', '.join(['%s'] * 9)}, %s)",
            [[*(_column(each, name) for name in _COLUMNS), False] for each in entries],
        )
        cursor.executemany(
            "INSERT INTO audit_payload (entry_id, salt, body) VALUES (%s, %s, %s)",
            [_payload_row(each) for each in entries if "payload" in each],
        )


def _column(entry: dict[str, Any], name: str) -> Any:
    """SQLite keeps a time as text without its zone."""
    value = entry[name]
    return value.removesuffix(_ZONE) if name == "at" and connection.vendor == "sqlite" else value


def _payload_row(entry: dict[str, Any]) -> list[Any]:
    salt, body = entry["payload"]["salt"], entry["payload"]["body"]
    return [entry["seq"], salt, None if body is None else json.dumps(body)]


RAW = {
    "sqlite": (
        "UPDATE audit_entry SET actor = CAST(x'ff41' AS TEXT) WHERE seq = %s",
        "UPDATE audit_entry SET verb = x'646964' WHERE seq = %s",
        "UPDATE audit_entry SET at = 'yesterday' WHERE seq = %s",
        "UPDATE audit_entry SET at = '2026-13-45 00:00:00' WHERE seq = %s",
        "UPDATE audit_payload SET body = '{' WHERE entry_id = %s",
        "UPDATE audit_payload SET body = CAST(x'22ff22' AS TEXT) WHERE entry_id = %s",
        "UPDATE audit_payload SET body = '{\"n\": 1e400}' WHERE entry_id = %s",
        f"UPDATE audit_payload SET body = '{'[' * 100_000}{']' * 100_000}' WHERE entry_id = %s",
        "UPDATE audit_payload SET body = '{\"after\": \"FORGED\", ' || substr(body, 2) WHERE entry_id = %s",
        "UPDATE audit_entry SET is_look = 1 WHERE seq = %s",
        "UPDATE audit_entry SET is_look = 2 WHERE seq = %s",
        "UPDATE audit_entry SET is_look = 'so' WHERE seq = %s",
    ),
    "postgresql": (
        "UPDATE audit_entry SET at = 'infinity' WHERE seq = %s",
        "UPDATE audit_entry SET at = '12000-01-01 00:00:00+00' WHERE seq = %s",
        "UPDATE audit_entry SET at = '0044-03-15 00:00:00+00 BC' WHERE seq = %s",
        "UPDATE audit_payload SET body = '{\"n\": 1.5}' WHERE entry_id = %s",
        "UPDATE audit_payload SET body = '1e1000' WHERE entry_id = %s",
        "UPDATE audit_entry SET is_look = true WHERE seq = %s",
    ),
}  # fmt: skip


def missed(seed: int, times: int, export: Path) -> list[tuple[str, int, object]]:
    """What was not found at its place, by the product or by the stand-alone verifier, of `times` tamperings.

    `export` is where the lines for the verifier are written. The triggers are out of the way; nothing else is kept.
    """
    whole = chain(LENGTH)
    head = LENGTH, str(whole[-1]["digest"])
    lost: list[tuple[str, int, object]] = []
    tried = 0
    for entries, _, how in tampered(seed, times * 20, LENGTH):
        if tried == times:
            break
        laid = _laid(entries)
        place = first_difference(whole, laid) if laid else None
        if laid is None or place is None:
            continue
        tried += 1
        lost += [(how, place, each) for each in _found(head, export) if each != place]
    assert tried == times, "the generator gave out before enough fitted into the tables"
    return lost


def missed_raw(seed: int, export: Path) -> list[tuple[str, int, object]]:
    """The same for each of RAW, at a random place."""
    source, whole = random.Random(seed), chain(LENGTH)
    head = LENGTH, str(whole[-1]["digest"])
    lost: list[tuple[str, int, object]] = []
    for statement in RAW[connection.vendor]:
        place = source.choice([each["seq"] for each in whole if each["payload"]["salt"]])
        write(whole)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(statement, [place])
        with attested():
            found = verification(head=head).breaks
        if not found or found[0].seq != place:
            lost.append((statement[:80], place, found[:1]))
    write(whole)
    return lost


def missed_lines(seed: int, times: int, export: Path) -> list[tuple[str, int, object]]:
    """What the stand-alone verifier did not find at its place of `times` exports that say something more, or twice."""
    head = f"{LENGTH}:{chain(LENGTH)[-1]['digest']}"
    lost: list[tuple[str, int, object]] = []
    for lines, place in tampered_lines(seed, times, LENGTH):
        export.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        found, _, _ = verify_audit.breaks(verify_audit.entries(export), head)
        if not found or found[0][0] != place:
            lost.append((lines[place - 1][:80], place, found[:1]))
    return lost


def attested(
    tombstones: Iterable[tuple[str, str]] = TOMBSTONES,
) -> mock._patch[list[erasures.Tombstones]]:
    """For the time being these are the tombstones that stand: receipt and person."""
    return mock.patch.object(erasures, "_registered", [lambda: tombstones])


def _laid(entries: Entries) -> Entries | None:
    """The entries as the tables give them back, in their order; None where the tables do not take them."""
    if any(type(each["seq"]) is not int or not each["at"].endswith(_ZONE) for each in entries):
        return None
    try:
        with transaction.atomic():
            write(entries)
    except (DatabaseError, ValueError):
        return None
    if connection.vendor == "postgresql":
        # Two texts may be the same time, and are to PostgreSQL the same.
        times = {seq: at.isoformat(timespec="microseconds") for seq, at in Entry.objects.values_list("seq", "at")}
        entries = [{**each, "at": times[each["seq"]]} for each in entries]
    return sorted(entries, key=lambda each: int(each["seq"]))


def _found(head: tuple[int, str], export: Path) -> tuple[int, int]:
    """The first break by the product and by the stand-alone verifier; 0 is none."""
    with attested():
        product = verification(head=head).breaks
    export.write_text("".join(f"{line}\n" for line in exported_lines()), encoding="utf-8")
    alone, _, _ = verify_audit.breaks(verify_audit.entries(export), f"{head[0]}:{head[1]}")
    return product[0].seq if product else 0, alone[0][0] if alone else 0
