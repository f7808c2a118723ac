"""The pages of personal data: an erasure in words that wants a second look, and forms that say where they lack something."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from capacita.people.personal.actions.erasing import dry_run, request_erasure
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.models import ErasureRequest, Tombstone
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
