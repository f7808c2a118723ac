"""Taking in a workbook of ratings: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from capacita.legislation.actions.rating import begin_rating, keep_rating
from capacita.legislation.models import RATINGS, RatingDraft
from capacita.legislation.queries.rating import drafts_of
from capacita.legislation.queries.rating_rows import by_sheet, changes_of_rows
from capacita.legislation.sources.rating_rows import RatedRow
from capacita.people.rules import Standing
from capacita.review.models import Review
from capacita.review.queries import review_in_work


def take_in_rows(rows: Sequence[RatedRow], *, iso2: str, file: str, by: Standing) -> int:
    """Every row that differs is kept in its article's draft; how many were. Refused, nothing is kept."""
    with transaction.atomic():
        changes = changes_of_rows(rows, iso2=iso2, file=file, by=by)
        for sheet, filled in by_sheet([each.row for each in changes]).items():
            review = review_in_work(by.key, RATINGS, sheet.key) or begin_rating(sheet, by=by)
            _keep(review, filled, by)
    return len(changes)


def _keep(review: Review, rows: Sequence[RatedRow], by: Standing) -> None:
    kept = drafts_of(review)
    for row in rows:
        held = kept.get(row.element)
        values = {
            "code": str(row.code or ""), "text": row.text, "comment": row.comment, "cause": str(row.cause or ""),
            "flags": [str(each) for each in row.flags], "cited": _cited(held, row),
        }  # fmt: skip
        keep_rating(review, row.element, values, version=held.version if held else 0, by=by)


def _cited(held: RatingDraft | None, row: RatedRow) -> list[dict[str, str]]:
    """The provisions of the row; one that was cited before keeps the words that were marked in it."""
    known: dict[str, list[dict[str, str]]] = {}
    for each in held.cited if held else ():
        known.setdefault(each.get("provision", ""), []).append(each)
    return [passage for key in row.cited for passage in known.get(key, [{"provision": key, "words": ""}])]
