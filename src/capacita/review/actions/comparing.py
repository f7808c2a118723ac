"""What two who rated the same apart, and the office, do about that on which they differ: each noted, none taken back."""

from __future__ import annotations

from django.db.models import Q

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.choices import Verb
from capacita.people.inbox import put_work, settle_work
from capacita.people.models import User
from capacita.people.queries import has_interest_in, standing_by_grants
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of
from capacita.review.actions.moving import WITHIN, need, settle_all, step
from capacita.review.choices import NoteKind, State
from capacita.review.comparing import (
    authors,
    comparison_of,
    differences,
    is_open,
    made_apart,
    open_items,
)
from capacita.review.models import TO_DECIDE, TO_SETTLE, Comparison, ComparisonNote, Review
from capacita.review.permissions import may_author, require_ask_third, require_author, require_talk
from capacita.review.queries import review_in_work
from capacita.review.reviewed import reviewed


def talk_over(comparison: Comparison, item: str, *, text: str, by: Standing) -> None:
    """What `by`, one of the two or who reviews them, says of an item stands beside it, dated, for good."""
    require_talk(by, comparison)
    need(text, "text", said("a remark says something"))
    with in_turn_of(by):
        _require_open(comparison, item)
        _note(comparison, NoteKind.TALK, item, by, text)
        _enter(comparison, by, "talk_over", item, text)


def give_way(comparison: Comparison, item: str, *, text: str = "", by: Standing) -> None:
    """One of the two gives way: the other's rating of the item holds. Nobody does so for somebody else."""
    own, other = _own_and_other(comparison, by)
    require_author(by, own)
    with in_turn_of(by):
        _require_unsettled(comparison, item)
        _note(comparison, NoteKind.TAKEN, item, by, text, holds=other)
        _settle_if_done(comparison, by)
        _enter(comparison, by, "give_way", item, text)


def ask_third(comparison: Comparison, person: User, *, by: Standing) -> Review:
    """`person` rates what the two differ on, apart from both, and that decides. The sheet to do so is there, as a draft.

    Refused for one of the two, their reviewer, who serves the country, and who may not rate it.
    """
    require_ask_third(by, comparison)
    at, first = now(), comparison.first
    sheet = Review(
        kind=first.kind, subject_key=first.subject_key, country=first.country, author=person.key, pair=first.pair,
        begun_at=at, changed_at=at,
    )  # fmt: skip
    asked = standing_by_grants(person, on=by.on)
    taken = {*authors(comparison), first.reviewer, comparison.second.reviewer}
    is_bound = has_interest_in(person.key, first.country, since=first.begun_at)
    if person.key in taken or is_bound or not may_author(asked, sheet):
        message = said("is one of the two or reviews them, serves the country, or may not rate it")
        raise InputError(Problem(message, column="person", remedy=said("Choose somebody else.")))
    with in_turn_of(by):
        _require_both_in(comparison)
        if comparison.third or not open_items(comparison):
            raise RefusedError(said("A third was asked already, or nothing is left to decide."))
        if review_in_work(person.key, first.kind, first.subject_key) is not None:
            raise RefusedError(said("This person has begun to rate the same already."))
        if not Comparison.objects.filter(pk=comparison.pk, third=None).update(third=person.key):
            raise RefusedError(said("Somebody moved this on in the meantime: look at it again."))
        comparison.refresh_from_db()
        sheet.save()
        put_work(
            TO_DECIDE, sheet.key, by=by.key, at=at, due_on=by.on + WITHIN, person=person.key, scope=first.scope,
            verb=reviewed(first.kind).verb, not_for=" ".join(authors(comparison)),
        )  # fmt: skip
        _enter(comparison, by, "ask_third", "", person.key)
    return sheet


def state_dissent(comparison: Comparison, item: str, *, text: str, by: Standing) -> None:
    """One of the two keeps to the own code beside what was settled otherwise, and says why. It is printed beside it."""
    own, _other = _own_and_other(comparison, by)
    require_author(by, own)
    need(text, "text", said("a dissent says why"))
    with in_turn_of(by):
        found = {each.item: each for each in differences(comparison)}.get(item)
        if found is None or found.taken is None or found.taken.holds_id == own.pk or found.taken.by == by.key:
            raise RefusedError(said("There is nothing here to dissent from."))
        if any(each.by == by.key for each in found.dissents):
            raise RefusedError(said("Your dissent stands here already."))
        code = found.first if own.pk == comparison.first_id else found.second
        _note(comparison, NoteKind.DISSENT, item, by, text, code=code)
        _enter(comparison, by, "state_dissent", item, text)


def open_comparison(review: Review, actor: Standing) -> None:
    """Compares what was handed in with one that was made apart, and has both authors told where they differ."""
    for other in made_apart(review).exclude(state=State.DRAFT):
        comparison, is_new = Comparison.objects.get_or_create(
            first=other if other.pk < review.pk else review, second=review if other.pk < review.pk else other,
            defaults={"opened_at": now()},
        )  # fmt: skip
        if open_items(comparison):
            for author in authors(comparison):
                _put_to_settle(comparison, actor, person=author)
            _put_to_settle(comparison, actor)
        elif not is_new:
            _settle_if_done(comparison, actor)


def _put_to_settle(comparison: Comparison, actor: Standing, *, person: str = "") -> None:
    put_work(
        TO_SETTLE, comparison.key, by=actor.key, at=now(), due_on=actor.on + WITHIN, person=person,
        scope=comparison.first.scope, verb=reviewed(comparison.first.kind).verb if person else Verb.REVIEW,
        not_for="" if person else " ".join(authors(comparison)),
    )  # fmt: skip


def decide_as_third(comparison: Comparison, review: Review, actor: Standing) -> None:
    """What the two still differ on has the third's rating, and the third's sheet is settled in theirs."""
    rated = reviewed(review.kind).codes(review)
    for item in open_items(comparison):
        if item in rated:
            _note(comparison, NoteKind.TAKEN, item, actor, "", holds=review)
    step(review, State.SETTLED, actor, now(), comparison.key)
    settle_all(review, actor, now())
    _settle_if_done(comparison, actor)


def settle_together(review: Review, actor: Standing) -> None:
    """The other of the two ends as settled in `review`, a third's sheet that was not needed as withdrawn."""
    comparison = comparison_of(review)
    if comparison is None:
        return
    at = now()
    for other in (comparison.first, comparison.second):
        if other.pk != review.pk and other.state in (State.SUBMITTED, State.IN_REVIEW):
            step(other, State.SETTLED, actor, at, review.key)
            settle_all(other, actor, at)
    for unneeded in made_apart(review).filter(author=comparison.third, state=State.DRAFT):
        step(unneeded, State.WITHDRAWN, actor, at, review.key)
        settle_all(unneeded, actor, at)
    settle_work(TO_SETTLE, comparison.key, by=actor.key, at=at)


def end_comparison(review: Review, actor: Standing) -> None:
    """With one of the two withdrawn nothing is left to settle."""
    for comparison in Comparison.objects.filter(Q(first=review) | Q(second=review)):
        settle_work(TO_SETTLE, comparison.key, by=actor.key, at=now())


def _own_and_other(comparison: Comparison, by: Standing) -> tuple[Review, Review]:
    """The review that `by` made of the two, and the other one. Refused for everybody else."""
    pairs = ((comparison.first, comparison.second), (comparison.second, comparison.first))
    found = next((each for each in pairs if each[0].author == by.key), None)
    if found is None:
        raise RefusedError(said("Only one of the two who rated this may do so."))
    return found


def _require_both_in(comparison: Comparison) -> None:
    comparison.first.refresh_from_db()
    comparison.second.refresh_from_db()
    if not is_open(comparison):
        raise RefusedError(said("The two are no longer both in review: look at them again."))


def _require_open(comparison: Comparison, item: str) -> None:
    _require_both_in(comparison)
    if item not in {each.item for each in differences(comparison)}:
        raise InputError(Problem(said("the two do not differ on this"), column="item"))


def _require_unsettled(comparison: Comparison, item: str) -> None:
    _require_open(comparison, item)
    if item not in open_items(comparison):
        raise RefusedError(said("This is settled already."))


def _settle_if_done(comparison: Comparison, actor: Standing) -> None:
    if not open_items(comparison):
        settle_work(TO_SETTLE, comparison.key, by=actor.key, at=now())


def _note(
    comparison: Comparison, kind: NoteKind, item: str, by: Standing, text: str, *, code: str = "",
    holds: Review | None = None,
) -> None:  # fmt: skip
    ComparisonNote.objects.create(
        comparison=comparison, at=now(), by=by.key, kind=kind, item=item, text=text.strip(), code=code, holds=holds
    )


def _enter(comparison: Comparison, by: Standing, verb: str, item: str, text: str) -> None:
    record_entry(
        by=by.key, verb=verb, subject_kind="comparison", subject_key=comparison.key,
        after={"item": item, "text": text.strip()},
    )  # fmt: skip
