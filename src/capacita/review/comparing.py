"""Reads of two reviews that were made apart: where they differ, what settled it, and whose rating holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from capacita.people.queries import may_still
from capacita.people.rules import Standing
from capacita.review.choices import NoteKind, State
from capacita.review.models import Comparison, ComparisonNote, Review
from capacita.review.permissions import is_staff_for, reviews_visible_to
from capacita.review.reviewed import reviewed
from capacita.review.rules import Agreement, agreement

_HANDED_IN = (State.SUBMITTED, State.IN_REVIEW)


@dataclass(frozen=True)
class Difference:
    """One item on which the two differ: both codes, what was said of it, and what settled it; None while it is open."""

    item: str
    first: str
    second: str
    talks: tuple[ComparisonNote, ...] = ()
    taken: ComparisonNote | None = None
    dissents: tuple[ComparisonNote, ...] = ()


def comparison_of(review: Review) -> Comparison | None:
    """The last comparison in which the review is one of the two and the other was not withdrawn; None without one."""
    rows = Comparison.objects.filter(Q(first=review) | Q(second=review))
    rows = rows.exclude(Q(first__state=State.WITHDRAWN) | Q(second__state=State.WITHDRAWN))
    return rows.select_related("first", "second").order_by("-pk").first()


def comparison_decided_by(review: Review) -> Comparison | None:
    """The comparison between which the review's author was asked to decide, of the same subject; None for all others."""
    rows = Comparison.objects.filter(
        third=review.author, first__kind=review.kind, first__subject_key=review.subject_key
    ).exclude(Q(first=review) | Q(second=review))
    return rows.filter(opened_at__lte=review.begun_at).select_related("first", "second").order_by("-pk").first()


def comparison_by_key(key: str) -> Comparison | None:
    return Comparison.objects.filter(key=key).select_related("first", "second").first()


def may_see_comparison(user: Standing, comparison: Comparison) -> bool:
    """Whether `user` is of the office there and may see both: nobody who still rates the same apart, nor the country."""
    both = Review.objects.filter(pk__in=[comparison.first_id, comparison.second_id])
    is_known = reviews_visible_to(both, user).count() == both.count()
    return is_known and (is_staff_for(user, comparison.first.country) or user.key in authors(comparison))


def authors(comparison: Comparison) -> tuple[str, str]:
    return comparison.first.author, comparison.second.author


def is_open(comparison: Comparison) -> bool:
    """Whether the two are both handed in, so that what they differ on can be settled."""
    return all(each.state in _HANDED_IN for each in (comparison.first, comparison.second))


def agreement_of(comparison: Comparison) -> Agreement:
    """How far the two agree, as each rated by itself."""
    first, second = comparison.first, comparison.second
    return agreement(reviewed(first.kind).codes(first), reviewed(second.kind).codes(second))


def differences(comparison: Comparison) -> list[Difference]:
    """Every item on which the two differ, with what was said of it and what settled it."""
    notes: dict[str, list[ComparisonNote]] = {}
    for each in comparison.notes.select_related("holds"):
        notes.setdefault(each.item, []).append(each)
    return [
        Difference(item, first, second, *_said(notes.get(item, ())))
        for item, first, second in agreement_of(comparison).differing
    ]


def _said(
    notes: list[ComparisonNote] | tuple[()],
) -> tuple[tuple[ComparisonNote, ...], ComparisonNote | None, tuple[ComparisonNote, ...]]:
    of_kind: Mapping[NoteKind, tuple[ComparisonNote, ...]] = {
        kind: tuple(each for each in notes if each.kind == kind) for kind in NoteKind
    }
    taken = of_kind[NoteKind.TAKEN]
    return of_kind[NoteKind.TALK], taken[0] if taken else None, of_kind[NoteKind.DISSENT]


def open_items(comparison: Comparison) -> list[str]:
    """The items on which the two differ and that nothing settled yet."""
    return [each.item for each in differences(comparison) if each.taken is None]


def disputed_items(review: Review) -> frozenset[str] | None:
    """What a third assessor is asked to rate; None for every other review, which rates all of its subject."""
    comparison = comparison_decided_by(review)
    if comparison is None:
        return None
    found = differences(comparison)
    return frozenset(each.item for each in found if each.taken is None or each.taken.by == review.author)


def holding_elsewhere(review: Review) -> Mapping[str, Review]:
    """The items of which another review's rating was settled to hold, with that review."""
    comparison = comparison_of(review)
    if comparison is None:
        return {}
    differing = {item for item, _first, _second in agreement_of(comparison).differing}
    taken = comparison.notes.filter(kind=NoteKind.TAKEN, item__in=differing).exclude(holds=review)
    return {each.item: each.holds for each in taken.select_related("holds") if each.holds is not None}


def settled_at(review: Review) -> datetime | None:
    """When the other of the two ended as settled in this one: what its author changes later is his or hers alone."""
    comparison = comparison_of(review)
    if comparison is None:
        return None
    other = comparison.second if comparison.first_id == review.pk else comparison.first
    return other.changed_at if other.state == State.SETTLED else None


def dissents_from(review: Review) -> list[ComparisonNote]:
    """Who keeps to another code than the one that was settled, item by item, with the reason."""
    comparison = comparison_of(review)
    return [] if comparison is None else list(comparison.notes.filter(kind=NoteKind.DISSENT))


def being_made_apart(review: Review, *, on: date) -> QuerySet[Review]:
    """The same without the drafts of those who may make such work no longer: nobody waits for them."""
    may = may_still("author", reviewed(review.kind).verb, review.scope, on=on)
    return made_apart(review).exclude(Q(state=State.DRAFT) & ~Q(may))


def made_apart(review: Review) -> QuerySet[Review]:
    """The other reviews of the same subject that are made, or were handed in, apart from this one and have not ended."""
    rows = Review.objects.filter(kind=review.kind, subject_key=review.subject_key, pair=review.pair).exclude(pair="")
    return rows.filter(state__in=[State.DRAFT, *_HANDED_IN]).exclude(author=review.author)
