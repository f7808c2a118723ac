"""Ten thousand tamperings against a published head: the product and the stand-alone verifier find and locate each."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from capacita.audit import immutability, queries, stretches, verify_audit
from capacita.audit import rows as rows_of_chain
from capacita.audit.queries import verification
from capacita.audit.rows import KeptPayload
from capacita.audit.rules import Break, Link
from capacita.audit.stretches import Whole
from tests.audit import tampered_rows
from tests.audit.tampering import ERASED_AT, TAMPERINGS, TOMBSTONES, Entries, chain, following, tampered

LENGTH = 12
TIMES = 10_000
NAMES = ("actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous", "digest")
WHOLE = chain(LENGTH)
HEAD = LENGTH, WHOLE[-1]["digest"]


def by_the_product(entries: Entries, tombstones: list[tuple[str, str]] = TOMBSTONES) -> tuple[Break, ...]:
    """What `verification` finds where these are the rows of the database."""
    rows = [
        (
            Link(**{name: value for name, value in each.items() if name != "payload"}),
            False,
            KeptPayload(**each["payload"]) if "payload" in each else None,
        )
        for each in entries
    ]
    with (
        tampered_rows.attested(tombstones),
        mock.patch.object(queries, "kept_rows", return_value=rows),
        mock.patch.object(queries, "whole", return_value=quickly_read(entries)),
    ):
        return verification(head=HEAD).breaks


def quickly_read(entries: Entries) -> Whole | None:
    """What the quick reading makes of these rows: as the database would give them, or as if they could not be read."""
    rows = []
    for each in entries:
        kept_at = str(each["at"]).removesuffix("+00:00")
        if rows_of_chain.in_utc(kept_at) != each["at"]:
            return None
        payload = each.get("payload", {})
        body = payload.get("body")
        text = "no JSON" if not payload.get("is_readable", True) else None if body is None else json.dumps(body)
        values = [each[name] for name in NAMES]
        entry_id = each["seq"] if "payload" in each else None
        rows.append((each["seq"], kept_at, *values, False, entry_id, payload.get("salt"), text))
    found = [read_in_stretches(rows, each) for each in (LENGTH * 2, 1, 2, 3, 5)]
    # However the rows are cut into stretches, they come to the same.
    assert all(each == found[0] for each in found)
    return found[0]


def read_in_stretches(rows: list[tuple[Any, ...]], longest: int) -> Whole | None:
    """The rows read so many at once, and joined."""
    if len(rows) < HEAD[0]:
        return None
    read = []
    for after, until in pairwise([*range(0, len(rows), longest), len(rows)]):
        head = HEAD if after < HEAD[0] <= until else None
        found = stretches.read(rows[after:until], after=after, until=until, head=head)
        if found is None:
            return None
        read.append(found)
    return stretches.joined(read, len(rows))


def test_a_whole_chain_is_read_quickly_and_comes_to_the_same() -> None:
    found = quickly_read(WHOLE)
    assert found is not None
    assert (found.entries, found.digest, found.erased) == (*HEAD, 3)


def test_the_whole_chain_holds_for_both() -> None:
    assert by_the_product(WHOLE) == ()
    blank = [(3, "invitation i"), (4, "person a1"), (6, "contact c0ffee")]
    assert verify_audit.breaks(WHOLE, f"{HEAD[0]}:{HEAD[1]}") == ([], f"{HEAD[0]}:{HEAD[1]}", blank)


def test_an_erasure_that_is_changed_excuses_nothing_and_is_told_first() -> None:
    entries = deepcopy(WHOLE)
    entries[ERASED_AT - 1]["payload"]["body"]["after"] = {"keys": []}
    assert [each.seq for each in by_the_product(entries)] == [ERASED_AT, 3, 4, 6, ERASED_AT]
    # The entry itself still names the person, and who came by the invitation; its other key is not told any more.
    assert [each for each, _ in verify_audit.breaks(entries)[0]] == [ERASED_AT, 6]


def test_nothing_is_blank_by_right_without_a_tombstone() -> None:
    nobody, unattested = (
        "its payload was blanked, and nobody was erased",
        "it tells of an erasure that no tombstone attests",
    )
    assert by_the_product(WHOLE, TOMBSTONES[:1]) == (Break(6, nobody),)
    assert by_the_product(WHOLE, TOMBSTONES[1:]) == (Break(3, nobody), Break(4, nobody), Break(ERASED_AT, unattested))


def test_a_tombstone_attests_one_erasure() -> None:
    """Told once more, its receipt would let what was told since be blanked."""
    told = WHOLE[ERASED_AT - 1]["payload"]["body"]["after"]
    erasure = {"verb": "erase_again", "subject_kind": "person", "subject_key": TOMBSTONES[0][1], "told": told}
    since = following(WHOLE, verb="record_request", subject_kind="person", subject_key=TOMBSTONES[0][1], told={"a": 1})
    entries = [*WHOLE, {**since, "payload": {"salt": None, "body": None}}]
    entries.append(following(entries, **erasure))
    assert [each.seq for each in by_the_product(entries)] == [LENGTH + 1, LENGTH + 2]


def test_the_product_locates_every_tampering() -> None:
    missed = []
    for entries, place, how in tampered(7, TIMES, LENGTH):
        found = by_the_product(entries)
        if not found or found[0].seq != place:
            missed.append((how, place, found[:2]))
    assert missed == []


def test_the_stand_alone_verifier_locates_every_tampering() -> None:
    missed, head, seen = [], f"{HEAD[0]}:{HEAD[1]}", set()
    for entries, place, how in tampered(8, TIMES, LENGTH):
        seen.add(how)
        found = verify_audit.breaks(entries, head)[0]
        if not found or found[0][0] != place:
            missed.append((how, place, found[:2]))
    assert missed == []
    assert seen == {each.__name__ for each in TAMPERINGS}


@pytest.mark.django_db
def test_the_chain_of_a_new_installation_holds() -> None:
    found = verification()
    assert found.holds
    assert found.entries == 1


@pytest.mark.usefixtures("committing")
def test_tampering_in_the_tables_is_located_by_both(tmp_path: Path) -> None:
    immutability.lift()
    assert tampered_rows.missed(9, 150, tmp_path / "chain.jsonl") == []
    assert tampered_rows.missed_raw(9, tmp_path / "chain.jsonl") == []


def test_lines_that_say_something_more_or_twice_are_located(tmp_path: Path) -> None:
    assert tampered_rows.missed_lines(10, 500, tmp_path / "chain.jsonl") == []
