"""How long a session counts, and what signing out leaves in the browser."""

from __future__ import annotations

import math
import re
import secrets
from string import ascii_lowercase, digits

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.people import cast

pytestmark = pytest.mark.django_db
BEGAN = 1_800_000_000.0


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Client:
    at(monkeypatch, 0)
    browser = cast.browser(cast.administrator())
    assert browser.get("/account/").status_code == 200
    return browser


def at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr("capacita.web.account.limits.time.time", lambda: BEGAN + seconds)


def is_in(browser: Client) -> bool:
    answer = browser.get("/account/")
    return answer.status_code == 200


def test_a_session_ends_an_hour_after_it_was_last_used(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for minute in (50, 100, 150):
        at(monkeypatch, minute * 60)
        assert is_in(browser)
    key = browser.cookies["sessionid"].value
    at(monkeypatch, 150 * 60 + 3_601)
    assert browser.get("/access/").status_code == 404
    assert not Session.objects.filter(session_key=key).exists()
    assert not is_in(browser)


def test_a_session_ends_twelve_hours_after_it_began_however_much_it_is_used(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for half_hour in range(24):
        at(monkeypatch, half_hour * 1800)
        assert is_in(browser)
    at(monkeypatch, 12 * 3600 + 1)
    assert not is_in(browser)


def test_use_is_noted_every_five_minutes_and_not_at_each_page(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 299)
    browser.get("/account/")
    assert browser.session["used_at"] == BEGAN
    at(monkeypatch, 301)
    browser.get("/account/")
    assert browser.session["used_at"] == BEGAN + 301


def test_signing_out_forgets_the_session_and_what_the_browser_kept() -> None:
    browser = cast.browser(cast.administrator())
    key = browser.cookies["sessionid"].value
    answer = browser.post("/account/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    stolen = Client()
    stolen.cookies.load({"sessionid": key})
    assert stolen.get("/access/").status_code == 404


def test_a_session_is_what_the_database_holds_under_its_name_and_nothing_that_a_browser_says() -> None:
    alice = cast.administrator()
    key = cast.browser(alice).cookies["sessionid"].value
    made_up = ("a" * 32, key[:-1], key.upper(), f"{key}0", str(alice.pk), alice.key)
    for said, answer in ((key, 200), *((each, 302) for each in made_up)):
        browser = Client()
        browser.cookies.load({"sessionid": said})
        assert browser.get("/account/").status_code == answer, said
    Session.objects.filter(session_key=key).delete()
    browser = Client()
    browser.cookies.load({"sessionid": key})
    assert browser.get("/account/").status_code == 302


def test_each_session_has_a_name_of_its_own_drawn_by_the_system_with_165_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, drawn, choice = cast.administrator(), list[str](), secrets.choice

    def drawing(signs: str) -> str:
        drawn.append(signs)
        return choice(signs)

    # The system's generator, and no other: where each sign of a name comes from.
    monkeypatch.setattr(secrets, "choice", drawing)
    keys = {cast.browser(alice).cookies["sessionid"].value for _ in range(5)}
    assert len(keys) == 5
    assert all(re.fullmatch("[0-9a-z]{32}", each) for each in keys)
    assert sum(set(each) == set(ascii_lowercase + digits) for each in drawn) >= 5 * 32
    assert 32 * math.log2(36) > 165
