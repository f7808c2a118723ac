"""Adding a source: by its address, or as a file that somebody downloaded; each way ends with a snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client, override_settings

from capacita.audit.models import Entry
from capacita.evidence.actions import ask_for_source, fetch_source, keep_file, keep_source
from capacita.evidence.models import Fetch, Snapshot, Source
from capacita.evidence.queries import fetch_by_key, fetches_under_way, is_broken_off, last_fetches
from capacita.evidence.recording import RowChange
from capacita.evidence.room import bytes_kept_by
from capacita.evidence.snapshots import kept_bytes
from capacita.evidence.source_kinds import open_source
from capacita.kernel.clock import now, today
from capacita.kernel.digests import short_digest
from capacita.kernel.errors import InputError, RefusedError
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.review.actions.submitting import confirm_submission, keep_draft, submit_draft
from capacita.search.models import Document
from tests.evidence import hostile_files as made
from tests.evidence import tls
from tests.evidence.sockets import watched
from tests.people import cast

ADDRESS = f"https://{tls.HOST}/report.pdf"


@pytest.fixture(autouse=True)
def _fetching(home: Path) -> Iterator[None]:
    with override_settings(CAPACITA_FETCH_HOSTS=[tls.HOST]):
        yield


def editor(email: str = "eve@example.org") -> User:
    return cast.person(email, "project_editor", cast.CYBERSOUTH)


def bob() -> Standing:
    return cast.standing(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))


@pytest.mark.django_db
def test_a_fetched_document_is_a_snapshot_of_its_source_with_an_entry_for_asking_and_one_for_keeping(
    tmp_path: Path,
) -> None:
    by = bob()
    entries = Entry.objects.count()
    content = made.pdf()
    # What the host says of it counts for nothing.
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(content, "Content-Type: image/png"))) as server:
        asked = ask_for_source(address=f" {ADDRESS}#page=2 ", by=by)
        assert asked.address == ADDRESS
        done = fetch_source(asked, by=by, network=server.network())
    assert done.ended_at
    assert done.problem == ""
    assert done.snapshot
    assert (done.snapshot.media_type, done.snapshot.size) == ("application/pdf", len(content))
    assert (done.received, done.snapshot.added_by) == (len(content), by.key)
    assert kept_bytes(done.snapshot.sha256) == content
    source = done.snapshot.source
    # The key that the address has wherever it is cited.
    assert (source.key, source.address, source.publisher) == (short_digest(ADDRESS), ADDRESS, tls.HOST)
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))[entries:]
    assert verbs == ["ask_for_source", "fetch_source"]


@pytest.mark.django_db
def test_a_second_fetch_of_the_same_bytes_is_the_same_snapshot_and_other_bytes_are_another(tmp_path: Path) -> None:
    by, answers = bob(), [b"one", b"one", b"two"]
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(answers.pop(0)))) as server:
        for _ in range(3):
            fetch_source(ask_for_source(address=ADDRESS, by=by), by=by, network=server.network())
    assert Source.objects.filter(address=ADDRESS).count() == 1
    assert Snapshot.objects.filter(source__address=ADDRESS).count() == 2


@pytest.mark.django_db
def test_a_fetch_that_fails_says_why_and_keeps_nothing(tmp_path: Path) -> None:
    by = bob()
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(b"", status="404 x"))) as server:
        done = fetch_source(ask_for_source(address=ADDRESS, by=by), by=by, network=server.network())
    assert done.ended_at
    assert done.problem == "the host answers 404. Download the document in a browser and give the file."
    assert done.snapshot is None
    assert not Source.objects.filter(address=ADDRESS).exists()


@pytest.mark.django_db
def test_only_those_who_may_record_add_sources_and_each_sees_the_own_ones() -> None:
    viewer = cast.standing(cast.person("vera@example.org", "viewer"))
    alice = cast.standing(cast.administrator())
    for other in (viewer, alice, Standing("", today())):
        with watched() as opened, pytest.raises(RefusedError):
            ask_for_source(address=ADDRESS, by=other)
        assert opened == []
        with pytest.raises(RefusedError):
            keep_source(address=ADDRESS, content=b"x", by=other)
    assessor = cast.standing(cast.person("a@example.org", "legal_assessor", cast.MOROCCO))
    asked = ask_for_source(address=ADDRESS, by=assessor)
    assert fetch_by_key(asked.key, user=assessor) == asked
    by = bob()
    assert fetch_by_key(asked.key, user=by) is None
    assert list(last_fetches(user=by)) == []
    with pytest.raises(RefusedError):
        fetch_source(asked, by=viewer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["http://documents.example.org/", "https://127.0.0.1/", "https://other.example.org/"]
)
def test_an_address_that_is_not_fetched_leaves_no_trace(address: str) -> None:
    by = bob()
    entries = Entry.objects.count()
    with watched() as opened, pytest.raises(InputError):
        ask_for_source(address=address, by=by)
    assert (opened, Fetch.objects.count(), Entry.objects.count()) == ([], 0, entries)


@pytest.mark.django_db
def test_nothing_is_fetched_unless_hosts_are_named() -> None:
    by = bob()
    with override_settings(CAPACITA_FETCH_HOSTS=[]), pytest.raises(InputError, match="not among the sites"):
        ask_for_source(address=ADDRESS, by=by)


@pytest.mark.django_db
def test_a_third_fetch_waits_for_one_of_two_and_one_that_was_broken_off_holds_nobody_up() -> None:
    by = bob()
    first = ask_for_source(address=ADDRESS, by=by)
    ask_for_source(address=ADDRESS, by=by)
    with pytest.raises(RefusedError, match="Two documents"):
        ask_for_source(address=ADDRESS, by=by)
    assert not is_broken_off(first, at=now())
    later = now() + timedelta(minutes=2)
    assert is_broken_off(first, at=later)
    assert fetches_under_way(at=later) == 0


@pytest.mark.django_db
def test_a_downloaded_document_is_kept_without_asking_the_network() -> None:
    by = bob()
    entries = Entry.objects.count()
    with override_settings(CAPACITA_FETCH_HOSTS=[]), watched() as opened:
        kept = keep_source(address="http://elsewhere.example.org/a?b=c", content=b"<html>as received", by=by)
    assert opened == []
    assert kept_bytes(kept.sha256) == b"<html>as received"
    assert kept.source.publisher == "elsewhere.example.org"
    assert Entry.objects.count() == entries + 1
    for address, content in (
        ("no address", b"x"),
        ("javascript:alert(1)", b"x"),
        (ADDRESS, b""),
        (ADDRESS, bytes(20_971_521)),
    ):
        with pytest.raises(InputError):
            keep_source(address=address, content=content, by=by)


SCRIPT = b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (made.pdf(), "application/pdf"),
        (made.document(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (made.workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (made.picture("PNG"), "image/png"),
        (made.picture("JPEG"), "image/jpeg"),
        (made.picture("WEBP"), "image/webp"),
        (b"\xef\xbb\xbf\n<!-- saved --><!DOCTYPE html><html><head>" + SCRIPT, "text/html"),
        ("<html><meta charset=windows-1251><p>Закон".encode("cp1251"), "text/html"),
        (
            b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="http://www.w3.org/1999/xhtml"/>',
            "text/html",
        ),
        (b'<?xml version="1.0"?><akomaNtoso><act/></akomaNtoso>', "application/xml"),
        ("Статья 361".encode(), "text/plain"),
        (b"a,b\n-1,=1+1\n", "text/plain"),
        (b'{"a": "<b>"}', "text/plain"),
    ],
)
def test_what_a_source_is_is_found_in_its_bytes_and_they_stay(content: bytes, media_type: str) -> None:
    assert open_source(content, file="x") == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        made.PROGRAM,
        b"MZ" + SCRIPT * 100,
        b"\x7fELF" + bytes(200),
        made.zipped({"x.exe": made.PROGRAM}),
        b"<html>" + SCRIPT + made.zipped({"x.exe": made.PROGRAM}),
        b"<html>\x00",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        made.with_parts(made.document(), **{"word__vbaProject.bin": b"x"}),
        made.pdf() + made.zipped({"x.exe": made.PROGRAM}),
        made.picture("GIF", mode="P"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "utf-16".encode("utf-16"),
    ],
)
def test_what_is_no_document_is_no_source_given_or_fetched(content: bytes, db: None, tmp_path: Path) -> None:
    by = bob()
    with pytest.raises(InputError):
        keep_source(address=ADDRESS, content=content, by=by)
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(content, "Content-Type: text/html"))) as server:
        done = fetch_source(ask_for_source(address=ADDRESS, by=by), by=by, network=server.network())
    assert done.ended_at
    assert done.problem
    assert (Snapshot.objects.filter(source__address=ADDRESS).count(), (tmp_path / "snapshots").exists()) == (0, False)


@pytest.mark.django_db
def test_sources_count_towards_what_a_person_may_keep_however_they_come(tmp_path: Path) -> None:
    by, ann = bob(), cast.standing(cast.person("ann@example.org", "project_editor", cast.CYBERSOUTH))
    large, small = b"a" * 700_000, b"b" * 200_000
    with override_settings(CAPACITA_PERSON_MB=1, CAPACITA_PROJECT_MB=1):
        kept = keep_source(address=ADDRESS, content=large, by=by)
        assert bytes_kept_by(by.key) == 700_000
        # The same again takes no room, and is there again if it was lost.
        forget = tmp_path / "snapshots" / kept.sha256[:2] / kept.sha256
        forget.unlink()
        assert keep_source(address=ADDRESS, content=large, by=by) == kept
        assert (bytes_kept_by(by.key), kept_bytes(kept.sha256)) == (700_000, large)
        for refused in (
            lambda: keep_source(address=f"{ADDRESS}?2", content=b"c" * 400_000, by=by),
            lambda: keep_file(content=b"c" * 400_000, name="x.txt", scope=cast.CYBERSOUTH, by=by),
        ):
            with pytest.raises(InputError, match="each person may keep 1 MB"):
                refused()
        keep_file(content=small, name="x.txt", scope=cast.CYBERSOUTH, by=by)
        with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(small))) as server:
            done = fetch_source(ask_for_source(address=f"{ADDRESS}?3", by=by), by=by, network=server.network())
        assert done.snapshot is None
        assert done.problem.startswith("does not fit: each person may keep 1 MB. Sources stay.")
        keep_source(address=f"{ADDRESS}?4", content=b"d" * (1_048_576 - 900_000), by=by)
        with watched() as opened, pytest.raises(InputError, match="does not fit"):
            ask_for_source(address=ADDRESS, by=by)
        assert opened == []
        # It is the room of one person, and not of the project for which somebody may edit.
        keep_source(address=ADDRESS, content=small, by=ann)


@pytest.mark.usefixtures("committing")
def test_of_many_sources_given_at_once_no_more_fit_than_a_person_may_keep() -> None:
    by = bob()

    def give(number: int) -> bool:
        try:
            keep_source(address=f"{ADDRESS}?{number}", content=bytes([65 + number]) * 1_048_576, by=by)
        except InputError:
            return False
        finally:
            connection.close()
        return True

    with override_settings(CAPACITA_PERSON_MB=3), ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(give, range(6))) == 3


@pytest.mark.usefixtures("committing")
def test_a_page_sees_how_far_a_fetch_has_come(tmp_path: Path) -> None:
    by, go_on = bob(), threading.Event()

    def slowly(to: object, path: str) -> None:
        to.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 1_000)  # type: ignore[attr-defined]
        go_on.wait(10)
        to.sendall(b"x" * 1_000)  # type: ignore[attr-defined]

    asked = ask_for_source(address=ADDRESS, by=by)

    def fetch() -> None:
        fetch_source(asked, by=by, network=server.network())
        connection.close()

    with tls.server(tmp_path, slowly) as server:
        running = threading.Thread(target=fetch)
        running.start()
        until = time.monotonic() + 10
        while time.monotonic() < until and not Fetch.objects.get(pk=asked.pk).received:
            time.sleep(0.02)
        seen = Fetch.objects.get(pk=asked.pk)
        go_on.set()
        running.join(10)
    assert (seen.received, seen.total, seen.ended_at) == (1_000, 2_000, None)
    done = Fetch.objects.get(pk=asked.pk)
    assert done.snapshot
    assert done.snapshot.size == 2_000


MADE_UP = "https://www.coe.int/made-up-register"


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.django_db
def test_a_source_that_one_person_added_is_absent_to_the_public_until_two_recorded_what_cites_it() -> None:
    public, eve = Client(REMOTE_ADDR="192.0.2.1"), editor()
    key = keep_source(address=MADE_UP, content=b"made up", by=cast.standing(eve)).source.key
    page, listed, api = f"/sources/{key}/", "/sources/?q=made-up-register", f"/api/v1/sources/{key}"
    assert (public.get(page).status_code, public.get(api).status_code) == (404, 404)
    assert MADE_UP not in shown(public, listed) + shown(public, "/api/v1/sources?limit=100")
    assert shown(public, page) == shown(public, f"/sources/{'0' * 16}/").replace("0" * 16, key)
    assert not Document.objects.filter(kind="sources", key=key).exists()
    reader = cast.browser(cast.person("vera@example.org", "viewer"))
    assert reader.get(page).status_code == 404
    assert "not public yet" in shown(cast.browser(eve), page)
    assert "not public yet" in shown(cast.browser(eve), listed)

    author, other = (cast.standing(cast.person(f"{name}@example.org", "programme_manager")) for name in ("al", "bo"))
    described = RowChange("sources", {"address": MADE_UP, "title": "A register", "language": "en"})
    submission = submit_draft(keep_draft(described, by=author), by=author)
    assert public.get(page).status_code == 404
    confirm_submission(submission, by=other)
    assert (public.get(page).status_code, public.get(api).status_code) == (200, 200)
    assert "A register" in shown(public, listed)
    assert Document.objects.filter(kind="sources", key=key).exists()
    assert "not public yet" not in shown(cast.browser(eve), page)


@pytest.mark.django_db
def test_bytes_that_one_person_brings_are_not_shown_beside_a_public_source_before_another_brings_the_same() -> None:
    public, eve = Client(REMOTE_ADDR="192.0.2.1"), editor()
    cited = Source.objects.filter(address__startswith="https://", cited_in__isnull=False).order_by("key").first()
    assert cited is not None
    page = f"/sources/{cited.key}/"
    kept = keep_source(address=cited.address, content=b"made up", by=cast.standing(eve))
    assert keep_source(address=cited.address, content=b"made up", by=cast.standing(eve)) == kept
    assert kept.sha256 not in shown(public, page)
    seen = shown(cast.browser(eve), page)
    assert kept.sha256 in seen
    assert "brought by a person" in seen
    assert "not public before another person brings the same file" in seen
    keep_source(address=cited.address, content=b"made up", by=bob())
    assert kept.sha256 in shown(public, page)
    assert "brought by a person" in shown(public, page)


@pytest.mark.django_db
def test_bytes_that_the_product_fetched_say_so_and_confirm_those_that_a_person_brought(tmp_path: Path) -> None:
    by = bob()
    kept = keep_source(address=ADDRESS, content=b"same", by=by)
    assert not kept.is_public
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(b"same"))) as server:
        done = fetch_source(ask_for_source(address=ADDRESS, by=by), by=by, network=server.network())
    assert done.snapshot == kept
    assert done.snapshot.is_public
    with tls.server(tmp_path, lambda to, path: to.sendall(tls.plainly(b"other"))) as server:
        done = fetch_source(ask_for_source(address=ADDRESS, by=by), by=by, network=server.network())
    assert done.snapshot
    assert (done.snapshot.brought_by, done.snapshot.is_public) == ("", True)


@pytest.mark.django_db
def test_nobody_confirms_the_bytes_that_he_or_she_brought_past_every_action() -> None:
    by = bob()
    kept = keep_source(address=ADDRESS, content=b"x", by=by)
    rows = Snapshot.objects.filter(pk=kept.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(confirmed_by=by.key)
    rows.update(confirmed_by="another")
    for changed in ({"confirmed_by": None}, {"confirmed_by": "third"}, {"brought_by": ""}):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            rows.update(**changed)
