"""Four eyes: one person hands in, another confirms, and no role and no door changes that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from capacita.audit.models import Entry, Payload
from capacita.audit.queries import history, verification
from capacita.evidence.recording import RowChange, cells_of, current_row
from capacita.figures.registry import figure
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, RefusedError
from capacita.kernel.moment import Moment
from capacita.people.inbox import waiting_for
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.review.actions.submitting import (
    confirm_submission,
    keep_draft,
    return_submission,
    submit_draft,
    take_back_submission,
)
from capacita.review.models import Draft, Submission
from capacita.review.queries import submissions
from capacita.standards.models import TreatyAction
from tests.evidence.test_recording import ACCESSION
from tests.people import cast

pytestmark = pytest.mark.django_db
CHANGE = RowChange("treaty_actions", ACCESSION)


@pytest.fixture
def alice() -> Standing:
    return cast.standing(cast.person("alice@example.org", "programme_manager"))


@pytest.fixture
def bob() -> Standing:
    return cast.standing(cast.person("bob@example.org", "programme_manager"))


def hand_in(by: Standing, change: RowChange = CHANGE, reason: str = "") -> Submission:
    return submit_draft(keep_draft(change, reason=reason, by=by), by=by)


def parties() -> Any:
    return figure("reach.parties", at=Moment(today(), today())).value


def test_what_one_hands_in_and_another_confirms_is_a_fact_with_both_names_on_the_chain(
    alice: Standing, bob: Standing
) -> None:
    before = parties()
    submission = hand_in(alice)
    assert parties() == before
    assert [each.words.text for each in waiting_for(bob)] == [
        "Confirm: Guatemala: Acceded, Budapest Convention, 20 November 2026"
    ]
    assert waiting_for(alice) == []
    key = confirm_submission(submission, by=bob)
    assert parties() == before + 1
    assert waiting_for(bob) == []
    (done,) = history("treaty_actions", key)
    assert (done.by, done.verb, done.after["submitted_by"]) == (bob.key, "record_row", alice.key)
    assert ("date", None, "2026-11-20") in done.changed
    assert verification().holds


def test_nobody_confirms_what_is_his_own_by_action_or_by_the_database_itself(alice: Standing) -> None:
    submission = hand_in(alice)
    with pytest.raises(RefusedError, match="another person"):
        confirm_submission(submission, by=alice)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE review_submission SET outcome = 'confirmed', decided_by = author, decided_at = submitted_at"
        )
    assert TreatyAction.objects.filter(key__startswith="ets185/GT/accession").count() == 0


def test_an_outcome_is_set_once_and_a_submission_never_changes(alice: Standing, bob: Standing) -> None:
    submission = hand_in(alice)
    return_submission(submission, remark="The date is that of signature.", by=bob)
    for change in ("outcome = 'confirmed'", "cells = NULL", "author = 'x'"):
        with pytest.raises(Exception, match="keeps its rows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE review_submission SET {change}")
    with pytest.raises(RefusedError, match="in the meantime"):
        confirm_submission(submission, by=bob)


def test_what_is_returned_waits_for_its_author_with_the_reason_until_it_is_handed_in_again(
    alice: Standing, bob: Standing
) -> None:
    submission = hand_in(alice)
    with pytest.raises(InputError, match="with a reason"):
        return_submission(submission, remark=" ", by=bob)
    return_submission(submission, remark="The date is wrong.", by=bob)
    (waiting,) = waiting_for(alice)
    assert waiting.words.text.startswith("Returned to you: Guatemala")
    draft = keep_draft(RowChange("treaty_actions", {**ACCESSION, "date": "2026-11-19"}), revises=submission, by=alice)
    again = submit_draft(draft, by=alice)
    assert waiting_for(alice) == []
    assert again.revises == submission.key
    confirm_submission(again, by=bob)
    assert TreatyAction.objects.recorded().get(key="ets185/GT/accession/1").on == "2026-11-19"


def test_a_row_that_changed_since_is_not_overwritten_unseen(alice: Standing, bob: Standing) -> None:
    key = confirm_submission(hand_in(alice), by=bob)
    first = hand_in(alice, RowChange("treaty_actions", {**ACCESSION, "date": "2026-11-18"}, key))
    second = hand_in(bob, RowChange("treaty_actions", {**ACCESSION, "date": "2026-11-17"}, key))
    confirm_submission(first, by=bob)
    with pytest.raises(RefusedError, match="changed since"):
        confirm_submission(second, by=alice)
    assert TreatyAction.objects.recorded().get(key=key).on == "2026-11-18"
    assert second.is_open


def test_a_withdrawal_needs_a_reason_and_undoes_without_deleting(alice: Standing, bob: Standing) -> None:
    before = parties()
    key = confirm_submission(hand_in(alice), by=bob)
    undo = RowChange("treaty_actions", None, key)
    with pytest.raises(InputError, match="for a reason"):
        hand_in(alice, undo)
    Draft.objects.all().delete()
    confirm_submission(hand_in(alice, undo, "It was a declaration, not an accession."), by=bob)
    assert parties() == before
    assert TreatyAction.objects.get(key=key).superseded_at is not None
    assert [each.verb for each in history("treaty_actions", key)] == ["withdraw_row", "record_row"]


def test_bad_input_is_refused_when_it_is_handed_in_and_keeps_the_draft(alice: Standing) -> None:
    draft = keep_draft(RowChange("treaty_actions", {**ACCESSION, "date": "soon"}), by=alice)
    with pytest.raises(InputError) as refusal:
        submit_draft(draft, by=alice)
    assert [each.column for each in refusal.value.problems] == ["date"]
    assert (Draft.objects.get().cells or {})["date"] == "soon"
    assert Submission.objects.count() == 0
    assert not Entry.objects.filter(verb="submit").exists()


def test_who_may_record_what_follows_from_the_role_and_what_the_row_concerns(alice: Standing) -> None:
    editor = cast.standing(cast.person("erin@example.org", "project_editor", cast.CYBERSOUTH))
    viewer = cast.standing(cast.person("vera@example.org"))
    reviewer = cast.standing(cast.person("rita@example.org", "reviewer", cast.MOROCCO))
    terms = {"code": "CYBERSOUTH", "end": "2027-12", "known_from": "2026-11-01", "kind": "amendment",
             "effective_from": "2026-11-01", "source_url": "https://example.org/addendum"}  # fmt: skip
    assert hand_in(editor, RowChange("project_terms", terms)).scope == cast.CYBERSOUTH
    for by, change in (
        (editor, RowChange("project_terms", {**terms, "code": "GLACY+"})),
        (editor, CHANGE),
        (viewer, CHANGE),
        (reviewer, CHANGE),
    ):
        with pytest.raises(RefusedError, match="may not record this"):
            keep_draft(change, by=by)
    submission = hand_in(alice)
    with pytest.raises(RefusedError, match="may not confirm this"):
        confirm_submission(submission, by=reviewer)
    assert waiting_for(reviewer) == []
    assert list(submissions(editor).values_list("scope_key", flat=True)) == ["CYBERSOUTH"]
    assert set(submissions(viewer).values_list("scope_key", flat=True)) == {"CYBERSOUTH", "GT"}
    assert not submissions(Standing("", today())).exists()


def test_a_grant_that_ended_confirms_nothing(alice: Standing) -> None:
    ended = User.objects.get(
        key=cast.person("bea@example.org", "programme_manager", until_on=today() + timedelta(1)).key
    )
    submission = hand_in(alice)
    with pytest.raises(RefusedError):
        confirm_submission(submission, by=cast.standing(ended, today() + timedelta(2)))


def test_an_author_takes_back_and_nobody_else(alice: Standing, bob: Standing) -> None:
    submission = hand_in(alice)
    with pytest.raises(RefusedError, match="author alone"):
        take_back_submission(submission, by=bob)
    take_back_submission(submission, by=alice)
    assert waiting_for(bob) == []
    assert submission.outcome == "taken_back"


def test_the_chain_tells_what_was_handed_in(alice: Standing) -> None:
    submission = hand_in(alice)
    body: Any = Payload.objects.get(entry__subject_key=submission.key).body
    assert body["after"]["cells"]["iso2"] == "GT"


def test_two_drafts_of_what_came_back_are_not_both_handed_in(alice: Standing, bob: Standing) -> None:
    back = hand_in(alice)
    return_submission(back, remark="no", by=bob)
    one, other = (keep_draft(CHANGE, revises=back, by=alice) for _ in range(2))
    submit_draft(one, by=alice)
    with pytest.raises(RefusedError, match="handed in again already"):
        submit_draft(other, by=alice)
    with pytest.raises(RefusedError, match="handed in again already"):
        keep_draft(CHANGE, revises=back, by=alice)


def test_what_the_office_handed_in_about_a_country_is_not_shown_to_its_focal_point() -> None:
    assessor = cast.standing(cast.person("a@example.org", "legal_assessor", cast.MOROCCO))
    focal_point = cast.person("f@example.org", "country_focal_point", cast.MOROCCO)
    name = cells_of("country_names", current_row("country_names", "MA/en/1"))
    author = cast.standing(cast.person("p@example.org", "programme_manager"))
    handed = hand_in(author, RowChange("country_names", {**name, "note": "the office doubts it"}, "MA/en/1"))
    assert list(submissions(assessor)) == [handed]
    assert list(submissions(cast.standing(focal_point))) == []
    # Whoever is staff for the country besides sees it as staff.
    cast.give(focal_point, "reviewer", cast.MOROCCO)
    assert list(submissions(cast.standing(focal_point))) == [handed]
