"""Passwords and second factors as they are typed: what lets in once, what ends with a change, what is never gone round."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.test import Client
from pytest_django import Settings

from capacita.people.models import User
from tests.people import cast

pytestmark = pytest.mark.django_db
TYPED = {"login": "bob@example.org", "password": cast.PASSWORD}
NEW = "lamp river tuesday cloud"


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def bob(*, second_factor: bool = False) -> User:
    return cast.person("bob@example.org", "project_editor", cast.GLACY, second_factor=second_factor)


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_each_code_lets_in_once() -> None:
    person = bob()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    made = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    printed = RecoveryCodes.activate(person).get_unused_codes()[0]
    for code in (made, printed):
        entered = []
        for _ in range(2):
            browser = Client()
            browser.post("/account/sign-in/", TYPED)
            browser.post("/account/second-factor/ask/", {"code": code})
            entered.append(is_in(browser))
        assert entered == [True, False]


def reset_link() -> str:
    mail.outbox.clear()
    Client().post("/account/password/forgotten/", {"email": "bob@example.org"})
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert found is not None
    return found.group(1)


def test_a_forgotten_password_does_not_go_round_the_second_factor() -> None:
    bob(second_factor=True)
    browser = Client()
    place = browser.get(reset_link())["Location"]
    done = browser.post(place, {"password1": NEW, "password2": NEW})
    assert done.status_code == 302
    assert not is_in(browser)
    asked = browser.post("/account/sign-in/", {"login": "bob@example.org", "password": NEW})
    assert asked["Location"].startswith("/account/second-factor/ask/")
    assert not is_in(browser)


def test_a_link_for_a_forgotten_password_leads_to_the_public_address_whatever_name_was_asked_for(
    settings: Settings,
) -> None:
    settings.CAPACITA_ADDRESS = "https://capacita.example.org"
    bob()
    Client(SERVER_NAME="localhost", SERVER_PORT="4433").post(
        "/account/password/forgotten/", {"email": "bob@example.org"}
    )
    (letter,) = mail.outbox
    found = re.findall(r"https?://\S+", str(letter.body))
    assert [each.startswith("https://capacita.example.org/account/password/forgotten/") for each in found] == [True]
    path = found[0].removeprefix("https://capacita.example.org")
    assert Client().get(path)["Location"].endswith("-set-password/")


def test_a_link_for_a_forgotten_password_ends_within_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    bob()
    link = reset_link()
    later = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=3_700)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert Client().get(link).status_code == 200
    monkeypatch.undo()
    assert Client().get(link).status_code == 302


def test_a_password_is_changed_only_with_the_one_before() -> None:
    browser = cast.just_signed_in(bob())
    new = {"password1": NEW, "password2": NEW}
    browser.post("/account/password/", {"oldpassword": "another one entirely", **new})
    browser.post("/account/password/", new)
    assert User.objects.get(email="bob@example.org").check_password(cast.PASSWORD)
    browser.post("/account/password/", {"oldpassword": cast.PASSWORD, **new})
    assert User.objects.get(email="bob@example.org").check_password(NEW)


def test_a_changed_password_ends_the_other_sessions() -> None:
    person = bob()
    here, there = cast.just_signed_in(person), cast.just_signed_in(person)
    here.post("/account/password/", {"oldpassword": cast.PASSWORD, "password1": NEW, "password2": NEW})
    assert is_in(here)
    assert not is_in(there)


def test_a_password_counts_to_its_last_sign() -> None:
    person = bob()
    for wrong in (cast.PASSWORD[:-1], cast.PASSWORD.upper(), f" {cast.PASSWORD}", f"{cast.PASSWORD} "):
        browser = Client()
        browser.post("/account/sign-in/", {"login": person.email, "password": wrong})
        assert not is_in(browser)
    long = "river " * 40
    person.set_password(long)
    person.save()
    assert not person.check_password(long[:-1])
    browser = Client()
    browser.post("/account/sign-in/", {"login": person.email, "password": long})
    assert is_in(browser)


def test_signing_in_gives_another_session() -> None:
    bob()
    browser = Client()
    browser.get("/account/sign-in/?next=/reach/")
    browser.cookies["sessionid"] = "chosen-by-somebody-else"
    browser.post("/account/sign-in/", TYPED)
    key = browser.cookies["sessionid"].value
    assert re.fullmatch("[a-z0-9]{32}", key)
    assert is_in(browser)


def test_password_fields_are_masked_and_let_password_programs_fill_them() -> None:
    browser = cast.just_signed_in(bob())
    link = reset_link()
    guest = Client()
    pages = [
        Client().get("/account/sign-in/"),
        guest.get(guest.get(link)["Location"]),
        browser.get("/account/password/"),
    ]
    for page in pages:
        fields = re.findall(r"<input[^>]*name=\"(?:old)?password[12]?\"[^>]*>", text_of(page))
        assert fields
        for field in fields:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(current|new)-password"', field)
            assert "onpaste" not in field
            assert "maxlength" not in field


def test_every_page_offers_to_sign_out() -> None:
    browser = cast.browser(cast.administrator())
    for address in ("/", "/countries/", "/account/", "/access/", "/access/people/", "/about/"):
        assert 'href="/account/sign-out/"' in text_of(browser.get(address)), address
    assert "/account/sign-out/" not in text_of(Client().get("/"))


def use_codes(person: User, number: int) -> None:
    """The first codes of the person's list were used."""
    printed = RecoveryCodes.activate(person)
    for code in printed.get_unused_codes()[:number]:
        assert printed.validate_code(code)


def test_pages_tell_how_many_printed_codes_are_left() -> None:
    person = bob(second_factor=True)
    browser = cast.browser(person)
    assert "40 printed codes left" in text_of(browser.get("/account/"))
    # While the list is whole, whoever is asked for a code is told nothing of it.
    assert "printed codes are left" not in text_of(browser.get("/account/second-factor/confirm/"))
    browser.post("/account/second-factor/confirm/", {"code": RecoveryCodes.activate(person).get_unused_codes()[7]})
    assert "39 printed codes left" in text_of(browser.get("/account/"))
    assert "39 left" in text_of(browser.get("/account/second-factor/all/"))
    assert "39 printed codes are left" in text_of(browser.get("/account/second-factor/confirm/"))
    codes = text_of(cast.just_signed_in(person).get("/account/second-factor/all/"))
    assert "Few printed codes are left" not in codes


def test_who_has_given_only_the_password_learns_nothing_of_the_printed_codes() -> None:
    use_codes(bob(second_factor=True), 37)
    browser = Client()
    asked = browser.post("/account/sign-in/", TYPED, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/second-factor/ask/")
    assert " left" not in text_of(asked)


@pytest.mark.parametrize(
    ("used", "told"), [(35, ""), (36, "Few printed codes are left"), (40, "All printed codes are used")]
)
def test_with_fewer_than_five_left_a_new_list_is_asked_for(used: int, told: str) -> None:
    person = bob(second_factor=True)
    use_codes(person, used)
    browser = cast.browser(person)
    for page in ("/account/", "/account/second-factor/all/", "/account/second-factor/confirm/"):
        found = text_of(browser.get(page))
        assert f"{40 - used} " in found
        assert ("make new ones" in found) is bool(told)
        assert told in found
        if told:
            assert '<a href="/account/second-factor/codes/make/">Make new ones</a>' in found


def test_who_has_no_list_is_told_nothing_of_codes() -> None:
    person = bob()
    TOTP.activate(person, generate_totp_secret())
    for page in ("/account/", "/account/second-factor/all/", "/account/second-factor/confirm/"):
        found = text_of(cast.browser(person).get(page))
        assert " left" not in found
        assert "make new ones" not in found


@pytest.mark.usefixtures("heard_at_once")
def test_who_was_going_somewhere_is_led_on_when_the_second_factor_is_set_up() -> None:
    bob()
    browser = Client()
    browser.post("/account/sign-in/", TYPED)
    led = browser.get("/access/projects/GLACY+/?after=0")["Location"]
    assert led == "/account/second-factor/?next=%2Faccess%2Fprojects%2FGLACY%2B%2F%3Fafter%3D0"
    browser.get(led)
    codes = text_of(browser.post("/account/second-factor/codes/make/", {"x": "1"}, follow=True))
    assert '<a class="btn btn-primary" href="/account/second-factor/">' in codes
    assert browser.get("/account/second-factor/")["Location"] == "/access/projects/GLACY+/?after=0"
    # Once: afterwards the same way leads to the own account.
    assert browser.get("/account/second-factor/")["Location"] == "/account/"


@pytest.mark.usefixtures("heard_at_once")
def test_nobody_is_led_to_another_site_after_the_second_factor() -> None:
    bob()
    browser = Client()
    browser.post("/account/sign-in/", TYPED)
    browser.get("/account/second-factor/?next=https://elsewhere.example.org/")
    browser.post("/account/second-factor/codes/make/", {"x": "1"})
    assert browser.get("/account/second-factor/")["Location"] == "/account/"
    assert browser.get("/account/second-factor/?next=//elsewhere.example.org/")["Location"] == "/account/"


def test_the_picture_and_the_secret_stand_before_the_field_for_the_code() -> None:
    bob()
    browser = Client()
    browser.post("/account/sign-in/", TYPED)
    page = text_of(browser.get("/account/second-factor/generator/"))
    assert page.index('class="qr"') < page.index("Secret:") < page.index('name="code"')


def test_a_password_is_good_for_as_long_as_its_holder_keeps_it() -> None:
    bob()
    before = datetime(2001, 1, 1, tzinfo=UTC)
    User.objects.filter(email="bob@example.org").update(joined_at=before, last_login=before)
    browser = Client()
    assert browser.post("/account/sign-in/", TYPED)["Location"] == "/account/"
    assert is_in(browser)


def test_codes_and_secrets_are_drawn_anew_for_each_person_and_long_enough() -> None:
    people = [cast.person(f"bob{number}@example.org", second_factor=False) for number in range(3)]
    lists = [RecoveryCodes.activate(person).get_unused_codes() for person in people]
    assert len({code for codes in lists for code in codes}) == sum(map(len, lists)) == 3 * 40
    # Eight digits each have more than 26 bits; twenty are the least.
    assert {len(code) for codes in lists for code in codes if code.isdecimal()} == {8}
    secrets = {generate_totp_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(each) for each in secrets} == {32}
