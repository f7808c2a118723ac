"""Who was erased is on the list beside every backup at once, and nobody who was comes back without a word."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from typer.testing import CliRunner

from capacita.audit.queries import verification
from capacita.cli.commands import app
from capacita.evidence.actions import keep_source
from capacita.evidence.erasing_actions import confirm_bytes_erasure, request_bytes_erasure
from capacita.evidence.models import Snapshot
from capacita.evidence.queries import bytes_erased_at
from capacita.evidence.snapshots import kept_bytes
from capacita.keeping import doctor
from capacita.keeping.backing import how_to_restore
from capacita.keeping.findings import Finding
from capacita.keeping.queries import backups_in, last_backup
from capacita.keeping.restoring import restore_backup
from capacita.keeping.tombstones import lists_behind, tombstones_in
from capacita.kernel.clock import now, today
from capacita.kernel.errors import InputError, UnknownKeyError
from capacita.people import erasure
from capacita.people.daily import run_daily
from capacita.people.personal.actions.erasing import confirm_erasure, request_erasure
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.models import ContactName, Tombstone
from capacita.people.rules import Standing
from tests.keeping.conftest import Elsewhere, make
from tests.people import cast
from tests.people.personal import persons


class Office:
    """Two officers, and whoever keeps contacts."""

    def __init__(self) -> None:
        self.keeper = cast.standing(persons.programme_lead("keeper@example.org"))
        self.dana, self.erin = (cast.standing(persons.officer(f"{name}@example.org")) for name in ("dana", "erin"))

    def knows(self, name: str) -> str:
        return persons.contact(self.keeper, name, email=f"{name.split()[0].lower()}@example.net").key

    def erases(self, key: str) -> None:
        asked = request_erasure(key, reason=ErasureReason.ASKED, by=self.dana)
        confirm_erasure(asked, by=self.erin)


@pytest.fixture
def office(home: Path) -> Office:
    return Office()


def listed(folder: Path) -> list[str]:
    file = folder / "erased.jsonl"
    return [json.loads(line)["person"] for line in file.read_text().splitlines()] if file.exists() else []


def told_of_lists() -> list[Finding]:
    return [each for each in doctor.findings(at=now(), mend=False) if each.kind == "erased"]


def restored(path: Path, key: Path, *, erased: Path | None = None, without: bool = False) -> list[str]:
    told: list[str] = []
    by: Standing = cast.command()
    restore_backup(path, key=key, erased=erased, without_later_erasures=without, by=by, tell=told.append)
    return told


def test_an_erasure_is_told_beside_every_backup_at_once(home: Path, office: Office, tmp_path: Path) -> None:
    first, second = office.knows("Zoraida Erasable"), office.knows("Stella Erasable")
    office.erases(first)
    folders = [tmp_path / "disk", tmp_path / "other"]
    for folder in folders:
        make(folder)
    assert [listed(each) for each in folders] == [[first], [first]]
    office.erases(second)
    assert [listed(each) for each in folders] == [[first, second], [first, second]]
    assert told_of_lists() == []


def test_a_folder_that_is_not_there_is_told_of_until_a_day_on_which_it_is(
    home: Path, office: Office, tmp_path: Path
) -> None:
    gone, disk = office.knows("Zoraida Erasable"), tmp_path / "disk"
    make(disk)
    disk.rename(tmp_path / "unplugged")
    # Where a disk is not mounted, an empty folder often stays.
    disk.mkdir()
    office.erases(gone)
    assert listed(disk) == []
    (each,) = told_of_lists()
    assert (each.is_fault, each.mend) == (False, None)
    assert str(disk) in each.message
    assert "would bring these persons back" in each.remedy
    alice = cast.browser(cast.administrator())
    assert f"<code>{disk}</code>" in alice.get("/installation/").content.decode()
    (done,) = (job for job in run_daily(on=today()) if job.name == "lists of the erased")
    assert done.counts == {"lists of backups behind": 1}
    disk.rmdir()
    (tmp_path / "unplugged").rename(disk)
    (each,) = told_of_lists()
    assert each.is_fault
    assert each.mend is not None
    run_daily(on=today())
    assert listed(disk) == [gone]
    assert told_of_lists() == []
    assert f"<code>{disk}</code>" not in alice.get("/installation/").content.decode()
    # A year after its last backup nobody asks for the folder any more.
    shutil.rmtree(disk)
    assert lists_behind(on=today() + timedelta(days=360)) != []
    assert lists_behind(on=today() + timedelta(days=370)) == []


def test_a_list_that_cannot_be_written_holds_no_erasure_up(home: Path, office: Office, tmp_path: Path) -> None:
    gone, disk = office.knows("Zoraida Erasable"), tmp_path / "disk"
    make(disk)
    (disk / "erased.jsonl").mkdir()
    office.erases(gone)
    assert listed(home) == [gone]
    assert not ContactName.objects.filter(contact__key=gone).exists()
    assert len(told_of_lists()) == 1


def torn(path: Path, cut: int = 5) -> None:
    """The end of the list never reached the disk."""
    path.write_bytes(path.read_bytes()[:-cut])


def test_a_torn_list_is_told_everywhere_stops_nothing_and_is_made_again(
    home: Path, office: Office, tmp_path: Path
) -> None:
    unknown = json.dumps({"person": "5" * 32, "erased_at": "2026-11-20T10:00:00+00:00", "receipt": "0" * 64})
    (home / "erased.jsonl").write_text(f"{unknown}\n")
    first, second = office.knows("Zoraida Erasable"), office.knows("Stella Erasable")
    alice = cast.browser(cast.administrator())
    make(tmp_path / "disk")
    office.erases(first)
    torn(home / "erased.jsonl")
    (told,) = told_of_lists()
    assert told.is_fault
    assert "erased.jsonl, row 2: is no line of an erased person" in told.message
    assert "capacita daily" in told.remedy
    page = alice.get("/installation/")
    assert page.status_code == 200
    assert "erased.jsonl, row 2: is no line of an erased person" in page.content.decode()
    # Another erasure goes through, and mends it.
    office.erases(second)
    for folder in (home, tmp_path / "disk"):
        assert set(listed(folder)) == {"5" * 32, first, second}
    assert told_of_lists() == []
    assert "is no line of" not in alice.get("/installation/").content.decode()
    torn(home / "erased.jsonl")
    (mended,) = (each for each in doctor.findings(at=now(), mend=True) if each.kind == "erased")
    assert mended.is_mended
    assert set(listed(home)) == {"5" * 32, first, second}
    torn(home / "erased.jsonl")
    torn(tmp_path / "disk" / "erased.jsonl")
    assert [each.name for each in run_daily(on=today()) if each.failed] == []
    assert [set(listed(each)) for each in (home, tmp_path / "disk")] == [{"5" * 32, first, second}] * 2
    assert told_of_lists() == []


def test_a_list_that_was_deleted_is_told_and_made_again_of_persons_and_bytes(
    home: Path, office: Office, tmp_path: Path
) -> None:
    bob = cast.standing(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))
    kept = keep_source(address="https://documents.example.org/names", content=b"Anna Beispiel", by=bob)
    request = request_bytes_erasure(kept.sha256, reason=ErasureReason.ASKED, by=office.dana)
    confirm_bytes_erasure(request, by=office.erin)
    office.erases(office.knows("Zoraida Erasable"))
    before = tombstones_in(home / "erased.jsonl")
    assert len(before) == 2
    (home / "erased.jsonl").unlink()
    (told,) = told_of_lists()
    assert told.message.endswith("erased.jsonl is not there: it lacks 2 of those who were erased")
    assert make(tmp_path / "disk").faults == ()
    assert tombstones_in(tmp_path / "disk" / "erased.jsonl") == before
    (home / "erased.jsonl").write_text("")
    assert [each.is_mended for each in doctor.findings(at=now(), mend=True) if each.kind == "erased"] == [True]
    assert tombstones_in(home / "erased.jsonl") == before


def test_a_list_in_another_folder_that_names_somebody_unknown_by_half_is_kept_and_told(
    home: Path, office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    gone = office.knows("Zoraida Erasable")
    office.erases(gone)
    made = make(tmp_path / "disk")
    with (tmp_path / "disk" / "erased.jsonl").open("a") as stream:
        stream.write('{"person": "' + "5" * 32 + '", "erased_at"')
    with elsewhere("refused"), pytest.raises(InputError, match="take this row out of it"):
        restored(made.path, home / "backup.key", erased=home / "erased.jsonl")
    run_daily(on=today())
    assert listed(tmp_path / "disk") == [gone]
    (note,) = told_of_lists()
    assert not note.is_fault
    assert f"{tmp_path}/disk/erased.jsonl.unread-1 could not be read whole" in note.message
    with elsewhere("told"):
        told = restored(made.path, home / "backup.key", erased=home / "erased.jsonl")
        assert any("unread-1 could not be read when its list was made anew" in each for each in told)
    (tmp_path / "disk" / "erased.jsonl.unread-1").unlink()
    assert told_of_lists() == []


def test_a_backup_is_made_whatever_becomes_of_the_list_and_says_so(home: Path, office: Office, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    older = make(disk)
    older.path.rename(disk / "capacita-20261101T021500Z.tar.gz.age")
    office.erases(office.knows("Zoraida Erasable"))
    (disk / "erased.jsonl").unlink()
    (disk / "erased.jsonl").mkdir()
    done = CliRunner().invoke(app, ["backup", "--to", str(disk), "--keep", "1"])
    assert done.exit_code == 3
    assert "fault: the list of the erased could not be kept beside it" in done.stderr
    (path,) = backups_in(disk)
    last = last_backup()
    assert last is not None
    assert (last.path, last.faults) == (str(path), 0)


def test_a_backup_that_was_made_with_a_torn_list_comes_back(
    home: Path, office: Office, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = office.knows("Zoraida Erasable")
    office.erases(gone)
    whole = (home / "erased.jsonl").read_text()
    torn(home / "erased.jsonl")
    made = make(tmp_path / "disk")
    assert listed(tmp_path / "disk") == [gone]
    # As an earlier version put it into the backup.
    with monkeypatch.context() as patched:
        patched.setattr(
            "capacita.keeping.backing.write_list", lambda path, lines: path.write_text(f"{lines[0]}\n{whole[:-5]}")
        )
        earlier = make(tmp_path / "other")
    for each, told_of in ((made, False), (earlier, True)):
        with elsewhere(each.path.parent.name + "-restored") as there:
            told = restored(each.path, home / "backup.key", erased=home / "erased.jsonl")
            assert any("1 lines of the list inside the backup cannot be read" in line for line in told) is told_of
            assert listed(there) == [gone]
            assert Tombstone.objects.filter(person=gone).exists()


def test_a_restore_asks_for_a_later_list_and_says_how_old_the_one_beside_the_backup_is(
    home: Path, office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    first, second = office.knows("Zoraida Erasable"), office.knows("Stella Erasable")
    office.erases(first)
    made = make(tmp_path / "disk")
    # What lies off-site was copied before the second erasure.
    away = tmp_path / "away"
    shutil.copytree(tmp_path / "disk", away)
    office.erases(second)
    copied, key = away / made.path.name, home / "backup.key"
    with elsewhere("asked"):
        with pytest.raises(InputError) as refusal:
            restored(copied, key)
        assert f"is of {now():%Y-%m-%d}" in str(refusal.value)
        assert "with 1 beside the backup" in str(refusal.value)
        assert "--erased FILE" in str(refusal.value)
        assert "--without-later-erasures" in str(refusal.value)
        told = restored(copied, key, erased=tmp_path / "disk" / "erased.jsonl")
        assert any(each.startswith("Erasures: 2 on record, the last of ") for each in told)
        assert not ContactName.objects.filter(contact__key__in=[first, second]).exists()
    with elsewhere("told"):
        restored(copied, key, without=True)
        assert ContactName.objects.filter(contact__key=second).exists()


def test_a_restore_goes_through_where_the_storage_cannot_be_cleaned_and_says_so(
    home: Path, office: Office, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = office.knows("Zoraida Erasable")
    made = make(tmp_path / "disk")
    office.erases(gone)

    def refused() -> bool:
        raise OSError("no room")

    monkeypatch.setattr(erasure, "_cleanings", {"storage": (refused, refused)})
    with elsewhere("restored") as there:
        told = restored(made.path, home / "backup.key", erased=home / "erased.jsonl")
        (erasures,) = (each for each in told if each.startswith("Erasures: "))
        assert erasures.endswith("1 done again; the storage is rewritten by the next “capacita daily”.")
        assert listed(there)[0] == gone
        assert not ContactName.objects.filter(contact__key=gone).exists()
        monkeypatch.setattr(erasure, "_cleanings", {})
        run_daily(on=today())
        assert not erasure.is_cleaning_due()


def test_bytes_that_were_erased_stay_away_after_a_restore(
    home: Path, office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    bob = cast.standing(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))
    kept = keep_source(address="https://documents.example.org/names", content=b"Anna Beispiel", by=bob)
    made = make(tmp_path / "disk")
    request = request_bytes_erasure(kept.sha256, reason=ErasureReason.ASKED, by=office.dana)
    confirm_bytes_erasure(request, by=office.erin)
    with pytest.raises(UnknownKeyError):
        kept_bytes(kept.sha256)
    listed_at = json.loads((tmp_path / "disk" / "erased.jsonl").read_text())
    assert listed_at["bytes"] == kept.sha256
    # What is gone on purpose is not missing.
    assert [each.message for each in doctor.findings(at=now(), mend=False) if each.kind == "kept bytes"] == []
    assert make(tmp_path / "later").manifest.faults == ()
    with elsewhere("restored") as there:
        told = restored(made.path, home / "backup.key", erased=home / "erased.jsonl")
        assert any(each.endswith("1 done again.") for each in told)
        assert not list((there / "snapshots").rglob(kept.sha256))
        assert Snapshot.objects.filter(sha256=kept.sha256).exists()
        assert bytes_erased_at([kept.sha256])
        assert verification().holds


def test_the_command_that_is_told_names_the_list_of_this_machine(home: Path, office: Office, tmp_path: Path) -> None:
    made = make(tmp_path / "disk")
    assert how_to_restore(made.path).endswith(f"--key {home}/backup.key --without-later-erasures")
    office.erases(office.knows("Zoraida Erasable"))
    assert how_to_restore(made.path).endswith(f"--key {home}/backup.key --erased {home}/erased.jsonl")


def test_the_command_says_that_somebody_may_be_back(home: Path, elsewhere: Elsewhere, tmp_path: Path) -> None:
    made = make(tmp_path / "disk")
    with elsewhere("typed"), override_settings():
        typed = ["restore", str(made.path), "--key", str(home / "backup.key")]
        assert "--without-later-erasures" in str(CliRunner().invoke(app, typed).exception)
        said = CliRunner().invoke(app, [*typed, "--without-later-erasures"]).stdout
        assert "whoever was erased since then is back in it" in said


@pytest.mark.parametrize(
    "told",
    [
        "[]", "{", "null", '{"person": "1"}', '{"person": "1", "erased_at": "never"}', {"struck": []},
        {"struck": {"texts": [{}]}}, {"struck": {"texts": [{"row": "x", "left": "y"}]}},
        {"struck": {"texts": [{"row": "x:1", "left": 1}]}}, {"struck": {"texts": [{"row": "x:1", "left": "y", "field": "z"}]}},
        {"struck": {"texts": [{"row": "x:1", "left": "y", "field": "z", "at": -1, "spans": [[0, 1]]}]}},
        {"struck": {"texts": [{"row": "x:1", "left": "y", "field": "z", "at": 0, "spans": [[1, 1]]}]}},
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_told_by_file_and_row(tmp_path: Path, told: str | dict[str, object]) -> None:
    path = tmp_path / "erased.jsonl"
    good = {"person": "1" * 32, "erased_at": "2026-11-24T11:00:00+00:00", "receipt": "2" * 64}
    place = {"row": "x.Y:1", "field": "text", "at": 0, "spans": [[0, 4]], "left": "3" * 64}
    whole = {**good, "struck": {"texts": [place, {"row": "audit.Payload:7", "left": "4" * 64}]}}
    path.write_text(f"{json.dumps(good)}\n{json.dumps(whole)}\n", encoding="utf-8")
    assert len(tombstones_in(path)) == 2
    path.write_text(
        f"{json.dumps(good)}\n{told if isinstance(told, str) else json.dumps({**good, **told})}\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="is no line of an erased person") as refusal:
        tombstones_in(path)
    assert (refusal.value.problems[0].file, refusal.value.problems[0].row) == (str(path), 2)
