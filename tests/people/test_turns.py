"""Whoever acts still holds what was held when the page began: asked again in the action's own turn, by the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capacita.audit.models import Entry
from capacita.evidence.actions import keep_source
from capacita.kernel.clock import today
from capacita.kernel.errors import RefusedError
from capacita.people.actions import deactivate_person, revoke_grant
from capacita.people.models import Grant
from capacita.people.queries import local_standing
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of
from capacita.review.actions.submitting import confirm_submission, return_submission, take_back_submission
from tests.evidence.hostile_files import pdf
from tests.people import cast
from tests.review.test_submitting import hand_in

pytestmark = pytest.mark.django_db
CHANGED = "has changed since this page was opened"


def test_nothing_is_confirmed_by_a_role_that_was_taken_away_since_the_page_was_opened() -> None:
    alice, bob = (cast.person(f"{name}@example.org", "programme_manager") for name in ("alice", "bob"))
    submission = hand_in(cast.standing(alice))
    before_alice, before_bob = cast.standing(alice), cast.standing(bob)
    for person in (alice, bob):
        revoke_grant(Grant.objects.get(person=person), by=cast.command())
    entries = Entry.objects.count()
    with pytest.raises(RefusedError, match=CHANGED):
        confirm_submission(submission, by=before_bob)
    with pytest.raises(RefusedError, match=CHANGED):
        return_submission(submission, remark="no", by=before_bob)
    with pytest.raises(RefusedError, match=CHANGED):
        take_back_submission(submission, by=before_alice)
    with pytest.raises(RefusedError, match=CHANGED):
        keep_source(address="https://www.coe.int/", content=pdf(), by=before_bob)
    assert Entry.objects.count() == entries


def test_a_closed_account_and_a_key_that_nobody_has_do_nothing() -> None:
    bob = cast.person("bob@example.org", "programme_manager")
    by = cast.standing(bob)
    deactivate_person(bob, by=cast.command())
    for gone in (by, replace(by, key="nobody-has-this")):
        with pytest.raises(RefusedError, match=CHANGED), in_turn_of(gone):
            raise AssertionError


def test_who_holds_nothing_loses_nothing_and_the_machine_its_power_with_the_first_administrator() -> None:
    here = local_standing(on=today())
    for by in (Standing("", today()), cast.command(), here):
        with in_turn_of(by):
            pass
    cast.administrator()
    with pytest.raises(RefusedError, match=CHANGED), in_turn_of(here):
        raise AssertionError


def test_what_was_given_meanwhile_or_ended_by_its_day_alone_refuses_nothing() -> None:
    bob = cast.person("bob@example.org")
    by = cast.standing(bob)
    cast.give(bob, "reviewer")
    with in_turn_of(by):
        pass
