"""Bytes that hold personal data: two officers erase them at once; digest, row and a remark stay, and they stay away."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from capacita.audit.models import Entry
from capacita.evidence.actions import keep_file, keep_source, remove_withdrawn_files
from capacita.evidence.erasing_actions import (
    confirm_bytes_erasure,
    erase_bytes_again,
    finish_bytes_erasures,
    keep_wanted,
    put_bytes_erasures,
    request_bytes_erasure,
    withdraw_bytes_erasure,
)
from capacita.evidence.models import BytesErasure, Citation, CitedSource, KeptFile, Snapshot, Source
from capacita.evidence.queries import bytes_erased_at, bytes_found, bytes_held, file_by_key, files_of
from capacita.evidence.room import bytes_kept_by
from capacita.evidence.snapshots import Shelf, kept_bytes
from capacita.figures.answers import figure_answer, figure_csv
from capacita.figures.registry import figure
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, RefusedError, UnknownKeyError
from capacita.people.daily import run_daily
from capacita.people.inbox import waiting_for
from capacita.people.models import User, Work
from capacita.people.personal.choices import ErasureReason
from capacita.people.queries import local_standing
from capacita.people.rules import Standing
from tests.golden.moments import KNOWN_TODAY
from tests.people import cast
from tests.people.personal import persons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
ADDRESS = "https://documents.example.org/list-of-participants"
NAMES = b"Anna Beispiel, Zoraida Example"


@pytest.fixture
def bob() -> Standing:
    return cast.standing(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))


@pytest.fixture
def officers() -> tuple[Standing, Standing]:
    dana, erin = (cast.standing(persons.officer(f"{name}@example.org")) for name in ("dana", "erin"))
    return dana, erin


def asked(sha256: str, by: Standing) -> BytesErasure:
    return request_bytes_erasure(sha256, reason=ErasureReason.WRONGLY_KEPT, by=by)


def on_disk(home: Path) -> list[str]:
    return sorted(each.name for shelf in Shelf for each in (home / shelf).rglob("*") if each.is_file())


def test_one_officer_asks_and_another_confirms_and_nobody_else(
    bob: Standing, officers: tuple[Standing, Standing]
) -> None:
    dana, erin = officers
    kept = keep_file(content=NAMES, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    alice = cast.standing(cast.administrator())
    for other in (bob, alice, local_standing(on=today()), cast.command(), Standing("", today())):
        with pytest.raises(RefusedError):
            asked(kept.sha256, other)
    request = asked(kept.sha256, dana)
    with pytest.raises(RefusedError, match="asked already"):
        asked(kept.sha256, erin)
    for other in (dana, bob, alice, cast.command()):
        with pytest.raises(RefusedError):
            confirm_bytes_erasure(request, by=other)
    # Until then nothing is gone.
    assert kept_bytes(kept.sha256, Shelf.FILES) == NAMES
    withdraw_bytes_erasure(request, by=dana)
    with pytest.raises(RefusedError, match="decided before"):
        confirm_bytes_erasure(request, by=erin)
    with pytest.raises(RefusedError, match="Nothing is kept"):
        asked("0" * 64, dana)


def test_bytes_are_gone_at_once_as_file_and_as_snapshot_and_a_row_tells_of_them(
    home: Path,
    bob: Standing,
    officers: tuple[Standing, Standing],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    dana, erin = officers
    kept = keep_file(content=NAMES, name="Anna Beispiel.txt", scope=cast.CYBERSOUTH, by=bob)
    snapshot = keep_source(address=ADDRESS, content=NAMES, by=bob)
    other = keep_source(address=f"{ADDRESS}?2", content=b"nobody", by=bob)
    assert bytes_held(kept.sha256).files == (kept,)
    assert bytes_held(kept.sha256).snapshots == (snapshot,)
    assert [each.sha256 for each in bytes_found("beispiel", most=9)] == [kept.sha256]
    assert {each.sha256 for each in bytes_found("list-of-part", most=9)} == {kept.sha256, other.sha256}
    request = asked(kept.sha256, dana)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_bytes_erasure(request, by=erin)
    assert on_disk(home) == [other.sha256]
    for shelf in Shelf:
        with pytest.raises(UnknownKeyError):
            kept_bytes(kept.sha256, shelf)
    # The file is shown to nobody, and its name names nobody; the digest and both rows stay.
    assert file_by_key(kept.key, user=bob) is None
    assert list(files_of(cast.CYBERSOUTH, user=bob)) == []
    row = KeptFile.objects.get(pk=kept.pk)
    assert (row.sha256, row.name, row.withdrawn_by) == (kept.sha256, "file.txt", erin.key)
    assert row.removed_at is not None
    assert Snapshot.objects.get(pk=snapshot.pk).sha256 == kept.sha256
    assert set(bytes_erased_at([kept.sha256, other.sha256])) == {kept.sha256}
    assert bytes_kept_by(bob.key) == len(b"nobody")
    assert bytes_found("list-of-part", most=9) == [bytes_held(other.sha256)]
    entry = Entry.objects.get(verb="erase_bytes")
    assert (entry.actor, entry.subject_key) == (erin.key, kept.sha256)
    assert remove_withdrawn_files(today())["removed"] == 0
    with transaction.atomic(), pytest.raises(DatabaseError):
        BytesErasure.objects.filter(pk=request.pk).update(confirmed_at=None)


def test_it_waits_for_another_officer_until_somebody_decides(
    bob: Standing, officers: tuple[Standing, Standing]
) -> None:
    dana, erin = officers
    kept = keep_file(content=NAMES, name="Anna Beispiel.txt", scope=cast.CYBERSOUTH, by=bob)

    def lines(user: Standing) -> list[tuple[str, str, date | None]]:
        return [(each.words.text, each.words.address, each.work.due_on) for each in waiting_for(user)]

    def line(request: BytesErasure) -> tuple[str, str, date]:
        said = "An erasure of files or snapshots waits to be confirmed"
        return said, f"/personal/byte-erasures/{request.key}/", today() + timedelta(7)

    request = asked(kept.sha256, dana)
    assert lines(erin) == [line(request)]
    assert lines(dana) == lines(bob) == []
    withdraw_bytes_erasure(request, by=dana)
    assert lines(erin) == []
    request = asked(kept.sha256, erin)
    assert lines(dana) == [line(request)]
    # As what was asked of an earlier release.
    Work.objects.all().delete()
    assert put_bytes_erasures(today()) == {"put": 1, "settled": 0}
    assert put_bytes_erasures(today()) == {"put": 0, "settled": 0}
    assert lines(dana) == [line(request)]
    confirm_bytes_erasure(request, by=dana)
    assert lines(dana) == []


def test_after_a_restore_nobody_is_asked_about_what_is_gone(bob: Standing, officers: tuple[Standing, Standing]) -> None:
    kept = keep_file(content=NAMES, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    request = asked(kept.sha256, officers[0])
    line = json.dumps({"bytes": kept.sha256, "erased_at": "2026-11-24T11:00:00+00:00"})
    assert erase_bytes_again([line], by="cli") == 1
    assert waiting_for(officers[1]) == []
    request.refresh_from_db()
    assert (request.withdrawn_by, request.confirmed_by) == ("cli", None)


def test_what_was_erased_is_not_taken_again_by_any_door(
    home: Path,
    bob: Standing,
    officers: tuple[Standing, Standing],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept = keep_source(address=ADDRESS, content=NAMES, by=bob)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_bytes_erasure(asked(kept.sha256, officers[0]), by=officers[1])
    with pytest.raises(InputError, match="was erased here on"):
        keep_source(address=ADDRESS, content=NAMES, by=bob)
    with pytest.raises(InputError, match="was erased here on"):
        keep_file(content=NAMES, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    # What is loaded again, or recorded from a text, goes on without them.
    assert keep_wanted(NAMES) == kept.sha256
    assert on_disk(home) == []


def test_what_a_crash_left_is_removed_by_the_daily_job(
    home: Path, bob: Standing, officers: tuple[Standing, Standing]
) -> None:
    kept = keep_source(address=ADDRESS, content=NAMES, by=bob)
    # Nothing runs after the commit here, as after a crash.
    confirm_bytes_erasure(asked(kept.sha256, officers[0]), by=officers[1])
    assert on_disk(home) == [kept.sha256]
    done = {each.name: each.counts for each in run_daily(on=today())}
    # Whichever job comes first writes what the list lacks.
    assert (done["erased bytes"]["removed"], done["erasures"]["tombstones"]) == (1, 1)
    assert on_disk(home) == []
    assert json.loads((home / "erased.jsonl").read_text())["bytes"] == kept.sha256
    assert finish_bytes_erasures() == {"removed": 0, "listed": 0}


def test_after_a_restore_the_bytes_go_again_once(
    home: Path,
    bob: Standing,
    officers: tuple[Standing, Standing],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept = keep_file(content=NAMES, name="note.txt", scope=cast.CYBERSOUTH, by=bob)
    line = json.dumps({"bytes": kept.sha256, "erased_at": "2026-11-24T11:00:00+00:00"})
    person = json.dumps({"person": "5" * 32, "erased_at": "2026-11-24T10:00:00+00:00", "receipt": "0" * 64})
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_bytes_again([person, line, ""], by="cli") == 1
    assert on_disk(home) == []
    assert (home / "erased.jsonl").read_text().splitlines() == [line]
    entries = Entry.objects.count()
    assert erase_bytes_again([person, line], by="cli") == 0
    assert Entry.objects.count() == entries


def test_the_receipt_of_a_figure_that_rests_on_them_says_so(
    bob: Standing,
    officers: tuple[Standing, Standing],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    value = figure("reach.parties", at=KNOWN_TODAY)
    assert figure_answer(value)["bytes_erased"] == []
    citation = Citation.objects.get(pk=value.records[0].citation)
    source = CitedSource.objects.filter(citation=citation).first()
    assert source is not None
    kept = keep_source(address=source.source.address or ADDRESS, content=NAMES, by=bob)
    elsewhere = keep_source(address=f"{ADDRESS}?elsewhere", content=b"more names", by=bob)
    for digest in (kept.sha256, elsewhere.sha256):
        with django_capture_on_commit_callbacks(execute=True):
            confirm_bytes_erasure(asked(digest, officers[0]), by=officers[1])
    told = {"source": kept.source.key, "sha256": kept.sha256, "erased_on": today().isoformat()}
    assert Source.objects.filter(key=kept.source.key, cited_in__citation=citation).exists()
    answer = figure_answer(value)
    assert answer["bytes_erased"] == [told]
    # The figure itself is what it was.
    assert answer["receipt"] == value.receipt_digest
    assert f"{kept.source.key}:{kept.sha256}" in figure_csv(value)
    anybody = cast.browser(cast.person("vera@example.org", "viewer", cast.CYBERSOUTH))
    page = anybody.get("/figures/reach.parties/").content.decode()
    assert "Bytes that were erased" in page
    assert kept.sha256 in page
    # A file that one person brought is shown to those alone who may add sources.
    editor = cast.browser(cast.person("ed@example.org", "project_editor", cast.CYBERSOUTH))
    shown = editor.get(f"/sources/{kept.source.key}/").content.decode()
    assert "bytes erased on" in shown
    assert kept.sha256 in shown


def test_officers_find_ask_and_confirm_on_their_pages(bob: Standing, officers: tuple[Standing, Standing]) -> None:
    kept = keep_file(content=NAMES, name="Anna Beispiel.txt", scope=cast.CYBERSOUTH, by=bob)
    dana, erin = (cast.browser(User.objects.get(key=each.key)) for each in officers)
    found = dana.get("/personal/bytes/", {"q": "Beispiel"}).content.decode()
    assert "Anna Beispiel.txt" in found
    asking = f"/personal/bytes/{kept.sha256}/erase/"
    assert asking in found
    assert dana.post(asking, {}).status_code == 400
    page = dana.post(asking, {"reason": "wrongly_kept"})["Location"]
    assert "Somebody else who cares for personal data must confirm this." in dana.get(page).content.decode()
    assert dana.post(page).status_code == 400
    assert page in erin.get("/personal/").content.decode()
    assert "Anna Beispiel.txt" in erin.get(page).content.decode()
    assert erin.post(page)["Location"] == page
    done = erin.get(page).content.decode()
    assert "The bytes were erased on" in done
    assert kept.sha256 in erin.get("/personal/bytes/").content.decode()
    assert dana.post(asking, {"reason": "wrongly_kept"}).status_code == 404
