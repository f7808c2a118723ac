"""What is wrong with an installation is told with its remedy, and only what loses nothing is mended."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from typer.testing import CliRunner

from capacita.audit import immutability
from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.audit.models import Entry
from capacita.cli.commands import app
from capacita.keeping import backing, databases, doctor, folder_health, sqlite
from capacita.keeping.actions import acknowledge_restore, record_restore
from capacita.keeping.findings import Finding
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem
from capacita.people import daily
from capacita.people.models import User
from capacita.people.personal.models import Tombstone
from tests.config.test_unsafe import SAFE, started
from tests.keeping.conftest import make
from tests.people import cast

SMTP = "django.core.mail.backends.smtp.EmailBackend"
# The database's server of the tests forgets what the power takes, on purpose.
OF_THE_TESTS = ("fsync", "full_page_writes", "synchronous_commit", "styles and scripts")


def found(*, mend: bool = False, later: timedelta = timedelta()) -> list[Finding]:
    every = doctor.findings(at=now() + later, mend=mend)
    return [each for each in every if not any(word in each.message for word in OF_THE_TESTS)]


@pytest.fixture
def sound(home: Path, tmp_path: Path) -> Path:
    """An installation with nothing wrong: its last backup lies elsewhere."""
    home.chmod(0o700)
    make(tmp_path / "elsewhere")
    assert found() == []
    return home


def test_open_permissions_and_missing_triggers_are_mended_only_when_asked(sound: Path) -> None:
    sound.chmod(0o755)
    (sound / "backup.key").chmod(0o644)
    immutability.lift()
    told = found()
    assert {each.kind for each in told} == {"permissions", "triggers"}
    assert all(each.is_fault and each.remedy for each in told)
    assert len(told) == 2 + len(immutability.expected())
    assert len(immutability.unprotected()) == len(immutability.expected())
    assert all(each.is_mended for each in found(mend=True))
    assert found() == []
    assert (sound.stat().st_mode & 0o777, (sound / "backup.key").stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_look_or_a_mending_that_fails_is_one_finding_among_others(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object) -> None:
        raise InputError(Problem("cannot be read", "a file"))

    sound.chmod(0o755)
    immutability.lift()
    monkeypatch.setattr(Path, "chmod", refused)
    monkeypatch.setattr(folder_health, "kept_findings", refused)
    told = found(mend=True)
    assert {each.kind for each in told} == {"permissions", "doctor", "triggers"}
    assert all(each.is_mended is (each.kind == "triggers") for each in told)
    (permissions,) = (each for each in told if each.kind == "permissions")
    assert permissions.message.endswith("; it could not be mended: a file: cannot be read")
    (doctors,) = (each for each in told if each.kind == "doctor")
    assert doctors.message == "this could not be looked at: a file: cannot be read"


def test_kept_bytes_that_are_missing_or_altered_are_named(sound: Path) -> None:
    lost, altered = sorted(each for each in (sound / "snapshots").rglob("*") if each.is_file())[:2]
    lost.unlink()
    altered.write_bytes(b"other")
    told = found(mend=True)
    assert {each.kind for each in told} == {"kept bytes"}
    assert sorted(lost.name in each.message for each in told) == [False, True]
    assert sorted(altered.name in each.message for each in told) == [False, True]
    assert not any(each.is_mended for each in told)


def test_a_broken_chain_and_a_clock_behind_it_are_told(sound: Path) -> None:
    immutability.lift()
    Entry.objects.filter(seq=1).update(actor="nobody")
    immutability.install()
    assert [each.kind for each in found()] == ["audit chain"]
    assert {each.kind for each in found(later=-timedelta(days=400))} >= {"audit chain", "clock"}


def test_an_old_backup_none_and_one_inside_the_folder_are_told(home: Path) -> None:
    home.chmod(0o700)
    assert [(each.kind, each.message) for each in found()] == [("backup", "there is no backup")]
    made = make(home / "backups")
    (note,) = found()
    assert (note.is_fault, note.message) == (False, f"the last backup lies in {home}, and is lost with it")
    stale = [each for each in found(later=timedelta(days=2)) if each.kind == "backup" and each.is_fault]
    assert len(stale) == 1
    assert str(made.path) in stale[0].message


def test_a_last_backup_that_is_cut_or_gone_is_a_fault_and_one_out_of_reach_a_note(sound: Path, tmp_path: Path) -> None:
    (path,) = (tmp_path / "elsewhere").glob("capacita-*.age")
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    (cut,) = found()
    assert (cut.kind, cut.is_fault) == ("backup", True)
    assert f"{path} has 1,000 bytes, and {len(whole):,} are on record" in cut.message
    path.unlink()
    (gone,) = found()
    assert (gone.is_fault, gone.message) == (True, f"the last backup is no longer where it was put: {path}")
    path.parent.rename(tmp_path / "unplugged")
    (away,) = found()
    assert (away.kind, away.is_fault) == ("backup", False)
    assert f"{path.parent}, cannot be reached" in away.message
    path.parent.mkdir()
    path.write_bytes(whole)
    assert found() == []


def test_of_a_backup_whose_size_is_not_on_record_only_its_absence_is_told(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "early").mkdir()
    early = tmp_path / "early" / "capacita-20261120T020000Z.tar.gz.age"
    early.write_bytes(b"of any length")
    told = {"folder": str(early.parent), "faults": 0}
    record_look(by="cli", verb=Look.EXPORT, subject_kind="backup", subject_key=early.name, after=told)
    assert found() == []
    early.unlink()
    assert [each.message for each in found()] == [f"the last backup is no longer where it was put: {early}"]


def test_daily_work_that_does_not_come_and_what_failed_of_it_is_told(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(later: timedelta = timedelta()) -> list[str]:
        every = [each for each in found(later=later) if each.kind == "daily"]
        assert all(each.is_fault and each.remedy.endswith(" daily") for each in every)
        return [each.message for each in every]

    assert told(timedelta(days=3)) == ["no run of the daily work is on record"]
    with override_settings(CAPACITA_SERVES_OTHERS=True):
        assert told() == ["no run of the daily work is on record"]
    monkeypatch.setattr(daily, "_jobs", {})
    daily.run_daily(on=now().date())
    assert told(timedelta(days=1)) == []
    (late,) = told(timedelta(days=2))
    assert late.startswith(f"the daily work was last done on {now():%Y-%m-%d}")

    def breaks(on: object) -> dict[str, int]:
        raise ValueError

    daily.register_daily("retention", breaks)
    daily.run_daily(on=now().date())
    (failed,) = told()
    assert failed.endswith("this failed: retention (ValueError)")


def test_a_storage_that_nobody_rewrites_since_somebody_was_erased_is_told(sound: Path) -> None:
    Tombstone.objects.create(
        person="p", erased_at=now() - timedelta(3), reason="asked", requested_by="a", confirmed_by="b", counts={},
        receipt="r",
    )  # fmt: skip
    (told,) = [each for each in found() if "freed space" in each.message]
    assert told.is_fault
    assert "capacita daily" in told.remedy
    Tombstone.objects.update(cleaned_at=now())
    assert not [each for each in found() if "freed space" in each.message]


def test_a_restored_installation_is_noted_until_an_administrator_has_seen_to_it(sound: Path) -> None:
    record_restore(name="capacita-20261120T020000Z.tar.gz.age", made_at="2026-11-20T02:00:00+00:00", head="", by="cli")
    (note,) = found()
    assert (note.kind, note.is_fault) == ("restored", False)
    assert "from capacita-20261120T020000Z.tar.gz.age, and is as it was at 2026-11-20 02:00 UTC" in note.message
    acknowledge_restore(by=cast.command())
    assert found() == []


def test_a_database_of_an_earlier_version_is_told_and_asked_nothing_more(sound: Path) -> None:
    call_command("migrate", "usersessions", "zero", verbosity=0)
    (told,) = [each for each in found() if each.kind == "version"]
    assert "capacita load" in told.remedy


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP INDEX review_submission_state", "the table review_submission lacks the index review_submission_state"),
        ("DROP INDEX people_merge_once", "the table people_merge lacks the constraint people_merge_once"),
        ("ALTER TABLE review_draft DROP COLUMN reason", "the table review_draft lacks the column reason"),
        ("DROP TABLE review_draft", "the table review_draft is not there"),
        ("DELETE FROM search_document", "nothing can be found by its words"),
        (
            "DELETE FROM django_migrations WHERE app = 'usersessions'",
            "the table usersessions_usersession is there, and",
        ),
    ],
)
def test_what_somebody_took_from_the_database_is_told(sound: Path, statement: str, told: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
        (finding,) = found()
        transaction.set_rollback(True)
    assert finding.message.startswith(told)
    assert ("search rebuild" if "words" in told else "capacita restore") in finding.remedy
    assert found() == []


def test_a_database_in_which_nothing_can_be_written_is_told(sound: Path) -> None:
    begin, end = (
        ("PRAGMA query_only=ON", "PRAGMA query_only=OFF")
        if connection.vendor == "sqlite"
        else ("SET default_transaction_read_only=on", "SET default_transaction_read_only=off")
    )
    with connection.cursor() as cursor:
        cursor.execute(begin)
        told = found()
        cursor.execute(end)
    assert any(each.message.startswith("nothing can be written") for each in told), told
    assert all(each.kind in ("database", "doctor") for each in told)


def test_a_look_that_fails_is_told_and_the_others_go_on(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(home: Path) -> Iterator[Finding]:
        yield from ()
        raise PermissionError(13, "Permission denied", str(home / "secret.key"))

    monkeypatch.setattr(folder_health, "findings", refused)
    (sound / "backup.key").unlink()
    kinds = [each.kind for each in found()]
    assert kinds == ["doctor", "backup key"]


def test_keys_that_were_lost_and_made_anew_are_told_and_no_backup_passes_over_it(sound: Path, tmp_path: Path) -> None:
    kept, secret = (sound / "backup.key").read_bytes(), settings.SECRET_KEY
    with override_settings(SECRET_KEY="another " * 10):
        assert [each.kind for each in found()] == ["secret key"]
    with override_settings(SECRET_KEY="another " * 10, SECRET_KEY_FALLBACKS=[secret]):
        assert found() == []
    (sound / "backup.key").unlink()
    assert [each.kind for each in found()] == ["backup key"]
    with pytest.raises(InputError, match="closed the backups before is not here"):
        make(tmp_path / "elsewhere")
    assert not (sound / "backup.key").exists()
    backing.make_backup(folder=tmp_path / "third", at=now(), keep=None, by=cast.command(), new_key=True)
    assert found() == []
    (sound / "backup.key").write_bytes(kept)
    assert [each.kind for each in found()] == ["backup key"]


def test_with_the_settings_of_the_guide_no_setting_is_a_fault(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    told = started(tmp_path, "capacita.cli", "doctor", "--json", **SAFE)
    kinds = {each["kind"] for each in json.loads(told.stdout)}
    assert "settings" not in kinds, told.stdout
    # An empty place, without a mail server.
    assert {"database", "mail"} <= kinds


@pytest.mark.sqlite
def test_settings_of_sqlite_and_damage_are_told(sound: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")
        cursor.execute("PRAGMA synchronous=NORMAL")
    assert [each.message for each in found()] == [
        "SQLite's journal_mode is delete, not wal", "SQLite's synchronous is 1, not 2",
    ]  # fmt: skip
    connection.close()
    assert found() == []
    connection.close()
    damage_an_index(sqlite.database_path())
    told = found()
    assert told[0].message.startswith("it is damaged: ")
    assert "capacita restore" in told[0].remedy
    with databases.copied(sound / "copy.sqlite3") as copied:
        assert copied.told()[0].head
    connection.close()


def damage_an_index(path: Path) -> None:
    """Entries of an index that no longer point to their rows."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema=1")
        cursor.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = "
            "'people_grant_person') WHERE name = 'audit_entry_about'"
        )
    connection.close()


def test_mail_and_settings_for_others_are_tried(sound: Path) -> None:
    with override_settings(CAPACITA_SERVES_OTHERS=True, CAPACITA_ADDRESS=""):
        assert {each.kind for each in found()} == {"settings", "mail", "access", "daily"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=5):
            (told,) = found()
            assert (told.kind, f"127.0.0.1:{port}" in told.message) == ("mail", True)
            free.listen()
            threading.Thread(target=greet, args=(free,), daemon=True).start()
            assert found() == []


def greet(server: socket.socket) -> None:
    """As much of a mail server as a first word needs."""
    talk, _ = server.accept()
    with talk, talk.makefile("rb") as lines:
        talk.sendall(b"220 ready\r\n")
        for line in lines:
            talk.sendall(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")


def test_the_command_prints_remedies_and_exits_with_3_for_a_fault(sound: Path) -> None:
    (sound / "backup.key").chmod(0o644)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 3
    assert f"chmod 600 {sound / 'backup.key'}" in done.output
    (told,) = [
        each for each in json.loads(CliRunner().invoke(app, ["doctor", "--mend", "--json"]).output)
        if not any(word in each["message"] for word in OF_THE_TESTS)
    ]  # fmt: skip
    assert set(told) == {"kind", "message", "remedy", "is_fault", "is_mended"}
    assert told["is_mended"] is True


@pytest.mark.django_db
def test_every_finding_of_an_empty_home_has_a_remedy(tmp_path: Path) -> None:
    with override_settings(CAPACITA_HOME=tmp_path):
        every = doctor.findings(at=now(), mend=False)
    assert every
    assert all(each.remedy for each in every)


def test_reports_that_would_reach_nobody_are_told_once_somebody_administers(sound: Path) -> None:
    alice = cast.administrator()
    (told,) = [each for each in found() if each.kind == "reports"]
    assert (told.is_fault, told.message.endswith("the administrators alone")) == (False, True)
    User.objects.filter(pk=alice.pk).update(deactivated_at=now())
    (told,) = [each for each in found() if each.kind == "reports"]
    assert (told.is_fault, told.message.endswith("waits for nobody")) == (True, True)
    cast.person("pia@example.org", "programme_manager")
    assert not [each for each in found() if each.kind == "reports"]
