"""A long chain is read in stretches by processes side by side; what that cannot vouch for is read in order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from capacita.audit import immutability, stretches
from capacita.audit.actions import blank_payloads, in_turn, record_entry
from capacita.audit.models import Entry
from capacita.audit.queries import last_seq, verification
from tests.audit.tampered_rows import attested

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(autouse=True)
def long_chain(committing: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Twenty entries more, of a length at which the product reads side by side."""
    with transaction.atomic():
        for number in range(20):
            record_entry(by="a", verb="try", subject_kind="thing", subject_key=str(number), after={"n": number})
    monkeypatch.setattr(stretches, "_SIDE_BY_SIDE_FROM", 1)
    monkeypatch.setattr(stretches, "_LONGEST", 6)
    yield
    connection.close()


def test_a_long_chain_that_holds_is_read_side_by_side() -> None:
    found = stretches.whole(head=None)
    assert found is not None
    last = Entry.objects.get(seq=last_seq())
    assert (found.entries, found.digest) == (last.seq, last.digest)
    verified = verification(head=(last.seq, last.digest))
    assert (verified.entries, verified.head_digest, verified.breaks) == (last.seq, last.digest, ())


def test_a_head_that_is_not_in_it_is_found_wherever_it_falls() -> None:
    for seq in (1, 6, 7, last_seq()):
        assert stretches.whole(head=(seq, "0" * 64)) is None
        assert [each.seq for each in verification(head=(seq, "0" * 64)).breaks] == [seq]
    assert stretches.whole(head=(last_seq() + 1, "0" * 64)) is None


@pytest.mark.parametrize("back", [0, 5, 6, 13])
def test_one_entry_that_was_changed_is_located_in_whichever_stretch(back: int) -> None:
    seq = last_seq() - back
    immutability.lift()
    Entry.objects.filter(seq=seq).update(actor="b")
    immutability.install()
    assert stretches.whole(head=None) is None
    assert [each.seq for each in verification().breaks] == [seq]


def test_an_entry_that_was_taken_out_between_two_stretches_is_missed() -> None:
    immutability.lift()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_payload WHERE entry_id = 6")
        cursor.execute("DELETE FROM audit_entry WHERE seq = 6")
    immutability.install()
    assert stretches.whole(head=None) is None
    assert [each.seq for each in verification().breaks] == [6]


def test_an_erasure_that_ends_while_the_chain_is_read_is_no_break(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_turn():
        record_entry(by="a", verb="try", subject_kind="contact", subject_key="p", after={"name": "N"})
    counted = stretches._last

    def erased_then() -> int | None:
        last = counted()
        monkeypatch.setattr(stretches, "_last", counted)
        with in_turn():
            assert blank_payloads({"p"}) == 1
            record_entry(by="o", verb="erase_person", subject_kind="person", subject_key="p", after={"receipts": ["1"]})
        return last

    monkeypatch.setattr(stretches, "_last", erased_then)
    with attested([("1", "p")]):
        assert verification().breaks == ()


def test_a_process_that_is_ended_from_outside_leaves_the_chain_to_be_read_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stretches, "_work_on", _ended)
    assert stretches.whole(head=None) is None
    assert verification().holds


def _ended(_database: dict[str, Any]) -> None:
    """As by the kernel where there is no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)
