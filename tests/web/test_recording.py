"""The pages of recording: a ratification takes a form, shows what it will change, and another person confirms it."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from capacita.people.actions import deactivate_person, revoke_grant
from capacita.people.choices import ScopeKind
from capacita.people.models import Grant
from capacita.people.rules import Scope
from capacita.review.models import Draft, Submission
from capacita.standards.models import TreatyAction
from capacita.web.recording.fields import KINDS
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
    for path in (address, "/record/"):
        told = words(bob, path)
        assert "ets185/GT" not in told, path
        assert "Guatemala" in told, path


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


MOROCCO = "/record/correct/treaty_actions/?key=ets185/MA/accession/1"


@pytest.fixture
def carol() -> Client:
    return cast.browser(cast.person("carol@example.org", "programme_manager"))


def form_of(client: Client, path: str = MOROCCO) -> dict[str, str]:
    """What a browser would send back of a form, as it stands."""
    page = client.get(path).content.decode()
    found = dict(re.findall(r'<input type="(?:text|hidden|date)" name="(\w+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<select name="(\w+)".*?value="([^"]*)" selected', page, re.DOTALL))
    found |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    return {name: html.unescape(value) for name, value in found.items() if name != "csrfmiddlewaretoken"}


def corrected(client: Client, form: dict[str, str], **cells: str) -> str:
    """The address of what was handed in."""
    checked = client.post(MOROCCO, {**form, **cells})
    assert checked.status_code == 302, checked.content.decode()
    return str(client.post(checked["Location"])["Location"])


def accession() -> TreatyAction:
    found = TreatyAction.objects.recorded().get(key="ets185/MA/accession/1")
    assert isinstance(found, TreatyAction)
    return found


def test_what_another_changed_since_the_form_was_opened_is_shown_beside_and_not_overwritten(
    alice: Client, bob: Client, carol: Client
) -> None:
    opened = form_of(alice)
    bob.post(f"{corrected(carol, form_of(carol), date='2018-06-28')}confirm/")
    answered = alice.post(MOROCCO, {**opened, "note": "Alice's note."})
    assert answered.status_code == 400
    assert Draft.objects.count() == 0
    page = answered.content.decode()
    assert "This record was changed since you began." in page
    cell = r"<td[^>]*><bdi>([^<]*)</bdi></td>"
    row = re.search(rf'<tr class="changed"><th scope="row">Date</th>{cell}{cell}', page)
    assert row is not None
    assert row.groups() == ("2018-06-28", opened["date"])
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    address = corrected(alice, {**opened, "seen": seen}, date="2018-06-28", note="Alice's note.")
    bob.post(f"{address}confirm/")
    assert (accession().on, accession().note) == ("2018-06-28", "Alice's note.")


def test_a_form_that_does_not_say_what_its_author_saw_is_not_taken(alice: Client) -> None:
    form = form_of(alice)
    form.pop("seen")
    assert alice.post(MOROCCO, {**form, "note": "x"}).status_code == 400
    assert Draft.objects.count() == 0


def test_what_came_back_is_mended_beside_what_another_changed_meanwhile(
    alice: Client, bob: Client, carol: Client
) -> None:
    address = corrected(alice, form_of(alice), note="Alice's note.")
    bob.post(f"{address}return/", {"remark": "reword"})
    bob.post(f"{corrected(carol, form_of(carol), date='2018-06-28')}confirm/")
    draft = alice.post(f"{address}revise/")["Location"]
    again = alice.post(f"{draft}check/")["Location"]
    assert bob.post(f"{again}confirm/").status_code == 400
    assert accession().on == "2018-06-28"
    bob.post(f"{again}return/", {"remark": "look again"})
    draft = alice.post(f"{again}revise/")["Location"]
    assert "This record was changed since you began." in words(alice, draft)
    assert alice.post(draft, {**form_of(alice, draft), "date": "2018-06-28"}).status_code == 302
    bob.post(f"{alice.post(f'{draft}check/')['Location']}confirm/")
    assert (accession().on, accession().note) == ("2018-06-28", "Alice's note.")


def test_what_came_back_once_is_handed_in_again_once(alice: Client, bob: Client) -> None:
    address = handed_in(alice)
    bob.post(f"{address}return/", {"remark": "no"})
    first, second = (alice.post(f"{address}revise/")["Location"] for _ in range(2))
    assert first == second
    assert "Mend it and hand it in again" in words(alice, address)
    again = alice.post(f"{first}check/")["Location"]
    assert "Mend it and hand it in again" not in words(alice, address)
    assert alice.post(f"{address}revise/").status_code == 400
    assert Submission.objects.filter(outcome=None).count() == 1
    alice.post(f"{again}take-back/")
    assert alice.post(f"{address}revise/").status_code == 302


def test_whoever_confirms_is_told_that_the_author_may_no_longer_record(bob: Client) -> None:
    told = "Whoever handed this in may no longer record it"
    author = cast.person("al@example.org", "programme_manager")
    address = handed_in(cast.browser(author))
    assert told not in words(bob, address)
    deactivate_person(author, by=cast.command())
    assert told in words(bob, address)


def test_what_one_may_not_record_is_not_offered(alice: Client) -> None:
    """A project editor edits one project: the page and the form of another say nothing of recording."""
    lena = cast.browser(cast.person("lena@example.org", "project_editor", cast.CYBERSOUTH))
    ways = ("/record/new/project_terms/", "/record/correct/project_terms/")
    for reader, code, offered in ((lena, "CYBERSOUTH", True), (lena, "GLACY+", False), (alice, "GLACY+", True)):
        page = reader.get(f"/portfolio/{code}/").content.decode()
        assert [way in page for way in ways] == [offered, offered], code
    form = lena.get("/record/new/project_terms/?code=GLACY%2B").content.decode()
    choices = re.findall(r'<option value="([^"]*)"', form.partition('name="code"')[2].partition("</select>")[0])
    assert choices == ["", "CYBERSOUTH"]


def test_a_row_is_absent_to_whoever_may_not_record_it_whether_it_is_there_or_not() -> None:
    public = Client(REMOTE_ADDR="192.0.2.1")
    for verb in ("correct", "withdraw"):
        there, absent = (words(public, f"/record/{verb}/laws/?key=ro-cp-20{year}") for year in ("09", "08"))
        assert there.replace("2009", "2008") == absent
        assert "Did you mean" not in absent


def test_a_refusal_is_in_french_without_words_of_the_command_line_and_leads_to_the_record_in_the_way(
    alice: Client,
) -> None:
    france = {**TYPED, "iso2": "FR"}
    page = alice.post("/record/new/treaty_actions/", france, headers={"Accept-Language": "fr"}).content.decode()
    assert "Cet acte est un second consentement à être lié" in page
    assert "--withdraw" not in page
    assert 'href="/record/correct/treaty_actions/?key=ets185%2FFR%2Fratification%2F1"' in page
    name = {"iso2": "TR", "lang": "en", "short_name": "Turkey", "source": "UN"}
    page = alice.post("/record/new/country_names/", name, headers={"Accept-Language": "fr"}).content.decode()
    assert 'href="/record/correct/country_names/?key=TR%2Fen%2F1"' in page
    assert "--withdraw" not in page


def test_half_a_budget_is_told_where_the_other_half_is_missing_and_an_amendment_asks_for_its_day(
    alice: Client,
) -> None:
    terms = {"code": "CYBERSOUTH", "kind": "amendment", "known_from": "2020-01-01", "budget_eur": "5000",
             "budget_step": "1", "source_url": "https://www.coe.int/x"}  # fmt: skip
    page = alice.post("/record/new/project_terms/", terms).content.decode()
    currency = page.partition('name="currency"')[2].partition("</label>")[0]
    assert "A budget needs its currency" in currency
    assert "Give the day from which the amendment holds" in page


# The least that a new row of each kind says, beside what its empty form says by itself.
LEAST = {
    "treaty_actions": {name: value for name, value in TYPED.items() if name != "treaty"},
    "project_terms": {"code": "GLACY+", "kind": "restatement", "known_from": "2026-11-01", "end": "2027-12", "source_url": "x"},
    "claims": {
        "kind": "count", "text_en": "82 Parties", "said_on": "2026-11-01", "valid_on": "2026-11-01", "publisher": "UNODC",
        "source": "x",
    },
    "country_names": {"iso2": "MK", "lang": "en", "short_name": "Macedonia", "valid_to": "1993-04-08", "source": "x"},
    "footnotes": {"footnote_key": "abkhazia", "lang": "en", "text": "A text.", "source": "x"},
    "datasets": {
        "key": "treaty_actions.ets185", "sourced_to": "2026-11-20", "stated_on": "2026-11-21", "source": "x",
    },
    "sources": {"address": "https://example.org/x", "title": "A source"},
    "legal_terms": {
        "concerns": "ets185/art_2", "language": "es", "term": "intrusion en sistema", "role": "core", "basis": "law",
        "source": "x",
    },
    "laws": {
        "iso2": "RO", "id": "ro-demo-2025", "title": "Act", "citation": "No. 1/2025", "language": "ro", "adopted": "2025-03-01",
        "confidence": "high", "source_url": "x",
    },
    "law_provisions": {
        "iso2": "RO", "law": "ro-cp-2009", "ref": "art. 999", "gist": "Access.", "verified": "text", "confidence": "high",
        "source_url": "x",
    },
    "law_events": {
        "iso2": "RO", "law": "ro-cp-2009", "kind": "amendment", "date": "2025-04-01", "verified": "text", "source_url": "x",
    },
    "provision_texts": {
        "provision": "ro-cp-360", "language": "ro", "kind": "original", "text": "Scurt.", "class": "2", "source_url": "x",
    },
    "convention_uses": {
        "iso2": "SZ", "kind": "legal_opinion", "date": "2019-05-03", "text": "It follows Articles 2 to 10.", "source": "x",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_form_sent_back_as_it_opened_is_no_complaint_about_what_nobody_touched(kind: str) -> None:
    person = cast.person("alice@example.org", "programme_manager")
    cast.give(person, "legal_assessor")
    person.refresh_from_db()
    alice, address = cast.browser(person), f"/record/new/{kind}/"
    least = {name: "https://example.org/x" if value == "x" else value for name, value in LEAST[kind].items()}
    checked = alice.post(address, {**form_of(alice, address), **least})
    assert checked.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]*)', checked.content.decode())


def test_an_extension_states_no_budget_by_the_currency_that_its_form_offers(alice: Client) -> None:
    address = "/record/new/project_terms/?code=GLACY%2B"
    opened = form_of(alice, address)
    assert opened["currency"] == "EUR"
    amendment = {
        **opened, "kind": "amendment", "known_from": "2026-11-01", "effective_from": "2026-11-01", "end": "2027-12",
        "source_url": "https://example.org/x",
    }  # fmt: skip
    assert alice.post(address, amendment).status_code == 302
    kept = Draft.objects.get().cells or {}
    assert (kept["end"], kept["currency"]) == ("2027-12", "")
    assert alice.post(address, {**amendment, "budget_step": "1"}).status_code == 400


def test_returning_without_a_reason_says_so_at_the_field_and_keeps_the_page(alice: Client, bob: Client) -> None:
    answer = bob.post(f"{handed_in(alice)}return/", {"remark": " "})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'class="wrong"' in page.partition('name="remark"')[2].partition("</label>")[0]
    assert "Confirm: it counts from now on" in page
    assert Submission.objects.get().outcome is None


def test_the_history_is_told_in_the_words_of_the_form_and_leaves_out_what_is_blank(alice: Client, bob: Client) -> None:
    bob.post(f"{handed_in(alice)}confirm/")
    page = bob.get("/record/history/treaty_actions/?key=ets185/GT/accession/1").content.decode()
    assert re.search(r"<h1>[^<]*Guatemala[^<]*</h1>", page)
    assert '<th scope="row">What it did</th>' in page
    assert "date_precision" not in page
    assert "Invitation valid until" not in page
    assert '<a href="https://www.coe.int/en/web/conventions/full-list?' in page
    correcting = alice.get("/record/correct/treaty_actions/?key=ets185/GT/accession/1").content.decode()
    assert re.search(r"<h1>Correct: [^<]*Guatemala[^<]*</h1>", correcting)


def test_a_correction_shows_first_what_changes_and_what_stays_on_demand(alice: Client, bob: Client) -> None:
    bob.post(f"{handed_in(alice)}confirm/")
    address = "/record/correct/treaty_actions/?key=ets185/GT/accession/1"
    typed = {**form_of(alice, address), "date": "2026-11-19"}
    page = alice.get(alice.post(address, typed)["Location"]).content.decode()
    changed, _summary, stays = page.partition('<details class="spaced"><summary>')
    assert "2026-11-20" in changed
    assert "2026-11-19" in changed
    assert changed.count('<tr class="changed">') == 1
    assert "Guatemala" in stays
    assert '<div class="lay">' in page


def test_a_draft_is_thrown_away_at_the_second_press_only(alice: Client) -> None:
    checked = alice.post("/record/new/treaty_actions/", TYPED)["Location"]
    page = alice.get(checked).content.decode()
    asks = page.partition('<details class="asks">')[2].partition("</details>")[0]
    assert "Throw the draft away</summary>" in asks
    assert "Yes, throw it away</button>" in asks
    assert page.count("/drop/") == 1


def recorded_terms(manager: Client, second: Client) -> tuple[str, str]:
    """New terms of CyberSouth that one handed in and another confirmed: the page of the submission, and that of history."""
    given = {
        "code": "CYBERSOUTH", "kind": "restatement", "known_from": "2026-11-01", "source_url": "https://example.org/terms",
    }  # fmt: skip
    checked = manager.post("/record/new/project_terms/", given)
    assert checked.status_code == 302, checked.content.decode()
    submission = manager.post(checked["Location"])["Location"]
    assert second.post(f"{submission}confirm/").status_code == 302
    found = Submission.objects.get(catalogue="project_terms")
    return submission, f"/record/history/project_terms/?key={found.result_key}"


def test_who_made_a_record_what_it_is_is_read_by_whoever_reads_its_project_and_by_nobody_else(bob: Client) -> None:
    manager = cast.browser(cast.person("mona@example.org", "programme_manager", cast.CYBERSOUTH))
    viewer = cast.browser(cast.person("vera@example.org", "viewer", cast.CYBERSOUTH))
    others = [
        cast.browser(cast.person("paul@example.org", "programme_manager", cast.GLACY)),
        cast.browser(cast.person("amal@example.org", "legal_assessor", cast.MOROCCO)),
        cast.browser(cast.administrator()),
        Client(REMOTE_ADDR="192.0.2.1"),
    ]
    submission, history = recorded_terms(manager, bob)
    assert "History of this record" in words(manager, submission)
    for reader in (manager, viewer):
        assert f'href="{history}"' in reader.get("/portfolio/CYBERSOUTH/").content.decode()
        assert "Confirmed by Bob, handed in by Mona" in words(reader, history)
    assert "Correct it" in words(manager, history)
    assert "Correct it" not in words(viewer, history)
    for other in others:
        assert other.get(history).status_code == 404
        assert "/record/history/" not in other.get("/portfolio/CYBERSOUTH/").content.decode()
    undone = manager.post(history.replace("/history/", "/withdraw/"), {"reason": "It was of another project."})
    bob.post(f"{manager.post(undone['Location'])['Location']}confirm/")
    # The row has ended: what it concerned is known from what was handed in.
    for reader in (manager, viewer):
        page = words(reader, history)
        assert "withdrawn" in page
        assert "Withdraw it" not in page
    assert [each.get(history).status_code for each in others] == [404] * 4


def test_the_button_of_history_is_not_shown_to_whoever_reads_what_is_concerned_no_more(bob: Client) -> None:
    person = cast.person("mona@example.org", "programme_manager", cast.CYBERSOUTH)
    submission, history = recorded_terms(cast.browser(person), bob)
    revoke_grant(Grant.objects.get(person=person), by=cast.command())
    person.refresh_from_db()
    author = cast.browser(person)
    assert "History of this record" not in words(author, submission)
    assert author.get(history).status_code == 404


def test_the_history_of_a_countrys_row_is_for_staff_of_the_country_and_not_for_its_own_voice() -> None:
    address = "/record/history/country_names/?key=MA/en/1"
    assessor, viewer, focal = (
        cast.browser(cast.person(f"{role}@example.org", role, cast.MOROCCO))
        for role in ("legal_assessor", "viewer", "country_focal_point")
    )
    assert [each.get(address).status_code for each in (assessor, viewer, focal)] == [200, 200, 404]
    assert assessor.get(address.replace("MA/en", "TN/en")).status_code == 404


def test_history_stands_beside_each_correct(alice: Client) -> None:
    assessor = cast.browser(cast.person("rosa@example.org", "legal_assessor", Scope(ScopeKind.COUNTRY, "RO")))
    for reader, path, kinds in (
        (alice, "/countries/MA/", ("treaty_actions", "country_names")),
        (alice, "/statements/", ("claims",)),
        (alice, "/portfolio/CYBERSOUTH/", ("project_terms",)),
        (assessor, "/legislation/laws/ro-161-2003/", ("laws", "law_provisions")),
    ):
        page = reader.get(path).content.decode()
        for kind in kinds:
            told = [re.findall(rf'"/record/{what}/{kind}/\?key=([^"]+)"', page) for what in ("correct", "history")]
            assert told[0], (path, kind)
            assert told[0] == told[1], (path, kind)
    (key, *_more) = re.findall(r'"/record/history/law_provisions/\?key=([^"]+)"', page)
    assert "with the text of its law" in words(assessor, f"/record/history/law_provisions/?key={key}")


RENAMED = {
    "iso2": "MA",
    "lang": "en",
    "short_name": "Maghreb",
    "valid_from": "2026-11-01",
    "source": "https://example.org/name",
}


@pytest.mark.parametrize(
    ("valid_from", "since", "until", "end"),
    [
        ("2026-11-01", "1 November 2026", "31 Oct 2026", "2026-11-01"),
        # Of a month it is sure on its last day alone.
        ("2026-10", "31 October 2026", "30 Oct 2026", "2026-10-31"),
    ],
)
def test_a_new_name_ends_the_name_until_then_and_withdrawing_it_brings_that_one_back(
    alice: Client, bob: Client, valid_from: str, since: str, until: str, end: str
) -> None:
    def confirmed(address: str, given: dict[str, str], shown: str) -> None:
        checked = alice.post(address, given)
        assert checked.status_code == 302, checked.content.decode()
        page = words(alice, checked["Location"])
        assert shown in page
        assert "No figure of today" not in page
        assert bob.post(f"{alice.post(checked['Location'])['Location']}confirm/").status_code == 302

    confirmed(
        "/record/new/country_names/", {**RENAMED, "valid_from": valid_from},
        f"Morocco → becomes Maghreb , from {since} on",
    )  # fmt: skip
    page = words(Client(), "/countries/MA/")
    assert f"until {until}" in page, page[page.index("Names") :][:600]
    assert re.search(r"<h1[^>]*>Maghreb", Client().get("/countries/MA/").content.decode())
    names = Client().get("/api/v1/countries/MA").json()["names"]
    (former,) = [each for each in names if each["short_name"] == "Morocco"]
    assert former["valid_to"]["date"] == end
    assert re.search(rf"Morocco Maghreb ?, until {until}", words(Client(), "/search/?q=Morocco&kind=countries"))
    confirmed(
        "/record/withdraw/country_names/?key=MA/en/2", {"reason": "It was a region."},
        f"Maghreb → becomes Morocco , from {since} on",
    )  # fmt: skip
    assert re.search(r"<h1[^>]*>Morocco", Client().get("/countries/MA/").content.decode())


def test_names_that_hold_on_one_day_are_told_by_name_with_what_to_do_first(alice: Client) -> None:
    page = alice.post("/record/new/country_names/", {**RENAMED, "valid_to": "2026-12-01"}).content.decode()
    assert "The period overlaps that of the name “Morocco”" in html.unescape(page)
    assert "correct them first, and hand this in once that is confirmed" in page
    assert 'href="/record/correct/country_names/?key=MA%2Fen%2F1"' in page


def test_a_statement_made_in_one_language_is_shown_in_it_to_readers_of_the_other_and_marked(
    alice: Client, bob: Client
) -> None:
    address = "/record/new/claims/"
    stated = {**LEAST["claims"], "source": "https://example.org/speech", "text_en": "", "text_fr": ""}
    refused = html.unescape(alice.post(address, stated).content.decode())
    assert "Write the statement in the language in which it was made." in refused
    checked = alice.post(address, {**stated, "text_fr": "82 Parties à la Convention"})
    bob.post(f"{alice.post(checked['Location'])['Location']}confirm/")
    shown = {
        language: Client(headers={"accept-language": language}).get("/statements/").content.decode()
        for language in ("en", "fr")
    }
    assert '<span lang="fr">82 Parties à la Convention</span>' in shown["en"]
    assert '<th scope="row">82 Parties à la Convention</th>' in shown["fr"]
    assert Client().get("/api/v1/claims/unodc/2026-11-01").json()["claim"]["text"] == "82 Parties à la Convention"


def test_two_statements_of_one_publisher_and_day_are_two(alice: Client, bob: Client) -> None:
    stated = {**LEAST["claims"], "source": "https://example.org/speech", "publisher": "Совет Европы"}
    pages = []
    for text in ("82 Parties", "130 States"):
        checked = alice.post("/record/new/claims/", {**stated, "text_en": text})
        pages.append(alice.post(checked["Location"])["Location"])
    assert [bob.post(f"{page}confirm/").status_code for page in pages] == [302, 302]
    for key, text in (("2026-11-01", "82 Parties"), ("2026-11-01-2", "130 States")):
        assert Client().get(f"/api/v1/claims/{key}").json()["claim"]["text"] == text
    address = "/record/correct/claims/?key=2026-11-01-2"
    begun = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', alice.get(address).content.decode())
    )
    corrected = alice.post(address, {**begun, **stated, "key": "", "text_en": "131 States"})
    assert bob.post(f"{alice.post(corrected['Location'])['Location']}confirm/").status_code == 302
    assert Client().get("/api/v1/claims/2026-11-01-2").json()["claim"]["text"] == "131 States"
