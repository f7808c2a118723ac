"""A form says what is needed, what is wrong and where, to whoever sees it and to whoever hears it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import translation

from capacita.kernel.clock import today
from capacita.kernel.moment import Moment
from capacita.review.models import Draft, Mistake
from capacita.web.account.browsers import browser_in_words
from capacita.web.recording.making import CountriesField
from capacita.web.refusals import server_error
from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Client:
    return cast.browser(cast.person("alice@example.org", "programme_manager"))


def described(page: str) -> set[str]:
    """The ids to which fields point for their hint and their error."""
    return {each for found in re.findall(r'aria-describedby="([^"]+)"', page) for each in found.split()}


@pytest.mark.parametrize(
    "address",
    [
        "/record/new/project_terms/",
        "/personal/contacts/add/",
        "/personal/lists/make/",
        "/questions/",
    ],
)
def test_each_hint_and_error_is_there_to_which_a_field_points(alice: Client, address: str) -> None:
    for page in (alice.get(address).content.decode(), alice.post(address, {}).content.decode()):
        assert described(page)
        assert [each for each in described(page) if page.count(f'id="{each}"') != 1] == []


def test_each_problem_leads_to_its_field(alice: Client) -> None:
    for address in ("/record/new/treaty_actions/", "/personal/lists/make/", "/personal/contacts/add/"):
        page = alice.post(address, {}).content.decode()
        leads = re.findall(r'<li><a href="#(id_\w+)">', page)
        assert leads
        assert [each for each in leads if page.count(f'id="{each}"') != 1] == []


def test_a_refused_form_lists_what_is_wrong_by_field_says_so_in_its_title_and_keeps_its_hints(alice: Client) -> None:
    hint = "The whole address, with https:// before it."
    page = alice.post("/record/new/sources/", {"publisher": "The ministry"}).content.decode()
    assert "<title>Error: Source" in page
    assert "2 things to mend" in page
    assert '<a href="#id_address">Address</a>: This field is required.' in page
    assert hint in page.replace("&#x27;", "'")
    assert "<title>Error" not in alice.get("/record/new/sources/").content.decode()


def test_a_form_says_what_must_be_filled_in_where_some_of_it_may_stay_blank(alice: Client) -> None:
    page = alice.get("/record/new/sources/").content.decode()
    assert re.search(r'<label for="id_title">Title <small class="need">needed</small></label>', page)
    assert re.search(r'<label for="id_publisher">Publisher</label>', page)
    assert "needed</small>" not in Client().get("/account/sign-in/").content.decode()


def test_countries_are_typed_by_name_and_kept_by_code(alice: Client) -> None:
    now = Moment(today(), today())
    field = CountriesField(now, "en", label="Countries")
    assert field.clean("morocco\nTN\nMorocco") == "MA;TN"
    assert field.clean("worldwide") == "GLOBAL"
    assert field.prepare_value("MA;TN") == "Morocco\nTunisia"
    with translation.override("fr"):
        assert CountriesField(now, "fr", label="Pays").clean("Maroc; monde entier") == "MA;GLOBAL"
    typed = {"code": "CYBERSOUTH", "kind": "amendment", "known_from": "2020-01-01", "countries_iso2": "Atlantis"}
    page = alice.post("/record/new/project_terms/", typed).content.decode()
    assert "“Atlantis” is no country or area here." in page
    assert Draft.objects.count() == 0


def test_new_terms_begin_with_the_euro_and_languages_have_names(alice: Client) -> None:
    assert '<option value="EUR" selected>' in alice.get("/record/new/project_terms/").content.decode()
    assert '<option value="uk">Ukrainian</option>' in alice.get("/record/new/country_names/").content.decode()


def test_sign_in_speaks_of_one_word_for_an_address_in_both_languages() -> None:
    for language, word in (("en", "E-mail address"), ("fr", "Adresse électronique")):
        for address in ("/account/sign-in/", "/account/password/forgotten/"):
            page = Client(headers={"accept-language": language}).get(address).content.decode()
            assert f"{word}</label>" in page
            assert "placeholder" not in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36", "Chromium on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Android 14; Mobile) Gecko/120.0 Firefox/120.0", "Firefox on Android"),
        ("curl/8.0", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_browser_is_told_in_words(said: str, words: str) -> None:
    assert browser_in_words(said) == words


def test_letters_say_who_writes_for_what_and_about_which_page(alice: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    boss = cast.browser(cast.administrator("boss@example.org", "The Boss"))
    asked = {
        **cast.NOTICED,
        "email": "eve@example.org",
        "role": "project_editor",
        "scope": "CYBERSOUTH",
        "language": "fr",
    }
    assert boss.post("/access/people/invite/", asked).status_code == 302
    invited = mail.outbox.pop()
    assert "The Boss vous invite sur Capacita." in invited.body
    assert "pour projet CYBERSOUTH" in invited.body
    question_asked = {"text": "When?", "sent_to": "m@example.net", "language": "en", "days": "7"}
    alice.post("/questions/", {**cast.NOTICED, **question_asked})
    question = mail.outbox.pop()
    assert question.body.startswith("Alice, Cybercrime Programme Office of the Council of Europe asks you:")
    reported = {"about": "/countries/MA/", "text": "Wrong.", "reply_to": "reader@example.net"}
    Client().post("/report/", {**cast.NOTICED, **reported})
    alice.post(f"/reports/{Mistake.objects.get().key}/", {"answer": "It is mended."})
    assert "Morocco (http://testserver/countries/MA/)" in mail.outbox.pop().body


def test_a_page_that_stands_alone_offers_to_try_again_what_saves_nothing(rf: RequestFactory) -> None:
    shown = server_error(rf.get("/reach/?as_of=2020-02-21")).content.decode()
    assert '<a href="/reach/?as_of=2020-02-21">Try again</a>' in shown
    assert "capacita/site" in shown
    assert "Try again" not in server_error(rf.post("/reach/")).content.decode()


def test_a_notices_version_is_not_the_products(alice: Client) -> None:
    dora = cast.browser(cast.person("dora@example.org", "data_protection_officer"))
    page = dora.get("/personal/notices/contact/").content.decode()
    assert re.search(r"Capacita \d+\.\d+", page.partition("<footer")[2])
