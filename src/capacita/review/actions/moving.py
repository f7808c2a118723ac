"""One step from state to state, with what it means for the work, what waits next, and its entry: for the actions here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.people.inbox import put_work, settle_work
from capacita.people.rules import Standing
from capacita.review.choices import State, StepKind
from capacita.review.models import (
    COMMENT_CAME,
    NO_COMMENT,
    TO_APPROVE,
    TO_COMMENT,
    TO_DECIDE,
    TO_REVIEW,
    TO_REWORK,
    Review,
    ReviewStep,
)
from capacita.review.permissions import makers_of
from capacita.review.reviewed import reviewed

WITHIN = timedelta(days=14)
KINDS = (TO_REVIEW, TO_REWORK, TO_APPROVE, TO_COMMENT, TO_DECIDE, COMMENT_CAME, NO_COMMENT)


def move(
    review: Review, to: State, actor: Standing, verb: str, text: str, *, wants: str = "", person: str = "",
    not_for: tuple[str, ...] = (), due_on: date | None = None, **columns: object,
) -> None:  # fmt: skip
    """The step, what it means for the work, what waits next, and its entry. What waits is never for who made it."""
    at = now()
    before = review.state
    step(review, to, actor, at, text, **columns)
    reviewed(review.kind).settle(review, at)
    settle_all(review, actor, at)
    if wants:
        put_work(
            wants, review.key, by=actor.key, at=at, due_on=due_on or actor.on + WITHIN, person=person,
            scope=review.scope, verb=_verb_for(wants, review),
            not_for=" ".join(sorted({*makers_of(review), *not_for} - {person})),
        )  # fmt: skip
    enter(review, actor, verb, {"text": text.strip()}, before=before)


def _verb_for(wants: str, review: Review) -> Verb:
    """What must be allowed to whoever does this work."""
    verbs = {TO_COMMENT: Verb.STATE_COUNTRY, TO_REWORK: reviewed(review.kind).verb}
    return verbs.get(wants, Verb.REVIEW)


def step(review: Review, to: State, actor: Standing, at: datetime, text: str, **columns: object) -> None:
    """The review stands in the state. Refused where somebody moved it on in the meantime."""
    before = review.state
    changed = Review.objects.filter(pk=review.pk, state=before).update(state=to, changed_at=at, **columns)
    if not changed:
        raise RefusedError(said("Somebody moved this on in the meantime: look at it again."))
    ReviewStep.objects.create(
        review=review, at=at, by=actor.key, kind=StepKind.STEP, from_state=before, to_state=to, text=text.strip()
    )
    review.refresh_from_db()


def note(
    review: Review, kind: StepKind, actor: str, at: datetime, text: str, *, source_key: str = "", item: str = ""
) -> None:
    """What is said beside the steps, in the state in which the review is."""
    ReviewStep.objects.create(
        review=review, at=at, by=actor, kind=kind, from_state=review.state, to_state=review.state, text=text.strip(),
        source_key=source_key, item=item,
    )  # fmt: skip


def settle_all(review: Review, actor: Standing, at: datetime) -> None:
    """Nothing about the review waits for anybody any more."""
    for kind in KINDS:
        settle_work(kind, review.key, by=actor.key, at=at)


def state_of(review: Review) -> str:
    return Review.objects.values_list("state", flat=True).get(pk=review.pk)


def need(text: str, column: str, message: str) -> None:
    if not text.strip():
        raise InputError(Problem(message, column=column))


def enter(review: Review, actor: Standing, verb: str, after: dict[str, object], before: str = "") -> None:
    record_entry(
        by=actor.key, verb=verb, subject_kind="review", subject_key=review.key,
        before={"state": before} if before else None, after={"state": review.state, **after},
    )  # fmt: skip
