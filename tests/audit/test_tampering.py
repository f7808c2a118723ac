"""Ten thousand tamperings against a published head: the product and the stand-alone verifier find and locate each."""

from __future__ import annotations

from pathlib import Path

import pytest

from capacita.audit import immutability
from capacita.audit.queries import verification
from capacita.audit.rules import Break, Link, breaks, is_payload
from tests.audit import tampered_rows
from tests.audit.tampering import TAMPERINGS, Entries, chain, tampered
from tools import verify_audit

LENGTH = 12
TIMES = 10_000
WHOLE = chain(LENGTH)
HEAD = LENGTH, WHOLE[-1]["digest"]


def by_the_product(entries: Entries) -> list[Break]:
    """As `verification` does it with the rows of the database."""
    links = [Link(**{name: value for name, value in each.items() if name != "payload"}) for each in entries]
    found = breaks(links, head=HEAD)
    for place, each in enumerate(entries, start=1):
        payload = each.get("payload", {"salt": "", "body": None})
        is_erased = payload["salt"] is None and payload["body"] is None
        if not is_erased and not is_payload(payload["salt"], payload["body"], each["payload_digest"]):
            found.append(Break(place, "its payload was changed"))
    return sorted(found, key=lambda each: each.seq)


def test_the_whole_chain_holds_for_both() -> None:
    assert by_the_product(WHOLE) == []
    assert verify_audit.breaks(WHOLE, f"{HEAD[0]}:{HEAD[1]}") == ([], f"{HEAD[0]}:{HEAD[1]}")


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
