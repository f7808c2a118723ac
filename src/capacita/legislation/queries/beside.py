"""What stands beside ratings wherever they are shown: who keeps to another code, and what the country says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from capacita.legislation.models import LawRating
from capacita.review.choices import COMMENTS, NoteKind, StepKind
from capacita.review.models import ComparisonNote, ReviewStep


@dataclass(frozen=True)
class Beside:
    """One thing that is printed beside a rating: a dissent with its code, the country's comment or objection."""

    kind: NoteKind | StepKind
    at: datetime
    text: str
    code: str = ""


def beside_ratings(rows: Iterable[LawRating]) -> Mapping[str, tuple[Beside, ...]]:
    """By the key of the rating, what is printed beside it. Two queries.

    What the country says of a whole sheet stands at each of its ratings.
    """
    wanted = list(rows)
    reviews = {row.review_key for row in wanted}
    found: dict[tuple[str, str], list[Beside]] = {}
    of_either = Q(comparison__first__key__in=reviews) | Q(comparison__second__key__in=reviews)
    notes = ComparisonNote.objects.filter(of_either, kind=NoteKind.DISSENT)
    for note in notes.select_related("comparison__first", "comparison__second"):
        for review in (note.comparison.first, note.comparison.second):
            said = Beside(NoteKind.DISSENT, note.at, note.text, note.code)
            found.setdefault((review.key, note.item), []).append(said)
    steps = ReviewStep.objects.filter(review__key__in=reviews, kind__in=COMMENTS)
    for step in steps.select_related("review"):
        said = Beside(StepKind(step.kind), step.at, step.text)
        found.setdefault((step.review.key, step.item), []).append(said)
    return {
        row.key: (*found.get((row.review_key, row.element_key), ()), *found.get((row.review_key, ""), ()))
        for row in wanted
    }
