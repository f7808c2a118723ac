"""The pages of personal data: an erasure in words that wants a second look, and forms that say where they lack something."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.db.models import Q
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from capacita.audit.actions import record_entry
from capacita.audit.models import Entry
from capacita.people import erasure
from capacita.people.personal import texts
from capacita.people.personal.actions.erasing import dry_run, request_erasure
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.models import ErasureRequest, Tombstone
from capacita.web.personal import care
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.CAPACITA_HOME = tmp_path
    return tmp_path


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
