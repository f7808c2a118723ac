"""The pages of a law's words: given, looked at and recorded; then read on the law's page, beside ratings, and compared."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from capacita.legislation.actions.rating import begin_rating
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, TextImport, WorkEvent
from capacita.legislation.rules.sheets import Sheet
from capacita.people.choices import ScopeKind
from capacita.people.models import User
from capacita.people.rules import Scope
from capacita.search.models import Document
from tests.evidence import hostile_files as made
from tests.legislation.law_texts import ARABIC, FRENCH, ROMANIAN, SOURCE
from tests.people import cast

pytestmark = pytest.mark.django_db
IMPORT, LAW = "/legislation/laws/ro-cp-2009/import/", "/legislation/laws/ro-cp-2009/"
GIVEN = {
    "text": ROMANIAN, "language": "ro", "kind": "original", "source": SOURCE, "source_class": "1", "valid_from": "2014-02-01",
}  # fmt: skip


@pytest.fixture
def person() -> User:
    return cast.person("alice@example.org", "legal_assessor", Scope(ScopeKind.COUNTRY, "RO"))


@pytest.fixture
def alice(person: User) -> Client:
    return cast.browser(person)


@pytest.fixture
def bob() -> Client:
    return cast.browser(cast.person("bob@example.org", "reviewer"))


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def begun(client: Client, **given: object) -> str:
    answer = client.post(IMPORT, {**GIVEN, **given})
    assert answer.status_code == 302, words(answer.content.decode())
    return str(answer["Location"])


def recorded(client: Client, **given: object) -> str:
    answer = client.post(begun(client, **given), {"step": "record", "version": "0"})
    assert answer.status_code == 200, words(answer.content.decode())
    return words(answer.content.decode())


def test_a_law_is_imported_looked_at_and_shown_with_its_source(alice: Client) -> None:
    address = begun(alice)
    preview = page(alice, address)
    assert "1 provision is recorded already" in preview
    assert 'value="ro-cp-360" list="held"' in preview
    typed = {"text-1": "Cel care inventează o dispoziție.", "reference-1": "Articolul 901", "version": "0"}
    kept = alice.post(address, {**typed, "step": "keep"})
    assert kept.status_code == 302
    assert "Articolul 901" in page(alice, kept["Location"].partition("#")[0])
    done = alice.post(address, {"step": "record", "version": "1"}).content.decode()
    assert "2 texts are recorded" in words(done)
    shown = page(Client(), LAW)
    assert 'id="ro-cp-360/ro/original/1/1" lang="ro" dir="auto">(1) Accesul, fără drept' in shown
    assert "1: official gazette or portal" in shown
    assert "legislatie.example.org" in shown
    assert "Articolul 901" in shown
    assert "/import/" not in shown
    told = {each["provision"]: each["source_class"] for each in Client().get("/api/v1/laws/ro-cp-2009").json()["texts"]}
    assert told["ro-cp-360"] == 1
    assert IMPORT in page(alice, LAW)


def test_a_refusal_stands_at_its_field_with_what_to_do(alice: Client) -> None:
    scan = SimpleUploadedFile("scan.pdf", made.pdf(), "application/pdf")
    for given, expected in (
        (
            {"file": scan, "text": ""},
            "scan.pdf: holds pictures of pages and no text. It was scanned. Have its text recognised",
        ),
        ({"text": FRENCH}, "is said to be in RO and seems to be in FR. State the language of the text"),
        ({"valid_from": "2001-01-01"}, "2001-01-01 lies before the law was adopted (2009-07-17)"),
    ):
        answer = alice.post(IMPORT, {**GIVEN, **given})
        assert answer.status_code == 400
        assert expected in words(answer.content.decode())
    assert not TextImport.objects.exists()
    recorded(alice)
    answer = alice.post(begun(alice, valid_from="2020-01-01"), {"step": "record", "version": "0"})
    said = words(answer.content.decode())
    assert answer.status_code == 400
    assert "Nothing was recorded. What you typed is kept." in said
    assert "Provision 1 ( Articolul 360 ) : overlaps words of the same provision" in said


def test_nobody_else_reaches_what_is_on_its_way_in(alice: Client, bob: Client) -> None:
    address = begun(alice)
    other = cast.browser(cast.person("carol@example.org", "legal_assessor", Scope(ScopeKind.COUNTRY, "GB")))
    for client in (Client(), bob, other):
        for path in (address, IMPORT):
            assert client.get(path).status_code == 404
            assert client.post(path, {"step": "drop"}).status_code == 404
    assert alice.post(address, {"step": "drop"})["Location"] == LAW
    assert not TextImport.objects.exists()


def test_two_versions_and_a_translation_are_compared(alice: Client) -> None:
    recorded(alice)
    assert "/compare/" not in page(Client(), "/legislation/RO/?as_of=2024-01-01")
    told = recorded(alice, text=ROMANIAN.replace("trei ani", "cinci ani"), valid_from="2020-01-01", ends_earlier="on")
    assert "1 earlier text ended where this one begins" in told
    assert "1 provision has the words that are recorded" in told
    link = "/legislation/laws/ro-cp-2009/compare/ro-cp-360/"
    assert link in page(Client(), LAW)
    assert link in page(Client(), "/legislation/RO/?as_of=2024-01-01")
    compared = page(Client(), link)
    assert re.search(r"<del>.*?removed: ?</span>trei</del>", compared)
    assert re.search(r"<ins>.*?added: ?</span>cinci</ins>", compared)
    assert "1 paragraph differs." in compared
    english = (
        "Article 360. Illegal access\n(1) Access without right to a computer system is punished by prison or a fine."
    )
    recorded(alice, text=english, language="en", kind="machine", source_class="4", valid_from="2020-01-01")
    beside = page(Client(), f"{link}?before=ro-cp-360/ro/original/2&after=ro-cp-360/en/machine/1")
    assert "Two languages side by side" in beside
    assert '<p lang="en" dir="auto">(1) Access without right' in beside
    assert '<span class="chip warn">machine translation</span>' in beside
    assert "<ins>" not in beside
    assert Client().get(f"{link}?before=nowhere").status_code == 404
    assert Client().get("/legislation/laws/ro-cp-2009/compare/ro-cp-2009-900/").status_code == 404


def test_the_words_stand_beside_the_ratings_with_their_language_and_kind(alice: Client, person: User) -> None:
    recorded(alice)
    recorded(alice, text=ARABIC.replace("المادة 2:", "المادة 360:"), language="ar", kind="unofficial", source_class="")
    sheet = begin_rating(Sheet("RO", "ets185/art_2", date(2024, 3, 2)), by=cast.standing(person))
    shown = page(alice, f"/legislation/ratings/{sheet.key}/")
    assert 'data-paragraph="1" lang="ro" dir="auto">(1) Accesul, fără drept' in shown
    assert 'lang="ar" dir="auto">يعاقب بالحبس' in shown
    assert '<span class="chip warn">unofficial translation</span>' in shown
    # A passage that is suggested is cited as the provision whose words it is.
    assert 'data-passage="ro-cp-360/ar' not in shown


def test_a_law_an_event_and_a_text_are_recorded_by_form_and_confirmed_by_another(alice: Client, bob: Client) -> None:
    def confirmed(catalogue: str, given: dict[str, str], query: str = "") -> None:
        checked = alice.post(f"/record/new/{catalogue}/{query}", given)
        assert checked.status_code == 302, words(checked.content.decode())
        address = alice.post(checked["Location"])["Location"]
        assert bob.post(f"{address}confirm/").status_code == 302

    law = {
        "iso2": "RO", "id": "ro-demo-2025", "title": "Demonstration act", "citation": "No. 1/2025", "language": "ro",
        "adopted": "2025-03-01", "confidence": "high", "source_url": "https://example.org/law",
    }  # fmt: skip
    wrong = alice.post("/record/new/laws/", {**law, "in_force_from": "2025-01-01"})
    assert wrong.status_code == 400
    assert "2025-01-01 lies before it was adopted (2025-03-01)" in words(wrong.content.decode())
    confirmed("laws", law)
    assert LegalWork.objects.recorded().get(key="ro-demo-2025").stated_on == date(2025, 3, 1)
    provision = {
        "iso2": "RO", "law": "ro-demo-2025", "ref": "art. 5", "conv": "2; 3", "gist": "Access without right.",
        "verified": "text", "confidence": "high", "source_url": "https://example.org/law",
    }  # fmt: skip
    confirmed("law_provisions", provision)
    assert LawProvision.objects.recorded().get(key="ro-demo-2025-art-5").articles == ["ets185/art_2", "ets185/art_3"]
    event = {"iso2": "RO", "law": "ro-demo-2025", "kind": "commencement", "date": "2025-04-01", "verified": "text",
             "affects": "ro-demo-2025-art-5", "source_url": "https://example.org/law"}  # fmt: skip
    confirmed("law_events", event)
    assert WorkEvent.objects.recorded().get(work_key="ro-demo-2025").provisions == ["ro-demo-2025-art-5"]
    text = {"provision": "ro-demo-2025-art-5", "language": "ro", "kind": "original", "text": "Scurt.", "class": "2",
            "source_url": "https://example.org/law"}  # fmt: skip
    confirmed("provision_texts", text)
    assert ProvisionText.objects.recorded().get(provision_key="ro-demo-2025-art-5").source_class == 2
    overlaps = alice.post("/record/new/provision_texts/", {**text, "valid_from": "2026-01-01"})
    assert "The period overlaps that of" in words(overlaps.content.decode())
    wrong = alice.post("/record/new/provision_texts/", {**text, "language": "en", "text": FRENCH})
    assert "Is said to be in EN and seems to be in FR" in words(wrong.content.decode())
    # The text of a country out of scope is none of hers.
    assert alice.post("/record/new/provision_texts/", {**text, "provision": "gb-cma-1"}).status_code in (400, 404)


def test_a_law_s_new_title_is_found_above_its_provisions_at_once(alice: Client, bob: Client) -> None:
    recorded(alice)
    form = page(alice, "/record/correct/laws/?key=ro-cp-2009")
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    given |= dict(re.findall(r'<select name="(\w+)".*?value="([^"]*)" selected', form, re.DOTALL))
    given.pop("csrfmiddlewaretoken", None)
    checked = alice.post("/record/correct/laws/?key=ro-cp-2009", {**given, "title": "Penal Code renamed"})
    assert checked.status_code == 302, words(checked.content.decode())
    bob.post(f"{alice.post(checked['Location'])['Location']}confirm/")
    titles = dict(Document.objects.filter(key__startswith="ro-cp-360").values_list("key", "title"))
    assert titles == {
        "ro-cp-360": "Penal Code renamed, art. 360",
        "ro-cp-360/ro/original/1": "Penal Code renamed, art. 360",
    }
