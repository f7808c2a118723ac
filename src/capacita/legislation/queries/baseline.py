"""Whether a sheet is the baseline of its article, and whether two rated it as a baseline asks."""

from __future__ import annotations

from capacita.legislation.choices import Publication
from capacita.legislation.models import LawRating
from capacita.legislation.queries.rating import sheet_of
from capacita.legislation.rules.sheets import RATED_BY_TWO
from capacita.review.comparing import comparison_of
from capacita.review.models import Review


def is_baseline(review: Review) -> bool:
    """Whether nothing is public yet of how the article is met in the country, or in this part of it, but by this sheet."""
    sheet = sheet_of(review)
    rows = LawRating.objects.recorded().filter(
        iso2=sheet.iso2, territory=sheet.territory, article_key=sheet.article_key, publication=Publication.PUBLIC
    )
    return not rows.exclude(review_key=review.key).exists()


def lacks_second(review: Review) -> bool:
    """Whether two rate the sheet apart before it is public, and only one did: no second was handed in beside it."""
    return sheet_of(review).number in RATED_BY_TWO and is_baseline(review) and comparison_of(review) is None
