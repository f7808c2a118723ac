"""The pages of files and of adding sources: what each person is shown, handed out and told."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from capacita.audit.models import Entry
from capacita.evidence.actions import ask_for_source, keep_file, keep_source
from capacita.evidence.erasing_actions import confirm_bytes_erasure, request_bytes_erasure
from capacita.evidence.files import MAX_FILE
from capacita.evidence.models import Fetch, KeptFile, Snapshot
from capacita.kernel.clock import now
from capacita.people.actions import revoke_grant
from capacita.people.models import Grant, User
from capacita.people.personal.choices import ErasureReason
from capacita.web.uploads import BoundedUploads
from tests.evidence import hostile_files as made
from tests.evidence.hostile_addresses import ADDRESSES
from tests.evidence.sockets import watched
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
PAGE = "/files/projects/CYBERSOUTH/"


@pytest.fixture
def bob() -> User:
    return cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)


CORE = (
    b'<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:d="http://purl.org/dc/elements/1.1/"><d:creator>Ioana Example</d:creator></c:coreProperties>'
)


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def given(content: bytes, name: str = "note.txt", media_type: str = "application/x-anything") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content, media_type)}


def test_many_files_go_on_on_another_page_and_are_found_by_a_part_of_the_name(bob: User) -> None:
    row = {
        "size": 1,
        "media_type": "text/plain",
        "is_redrawn": False,
        "scope_kind": "project",
        "scope_key": "CYBERSOUTH",
    }
    KeptFile.objects.bulk_create(
        KeptFile(sha256=f"{number:064x}", name=f"Report {number:03}.txt", uploaded_by=bob.key,
                 uploaded_at=now() - timedelta(minutes=number), **row)
        for number in range(61)
    )  # fmt: skip
    browser = cast.browser(bob)
    first = text_of(browser.get(PAGE))
    assert "Report 059.txt" in first
    assert "Report 060.txt" not in first
    following = re.search(r'href="([^"]*)" rel="next"', first)
    assert following is not None
    assert "Report 060.txt" in text_of(browser.get(following.group(1).replace("&amp;", "&")))
    found = text_of(browser.get(f"{PAGE}?q=report+060"))
    assert "Report 060.txt" in found
    assert "Report 059.txt" not in found
    assert "No file has this in its name." in text_of(browser.get(f"{PAGE}?q=nothing"))


def test_bob_keeps_a_file_vera_reads_it_and_bob_withdraws_it(bob: User) -> None:
    browser = cast.browser(bob)
    assert "No file is kept here." in text_of(browser.get(PAGE))
    content = "Déjà vu".encode()
    assert browser.post(PAGE, given(content, "Compte rendu d’été.txt", "text/html"))["Location"] == PAGE
    listed = text_of(browser.get(PAGE))
    assert "Compte rendu d’été.txt" in listed
    assert "Of this project 1 of 2000 MB are taken; you have given 1 of 500 MB." in listed
    kept = KeptFile.objects.get()

    vera = cast.browser(cast.person("vera@example.org", "viewer", cast.CYBERSOUTH))
    seen = text_of(vera.get(PAGE))
    assert f"/files/{kept.key}/" in seen
    assert "Withdraw" not in seen
    assert "Add a file" not in seen
    answer = vera.get(f"/files/{kept.key}/")
    assert answer.content == content
    assert vera.post(f"/files/{kept.key}/withdraw/").status_code == 404
    assert vera.post(PAGE, given(content)).status_code == 404

    assert browser.post(f"/files/{kept.key}/withdraw/")["Location"] == PAGE
    for each in (browser, vera):
        assert each.get(f"/files/{kept.key}/").status_code == 404
    assert "No file is kept here." in text_of(browser.get(PAGE))


@pytest.mark.parametrize(
    ("name", "make", "media_type"),
    [
        ("x.pdf", made.pdf, "application/pdf"),
        ("x.txt", lambda: b"x", "text/plain"),
        ("x.csv", lambda: b"a,b\n", "text/csv"),
        ("x.png", lambda: made.picture("PNG"), "image/png"),
        ("x.docx", made.document, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_file_is_handed_out_to_be_saved_and_nothing_in_it_can_run(
    bob: User, name: str, make: object, media_type: str
) -> None:
    kept = keep_file(content=make(), name=name, scope=cast.CYBERSOUTH, by=cast.standing(bob))  # type: ignore[operator]
    answer = cast.browser(bob).get(f"/files/{kept.key}/")
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_the_list_says_what_was_taken_out_of_a_picture_and_of_an_office_file(bob: User) -> None:
    browser = cast.browser(bob)
    for name, content in (
        ("plain.docx", made.document()),
        ("signed.docx", made.repacked(made.document(), {"docProps/core.xml": CORE})),
        ("photograph.jpg", made.picture("JPEG")),
    ):
        browser.post(PAGE, given(content, name))
    said = {row.split("download>")[1].split("<")[0]: row for row in text_of(browser.get(PAGE)).split("<tr>")[2:]}
    office, picture = (
        "Author, company, and place and camera in its pictures were removed.",
        "Place, camera and comments",
    )
    assert office in said["signed.docx"]
    assert picture in said["photograph.jpg"]
    assert not any(each in said["plain.docx"] for each in (office, picture))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("r\u00e9sum\u00e9.txt", "attachment; filename*=utf-8''r%C3%A9sum%C3%A9.txt"),
        ('a"; filename=x.exe.txt', 'attachment; filename="a_; filename=x.exe.txt"'),
        ("a\r\nX-Evil: 1.txt", 'attachment; filename="a X-Evil_ 1.txt"'),
    ],
)
def test_the_name_of_a_file_stays_a_name_in_the_answer(bob: User, name: str, header: str) -> None:
    kept = keep_file(content=b"x", name=name, scope=cast.CYBERSOUTH, by=cast.standing(bob))
    answer = cast.browser(bob).get(f"/files/{kept.key}/")
    assert answer["Content-Disposition"] == header
    assert "X-Evil" not in answer


def test_whoever_is_outside_is_answered_as_for_what_is_absent(bob: User) -> None:
    kept = keep_file(content=b"x", name="x.txt", scope=cast.CYBERSOUTH, by=cast.standing(bob))
    charlie = cast.browser(cast.person("charlie@example.org", "project_editor", cast.GLACY))
    alice = cast.browser(cast.administrator())
    for browser in (Client(REMOTE_ADDR="192.0.2.1"), charlie, alice):
        absent = text_of(browser.get(f"/files/{'0' * 32}/"))
        answer = browser.get(f"/files/{kept.key}/")
        assert answer.status_code == 404
        assert text_of(answer).replace(kept.key, "0" * 32) == absent
        assert browser.get(PAGE).status_code == 404
    # A grant that ends takes the file away at once, and the chain keeps who had it.
    assert cast.browser(bob).get("/files/projects/NO-SUCH-PROJECT/").status_code == 404


def test_a_focal_point_sees_what_is_given_for_the_country_and_not_what_the_office_keeps_about_it() -> None:
    ana = cast.person("ana@example.org", "legal_assessor", cast.MOROCCO)
    omar = cast.person("omar@example.org", "country_focal_point", cast.MOROCCO)
    leila = cast.browser(cast.person("leila@example.org", "country_focal_point", cast.MOROCCO))
    assessor, focal_point = cast.browser(ana), cast.browser(omar)
    of_morocco = "/files/countries/MA/"
    for browser, name in ((assessor, "minutes.txt"), (focal_point, "letter.txt")):
        assert browser.post(of_morocco, given(b"x", name))["Location"] == of_morocco
    minutes, letter = (KeptFile.objects.get(name=name) for name in ("minutes.txt", "letter.txt"))
    assert {(each.scope_kind, each.scope_key) for each in (minutes, letter)} == {("country", "MA")}

    seen = text_of(focal_point.get(of_morocco))
    assert "Files of Morocco" in seen
    assert "You have given 1 of 500 MB." in seen
    # Nor is anybody told there how much the office keeps.
    assert "are taken" not in seen
    assert (f"/files/{minutes.key}/" in seen, f"/files/{letter.key}/" in seen) == (False, True)
    assert f"/files/{letter.key}/withdraw/" in seen
    # Nobody of the office is named to whoever speaks for the country.
    assert "Ana" not in seen
    assert minutes.key not in text_of(focal_point.get(f"{of_morocco}?q=minutes"))
    for path in (f"/files/{minutes.key}/", f"/files/{'0' * 32}/"):
        assert (focal_point.get(path).status_code, focal_point.post(f"{path}withdraw/").status_code) == (404, 404)
    # Who speaks for it as well sees it, and withdraws only what he or she gave; so it stays after a grant has ended.
    assert leila.get(f"/files/{letter.key}/").content == b"x"
    assert leila.post(f"/files/{letter.key}/withdraw/").status_code == 404
    for grant in Grant.objects.filter(person=omar, role="country_focal_point"):
        revoke_grant(grant, by=cast.command())
    assert leila.get(f"/files/{letter.key}/").content == b"x"
    cast.give(omar, "country_focal_point", cast.MOROCCO)
    omar.refresh_from_db()
    focal_point = cast.browser(omar)
    listed = text_of(assessor.get(of_morocco))
    assert "Of this country or area 1 of 2000 MB are taken; you have given 1 of 500 MB." in listed
    assert all(each in listed for each in ("Omar", minutes.key, letter.key))
    assert focal_point.post(f"/files/{letter.key}/withdraw/")["Location"] == of_morocco
    assert assessor.post(f"/files/{minutes.key}/withdraw/")["Location"] == of_morocco
    assert "No file is kept here." in text_of(assessor.get(of_morocco))


def test_the_files_of_a_country_are_found_from_its_pages_and_absent_to_whoever_is_outside() -> None:
    of_morocco = 'href="/files/countries/MA/"'
    focal_point = cast.browser(cast.person("omar@example.org", "country_focal_point", cast.MOROCCO))
    assert of_morocco in text_of(focal_point.get("/legislation/MA/"))
    assert of_morocco not in text_of(focal_point.get("/legislation/RO/"))
    assert of_morocco in text_of(focal_point.get("/account/"))
    manager = cast.browser(cast.person("mary@example.org", "programme_manager"))
    assert of_morocco in text_of(manager.get("/access/countries/MA/"))
    assert "Add a file" not in text_of(manager.get("/files/countries/MA/"))
    bob = cast.browser(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))
    public = Client(REMOTE_ADDR="192.0.2.1")
    assert of_morocco not in text_of(public.get("/legislation/MA/"))
    for browser, path in (
        (public, "/files/countries/MA/"), (bob, "/files/countries/MA/"), (focal_point, "/files/countries/RO/"),
        (manager, "/files/countries/XX/"),
    ):  # fmt: skip
        assert browser.get(path).status_code == browser.post(path, given(b"x")).status_code == 404


@pytest.mark.parametrize("what", [name for name, each in made.hostile_files().items() if each.door == made.UPLOAD][::6])
def test_a_hostile_upload_is_refused_on_its_own_page_and_nothing_is_kept(bob: User, what: str, tmp_path: Path) -> None:
    hostile = made.hostile_files()[what]
    answer = cast.browser(bob).post(PAGE, given(hostile.make(), hostile.name))
    assert answer.status_code == 400
    assert "The file was not kept:" in text_of(answer)
    assert KeptFile.objects.count() == 0
    assert not (tmp_path / "files").exists()


def test_a_form_without_a_file_and_a_file_without_a_name_are_told(bob: User) -> None:
    browser = cast.browser(bob)
    answer = browser.post(PAGE, {})
    assert answer.status_code == 400
    assert "No file was chosen" in text_of(answer)
    assert browser.post(PAGE, given(b"<html>", "note.txt")).status_code == 400


def test_a_file_that_is_too_large_is_refused_in_words_without_a_temporary_file(bob: User) -> None:
    with patch("tempfile.NamedTemporaryFile", side_effect=AssertionError("a temporary file was made")):
        answer = cast.browser(bob).post(PAGE, given(b"x" * (MAX_FILE + 70_000)))
    assert answer.status_code == 400
    assert "is larger than 20 MB" in text_of(answer)


def test_what_is_sent_is_held_up_to_a_byte_more_than_is_taken() -> None:
    held = BoundedUploads()
    held.new_file("file", "x.txt", "text/plain", None)
    for _ in range(400):
        held.receive_data_chunk(b"x" * 65_536, 0)
    kept = held.file_complete(400 * 65_536)
    assert kept.size == MAX_FILE + 1
    # Of a second file of the same request nothing is held any more.
    held.new_file("other", "y.txt", "text/plain", None)
    held.receive_data_chunk(b"y" * 10, 0)
    assert held.file_complete(10).size == 0


def test_a_request_far_beyond_what_any_page_takes_is_not_waited_for() -> None:
    client = Client()
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    answer = client.generic(
        "POST", "/account/sign-in/", body, content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**9)
    )
    assert answer.status_code == 400
    assert "The request could not be read" in text_of(answer)


def test_the_ways_to_files_and_sources_are_shown_to_those_who_may(bob: User) -> None:
    project, sources, link, add = "/portfolio/CYBERSOUTH/", "/sources/", PAGE, "/sources/add/"
    anonymous, browser = Client(REMOTE_ADDR="192.0.2.1"), cast.browser(bob)
    charlie = cast.browser(cast.person("charlie@example.org", "project_editor", cast.GLACY))
    # Each twice: the second answer comes from the memory of pages.
    for _ in range(2):
        assert [link in text_of(each.get(project)) for each in (anonymous, browser, charlie)] == [False, True, False]
        assert [add in text_of(each.get(sources)) for each in (anonymous, browser)] == [False, True]
    assert link in text_of(browser.get("/account/"))
    assert link in text_of(browser.get("/access/projects/CYBERSOUTH/"))


def test_a_source_is_added_as_a_file_and_its_page_is_shown(bob: User) -> None:
    browser = cast.browser(bob)
    assert "Fetching is switched off here" in text_of(browser.get("/sources/add/"))
    sent = {"address": "https://documents.example.org/a", **given(b"<html>as received", "a.html")}
    shown = browser.post("/sources/add/", sent, follow=True)
    kept = Snapshot.objects.get(source__address="https://documents.example.org/a")
    assert shown.redirect_chain == [(f"/sources/{kept.source.key}/?added=1", 302)]
    assert "Say what it is, and then record what it states" in text_of(shown)
    assert kept.sha256 in text_of(shown)
    assert b"as received" not in shown.content
    answer = browser.post("/sources/add/", {"address": "nonsense", **given(b"x")})
    assert answer.status_code == 400
    assert "is no web address" in text_of(answer)
    assert 'value="nonsense"' in text_of(answer)


@pytest.mark.parametrize("address", list(ADDRESSES.values())[::5])
def test_a_hostile_address_is_refused_on_its_page_and_no_thread_begins(bob: User, address: str) -> None:
    browser = cast.browser(bob)
    with (
        override_settings(CAPACITA_FETCH_HOSTS=["documents.example.org"]),
        watched() as opened,
        patch("threading.Thread.start", side_effect=AssertionError("a thread began")),
    ):
        answer = browser.post("/sources/add/", {"address": address})
    assert answer.status_code == 400
    assert "The source was not kept:" in text_of(answer)
    assert opened == []
    assert Fetch.objects.count() == 0


def test_a_fetch_shows_how_far_it_is_and_what_became_of_it(bob: User) -> None:
    browser, by = cast.browser(bob), cast.standing(bob)
    with override_settings(CAPACITA_FETCH_HOSTS=["documents.example.org"]):
        fetch = ask_for_source(address="https://documents.example.org/a", by=by)
        assert "documents.example.org" in text_of(browser.get("/sources/add/"))
    page = f"/sources/add/{fetch.key}/"
    row = Fetch.objects.filter(pk=fetch.pk)
    row.update(received=100_000, total=400_000)
    under_way = text_of(browser.get(page))
    assert "98 of 391 KB have arrived." in under_way
    assert 'hx-trigger="every 1s"' in under_way
    row.update(total=None)
    assert "98 KB have arrived." in text_of(browser.get(page))
    row.update(asked_at=now() - timedelta(minutes=2))
    assert "was broken off" in text_of(browser.get(page))
    row.update(ended_at=now(), problem="the host answers 404. Give the file.")
    assert "the host answers 404" in text_of(browser.get(page))
    kept = keep_source(address="https://documents.example.org/a", content=b"x", by=by)
    row.update(snapshot=kept, problem="")
    done = text_of(browser.get(page))
    assert f"/sources/{kept.source.key}/" in done
    assert "hx-get" not in re.sub(r"<body.*?</header>", "", done, flags=re.DOTALL)
    assert ">kept<" in text_of(browser.get("/sources/add/"))
    other = cast.browser(cast.person("charlie@example.org", "project_editor", cast.GLACY))
    assert other.get(page).status_code == 404


BUDGETS = {PAGE: 16, "/sources/add/": 14}


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_asks_the_database_as_often_for_thirty_rows_as_for_one(bob: User, path: str) -> None:
    browser, by = cast.browser(bob), cast.standing(bob)
    asked = []
    for rows in (1, 29):
        for number in range(rows):
            keep_file(content=f"{rows} {number}".encode(), name="x.txt", scope=cast.CYBERSOUTH, by=by)
            Fetch.objects.create(address="https://documents.example.org/", asked_by=by.key, asked_at=now())
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= BUDGETS[path], asked


ADDRESS = "https://example.org/terms"
TERMS = {"code": "CYBERSOUTH", "kind": "restatement", "known_from": "2026-11-01", "source_url": ADDRESS}


def terms_that_cite_a_kept_source(bob: User) -> tuple[str, str]:
    """The addresses of a submission whose source was kept, and of the copy."""
    kept = keep_source(address=ADDRESS, content=b"<html><p>Terms as published.</p></html>", by=cast.standing(bob))
    browser = cast.browser(bob)
    checked = browser.post("/record/new/project_terms/", TERMS)
    assert checked.status_code == 302, text_of(checked)
    return browser.post(checked["Location"])["Location"], f"/sources/{kept.source.key}/copies/{kept.sha256}/"


def test_whoever_decides_on_what_cites_a_source_reads_the_copy_as_it_was_kept(bob: User) -> None:
    submission, copy = terms_that_cite_a_kept_source(bob)
    source = copy.partition("copies/")[0]
    reviewer = cast.browser(cast.person("rita@example.org", "reviewer", cast.CYBERSOUTH))
    assert f'href="{copy}"' in text_of(reviewer.get(submission))
    page = text_of(reviewer.get(source))
    assert f'href="{copy}"' in page
    assert "not public yet" in page
    looks = Entry.objects.filter(verb="export", subject_kind="source").count()
    answer = reviewer.get(copy)
    assert answer.content == b"<html><p>Terms as published.</p></html>"
    assert answer["Content-Type"] == "text/html"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Content-Disposition"].rstrip('"').endswith(".html")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert Entry.objects.filter(verb="export", subject_kind="source").count() == looks + 1
    assert cast.browser(bob).get(copy).status_code == 200
    reviewer.post(f"{submission}return/", {"remark": "Which page?"})
    # Decided, it is before nobody any more.
    assert [reviewer.get(each).status_code for each in (copy, source)] == [404, 404]


def test_nobody_else_is_handed_the_copy_of_a_source_and_the_public_never(bob: User) -> None:
    submission, copy = terms_that_cite_a_kept_source(bob)
    others = [
        Client(REMOTE_ADDR="192.0.2.1"),
        cast.browser(cast.person("vera@example.org", "viewer", cast.CYBERSOUTH)),
        cast.browser(cast.person("rolf@example.org", "reviewer", cast.GLACY)),
    ]
    reviewer = cast.browser(cast.person("rita@example.org", "reviewer", cast.CYBERSOUTH))
    assert [each.get(copy).status_code for each in others] == [404] * 3
    assert reviewer.get(copy.replace("/copies/", "/copies/0")).status_code == 404
    assert reviewer.post(f"{submission}confirm/").status_code == 302
    source = copy.partition("copies/")[0]
    for each in others:
        assert each.get(source).status_code == 200
        assert each.get(copy).status_code == 404
        assert "/copies/" not in text_of(each.get(source))


def test_of_a_copy_that_was_erased_it_is_said_that_it_is_gone(bob: User) -> None:
    submission, copy = terms_that_cite_a_kept_source(bob)
    officers = [cast.standing(cast.person(f"{who}@example.org", "data_protection_officer")) for who in ("dora", "dan")]
    digest = copy.rstrip("/").rpartition("/")[2]
    asked = request_bytes_erasure(digest, reason=ErasureReason.ASKED, by=officers[0])
    confirm_bytes_erasure(asked, by=officers[1])
    answer = cast.browser(bob).get(copy)
    assert answer.status_code == 410
    assert "held personal data and were erased on" in text_of(answer)
    assert f'href="{copy}"' not in text_of(cast.browser(bob).get(copy.partition("copies/")[0]))
    reviewer = cast.browser(cast.person("rita@example.org", "reviewer", cast.CYBERSOUTH))
    assert reviewer.get(submission).status_code == 200
    assert f'href="{copy}"' not in text_of(reviewer.get(submission))
    assert Client(REMOTE_ADDR="192.0.2.1").get(copy).status_code == 404
