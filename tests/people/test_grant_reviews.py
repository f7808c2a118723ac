"""A role that nobody has looked at for six months waits for an administrator, once, until somebody has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from capacita.kernel.clock import today
from capacita.people.actions import deactivate_person, review_grant, revoke_grant
from capacita.people.daily import run_daily
from capacita.people.inbox import waiting_for
from capacita.people.models import Grant, User
from capacita.people.waiting import ask_for_reviews
from tests.people import cast

pytestmark = pytest.mark.django_db
LATER = today() + timedelta(days=200)


@pytest.fixture
def people() -> list[User]:
    return [
        cast.administrator(), cast.administrator("root@example.org", "Root"),
        cast.person("vera@example.org", "programme_manager"),
    ]  # fmt: skip


def lines(person: User) -> set[str]:
    return {each.words.text for each in waiting_for(cast.standing(person, LATER))}


def test_overdue_roles_wait_for_every_administrator_but_their_holder_and_once(people: list[User]) -> None:
    alice, root, vera = people
    assert ask_for_reviews(today()) == {"asked": 0}
    assert ask_for_reviews(LATER) == {"asked": 3}
    assert ask_for_reviews(LATER) == {"asked": 0}
    managed = "Is this still right: Programme manager, Vera"
    assert lines(alice) == {"Is this still right: Administrator, Root", managed}
    assert lines(root) == {"Is this still right: Administrator, Alice Example", managed}
    assert lines(vera) == set()
    (waiting,) = [each for each in waiting_for(cast.standing(root, LATER)) if each.words.text == managed]
    assert "Programme manager" in cast.browser(root).get(waiting.words.address).content.decode()


def test_what_was_looked_at_taken_away_closed_or_has_run_out_waits_no_longer(people: list[User]) -> None:
    alice, root, vera = people
    bob, erin = cast.person("bob@example.org"), cast.person("erin@example.org", until_on=LATER + timedelta(days=1))
    ask_for_reviews(LATER)
    assert len(lines(alice)) == 4
    by = cast.standing(root)
    review_grant(Grant.objects.get(person=vera), by=by)
    revoke_grant(Grant.objects.get(person=bob), by=by)
    assert lines(alice) == {"Is this still right: Administrator, Root", "Is this still right: Viewer, Erin"}
    deactivate_person(root, by=cast.standing(alice))
    assert lines(alice) == {"Is this still right: Viewer, Erin"}
    ask_for_reviews(LATER + timedelta(days=1))
    assert "Is this still right: Viewer, Erin" not in lines(alice)
    assert erin.is_active


def test_letters_of_the_same_day_name_them(people: list[User], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    counts = {each.name: each.counts for each in run_daily(on=LATER)}
    assert counts["reviews of roles"] == {"asked": 3}
    assert {to for letter in mail.outbox for to in letter.to} == {"alice@example.org", "root@example.org"}
