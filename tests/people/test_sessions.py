"""What a session proves: a role counts where this session has seen the second factor, whatever the account has."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from capacita.kernel.clock import today
from capacita.people.models import Grant, User
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("heard_at_once")]
MAKE_CODES = "/account/second-factor/codes/make/"
SHOW_CODES = "/account/second-factor/codes/"
ASK = "/account/second-factor/confirm/"


def signed_in(person: User, code: str = "") -> Client:
    """A browser in which somebody signed in by the form a moment ago."""
    browser = Client()
    browser.post("/account/sign-in/", {"login": person.email, "password": cast.PASSWORD})
    if code:
        browser.post("/account/second-factor/ask/", {"code": code})
    return browser


def codes_of(person: User) -> list[str]:
    found: list[str] = Authenticator.objects.get(user_id=person.pk).wrap().get_unused_codes()
    return found


def where(answer: Any) -> str:
    found: str = answer.headers.get("Location", "")
    return found


def make_administrator_of(person: User, browser: Client) -> bool:
    typed = {"role": "administrator", "scope": "Everything", "from_on": today().isoformat()}
    browser.post(f"/access/people/{person.key}/", typed)
    return Grant.objects.filter(person=person, role="administrator").exists()


def test_a_session_that_a_stolen_password_began_ends_when_the_owner_sets_up_a_second_factor() -> None:
    alice = cast.person("alice@example.org", "administrator", second_factor=False)
    accomplice = cast.person("mallory@example.org", second_factor=False)
    thief, owner = signed_in(alice), signed_in(alice)
    assert where(thief.get("/access/")).startswith("/account/second-factor/")
    assert where(owner.post(MAKE_CODES)) == SHOW_CODES
    assert not make_administrator_of(accomplice, thief)
    assert where(thief.get("/account/")).startswith("/account/sign-in/")
    assert where(thief.get(SHOW_CODES)).startswith("/account/sign-in/")
    # The owner goes on where the factor was set up, and sees the codes made there.
    assert owner.get(SHOW_CODES).status_code == 200
    assert owner.get("/access/").status_code == 200


def test_a_session_that_has_not_seen_the_second_factor_counts_for_nothing_until_it_has() -> None:
    alice = cast.administrator()
    mallory, begun_before = cast.person("mallory@example.org", second_factor=False), cast.browser_by_password(alice)
    assert not make_administrator_of(mallory, begun_before)
    asked = where(begun_before.get("/access/"))
    assert asked == "/account/second-factor/?next=%2Faccess%2F"
    assert where(begun_before.get(asked)) == f"{ASK}?next=%2Faccess%2F"
    # Not even another one can be set up, nor codes be shown, by the password alone.
    for address in (SHOW_CODES, MAKE_CODES, "/account/second-factor/generator/", "/account/second-factor/codes/file/"):
        assert where(begun_before.get(address)).startswith(ASK), address
    before = codes_of(alice)
    assert where(begun_before.post(MAKE_CODES)).startswith(ASK)
    begun_before.post("/account/confirm/", {"password": cast.PASSWORD})
    assert where(begun_before.post(MAKE_CODES)).startswith(ASK)
    assert codes_of(alice) == before
    begun_before.post(f"{ASK}?next=/access/", {"code": before[0]})
    assert begun_before.get("/access/").status_code == 200


def test_who_signs_in_with_the_second_factor_holds_the_role_at_once() -> None:
    alice = cast.administrator()
    assert signed_in(alice, codes_of(alice)[0]).get("/access/").status_code == 200


def test_codes_that_are_there_are_shown_only_to_who_confirms_it_anew() -> None:
    alice = cast.administrator()
    used, other = codes_of(alice)[:2]
    browser = signed_in(alice, used)
    for address in (SHOW_CODES, f"{SHOW_CODES}file/"):
        assert "/confirm/" in where(browser.get(address)), address
    browser.post(ASK, {"code": other})
    assert browser.get(SHOW_CODES).status_code == 200


@pytest.mark.parametrize("end", [False, True])
def test_a_second_factor_set_up_or_ended_signs_out_everywhere_else(end: bool) -> None:
    alice = cast.administrator()
    here, there = cast.just_signed_in(alice), cast.just_signed_in(alice)
    secret = here.get("/account/second-factor/generator/").context["form"].secret
    if end:
        TOTP.activate(alice, secret)
        here.post("/account/second-factor/generator/end/")
    else:
        here.post(MAKE_CODES)
    assert here.get("/account/").status_code == 200
    assert where(there.get("/account/")).startswith("/account/sign-in/")
