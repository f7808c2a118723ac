"""What passes between the office and a country about a review: asked, shared, commented, answered, withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from capacita.audit.actions import in_turn, record_entry
from capacita.evidence.queries import file_by_key, is_source
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.people.inbox import put_work, settle_work
from capacita.people.models import DAILY
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of
from capacita.review.actions.moving import WITHIN, enter, move, need, note, state_of
from capacita.review.choices import State, StepKind
from capacita.review.models import COMMENT_CAME, NO_COMMENT, TO_APPROVE, TO_COMMENT, Review
from capacita.review.permissions import require_answer, require_country, require_reviewer
from capacita.review.queries import has_commented
from capacita.review.reviewed import reviewed


def ask_country(review: Review, *, until: date, by: Standing) -> None:
    """The country sees it, and is asked for its comment until a day. Refused for what concerns no country."""
    require_reviewer(by, review)
    if not review.country:
        raise RefusedError(said("This concerns no country that could be asked."))
    if until <= by.on:
        raise InputError(Problem(said("the day lies in the past"), column="until"))
    with in_turn_of(by):
        move(
            review, State.COUNTRY_COMMENT, by, "ask_country", "", wants=TO_COMMENT, due_on=until, comment_until=until,
            shared_at=review.shared_at or now(),
        )  # fmt: skip


def comment_for_country(
    review: Review, *, text: str, source_key: str = "", objects: bool = False, item: str = "", by: Standing
) -> None:
    """The country's comment or objection stands beside the work. Staff record it on its behalf with the letter as source.

    Refused where the letter is no recorded source and no file that `by` may see.
    """
    require_country(by, review, source_key)
    need(text, "text", said("a comment says something"))
    _require_letter(source_key, by)
    at = now()
    with in_turn_of(by):
        if state_of(review) != State.COUNTRY_COMMENT:
            raise RefusedError(said("The country is not asked for a comment now."))
        kind = StepKind.OBJECTION if objects else StepKind.COMMENT
        note(review, kind, by.key, at, text, source_key=source_key, item=item)
        for each in (TO_COMMENT, NO_COMMENT):
            settle_work(each, review.key, by=by.key, at=at)
        put_work(
            COMMENT_CAME, review.key, by=by.key, at=at, due_on=by.on + WITHIN, verb=Verb.REVIEW, scope=review.scope,
            not_for=review.author,
        )  # fmt: skip
        after = {"text": text.strip(), "source": source_key, "objects": objects, "item": item}
        enter(review, by, "comment_for_country", after)


@dataclass(frozen=True)
class Answer:
    """What a country answers to a question about one item of a review."""

    review: Review
    item: str
    text: str


def answer_for_country(answers: Sequence[Answer], *, source_key: str, by: Standing) -> None:
    """The country's answers stand beside the items that were asked about, with the file as source. They rate nothing."""
    for review in {each.review for each in answers}:
        require_answer(by, review)
    if not source_key:
        raise InputError(Problem(said("an answer is recorded with the file that brought it"), column="source"))
    _require_letter(source_key, by)
    at = now()
    with in_turn_of(by):
        for each in answers:
            need(each.text, each.item, said("an answer says something"))
            if each.review.state in (State.SUPERSEDED, State.WITHDRAWN):
                raise RefusedError(said("What was asked about has ended: ask again."))
            note(each.review, StepKind.ANSWER, by.key, at, each.text, source_key=source_key, item=each.item)
        for review in sorted({each.review for each in answers}, key=lambda each: each.pk):
            items = sorted(each.item for each in answers if each.review == review)
            enter(review, by, "answer_for_country", {"items": items, "source": source_key})


def share_review(review: Review, *, text: str = "", by: Standing) -> None:
    """The country's focal points see it from now on; nobody else does who did not before."""
    require_reviewer(by, review)
    at = now()
    with in_turn_of(by):
        if state_of(review) not in (State.AGREED, State.APPROVED) or review.shared_at is not None:
            raise RefusedError(said("Only what is agreed or approved, and not shared yet, is shared."))
        Review.objects.filter(pk=review.pk).update(shared_at=at, changed_at=at)
        review.refresh_from_db()
        note(review, StepKind.SHARED, by.key, at, text)
        reviewed(review.kind).settle(review, at)
        enter(review, by, "share_review", {"text": text.strip()})


def withhold_review(review: Review, *, text: str, by: Standing) -> None:
    """The office decides, for a reason, that what was approved is not published. It waits for publication no more."""
    require_reviewer(by, review)
    need(text, "text", said("it is withheld for a reason"))
    at = now()
    with in_turn_of(by):
        if state_of(review) != State.APPROVED:
            raise RefusedError(said("Only what is approved and not published is withheld."))
        note(review, StepKind.WITHHELD, by.key, at, text)
        settle_work(TO_APPROVE, review.key, by=by.key, at=at)
        enter(review, by, "withhold_review", {"text": text.strip()})


def note_deadlines(on: date) -> dict[str, int]:
    """Daily: where the day for the country's comment is over and none came, it waits for the office to go on."""
    at, passed = now(), 0
    with in_turn():
        asked = Review.objects.filter(state=State.COUNTRY_COMMENT, comment_until__lte=on).order_by("pk")
        for review in asked:
            day = f"{review.comment_until}"
            if has_commented(review) or review.steps.filter(kind=StepKind.DEADLINE, item=day).exists():
                continue
            note(review, StepKind.DEADLINE, DAILY, at, "", item=day)
            put_work(
                NO_COMMENT, review.key, by=DAILY, at=at, due_on=on + WITHIN, verb=Verb.REVIEW, scope=review.scope,
                not_for=review.author,
            )  # fmt: skip
            record_entry(
                by=DAILY, verb="note_deadline", subject_kind="review", subject_key=review.key,
                after={"until": review.comment_until},
            )  # fmt: skip
            passed += 1
    return {"deadlines": passed}


def _require_letter(source_key: str, by: Standing) -> None:
    if source_key and not is_source(source_key) and file_by_key(source_key, user=by) is None:
        message = said("is no recorded source and no file that you may see")
        raise InputError(Problem(message, column="source", remedy=said("Add the letter first, then give its key.")))
