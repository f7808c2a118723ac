"""A backup comes back as it was: counts, digests, chain, erased persons; taken while others write."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.db.utils import DatabaseError

from capacita.audit.immutability import STRUCK_OUT
from capacita.audit.models import Entry
from capacita.audit.queries import head_at, verification
from capacita.evidence.actions import keep_file
from capacita.evidence.models import Snapshot
from capacita.evidence.snapshots import Shelf, kept_bytes
from capacita.keeping import databases, manifest, postgresql
from capacita.keeping.backing import Made, verified
from capacita.keeping.packing import digest_of_file
from capacita.keeping.queries import last_backup, restore_to_tell
from capacita.keeping.restoring import Restored, restore_backup
from capacita.people.actions import invite_person
from capacita.people.erasure import replay_tombstones
from capacita.people.models import Invitation
from capacita.people.personal.actions.erasing import confirm_erasure, request_erasure
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.models import ContactGroup, ContactName, Tombstone
from capacita.people.personal.queries.same import perhaps_same
from capacita.people.rules import EVERYTHING
from capacita.review.actions.writing_in import report_mistake
from capacita.review.models import Mistake
from tests.keeping.conftest import Elsewhere, make
from tests.people import cast
from tests.people.personal import persons

KEY = "5" * 32
TOMBSTONE = json.dumps({"person": KEY, "erased_at": "2026-11-20T10:00:00+00:00", "receipt": "0" * 64})
LATER = json.dumps({"person": "6" * 32, "erased_at": "2026-11-24T10:00:00+00:00", "receipt": "1" * 64})

LAST = json.dumps({"person": "7" * 32, "erased_at": "2026-11-24T11:00:00+00:00", "receipt": "2" * 64})


def brought_back(made: Made, *, key: Path | None, tell: Callable[[str], None] = lambda sentence: None) -> Restored:
    return restore_backup(made.path, key=key, erased=None, without_later_erasures=True, by=cast.command(), tell=tell)


def invite(number: int | str) -> str:
    made = invite_person(
        email=f"w{number}@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )
    return made.key


def test_an_installation_comes_back_with_counts_digests_and_chain(home: Path, elsewhere: Elsewhere) -> None:
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    cast.browser(bob).get("/")
    uploaded = keep_file(content=b"a;b\n" * 50_000, name="list.csv", scope=cast.CYBERSOUTH, by=cast.standing(bob))
    head = head_at(None)
    made = make(home / "backups")
    assert made.manifest.faults == ()
    assert f"files/{uploaded.sha256}" in made.manifest.held.named
    assert made.manifest.held.head == head
    assert verified(made.path, key=None) == replace(made.manifest, held=replace(made.manifest.held, named=()))
    assert (made.path.stat().st_mode & 0o777, (home / "backup.key").stat().st_mode & 0o777) == (0o600, 0o600)
    # The backup is on record, beside the chain that it holds.
    last = last_backup()
    assert last is not None
    assert last.path == str(made.path)
    secret = settings.SECRET_KEY
    with elsewhere("restored") as there:
        told: list[str] = []
        done = brought_back(made, key=home / "backup.key", tell=told.append)
        assert [each.split(":")[0].split(" ")[0] for each in told] == [
            "Opened", "Database", "Tables", "Triggers", "Erasures", "Audit",
        ]  # fmt: skip
        assert settings.SECRET_KEY == secret == (there / "secret.key").read_text(encoding="utf-8")
        kept = [each for each in made.manifest.files if "/" in each.name]
        assert len(kept) == Snapshot.objects.values("sha256").distinct().count() + 1 > 10
        assert all(digest_of_file(there / each.name) == each.sha256 for each in kept)
        assert kept_bytes(uploaded.sha256, Shelf.FILES) == b"a;b\n" * 50_000
        assert all(kept_bytes(digest) for digest in Snapshot.objects.values_list("sha256", flat=True))
        with connection.cursor() as cursor:

            def ask(query: str) -> list[tuple[object, ...]]:
                cursor.execute(query)
                return list(cursor.fetchall())

            rows = databases.held(ask).rows
        counted = made.manifest.held.rows
        # What the restore adds is its own entry; what it ends are the sessions.
        more = {name: rows[name] - counted[name] for name in counted if rows[name] != counted[name]}
        assert more.pop("django_session") == -counted["django_session"] < 0
        assert more == {"audit_entry": 1, "audit_payload": 1}
        assert verification(head=made.manifest.head).holds
        assert done.head == head_at(None)
        # What came back says from which backup, until an administrator has seen to it.
        told_of = restore_to_tell()
        assert told_of is not None
        assert (told_of.name, told_of.made_at.isoformat()) == (made.path.name, made.manifest.made_at)
        assert not Session.objects.exists()
        with pytest.raises(DatabaseError):
            Entry.objects.filter(seq=1).update(actor="nobody")
        # The key came along: the next backup is closed with the same one.
        assert (there / "backup.key").read_text() == (home / "backup.key").read_text()
        assert not (there / "restoring").exists()


@pytest.mark.postgresql
def test_an_archive_that_went_into_the_backup_in_parts_is_whole_again(
    home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_PART_BYTES", 1 << 20)
    made = make(home / "backups")
    begins = [manifest.place_of(each.name)[1] for each in made.manifest.files if each.name.startswith("database.dump.")]
    assert begins == [*range(1 << 20, len(begins) << 20, 1 << 20), 0]
    assert len(begins) > 2
    with elsewhere("restored"):
        assert brought_back(made, key=home / "backup.key").manifest.held.rows == made.manifest.held.rows


def test_a_second_restore_into_the_same_place_is_refused(home: Path, elsewhere: Elsewhere) -> None:
    made = make(home / "backups")
    with elsewhere("restored") as there:
        brought_back(made, key=home / "backup.key")
        entries = Entry.objects.count()
        with pytest.raises(Exception, match="empty place") as refusal:
            brought_back(made, key=None)
        assert f"{there}-restored" in str(refusal.value)
        assert Entry.objects.count() == entries
        # Also where only the database is in the way.
        (there / "snapshots").rename(there.with_name("aside"))
        with pytest.raises(Exception, match="empty place"):
            brought_back(made, key=None)
        assert Entry.objects.count() == entries


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management import call_command

    lead = cast.standing(persons.programme_lead())
    one, other = (persons.contact(lead, name, email="anna@zz.example.org") for name in ("Anna Beispiel", "A. Muster"))
    call_command("migrate", "usersessions", "zero", verbosity=0)
    # As of a version before contacts were gathered.
    ContactGroup.objects.all().delete()
    made = make(home / "backups")
    assert not any(each.startswith("usersessions") for each in made.manifest.held.migrations)
    assert "usersessions_usersession" not in made.manifest.held.rows
    with elsewhere("restored"):
        brought_back(made, key=home / "backup.key")
        assert "usersessions_usersession" in connection.introspection.table_names()
        assert [each.key for each in perhaps_same([one.key])] == [other.key]
        assert verification().holds


def test_erased_persons_of_the_backup_beside_it_and_given_are_erased_again(
    home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (home / "erased.jsonl").write_text(TOMBSTONE + "\n", encoding="utf-8")
    made = make(home / "backups")
    assert made.erased == home / "backups" / "erased.jsonl"
    # One was erased after the backup and is on the list beside it, one after that.
    (home / "backups" / "erased.jsonl").write_text(f"{TOMBSTONE}\n{LATER}\n", encoding="utf-8")
    given = tmp_path / "given.jsonl"
    given.write_text(f"{LAST}\n{LATER}\n", encoding="utf-8")
    replayed: list[str] = []
    told: list[str] = []

    def replay_tombstones(lines: list[str], *, by: str) -> int:
        assert by == "cli"
        replayed.extend(lines)
        return 1

    monkeypatch.setattr("capacita.keeping.tombstones.replay_tombstones", replay_tombstones)
    with elsewhere("restored") as there:
        done = restore_backup(
            made.path, key=home / "backup.key", erased=given, by=cast.command(),
            tell=told.append,
        )  # fmt: skip
        assert "Erasures: 3 on record, the last of 2026-11-24 11:00 UTC, 1 done again." in told
        assert replayed == [TOMBSTONE, LATER, LAST]
        assert done.erased == 3
        assert (there / "erased.jsonl").read_text(encoding="utf-8").splitlines() == [TOMBSTONE, LATER, LAST]


def test_who_was_erased_after_the_backup_stays_erased_when_it_comes_back(home: Path, elsewhere: Elsewhere) -> None:
    keeper = cast.standing(persons.programme_lead("keeper@example.org"))
    gone = persons.contact(keeper, "Zoraida Erasable", email="zoraida@example.net")
    stays = persons.contact(keeper, "Stella Bleibt")
    made = make(home / "backups")
    asking, confirming = (cast.standing(persons.officer(f"{name}@example.org")) for name in ("dana", "erin"))
    confirm_erasure(request_erasure(gone.key, reason=ErasureReason.ASKED, by=asking), by=confirming)
    shutil.copy(home / "erased.jsonl", home / "backups" / "erased.jsonl")
    with elsewhere("restored") as there:
        brought_back(made, key=home / "backup.key")
        assert not ContactName.objects.filter(contact__key=gone.key).exists()
        assert ContactName.objects.filter(contact__key=stays.key).exists()
        assert Tombstone.objects.filter(person=gone.key).exists()
        assert verification().holds
        connection.close()
        if connection.vendor == "sqlite":
            assert b"Zoraida" not in (there / "capacita.sqlite3").read_bytes()


def test_what_names_somebody_whom_the_backup_does_not_know_yet_is_struck_out_again(
    home: Path, elsewhere: Elsewhere
) -> None:
    keeper = cast.standing(persons.programme_lead("keeper@example.org"))
    before = "Ask Zoraida Erasable or Stella Bleibt; Zoraida Erasable knows."
    told = report_mistake(about="/", text=before, reply_to="", language="en", by=keeper)
    report_mistake(about="/", text="Zoraida Erasable", reply_to="", language="en", by=keeper)
    made = make(home / "backups")
    gone = persons.contact(keeper, "Zoraida Erasable", email="zoraida@example.net")
    asking, confirming = (cast.standing(persons.officer(f"{name}@example.org")) for name in ("dana", "erin"))
    confirm_erasure(request_erasure(gone.key, reason=ErasureReason.ASKED, by=asking), by=confirming)
    shutil.copy(home / "erased.jsonl", home / "backups" / "erased.jsonl")
    assert "Zoraida" not in (home / "erased.jsonl").read_text(encoding="utf-8")
    after = f"Ask {STRUCK_OUT} or Stella Bleibt; {STRUCK_OUT} knows."
    assert Mistake.objects.get(pk=told.pk).text == after
    with elsewhere("restored") as there:
        brought_back(made, key=home / "backup.key")
        assert list(Mistake.objects.order_by("pk").values_list("text", flat=True)) == [after, STRUCK_OUT]
        assert verification().holds
        assert Tombstone.objects.filter(person=gone.key).count() == 1
        lines = (there / "erased.jsonl").read_text(encoding="utf-8").splitlines()
        # Told a second time, nothing stands there any more.
        assert replay_tombstones(lines, by="cli") == 0
        connection.close()
        if connection.vendor == "sqlite":
            assert b"Zoraida" not in (there / "capacita.sqlite3").read_bytes()


def test_a_backup_under_four_writers_holds_all_that_was_acknowledged_before(home: Path, elsewhere: Elsewhere) -> None:
    acknowledged: list[str] = []
    ended = threading.Event()

    def write(name: int) -> None:
        number = 0
        while not ended.is_set():
            acknowledged.append(invite(f"{name}.{number}"))
            number += 1
        connections["default"].close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for each in writers:
        each.start()
    try:
        while len(acknowledged) < 20:
            ended.wait(0.01)
        before = set(acknowledged)
        made = make(home / "backups")
        during = len(acknowledged) - len(before)
    finally:
        ended.set()
        for each in writers:
            each.join()
    assert during > 0
    with elsewhere("restored"):
        brought_back(made, key=home / "backup.key")
        there = set(Invitation.objects.values_list("key", flat=True))
        assert before <= there <= set(acknowledged)
        assert verification(head=made.manifest.head).holds
        # No half action: an invitation has its entry, an entry its invitation.
        told = set(Entry.objects.filter(verb="invite_person").values_list("subject_key", flat=True))
        assert told == there


@pytest.mark.django_db
def test_no_backup_is_on_record_before_the_first() -> None:
    assert last_backup() is None
