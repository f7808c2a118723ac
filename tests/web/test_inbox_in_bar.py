"""How many things wait for somebody stands in the bar of every page, and leads to them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from capacita.kernel.clock import now
from capacita.people.choices import Verb
from capacita.people.inbox import count_waiting, put_work, settle_work, waiting_for
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.review.actions.writing_in import report_mistake
from tests.people import cast

pytestmark = pytest.mark.django_db


def bar(browser: Client, address: str) -> str:
    """What the link to the inbox says, in words for whoever does not see the tray; blank where there is none."""
    found = re.search(
        r'class="tool waiting" href="/inbox/" aria-label="([^"]*)"', browser.get(address).content.decode()
    )
    return found[1] if found else ""


def mistake(number: int) -> None:
    report_mistake(
        about=f"/countries/M{number}/", text="The year is wrong.", reply_to="", language="en", by=cast.standing(dana())
    )


def dana() -> User:
    return User.objects.filter(email="dana@example.org").first() or cast.person("dana@example.org", "viewer")


def test_the_count_stands_on_every_page_and_on_one_kept_in_memory_as_soon_as_it_changes() -> None:
    browser = cast.browser(cast.person("bob@example.org", "programme_manager"))
    pages = ("/", "/countries/", "/account/", "/inbox/", "/search/")
    assert [bar(browser, each) for each in pages] == ["Waiting for you"] * len(pages)
    mistake(1)
    assert [bar(browser, each) for each in pages] == ["Waiting for you: 1"] * len(pages)
    mistake(2)
    assert bar(browser, "/countries/") == "Waiting for you: 2"
    listed = browser.get("/inbox/").content.decode()
    assert len(re.findall(r'<li><a href="/reports/', listed)) == 2


def test_nobody_else_is_told_of_it() -> None:
    cast.person("bob@example.org", "programme_manager")
    mistake(1)
    assert bar(Client(), "/") == ""
    assert bar(cast.browser(dana()), "/") == "Waiting for you"
    assert bar(cast.browser(cast.administrator()), "/countries/") == "Waiting for you"


def test_what_is_counted_is_what_is_listed_and_no_further_than_asked() -> None:
    bob = cast.person("bob@example.org", "programme_manager")
    user: Standing = cast.standing(bob)
    for number in range(4):
        mistake(number)
    assert count_waiting(user, most=99) == len(waiting_for(user)) == 4
    assert count_waiting(user, most=3) == 3
    put_work("mistake", "own", by="cli", at=now(), due_on=None, verb=Verb.RECORD_FACTS, not_for=bob.key)
    assert count_waiting(user, most=99) == 4
    settle_work("mistake", "own", by="cli", at=now())


def test_beyond_ninety_nine_the_bar_says_more() -> None:
    bob = cast.person("bob@example.org", "programme_manager")
    for number in range(101):
        put_work("mistake", f"m{number}", by="cli", at=now(), due_on=None, person=bob.key)
    assert bar(cast.browser(bob), "/account/") == "Waiting for you: 99+"
