"""What two do at the same moment: tries are counted once each, a link makes one account, one administrator stays."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from capacita.audit.queries import verification
from capacita.kernel.clock import today
from capacita.kernel.errors import RefusedError
from capacita.people import actions
from capacita.people.models import Grant, User
from capacita.people.queries import administrators
from capacita.people.rules import EVERYTHING
from tests.people import cast


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each answered or was refused with; each in its own thread, with its own connection."""
    answers: list[object] = []
    begin = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        begin.wait()
        try:
            answers.append(act())
        except RefusedError as refusal:
            answers.append(refusal)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.usefixtures("committing")
def test_tries_made_at_once_are_all_counted() -> None:
    cast.person("bob@example.org")

    def guess() -> int:
        typed = {"login": "bob@example.org", "password": "wrong"}
        return sum(b"not correct" in Client().post("/account/sign-in/", typed).content for _ in range(5))

    answered = at_once(*[guess] * 4)
    assert 1 <= sum(int(str(each)) for each in answered) <= 10
    refused = Client().post("/account/sign-in/", {"login": "bob@example.org", "password": cast.PASSWORD})
    assert b"Too many failed" in refused.content or refused.status_code == 429


@pytest.mark.usefixtures("committing")
def test_a_link_followed_twice_at_once_makes_one_account() -> None:
    invitation = actions.invite_person(
        email="bob@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )
    token = actions.link_token(invitation)

    def accept() -> User:
        return actions.accept_invitation(invitation, token=token, name="Bob", password=cast.PASSWORD, on=today())

    answers = at_once(accept, accept, accept)
    assert sum(isinstance(each, User) for each in answers) == 1
    assert Grant.objects.filter(person__email="bob@example.org").count() == 1
    assert verification().holds


@pytest.mark.usefixtures("committing")
def test_two_administrators_who_end_each_other_at_once_leave_one() -> None:
    alice, other = cast.administrator(), cast.administrator("other@example.org")
    by_alice, by_other = cast.standing(alice), cast.standing(other)
    answers = at_once(
        lambda: actions.deactivate_person(other, by=by_alice), lambda: actions.deactivate_person(alice, by=by_other)
    )
    assert sum(isinstance(each, RefusedError) for each in answers) == 1
    assert administrators(on=today()).count() == 1


@pytest.mark.django_db
def test_one_after_the_other_the_second_is_refused() -> None:
    alice, other = cast.administrator(), cast.administrator("other@example.org")
    by_other = cast.standing(other)
    actions.deactivate_person(other, by=cast.standing(alice))
    with pytest.raises(RefusedError, match="no longer administer"):
        actions.deactivate_person(alice, by=by_other)
