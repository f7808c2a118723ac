"""The steps of a review: each one transaction with one entry, and the next person's work in the inbox."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.people.inbox import put_work, settle_work
from capacita.people.rules import Standing
from capacita.review.choices import State
from capacita.review.models import TO_APPROVE, TO_COMMENT, TO_REVIEW, TO_REWORK, Review, ReviewStep
from capacita.review.permissions import require_author, require_country, require_reviewer
from capacita.review.queries import review_in_work
from capacita.review.reviewed import reviewed

_WITHIN = timedelta(days=14)
_KINDS = (TO_REVIEW, TO_REWORK, TO_APPROVE, TO_COMMENT)


def begin_review(kind: str, subject_key: str, *, country: str, pair: str = "", by: Standing) -> Review:
    """A draft of `by` that only its author changes. Refused for who serves the country, and beside an open one."""
    at = now()
    begun = Review(
        kind=kind, subject_key=subject_key, country=country, author=by.key, pair=pair, begun_at=at, changed_at=at
    )
    require_author(by, begun)
    with in_turn():
        if review_in_work(by.key, kind, subject_key) is not None:
            raise RefusedError(said("You have begun this already: go on with it."))
        begun.save()
        _enter(begun, by, "begin_review", {"subject": subject_key, "country": country})
    return begun


def submit_review(review: Review, *, by: Standing) -> None:
    """The author hands it in; it waits for somebody else."""
    require_author(by, review)
    with in_turn():
        reviewed(review.kind).check(review)
        _move(review, State.SUBMITTED, by, "submit_review", "", wants=TO_REVIEW)


def take_review(review: Review, *, by: Standing) -> None:
    """`by`, who is not its author, looks at it from now on."""
    require_reviewer(by, review)
    with in_turn():
        _move(review, State.IN_REVIEW, by, "take_review", "", wants=TO_REVIEW, person=by.key, reviewer=by.key)


def return_review(review: Review, *, text: str, by: Standing) -> None:
    """It goes back to its author with the reason."""
    require_reviewer(by, review)
    _need(text, "text", said("it is returned with a reason"))
    with in_turn():
        _move(review, State.DRAFT, by, "return_review", text, wants=TO_REWORK, person=review.author)


def agree_review(review: Review, *, text: str = "", by: Standing) -> None:
    """Its reviewer agrees; it waits for approval."""
    require_reviewer(by, review)
    if review.reviewer != by.key:
        raise RefusedError(said("Whoever took this to review it agrees with it, nobody else."))
    with in_turn():
        _move(review, State.AGREED, by, "agree_review", text, wants=TO_APPROVE)


def ask_country(review: Review, *, until: date, by: Standing) -> None:
    """The country is asked for its comment until a day. Refused for what concerns no country."""
    require_reviewer(by, review)
    if not review.country:
        raise RefusedError(said("This concerns no country that could be asked."))
    if until <= by.on:
        raise InputError(Problem(said("the day lies in the past"), column="until"))
    with in_turn():
        _move(review, State.COUNTRY_COMMENT, by, "ask_country", "", wants=TO_COMMENT, due_on=until, comment_until=until)


def comment_for_country(review: Review, *, text: str, source_key: str = "", by: Standing) -> None:
    """The country's comment stands beside the work. Staff record it on its behalf with the letter as source."""
    require_country(by, review, source_key)
    _need(text, "text", said("a comment says something"))
    at = now()
    with in_turn():
        if _state(review) != State.COUNTRY_COMMENT:
            raise RefusedError(said("The country is not asked for a comment now."))
        ReviewStep.objects.create(
            review=review, at=at, by=by.key, kind="comment", from_state=review.state, to_state=review.state,
            text=text.strip(), source_key=source_key,
        )  # fmt: skip
        settle_work(TO_COMMENT, review.key, by=by.key, at=at)
        put_work(
            TO_APPROVE, review.key, by=by.key, at=at, due_on=by.on + _WITHIN, verb=Verb.REVIEW, scope=review.scope,
            not_for=review.author,
        )  # fmt: skip
        _enter(review, by, "comment_for_country", {"text": text.strip(), "source": source_key})


def approve_review(review: Review, *, text: str = "", by: Standing) -> None:
    """It may be used inside the office. Without the country's comment only after its deadline, or for a reason."""
    require_reviewer(by, review)
    if not may_skip_comment(review, by.on):
        _need(text, "text", said("the country was not asked, or has time left: approving it now needs a reason"))
    with in_turn():
        _move(review, State.APPROVED, by, "approve_review", text, wants=TO_APPROVE, not_for=by.key, approver=by.key)


def may_skip_comment(review: Review, on: date) -> bool:
    """Whether the country has commented, or its deadline is over; or there is none to ask."""
    if not review.country:
        return True
    commented = review.steps.filter(kind="comment").exists()
    return commented or (review.comment_until is not None and review.comment_until <= on)


def publish_review(review: Review, *, text: str = "", by: Standing) -> None:
    """A second person approves it, and it is public. An earlier one of the same subject is superseded."""
    require_reviewer(by, review)
    if review.approver == by.key:
        raise RefusedError(said("Whoever approved this does not publish it as well: another person does."))
    with in_turn():
        for earlier in Review.objects.filter(
            kind=review.kind, subject_key=review.subject_key, state=State.PUBLISHED
        ).exclude(pk=review.pk):
            _step(earlier, State.SUPERSEDED, by, now(), review.key)
        _move(review, State.PUBLISHED, by, "publish_review", text, publisher=by.key)


def withdraw_review(review: Review, *, text: str, by: Standing) -> None:
    """Its author drops a draft, or somebody else takes back what was approved or published, for a reason."""
    if review.state in (State.DRAFT, State.SUBMITTED):
        require_author(by, review)
    else:
        require_reviewer(by, review)
    _need(text, "text", said("it is withdrawn for a reason"))
    with in_turn():
        _move(review, State.WITHDRAWN, by, "withdraw_review", text)


def _move(
    review: Review, to: State, by: Standing, verb: str, text: str, *, wants: str = "", person: str = "",
    not_for: str = "", due_on: date | None = None, **columns: object,
) -> None:  # fmt: skip
    """The step, what it means for the work, what waits next, and its entry."""
    at = now()
    before = review.state
    _step(review, to, by, at, text, **columns)
    reviewed(review.kind).settle(review, at)
    for kind in _KINDS:
        settle_work(kind, review.key, by=by.key, at=at)
    if wants:
        put_work(
            wants, review.key, by=by.key, at=at, due_on=due_on or by.on + _WITHIN, person=person, scope=review.scope,
            verb=None if person else Verb.STATE_COUNTRY if wants == TO_COMMENT else Verb.REVIEW,
            not_for=not_for or review.author if not person else "",
        )  # fmt: skip
    _enter(review, by, verb, {"text": text.strip()}, before=before)


def _step(review: Review, to: State, by: Standing, at: datetime, text: str, **columns: object) -> None:
    before = review.state
    changed = Review.objects.filter(pk=review.pk, state=before).update(state=to, changed_at=at, **columns)
    if not changed:
        raise RefusedError(said("Somebody moved this on in the meantime: look at it again."))
    ReviewStep.objects.create(
        review=review, at=at, by=by.key, kind="step", from_state=before, to_state=to, text=text.strip()
    )
    review.refresh_from_db()


def _state(review: Review) -> str:
    return Review.objects.values_list("state", flat=True).get(pk=review.pk)


def _need(text: str, column: str, message: str) -> None:
    if not text.strip():
        raise InputError(Problem(message, column=column))


def _enter(review: Review, by: Standing, verb: str, after: dict[str, str], before: str = "") -> None:
    record_entry(
        by=by.key, verb=verb, subject_kind="review", subject_key=review.key,
        before={"state": before} if before else None, after={"state": review.state, **after},
    )  # fmt: skip
