"""A long chain is read in stretches by processes side by side; what that cannot vouch for is read in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from capacita.audit import immutability, stretches
from capacita.audit.actions import record_entry
from capacita.audit.models import Entry
from capacita.audit.queries import last_seq, verification

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
