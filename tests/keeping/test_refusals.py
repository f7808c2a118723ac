"""What a backup does not survive is told, and nothing half is left: neither a file nor an installation."""

from __future__ import annotations

import random
import resource
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyrage
import pytest
from django.test import override_settings

from capacita.audit.models import Entry
from capacita.evidence.models import Snapshot
from capacita.keeping import backing, databases, postgresql, restoring
from capacita.keeping.backing import verified
from capacita.keeping.claiming import claimed
from capacita.keeping.keys import closing_key
from capacita.keeping.manifest import Manifest, is_name_of_backup, place_of
from capacita.keeping.packing import packed, unpacked
from capacita.keeping.queries import backups_in
from capacita.keeping.restoring import restore_backup
from capacita.keeping.sealing import opened, seal
from capacita.kernel.errors import CapacitaError, InputError, RefusedError
from tests.keeping.conftest import Elsewhere, make, nothing_is_in
from tests.people import cast


def restore(path: Path, key: Path | None) -> None:
    restore_backup(path, key=key, erased=None, without_later_erasures=True, by=cast.command(), tell=lambda _: None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["../x", "snapshots/../../x", "/etc/x", "snapshots//x", "snapshots", "backup.key", "snapshots/\0", "var/x"]
)
def test_names_that_lead_elsewhere_are_no_names_of_a_backup(name: str) -> None:
    assert not is_name_of_backup(name)
    assert is_name_of_backup("snapshots/ab/abc")


def test_a_file_that_was_changed_anywhere_is_refused_and_the_place_stays_empty(
    home: Path, elsewhere: Elsewhere
) -> None:
    source = random.Random(4)
    made = make(home / "backups")
    whole = made.path.read_bytes()
    key = home / "backup.key"
    copy = home / "copy.age"

    def refused(content: bytes) -> None:
        copy.write_bytes(content)
        with pytest.raises(CapacitaError) as refusal:
            verified(copy, key=key)
        assert "copy.age: " in str(refusal.value)

    for _ in range(40):
        changed = bytearray(whole)
        changed[source.randrange(len(whole))] ^= 1 << source.randrange(8)
        refused(bytes(changed))
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1, *(source.randrange(len(whole)) for _ in range(10))):
        refused(whole[:length])
    refused(whole + b"x")
    refused(b"age-encryption.org/v1\n" * 100)
    assert verified(made.path, key=key).held.head == made.manifest.held.head
    changed = bytearray(whole)
    changed[-40] ^= 1
    copy.write_bytes(changed)
    with elsewhere("restored") as there:
        with pytest.raises(InputError, match=r"copy\.age"):
            restore(copy, key)
        assert nothing_is_in(there)


def test_another_key_and_no_key_are_told(home: Path, elsewhere: Elsewhere, tmp_path: Path) -> None:
    made = make(home / "backups")
    other, broken = tmp_path / "other.key", tmp_path / "broken.key"
    identity = pyrage.x25519.Identity.generate()
    other.write_text(f"# a comment\n{identity}\n", encoding="utf-8")
    broken.write_text("AGE-SECRET-KEY-1XYZ\n", encoding="utf-8")
    public = tmp_path / "public.key"
    public.write_text(f"{identity.to_public()}\n", encoding="utf-8")
    with elsewhere("restored") as there:
        for key, words in (
            (other, "is not opened by this key"),
            (broken, "is no key for backups"),
            (public, "only closes backups"),
            (None, "--key FILE, or set CAPACITA_BACKUP_KEY"),
        ):
            with pytest.raises(InputError, match=words):
                restore(made.path, key)
        assert nothing_is_in(there)


def test_a_key_that_only_closes_makes_backups_that_this_machine_cannot_open(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    identity = pyrage.x25519.Identity.generate()
    monkeypatch.setenv("CAPACITA_BACKUP_KEY", str(identity.to_public()))
    made = make(home / "backups")
    assert made.made_key is None
    assert not (home / "backup.key").exists()
    with pytest.raises(InputError, match="only closes"):
        verified(made.path, key=None)
    monkeypatch.setenv("CAPACITA_BACKUP_KEY", str(identity))
    assert verified(made.path, key=None).made_at == made.manifest.made_at


def forged(path: Path, home: Path, change: Callable[[Manifest], Manifest]) -> Path:
    """A backup closed with the right key whose manifest says something else."""
    key = closing_key(home)[0]
    assert key.identity is not None
    folder = home / "forging"
    with opened(path, key.identity) as stream:
        manifest = unpacked(stream, folder, path.name)
    target = home / "forged.age"
    files = [(each.name, folder / place_of(each.name)[0]) for each in manifest.files]
    with target.open("wb") as out:
        seal(packed(files, lambda done, gone: change(replace(manifest, files=tuple(done)))), out, key.recipient)
    shutil.rmtree(folder)
    return target


def test_a_backup_that_does_not_fit_is_refused_before_or_after_and_leaves_the_place_empty(
    home: Path, elsewhere: Elsewhere
) -> None:
    made = make(home / "backups")

    def with_held(**changes: object) -> Callable[[Manifest], Manifest]:
        return lambda manifest: replace(manifest, held=replace(manifest.held, **changes))  # type: ignore[arg-type]

    held = made.manifest.held
    other = "sqlite" if databases.kind() == "postgresql" else "postgresql"
    cases: list[tuple[Callable[[Manifest], Manifest], str]] = [
        (with_held(migrations=(*held.migrations, "reach.0999_later")), "of a later version"),
        (lambda manifest: replace(manifest, database=other), f"of an installation on {other}"),
        (with_held(rows={**held.rows, "people_user": 3}), "not the one that the manifest describes"),
        (with_held(head=f"1:{'0' * 64}"), "not the one that the manifest describes"),
        (with_held(head="1"), "its manifest cannot be read"),
        (lambda manifest: replace(manifest, files=manifest.files[:-1]), "is not as the manifest says"),
    ]
    for change, words in cases:
        path = forged(made.path, home, change)
        with elsewhere("restored") as there:
            with pytest.raises(CapacitaError, match=words):
                restore(path, home / "backup.key")
            assert nothing_is_in(there)
            assert not (there / "restoring").exists()


def test_erasures_that_cannot_be_done_again_leave_the_place_empty(
    home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(home / "backups")

    def fail(lines: list[str], *, by: object) -> None:
        raise RefusedError("cannot be erased")

    monkeypatch.setattr(restoring, "replay", fail)
    with elsewhere("restored") as there:
        with pytest.raises(RefusedError, match="cannot be erased"):
            restore(made.path, home / "backup.key")
        assert nothing_is_in(there)


def test_a_restore_that_was_cut_off_is_cleared_away_by_the_next(
    home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(home / "backups")
    with elsewhere("restored") as there:
        # As a kill leaves it: everything in place, nothing cleared.
        monkeypatch.setattr(restoring, "_clear", lambda *_: None)
        monkeypatch.setattr(restoring, "verification", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            restore(made.path, home / "backup.key")
        assert restoring.is_unfinished(there)
        assert Entry.objects.exists()
        monkeypatch.undo()
        # The same folder with the settings of another installation: its database is not cleared away.
        mark = there / "restoring" / "placing"
        filled = mark.read_text(encoding="utf-8")
        mark.write_text("postgresql:db.example.org:5432:capacita", encoding="utf-8")
        with pytest.raises(InputError, match=r"into the database postgresql:.* was cut off"):
            restore(made.path, home / "backup.key")
        assert Entry.objects.exists()
        mark.write_text(filled, encoding="utf-8")
        restore(made.path, home / "backup.key")
        assert not restoring.is_unfinished(there)
        assert Snapshot.objects.exists()


def test_what_a_backup_that_was_killed_left_is_cleared_away_and_one_that_runs_is_not(home: Path) -> None:
    work = home / "backing-up"
    with claimed(work, "busy"):
        (work / "database.sqlite3").touch()
        assert not backing.cleared_away()
        assert (work / "database.sqlite3").exists()
    work.mkdir()
    (work / "database.sqlite3").touch()
    assert backing.cleared_away()
    assert not work.exists()
    assert backing.cleared_away()


def test_kept_bytes_that_are_missing_or_altered_are_told_and_the_backup_is_made(home: Path) -> None:
    lost, altered = sorted(each for each in (home / "snapshots").rglob("*") if each.is_file())[:2]
    lost.unlink()
    altered.write_bytes(b"other")
    old = [make(home / "old")]
    faults = old[0].faults
    assert len(faults) == 2
    assert any(lost.name in each and "missing" in each for each in faults)
    assert any(altered.name in each and "altered" in each for each in faults)
    assert verified(old[0].path, key=None).faults == faults


def test_old_backups_go_only_after_one_without_fault_and_none_is_overwritten(home: Path) -> None:
    folder = home / "backups"
    make(folder)
    first = backups_in(folder)[0]
    for day in range(1, 4):
        shutil.copy(first, folder / f"capacita-2026010{day}T000000Z.tar.gz.age")
    (folder / "capacita-notes.txt").write_text("mine", encoding="utf-8")
    content = first.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        backing._target(folder, _time_of(first))
    assert first.read_bytes() == content
    (home / "again").mkdir()
    shutil.move(str(first), home / "again")
    damaged = next(each for each in (home / "snapshots").rglob("*") if each.is_file())
    whole = damaged.read_bytes()
    damaged.write_bytes(b"")
    assert make(folder, keep=2).removed == ()
    damaged.write_bytes(whole)
    shutil.move(str(backups_in(folder)[0]), home / "again" / "second")
    made = make(folder, keep=2)
    assert [each.name for each in made.removed] == [f"capacita-2026010{day}T000000Z.tar.gz.age" for day in (2, 1)]
    assert len(backups_in(folder)) == 2
    assert (folder / "capacita-notes.txt").exists()


def test_a_full_disk_is_told_and_nothing_half_is_left(home: Path) -> None:
    (home / "files").mkdir()
    (home / "files" / "large").write_bytes(random.Random(2).randbytes(24_000_000))
    # First for the copy of the database, then for the backup itself.
    for room, words in (
        (50_000, "cannot be copied|pg_dump failed"),
        (23_000_000, r"No backup was made: .*File too large"),
    ):
        with no_file_larger_than(room), pytest.raises(RefusedError, match=words):
            make(home / "backups")
        assert list((home / "backups").iterdir()) == []
        assert [each.name for each in (home / "backing-up").iterdir()] == ["lock"]


def test_a_folder_that_cannot_be_used_is_told(home: Path) -> None:
    (home / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="--to"):
        make(home / "file")
    with pytest.raises(InputError, match="--to"):
        make(home / "file" / "below")
    # As where a disk is not mounted, or its name was mistyped.
    with pytest.raises(InputError, match="Make the folder in which it is to lie"):
        make(home / "dsik" / "backups")
    assert not (home / "dsik").exists()


def test_two_backups_at_once_are_not_made(home: Path) -> None:
    with claimed(home / "backing-up", "busy"), pytest.raises(RefusedError, match="Another backup"):
        make(home / "backups")
    # What was left by one that was killed is cleared away by the next.
    (home / "backups").mkdir(exist_ok=True)
    left = home / "backups" / "capacita-20260101T000000Z.tar.gz.age.part"
    left.write_bytes(b"half")
    (home / "backing-up").mkdir(exist_ok=True)
    (home / "backing-up" / "database.sqlite3").write_bytes(b"half")
    make(home / "backups")
    assert not left.exists()
    assert not (home / "backing-up").exists()


@pytest.mark.postgresql
@pytest.mark.usefixtures("db")
def test_programs_of_postgresql_that_are_absent_or_too_old_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert postgresql.programs("pg_dump", postgresql.server_version())
    with pytest.raises(RefusedError, match=r"only that of version .* postgresql-client-99"):
        postgresql.programs("pg_dump", 99)
    monkeypatch.setattr(postgresql, "_PLACES", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(RefusedError, match="it is not"):
        postgresql.programs("pg_dump", 15)


@pytest.mark.postgresql
def test_rows_that_the_server_does_not_take_are_told_in_its_words(home: Path, elsewhere: Elsewhere) -> None:
    copied = home / "database.dump"
    with databases.copied(copied) as parts:
        assert [name for name, _ in parts.files] == ["database.dump.000000000000000"]
    content = copied.read_bytes()
    begun = b"\tcontenttypes\t0001_initial\t"
    assert content.count(begun) == 1
    copied.write_bytes(content.replace(begun + b"2", begun + b"x"))
    with elsewhere("restored"):
        with pytest.raises(RefusedError, match=r"pg_restore failed: .*invalid input syntax"):
            databases.put_back(copied)
        databases.clear()
        assert databases.is_empty()


def test_another_program_opens_what_is_inside(home: Path, tmp_path: Path) -> None:
    """The format is age around tar.gz: the library's own file call stands for the age program."""
    made = make(home / "backups")
    lines = (home / "backup.key").read_text(encoding="utf-8").splitlines()
    identity = pyrage.x25519.Identity.from_str(lines[1])
    assert lines[0] == f"# public key: {identity.to_public()}"
    plain = tmp_path / "plain.tar.gz"
    pyrage.decrypt_file(str(made.path), str(plain), [identity])
    with tarfile.open(plain) as archive:
        names = archive.getnames()
    assert names[0].startswith(databases.copy_name())
    assert names[-1] == "manifest.json"


def test_a_secret_key_given_by_the_environment_must_be_the_one_of_the_backup(
    home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(SECRET_KEY="the office's own"):
        made = make(home / "backups")
    with elsewhere("restored") as there:
        with pytest.raises(InputError, match="CAPACITA_SECRET_KEY"):
            restore(made.path, home / "backup.key")
        assert nothing_is_in(there)
        monkeypatch.delenv("CAPACITA_SECRET_KEY")
        restore(made.path, home / "backup.key")
        assert (there / "secret.key").read_text(encoding="utf-8") == "the office's own"


def _time_of(path: Path) -> datetime:
    return datetime.strptime(path.name[9:25], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """A disk that is full after so many bytes of a file, as far as this process and its children can tell."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
