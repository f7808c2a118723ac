"""The pages of recording: a ratification takes a form, shows what it will change, and another person confirms it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from capacita.review.models import Draft, Submission
from capacita.standards.models import TreatyAction
from tests.people import cast

pytestmark = pytest.mark.django_db
TYPED = {
    "treaty": "ETS185",
    "iso2": "GT",
    "action": "accession",
    "date": "2026-11-20",
    "source_url": "https://www.coe.int/en/web/conventions/full-list?module=signatures-by-treaty&treatynum=185",
}


@pytest.fixture
def alice() -> Client:
    return cast.browser(cast.person("alice@example.org", "programme_manager"))


@pytest.fixture
def bob() -> Client:
    return cast.browser(cast.person("bob@example.org", "programme_manager"))


def words(client: Client, path: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(path).content.decode()))


def handed_in(client: Client) -> str:
    checked = client.post("/record/new/treaty_actions/", TYPED)
    assert checked.status_code == 302
    return str(client.post(checked["Location"])["Location"])


def test_the_form_shows_what_will_change_before_anything_is_handed_in(alice: Client) -> None:
    checked = alice.post("/record/new/treaty_actions/", TYPED)
    page = words(alice, checked["Location"])
    parties = re.search(r"Which States were Parties to the instrument\? (\d+) → becomes (\d+)", page)
    assert parties is not None, page
    assert int(parties.group(2)) == int(parties.group(1)) + 1
    assert "Guatemala: Invited to accede → becomes Parties" in page
    assert "In the brief “Seminar: seven slides”" in page
    assert TreatyAction.objects.filter(key__startswith="ets185/GT/accession").count() == 0


def test_what_another_confirms_shows_on_the_public_page_at_once_and_its_history_names_both(
    alice: Client, bob: Client
) -> None:
    public = Client()
    before = public.get("/countries/GT/")["ETag"]
    address = handed_in(alice)
    assert "Acceded" not in public.get("/countries/GT/").content.decode()
    assert "Confirm: it counts" not in words(alice, address)
    assert alice.post(f"{address}confirm/").status_code == 400
    assert bob.post(f"{address}confirm/").status_code == 302
    shown = public.get("/countries/GT/")
    assert shown["ETag"] != before
    assert "Acceded" in shown.content.decode()
    history = words(bob, "/record/history/treaty_actions/?key=ets185/GT/accession/1")
    assert "Confirmed by Bob, handed in by Alice" in history


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(alice: Client) -> None:
    answered = alice.post("/record/new/treaty_actions/", {**TYPED, "date": "2026-02-30", "iso2": "FR"})
    page = answered.content.decode()
    assert answered.status_code == 400
    assert re.search(r'name="date" value="2026-02-30".*?<p class="wrong"', page, re.DOTALL)
    assert Draft.objects.count() == 0
    misfit = alice.post("/record/new/treaty_actions/", {**TYPED, "iso2": "FR"}).content.decode()
    assert "second consent to be bound" in misfit


def test_a_correction_and_a_withdrawal_begin_where_the_record_is_shown(alice: Client, bob: Client) -> None:
    bob.post(f"{handed_in(alice)}confirm/")
    page = alice.get("/countries/GT/").content.decode()
    assert "/record/correct/treaty_actions/?key=ets185/GT/accession/1" in page
    assert "/record/" not in Client().get("/countries/GT/").content.decode().replace("/record/history", "")
    form = alice.get("/record/correct/treaty_actions/?key=ets185/GT/accession/1").content.decode()
    assert 'value="2026-11-20"' in form
    undone = alice.post(
        "/record/withdraw/treaty_actions/?key=ets185/GT/accession/1", {"reason": "It was a declaration."}
    )
    assert "Guatemala: Parties → becomes Invited to accede" in words(alice, undone["Location"])
    address = alice.post(undone["Location"])["Location"]
    bob.post(f"{address}confirm/")
    assert TreatyAction.objects.recorded().filter(key="ets185/GT/accession/1").count() == 0


def test_the_date_to_which_a_dataset_is_sourced_moves_only_by_a_persons_statement(alice: Client, bob: Client) -> None:
    given = {"key": "treaty_actions.ets185", "sourced_to": "2026-11-20", "stated_on": "2026-11-21",
             "source": "https://www.coe.int/en/web/conventions"}  # fmt: skip
    checked = alice.post("/record/new/datasets/", given)
    assert "sourced to 20 November 2026" in words(alice, checked["Location"])
    address = alice.post(checked["Location"])["Location"]
    assert "14 Jan 2026" in Client().get("/reach/").content.decode()
    bob.post(f"{address}confirm/")
    assert "20 Nov 2026" in Client().get("/reach/").content.decode()


def test_a_bound_says_so_and_an_amount_keeps_its_step(alice: Client) -> None:
    alice.post("/record/new/treaty_actions/", {**TYPED, "bound": "on", "date_earliest": "2026-11-01"})
    cells = Draft.objects.get().cells or {}
    assert (cells["date_precision"], cells["date_earliest"]) == ("not_later_than", "2026-11-01")


def test_what_is_returned_is_mended_from_where_it_was(alice: Client, bob: Client) -> None:
    address = handed_in(alice)
    bob.post(f"{address}return/", {"remark": "The deposit was on the 19th."})
    assert "The deposit was on the 19th." in words(alice, address)
    draft = alice.post(f"{address}revise/")["Location"]
    checked = alice.post(draft, {**TYPED, "date": "2026-11-19"})
    again = alice.post(checked["Location"])["Location"]
    bob.post(f"{again}confirm/")
    assert TreatyAction.objects.recorded().get(key="ets185/GT/accession/1").on == "2026-11-19"
    assert Submission.objects.count() == 2
