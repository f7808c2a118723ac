"""Recording on a real database: inside a transaction, one after the other, and tampering behind its back is found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from capacita.audit import actions, immutability
from capacita.audit.actions import record_entry
from capacita.audit.models import Entry, Payload
from capacita.audit.queries import head_at, verification
from capacita.audit.rules import Break
from capacita.kernel.clock import now
from tools import bulk


def record(number: int) -> Entry:
    with transaction.atomic():
        return record_entry(by="a", verb="try", subject_kind="thing", subject_key=str(number), after={"n": number})


@pytest.mark.usefixtures("committing")
def test_an_entry_outside_a_transaction_is_refused() -> None:
    before = Entry.objects.count()
    with pytest.raises(transaction.TransactionManagementError, match="inside its action's transaction"):
        record_entry(by="a", verb="try", subject_kind="thing", subject_key="1")
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("committing")
def test_a_change_that_fails_leaves_no_entry() -> None:
    before = Entry.objects.count()

    def fail() -> None:
        with transaction.atomic():
            record(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert Entry.objects.count() == before
    assert verification().holds


@pytest.mark.usefixtures("committing")
def test_entries_written_at_once_stand_one_after_the_other() -> None:
    before = Entry.objects.count()
    failures: list[DatabaseError] = []

    def write(first: int) -> None:
        try:
            for number in range(first, first + 8):
                record(number)
        except DatabaseError as failure:
            failures.append(failure)
        finally:
            connections["default"].close()

    writers = [threading.Thread(target=write, args=(each * 100,)) for each in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert Entry.objects.count() == before + 32
    assert verification().holds


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """The database without its triggers, as someone with its password could have it."""
    suffix = {model: f' ON "{model._meta.db_table}"' for model in (Entry, Payload)}
    with connection.cursor() as cursor:
        for model in (Entry, Payload):
            for event in ("update", "delete"):
                on = suffix[model] if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER "capacita_keep_{model._meta.db_table}_{event}"{on}')
    yield
    immutability.install()


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"actor": "nobody"}, "its content was changed"),
        ({"verb": "undo"}, "its content was changed"),
        ({"subject_key": "2"}, "its content was changed"),
        ({"at": None}, "its content was changed"),
        ({"payload_digest": "0" * 64}, "its payload was changed"),
        ({"previous": "0" * 64}, "does not follow from the entry before it"),
        ({"digest": "0" * 64}, "its content was changed"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_an_entry_changed_behind_the_product_s_back_is_found(change: dict[str, object], reason: str) -> None:
    entry, _ = record(1), record(2)
    assert verification().holds
    change = {name: now() - timedelta(days=1) if value is None else value for name, value in change.items()}
    Entry.objects.filter(pk=entry.pk).update(**change)
    assert (entry.seq, reason) in {(each.seq, each.reason) for each in verification().breaks}


@pytest.mark.usefixtures("unguarded")
def test_a_payload_changed_or_removed_behind_the_product_s_back_is_found() -> None:
    first, second = record(1), record(2)
    Payload.objects.filter(pk=first.pk).update(body={"before": None, "after": {"n": 7}})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_payload WHERE entry_id = %s", [second.pk])
    assert [(each.seq, each.reason) for each in verification().breaks] == [
        (first.seq, "its payload was changed"),
        (second.seq, "its payload row is missing"),
    ]


@pytest.mark.usefixtures("unguarded")
def test_an_entry_removed_from_the_middle_or_the_end_is_found() -> None:
    first, _, third = record(1), record(2), record(3)
    head = third.seq, third.digest
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_payload WHERE entry_id = %s", [third.pk])
        cursor.execute("DELETE FROM audit_entry WHERE seq = %s", [third.pk])
    assert verification().holds
    assert [each.reason for each in verification(head=head).breaks] == ["the published head is not in the chain"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_payload WHERE entry_id = %s", [first.pk])
        cursor.execute("DELETE FROM audit_entry WHERE seq = %s", [first.pk])
    assert [each.seq for each in verification().breaks] == [first.seq]


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("made_up", [-5, 0, 2**62], ids=["below one", "none", "beyond all"])
def test_a_number_that_somebody_made_up_is_found_at_once(made_up: int) -> None:
    record(1)
    chained = Entry.objects.order_by("-seq").values().first()
    assert chained is not None
    Entry.objects.create(**{**chained, "seq": made_up})
    assert not verification().holds


@pytest.mark.django_db
def test_half_an_erasure_is_refused_by_the_database() -> None:
    entry = record(1)
    for half in ({"body": None}, {"salt": None}, {"salt": None, "body": {"n": 2}}):
        with pytest.raises(DatabaseError, match="keeps its rows"), transaction.atomic():
            Payload.objects.filter(pk=entry.pk).update(**half)
    assert verification().erased == 0


@pytest.mark.django_db
def test_the_same_payload_has_another_digest_each_time() -> None:
    """Without its salt nobody can confirm a guess of what an erased payload held."""
    assert record(1).payload_digest != record(1).payload_digest


@pytest.mark.django_db
def test_the_head_at_a_time_is_that_of_the_last_entry_made_by_then() -> None:
    first, second = record(1), record(2)
    assert head_at(first.at) == f"{first.seq}:{first.digest}"
    assert head_at(None) == head_at(second.at) == f"{second.seq}:{second.digest}"
    assert head_at(datetime(2001, 1, 1, tzinfo=UTC)) == ""


@pytest.mark.django_db
def test_while_the_clock_is_behind_an_entry_has_the_time_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    first = record(1)
    monkeypatch.setattr(actions, "now", lambda: first.at - timedelta(hours=1))
    assert record(2).at == first.at
    later = first.at + timedelta(seconds=1)
    monkeypatch.setattr(actions, "now", lambda: later)
    assert record(3).at == later
    assert verification().holds


@pytest.mark.django_db
def test_an_entry_that_is_dated_before_the_one_before_is_found() -> None:
    record(1)
    head = bulk.chain([bulk.Deed(datetime(2020, 1, 1, tzinfo=UTC), "a", "try", "thing", "2")])
    assert verification(head=head).breaks == (Break(head[0], "is dated before the entry before it"),)
