"""One's own account: lockout, sessions, languages, the machine's own open door, and answers that give nothing away."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from capacita.people import actions
from capacita.people.models import Attempt, Grant, User
from capacita.people.personal.handlers import erase_account
from capacita.web.standing import is_from_this_machine
from tests.people import cast

pytestmark = pytest.mark.django_db
# Queries of a page rendered anew, at most, whoever and however many are listed.
BUDGETS = {
    "/account/": 12,
    "/account/sessions/": 14,
    "/access/": 16,
    "/access/people/": 14,
    "/access/people/invite/": 15,
    "/access/projects/CYBERSOUTH/": 14,
    # An export is on the chain: PostgreSQL takes its turn twice, as an action and as an entry. It also asks whether
    # the session was confirmed lately, and by what.
    "/access/report.xlsx": 15,
}
BOB_AS_VIEWER = {"email": "bob@example.org", "role": "viewer", "scope": "all", "language": "en"}
TYPED = {"login": "bob@example.org", "password": cast.PASSWORD}


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_after_ten_failures_the_right_password_is_refused_too_from_anywhere() -> None:
    cast.person("bob@example.org")
    for number in range(10):
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        typed = {"login": "Bob@example.org", "password": f"wrong {number}"}
        assert "not correct" in text_of(browser.post("/account/sign-in/", typed))
    refused = Client(REMOTE_ADDR="198.51.100.7").post("/account/sign-in/", TYPED)
    assert "Too many failed tries. Wait a quarter of an hour" in text_of(refused)
    # The count lies in the database, where every worker process sees it, and names nobody.
    held = " ".join(Attempt.objects.values_list("cache_key", flat=True))
    assert held
    assert "bob" not in held.lower()
    assert str(settings.CACHES["default"]["BACKEND"]).endswith("DatabaseCache")


def test_another_name_of_the_host_is_no_second_chance() -> None:
    cast.person("bob@example.org")
    for number in range(10):
        Client(SERVER_NAME=("localhost", "127.0.0.1")[number % 2]).post("/account/sign-in/", {**TYPED, "password": "x"})
    assert "Too many" in text_of(Client().post("/account/sign-in/", TYPED))


def test_an_unknown_address_is_answered_as_a_wrong_password() -> None:
    cast.person("bob@example.org")
    answers = [
        re.sub(r'value="[^"]*"', "", text_of(Client().post("/account/sign-in/", {"login": who, "password": "wrong"})))
        for who in ("bob@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]


def test_a_forgotten_password_is_set_by_a_link_and_an_unknown_address_gets_no_letter() -> None:
    bob = cast.person("bob@example.org")
    held = cast.browser(bob)
    for who in ("nobody@example.org", "bob@example.org"):
        answer = Client().post("/account/password/forgotten/", {"email": who}, follow=True)
        assert "If there is an account with this address" in text_of(answer)
    assert [each.to for each in mail.outbox] == [["bob@example.org"]]
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link is not None
    browser = Client()
    form = browser.get(link.group(1), follow=True)
    short = browser.post(form.redirect_chain[-1][0], {"password1": "password1234", "password2": "password1234"})
    assert "too common" in text_of(short)
    new = "another horse battery staple"
    browser.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert held.get("/account/").status_code == 302
    assert "This link no longer works" in text_of(Client().get(link.group(1), follow=True))
    bob.refresh_from_db()
    assert bob.check_password(new)


def test_signing_out_everywhere_else_leaves_this_one() -> None:
    cast.person("bob@example.org", second_factor=False)
    here, there = Client(), Client()
    for browser in (here, there):
        assert browser.post("/account/sign-in/", TYPED)["Location"] == "/account/"
    assert text_of(here.get("/account/sessions/")).count("<tr>") == 3
    here.post("/account/sessions/")
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_sessions_are_ended_only_after_the_password_or_factor_was_given_again() -> None:
    browser = cast.browser(cast.administrator())
    assert browser.get("/account/sessions/")["Location"].startswith("/account/confirm/?next=")
    assert browser.post("/account/sessions/")["Location"].startswith("/account/confirm/")


def test_nobody_signs_up() -> None:
    before = User.objects.count()
    typed = {"email": "dana@example.org", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    for answer in (Client().get("/account/sign-up/"), Client().post("/account/sign-up/", typed)):
        assert "Accounts are made by invitation" in text_of(answer)
    assert User.objects.count() == before


def test_a_closed_account_is_out_at_once_and_cannot_sign_in() -> None:
    bob = cast.person("bob@example.org", second_factor=False)
    browser = cast.browser(bob)
    assert browser.get("/account/").status_code == 200
    actions.deactivate_person(bob, by=cast.command())
    assert browser.get("/account/").status_code == 302
    again = Client()
    again.post("/account/sign-in/", TYPED)
    assert again.get("/account/").status_code == 302


def test_a_closed_account_is_opened_again_and_let_in_by_the_link_of_a_letter_alone() -> None:
    alice = cast.just_signed_in(cast.administrator())
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    page = f"/access/people/{bob.key}/"
    assert "Open the account again" not in text_of(alice.get(page))
    actions.deactivate_person(bob, by=cast.command())
    assert "open it again" in text_of(alice.post("/access/people/invite/", {**cast.NOTICED, **BOB_AS_VIEWER}))
    found = text_of(alice.get(page))
    assert f'action="{page}reopen/"' in found
    assert "bob@example.org is still the person's own" in found
    mail.outbox.clear()
    assert alice.post(f"{page}reopen/")["Location"] == page
    (letter,) = mail.outbox
    assert letter.to == ["bob@example.org"]
    assert "http://testserver/account/password/forgotten/" in str(letter.body)
    found = text_of(alice.get(page))
    assert "the account was opened again" in found
    assert found.count("Give it back") == 1
    browser = Client()
    browser.post("/account/sign-in/", TYPED)
    assert browser.get("/account/").status_code == 302
    browser.post("/account/password/forgotten/", {"email": "bob@example.org"})
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[-1].body))
    assert link is not None
    new = {"password1": "another horse battery staple", "password2": "another horse battery staple"}
    browser.post(browser.get(link.group(1))["Location"], new)
    browser.post("/account/sign-in/", {**TYPED, "password": new["password1"]})
    assert "Nothing beyond what everybody may read." in text_of(browser.get("/account/"))
    assert alice.post(f"{page}reopen/").status_code == 400


def test_the_page_of_an_erased_account_offers_nothing() -> None:
    alice, bob = cast.browser(cast.administrator()), cast.person("bob@example.org")
    erase_account(bob.key)
    assert "Open the account again" not in text_of(alice.get(f"/access/people/{bob.key}/"))


@pytest.mark.usefixtures("heard_at_once")
def test_printed_codes_alone_are_a_second_factor() -> None:
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH, second_factor=False)
    browser = Client()
    browser.post("/account/sign-in/", TYPED)
    page = text_of(browser.post("/account/second-factor/codes/make/", {"x": "1"}, follow=True))
    codes = re.search(r'<pre class="codes contents">([\d\s]+)</pre>', page)
    assert codes is not None
    assert len(codes.group(1).split()) == 40
    assert browser.get("/access/projects/CYBERSOUTH/").status_code == 200
    assert all(code not in str(Authenticator.objects.get(user_id=bob.pk).data) for code in codes.group(1).split())
    again = Client()
    assert again.post("/account/sign-in/", TYPED)["Location"] == "/account/second-factor/ask/"
    assert again.post("/account/second-factor/ask/", {"code": codes.group(1).split()[3]})["Location"] == "/account/"


def test_a_lost_second_factor_is_ended_by_an_administrator_and_set_up_anew() -> None:
    alice = cast.browser(cast.administrator())
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    browser = cast.browser(bob)
    alice.post(f"/access/people/{bob.key}/second-factor/")
    assert browser.get("/account/").status_code == 302
    assert browser.post("/account/sign-in/", TYPED)["Location"] == "/account/"
    assert browser.get("/")["Location"] == "/account/second-factor/?next=%2F"


@pytest.mark.parametrize(
    "path", ["/account/sign-in/", "/account/password/forgotten/", "/access/", "/access/people/invite/"]
)
def test_pages_are_french_for_the_french(path: str) -> None:
    browser = cast.browser(cast.administrator())
    browser.cookies.load({"django_language": "fr"})
    text = text_of((browser if path.startswith("/access") else Client(headers={"Accept-Language": "fr"})).get(path))
    assert 'lang="fr"' in text
    for english in (
        "Sign in",
        "Invite somebody",
        "Password forgotten",
        "Send the link",
        "To look at again",
        "My account",
    ):
        assert english not in text


def test_a_letter_speaks_the_language_of_the_invitation() -> None:
    alice = cast.browser(cast.administrator())
    typed = {**cast.NOTICED, "email": "bob@example.org", "role": "viewer", "scope": "all", "language": "fr"}
    alice.post("/access/people/invite/", typed)
    assert "Votre invitation" in mail.outbox[0].subject
    assert "Lecteur" in str(mail.outbox[0].body)
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link is not None
    bob = Client(headers={"Accept-Language": "en"})
    assert "Bienvenue" in text_of(bob.get(link.group(1)))
    typed = {**cast.NOTICED, "name": "Bob", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    assert "Ce que je peux faire" in text_of(bob.post(link.group(1), typed, follow=True))


def test_what_is_forbidden_is_answered_word_for_word_as_what_is_absent() -> None:
    browser = cast.browser(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))
    for forbidden, absent in (
        ("/access/projects/GLACY+/", "/access/projects/NOPE/"),
        ("/access/people/", "/access/nothing/"),
        ("/access/report.xlsx", "/access/report.pdf"),
    ):
        first, second = browser.get(forbidden), browser.get(absent)
        assert first.status_code == second.status_code == 404
        said, same = (
            text_of(answer).replace(path, "").replace(quote(path), "")
            for answer, path in ((first, forbidden), (second, absent))
        )
        assert said == same
        assert "CYBERSOUTH" not in text_of(first)


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_about_people_keeps_to_its_budget_however_many_there_are(path: str) -> None:
    alice = cast.just_signed_in(cast.administrator())
    asked = []
    for batch in (1, 6):
        for number in range(batch):
            cast.person(f"b{batch}{number}@example.org", "project_editor", cast.CYBERSOUTH)
            cast.person(f"m{batch}{number}@example.org", "country_focal_point", cast.MOROCCO)
        alice.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= BUDGETS[path], asked


def asked_from(**changed: str) -> HttpRequest:
    return RequestFactory().get("/", **{"SERVER_NAME": "localhost", **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": "::ffff:192.0.2.1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 somewhere"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
        {"SERVER_NAME": "capacita.example.org"},
        {"HTTP_HOST": "127.0.0.1.example.org"},
        {"HTTP_HOST": "testserver"},
    ],
    ids=str,
)
def test_what_may_come_through_something_is_not_taken_for_the_person_at_the_machine(changed: dict[str, str]) -> None:
    assert is_from_this_machine(asked_from())
    assert not is_from_this_machine(asked_from(**changed))


@pytest.mark.parametrize(
    "changed", [{"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"}, {"HTTP_HOST": "127.0.0.1:8000"}]
)
def test_a_browser_on_this_machine_is_known_by_any_of_its_names(changed: dict[str, str]) -> None:
    assert is_from_this_machine(asked_from(**changed))


def test_an_installation_that_serves_others_takes_nobody_for_the_person_at_the_machine() -> None:
    with override_settings(CAPACITA_SERVES_OTHERS=True):
        assert not is_from_this_machine(asked_from())


def test_the_machine_s_own_door_closes_for_good_with_the_first_administrator() -> None:
    here = Client(SERVER_NAME="localhost")
    assert "Open on this machine only" in text_of(here.get("/"))
    assert "Open on this machine only" not in text_of(Client(REMOTE_ADDR="192.0.2.1").get("/"))
    assert here.get("/access/people/").status_code == 200
    typed = {**cast.NOTICED, "email": "alice@example.org", "role": "administrator", "scope": "all", "language": "en"}
    page = text_of(here.post("/access/people/invite/", typed, follow=True))
    assert here.get("/access/people/").status_code == 200
    link = re.search(r">http://localhost(/account/invitation/[^<]+)<", page)
    assert link is not None
    new = {**cast.NOTICED, "name": "Alice Example", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    Client(SERVER_NAME="localhost").post(link.group(1), new)
    assert here.get("/access/people/").status_code == 404
    assert "Open on this machine only" not in text_of(here.get("/"))
    assert Grant.objects.get().granted_by == "local"


@pytest.mark.parametrize("path", ["/", "/account/sign-in/", "/access/", "/api/v1/countries"])
def test_a_name_that_is_not_allowed_is_refused_and_nothing_breaks(path: str) -> None:
    assert Client(headers={"host": "elsewhere.example.org"}).get(path).status_code == 400


def test_everybody_chooses_the_language_of_letters_and_no_other_than_is_offered() -> None:
    bob = cast.person("bob@example.org")
    browser = cast.browser(bob)
    page = text_of(browser.get("/account/"))
    assert '<option value="en" lang="en" selected>' in page
    # The bar still offers the languages of pages as it does everywhere.
    assert '<b lang="en">EN</b>' in page
    assert browser.post("/account/language/", {"language": "fr"}).status_code == 302
    bob.refresh_from_db()
    assert bob.language == "fr"
    assert browser.post("/account/language/", {"language": "xx"}).status_code == 400
    bob.refresh_from_db()
    assert bob.language == "fr"
    assert Client().post("/account/language/", {"language": "fr"}).status_code == 302


@pytest.mark.parametrize(
    "typed", ["bob@example.org\nBcc: dana@example.org", "bob@example.org\r\n\r\nX", "a@b.org, c@d.org"]
)
def test_no_line_break_and_no_second_address_reaches_a_letter(typed: str) -> None:
    alice = cast.browser(cast.administrator())
    asked = {**cast.NOTICED, "email": typed, "role": "viewer", "scope": "all", "language": "en"}
    assert alice.post("/access/people/invite/", asked).status_code == 400
    Client().post("/account/password/forgotten/", {"email": typed})
    assert mail.outbox == []
    if "\n" in typed:
        # And if it came so far: in what is said above a letter, as for whom it is.
        for subject, address in ((f"Hello {typed}", "bob@example.org"), ("Hello", typed)):
            with pytest.raises(ValueError, match=r"[Nn]ewline"):
                mail.send_mail(subject, "Text", None, [address])


def test_what_a_form_does_not_name_is_not_taken_from_it() -> None:
    invited = actions.invite_person(
        email="bob@example.org", role="viewer", scope=cast.GLACY, until_on=None, language="en", by=cast.command()
    )
    more = {"key": "f" * 32, "is_active": "", "email": "dana@example.org", "role": "administrator", "scope": "all"}
    typed = {**cast.NOTICED, "name": "Bob", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    browser = Client()
    browser.post(f"/account/invitation/{invited.key}/{actions.link_token(invited)}/", {**typed, **more})
    bob = User.objects.get(email="bob@example.org")
    browser.post("/account/language/", {"language": "fr", "name": "Dana", "password": "x", **more})
    bob.refresh_from_db()
    assert (bob.name, bob.email, bob.is_active, bob.language) == ("Bob", "bob@example.org", True, "fr")
    assert bob.key != more["key"]
    assert bob.check_password(cast.PASSWORD)
    assert [(each.role, each.scope_key) for each in bob.grants.all()] == [("viewer", "GLACY+")]
