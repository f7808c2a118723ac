"""The pages of personal data: an erasure in words that wants a second look, and forms that say where they lack something."""

from __future__ import annotations

import html
import json
import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoCaptureOnCommitCallbacks

from capacita.audit.actions import record_entry
from capacita.audit.models import Entry
from capacita.kernel.clock import today
from capacita.people import erasure
from capacita.people.choices import LegalBasis
from capacita.people.personal import texts
from capacita.people.personal.actions.erasing import dry_run, request_erasure
from capacita.people.personal.actions.registers import make_list
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.models import ErasureRequest, Tombstone
from capacita.people.personal.retention import run_retention
from capacita.people.personal.rules.periods import last_kept_anchor
from capacita.web.personal import care
from tests.people import cast
from tests.people.personal import persons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def asked() -> ErasureRequest:
    anna = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel", email="anna@example.org")
    by = cast.standing(persons.officer("dana@example.org"))
    return request_erasure(anna.key, reason=ErasureReason.ASKED, by=by)


@pytest.fixture
def erin() -> Client:
    return cast.just_signed_in(persons.officer("erin@example.org"))


def test_an_erasure_is_in_words_and_wants_a_box_ticked_before_anything_goes(
    asked: ErasureRequest, erin: Client
) -> None:
    address = f"/personal/erasures/{asked.key}/"
    page = erin.get(address, headers={"Accept-Language": "fr"}).content.decode()
    assert '<th scope="row">Contacts</th><td>noms</td>' in page
    assert "former_details" not in page
    assert page.count('aria-labelledby="counts"') == 1
    sent = {"shown": dry_run(asked).digest}
    refused = erin.post(address, sent)
    assert refused.status_code == 400
    assert "Tick this box first: nothing was erased." in refused.content.decode()
    assert not Tombstone.objects.exists()
    assert erin.post(address, {**sent, "compared": "on"}).status_code == 302
    receipt = erin.get(address).content.decode()
    assert "<dt>Contacts</dt><dd>names: 1</dd>" in receipt
    assert ": 0</dd>" not in receipt


def test_each_look_at_an_open_erasure_is_on_the_chain_and_keeps_nobody_from_confirming_what_was_seen(
    asked: ErasureRequest, erin: Client
) -> None:
    address = f"/personal/erasures/{asked.key}/"

    def looks() -> int:
        return Entry.objects.filter(verb="view_contact", subject_kind="person", subject_key=asked.person).count()

    shown = re.findall(r'name="shown" value="(\w+)"', erin.get(address).content.decode())[0]
    assert looks() == 1
    # A look at the same person while the page is open.
    erin.get(f"/personal/held/{asked.person}/")
    assert erin.post(address, {"shown": shown}).status_code == 400
    assert looks() == 3
    assert erin.post(address, {"shown": shown, "compared": "on"}).status_code == 302
    erin.get(address)
    assert looks() == 3


def test_a_page_that_erased_somebody_says_so_where_what_comes_after_the_commit_fails(
    asked: ErasureRequest, erin: Client, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    address = f"/personal/erasures/{asked.key}/"

    def refused(**_given: object) -> dict[str, int]:
        raise OSError("no room")

    monkeypatch.setattr(erasure, "finish_erasures", refused)
    with django_capture_on_commit_callbacks(execute=True):
        answer = erin.post(address, {"shown": dry_run(asked).digest, "compared": "on"})
    assert answer.status_code == 302
    assert "<dt>Contacts</dt><dd>names: 1</dd>" in erin.get(address).content.decode()


def test_what_a_form_lacks_is_said_at_its_field_on_the_same_page(erin: Client) -> None:
    lead = persons.programme_lead()
    anna = persons.contact(cast.standing(lead), "Anna Beispiel", email="anna@example.org")
    alice = cast.just_signed_in(lead)
    for client, address, name in (
        (erin, f"/personal/held/{anna.key}/erase/", "reason"),
        (erin, f"/personal/held/{anna.key}/requests/", "kind"),
        (alice, f"/personal/contacts/{anna.key}/pictures/", "state"),
    ):
        answer = client.post(address, {})
        page = answer.content.decode()
        assert answer.status_code == 400, address
        assert "Anna Beispiel" in page
        assert 'class="wrong"' in page.partition(f'name="{name}"')[2].partition("</label>")[0], address


def test_of_much_that_is_held_a_page_shows_the_last_and_the_file_all(
    erin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "_SHOWN", 3)
    dana = persons.officer("zoe@example.org")
    for number in range(5):
        record_entry(
            by=dana.key, verb="sign_in", subject_kind="person", subject_key=dana.key, after={"at": f"way {number}"}
        )
    page = erin.get(f"/personal/held/{dana.key}/").content.decode()
    assert [f"way {number}" in page for number in range(5)] == [False, False, True, True, True]
    told = Entry.objects.filter(Q(subject_key=dana.key) | Q(actor=dana.key)).count()
    # That this page was looked at is one more.
    assert f"{told - 1 - 3} more are in the file." in page
    content = erin.post(f"/personal/held/{dana.key}/data.zip").content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        told_in_file = json.loads(archive.read("data.json"))["chain"]
    assert [row["payload__body"]["after"]["at"] for row in told_in_file if row["verb"] == "sign_in"] == [
        f"way {number}" for number in (4, 3, 2, 1, 0)
    ]


def test_a_page_does_not_search_a_long_chain_to_its_end_and_says_so_until_it_is(
    erin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "_SECONDS", 0)
    monkeypatch.setattr(texts, "_STEP", 8)
    monkeypatch.setattr(texts, "FEW", 2)
    anna = persons.contact(cast.standing(persons.programme_lead()), "Anna Beispiel", email="anna@example.org")
    for text in (*(f"line {number}" for number in range(30)), "ask anna@example.org"):
        record_entry(by="a", verb="return", subject_kind="question", subject_key="q", after={"text": text})
    address = f"/personal/held/{anna.key}/"
    page = erin.get(address).content.decode()
    assert "the search goes on" in page
    assert "Mentioned in" not in page
    assert "anna@example.org" in page
    refused = erin.post(f"{address}data.zip")
    assert refused.status_code == 400
    assert "not searched to its end yet" in refused.content.decode()
    for _ in range(9):
        page = erin.get(address).content.decode()
        if "the search goes on" not in page:
            break
    assert "the search goes on" not in page
    assert "Mentioned in" in page


def test_what_should_have_gone_by_itself_is_called_overdue_where_the_daily_work_is_amiss(
    erin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = cast.standing(persons.programme_lead())
    soon = persons.contact(lead, "Nearly Gone", needed_on=last_kept_anchor(today() + timedelta(20), 36))
    due = persons.contact(lead, "Due Today", needed_on=last_kept_anchor(today(), 36))

    def pages() -> tuple[str, str]:
        start, all_of_it = (erin.get(path).content.decode() for path in ("/personal/", "/personal/retention/"))
        return start, all_of_it

    start, all_of_it = pages()
    for page in (start, all_of_it):
        assert f"/personal/held/{soon.key}/" in page
        assert f"/personal/held/{due.key}/" in page
        assert "verdue" not in page
    assert "Nothing needs doing." in all_of_it
    years_ago = persons.contact(lead, "Long Ago", needed_on=date(2019, 5, 1))
    start, all_of_it = pages()
    # What came to be due just now goes with the next run: nothing is wrong with it.
    late, _rest, ahead = all_of_it.partition('<section class="panel spaced"><div class="body">')
    assert ("Goes with the next daily run" in late, years_ago.key in late) == (True, True)
    assert "Nothing needs doing." in all_of_it
    assert "overdue</span>" not in start
    assert "Overdue" not in all_of_it
    monkeypatch.setattr("capacita.web.personal.care.is_amiss", lambda at: True)
    start, all_of_it = pages()
    assert start.count('<span class="chip bad">overdue</span>') == 1
    assert start.index("overdue</span>") < start.index(f"/personal/held/{years_ago.key}/")
    assert start.index(f"/personal/held/{years_ago.key}/") < start.index(f"/personal/held/{due.key}/")
    late, _rest, ahead = all_of_it.partition('<section class="panel spaced"><div class="body">')
    assert "Overdue: it should have gone by itself" in late
    assert "Nothing needs doing" not in all_of_it
    assert [each.key in late for each in (years_ago, due, soon)] == [True, False, False]
    assert [each.key in ahead for each in (years_ago, due, soon)] == [False, True, True]
    run_retention(today())
    assert all("verdue" not in page for page in pages())


def test_the_record_of_processing_tells_who_received_what_who_is_responsible_and_what_it_does_not_know(
    erin: Client,
) -> None:
    lead = cast.standing(persons.programme_lead())
    anna = persons.contact(lead, "Anna Beispiel", email="anna@example.org")
    before = rows_of_processing(erin)
    assert before["To invite and reach a person for an activity of the office."][4].startswith("Nobody outside")
    for recipient, fields in (("Zz Host", ["name", "email"]), ("Aa Funder", ["name"])):
        make_list(
            keys=[anna.key], fields=fields, recipient=recipient, purpose="Badges", basis=LegalBasis.PUBLIC_TASK, by=lead
        )
    page = erin.get("/personal/processing/").content.decode()
    after = rows_of_processing(erin)
    for purpose, who in (
        ("To invite and reach a person for an activity of the office.", "Zz Host"),
        ("To tell one person from another, in each script in which the person writes the name.", "Aa Funder; Zz Host"),
    ):
        assert after[purpose][4] == f"Outside the office, by the lists recorded here: {who}."
        assert after[purpose][4] in page
    assert len([row for row in after.values() if "Zz Host" in str(row[4])]) == 2
    assert "nothing is left out" not in page
    statements = {row[0]: row[1] for row in workbook_rows(erin) if row[2] is None}
    assert len(statements) == 4
    assert all(text and text in html.unescape(page) for text in statements.values())
    assert [text.count("the office states") for text in statements.values()] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("language", "named"),
    [
        (
            "en",
            "Cybercrime Programme Office of the Council of Europe, Council of Europe, www.coe.int/cybercrime, Bucharest",
        ),
        ("fr", "Bureau du programme sur la cybercriminalité du Conseil de l’Europe, Conseil de l’Europe"),
    ],
)
def test_the_record_of_processing_names_the_office_that_is_recorded_and_says_where_none_is(
    erin: Client, language: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> str:
        return html.unescape(erin.get("/personal/processing/", headers={"Accept-Language": language}).content.decode())

    assert named in said()
    monkeypatch.setattr("capacita.web.personal.processing.office", lambda: None)
    assert named not in said()


def workbook_rows(officer: Client) -> list[tuple[Any, ...]]:
    content = officer.get("/personal/processing/record.xlsx").content
    return list(load_workbook(BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True))[1:]


def rows_of_processing(officer: Client) -> dict[str, tuple[Any, ...]]:
    return {row[1]: row for row in workbook_rows(officer) if row[2] is not None}
