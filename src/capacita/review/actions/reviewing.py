"""The steps of a review: each one transaction with one entry, and the next person's work in the inbox."""

from __future__ import annotations

from datetime import date

from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.kernel.said import said
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of
from capacita.review.actions.comparing import decide_as_third, end_comparison, open_comparison, settle_together
from capacita.review.actions.moving import enter, move, need, step
from capacita.review.choices import State
from capacita.review.comparing import (
    being_made_apart,
    comparison_decided_by,
    comparison_of,
    is_open,
    open_items,
    settled_at,
)
from capacita.review.models import TO_APPROVE, TO_REVIEW, TO_REWORK, Review
from capacita.review.permissions import may_clear, require_author, require_reviewer
from capacita.review.queries import has_commented, review_in_work
from capacita.review.reviewed import reviewed


def begin_review(kind: str, subject_key: str, *, country: str, pair: str = "", by: Standing) -> Review:
    """A draft of `by` that only its author changes. Refused for who serves the country, and beside an open one.

    Of what is made blind there are two: a third comes in where they differ, and is asked.
    """
    at = now()
    begun = Review(
        kind=kind, subject_key=subject_key, country=country, author=by.key, pair=pair, begun_at=at, changed_at=at
    )
    require_author(by, begun)
    with in_turn_of(by):
        if review_in_work(by.key, kind, subject_key) is not None:
            raise RefusedError(said("You have begun this already: go on with it."))
        if being_made_apart(begun, on=by.on).count() > 1:
            raise RefusedError(said("Two rate this apart already: a third is asked where they differ."))
        begun.save()
        enter(begun, by, "begin_review", {"subject": subject_key, "country": country})
    return begun


def submit_review(review: Review, *, by: Standing) -> None:
    """The author hands it in; it waits for somebody else. With one that was made apart it is compared from then on.

    Handed in by a third assessor it settles what two differ on, and goes no further by itself.
    """
    require_author(by, review)
    with in_turn_of(by):
        reviewed(review.kind).check(review)
        decided = comparison_decided_by(review)
        if decided is not None and is_open(decided):
            move(review, State.SUBMITTED, by, "submit_review", "")
            decide_as_third(decided, review, by)
        else:
            move(review, State.SUBMITTED, by, "submit_review", "", wants=TO_REVIEW)
            open_comparison(review, by)


def take_review(review: Review, *, by: Standing) -> None:
    """`by`, who is not its author, looks at it from now on."""
    require_reviewer(by, review)
    with in_turn_of(by):
        move(review, State.IN_REVIEW, by, "take_review", "", wants=TO_REVIEW, person=by.key, reviewer=by.key)


def return_review(review: Review, *, text: str, by: Standing) -> None:
    """It goes back to its author with the reason."""
    require_reviewer(by, review)
    need(text, "text", said("it is returned with a reason"))
    with in_turn_of(by):
        move(review, State.DRAFT, by, "return_review", text, wants=TO_REWORK, person=review.author)


def agree_review(review: Review, *, text: str = "", by: Standing) -> None:
    """Its reviewer agrees; it waits for approval. One made apart from it is settled in it.

    Refused while somebody still makes the same apart, and while something on which the two differ is not settled.
    """
    require_reviewer(by, review)
    if review.reviewer != by.key:
        raise RefusedError(said("Whoever took this to review it agrees with it, nobody else."))
    with in_turn_of(by):
        _require_settled(review, by)
        move(review, State.AGREED, by, "agree_review", text, wants=TO_APPROVE)
        settle_together(review, by)


def _require_settled(review: Review, by: Standing) -> None:
    comparison = comparison_of(review)
    third = comparison.third if comparison is not None else None
    if being_made_apart(review, on=by.on).filter(state=State.DRAFT).exclude(author=third or "").exists():
        raise RefusedError(said("Somebody else still rates the same apart: wait until that is handed in or withdrawn."))
    left = len(open_items(comparison)) if comparison is not None and settled_at(review) is None else 0
    if left:
        raise RefusedError(
            said("%(n)s of the elements that two rated differently are not settled: settle them first.", n=left)
        )


def approve_review(review: Review, *, text: str = "", by: Standing) -> None:
    """It may be used inside the office. Without the country's comment only after its deadline, or for a reason."""
    require_reviewer(by, review)
    if not may_skip_comment(review, by.on):
        need(text, "text", said("the country was not asked, or has time left: approving it now needs a reason"))
    with in_turn_of(by):
        move(review, State.APPROVED, by, "approve_review", text, wants=TO_APPROVE, not_for=(by.key,), approver=by.key)


def may_skip_comment(review: Review, on: date) -> bool:
    """Whether the country has commented, or its deadline is over; or there is none to ask."""
    if not review.country:
        return True
    return has_commented(review) or (review.comment_until is not None and review.comment_until <= on)


def publish_review(review: Review, *, text: str = "", by: Standing) -> None:
    """A second person approves it, and it is public. An earlier one of the same subject is superseded."""
    require_reviewer(by, review)
    if review.approver == by.key:
        raise RefusedError(said("Whoever approved this does not publish it as well: another person does."))
    with in_turn_of(by):
        for earlier in Review.objects.filter(
            kind=review.kind, subject_key=review.subject_key, state=State.PUBLISHED
        ).exclude(pk=review.pk):
            step(earlier, State.SUPERSEDED, by, now(), review.key)
        move(review, State.PUBLISHED, by, "publish_review", text, publisher=by.key)


def withdraw_review(review: Review, *, text: str, by: Standing) -> None:
    """Its author drops a draft, or somebody else takes back what was approved or published, for a reason.

    A draft that its author has left is dropped by whoever may review it.
    """
    if review.state in (State.DRAFT, State.SUBMITTED):
        if not may_clear(by, review):
            require_author(by, review)
    else:
        require_reviewer(by, review)
    need(text, "text", said("it is withdrawn for a reason"))
    with in_turn_of(by):
        verb = "withdraw_published" if review.state == State.PUBLISHED else "withdraw_review"
        move(review, State.WITHDRAWN, by, verb, text)
        end_comparison(review, by)
