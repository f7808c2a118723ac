"""What changed in ratings between two dates, and why: another law, other evidence, an error, another rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from capacita.kernel.moment import Moment
from capacita.legislation.alignment import requirements
from capacita.legislation.choices import Cause, Publication
from capacita.legislation.models import LawRating
from capacita.legislation.queries.rating import ratings_on
from capacita.legislation.queries.status import rated_or_blank
from capacita.legislation.rules.articles import ArticleResult


@dataclass(frozen=True)
class RatingChange:
    """A rating whose code differs from the one before it, and the day of the change.

    Of another law the day is that of the law; of a correction, which is of the same day's law, the day on which it was made.
    """

    rating: LawRating
    before: LawRating
    on: date
    is_correction: bool

    @property
    def cause(self) -> Cause | None:
        return Cause(self.rating.cause) if self.rating.cause else None

    @property
    def number(self) -> str:
        """The number of the article."""
        return self.rating.article_key.rpartition("art_")[2]


@dataclass(frozen=True)
class ArticleChange:
    """An article of one country on two dates, by what is known now, and the ratings that changed between them."""

    number: str
    before: ArticleResult
    after: ArticleResult
    ratings: tuple[RatingChange, ...]

    @property
    def is_moved(self) -> bool:
        return (self.before.low, self.before.high) != (self.after.low, self.after.high)


def rating_changes(
    *, at: Moment, start: date | None, iso2: str = "", cause: Cause | None = None, public_only: bool = True
) -> list[RatingChange]:
    """The changes after `start` (None: since the records begin) and not after the moment's date, the newest first."""
    rows = ratings_on(at=at, public_only=public_only, iso2=iso2).select_related("citation")
    caused = rows.exclude(cause="") if cause is None else rows.filter(cause=cause)
    found = [*_of_law(caused, rows, start), *_corrections(caused, at, start, public_only)]
    return sorted(found, key=lambda each: (-each.on.toordinal(), each.rating.key, each.is_correction))


def article_changes(iso2: str, *, at: Moment, start: date, public_only: bool = True) -> list[ArticleChange]:
    """The articles of a country that stand otherwise on the moment's date than on `start`, or of which a rating changed."""
    then = Moment(start, at.known_on, at.recorded_at)
    before = rated_or_blank(iso2, at=then, public_only=public_only).lowest
    after = rated_or_blank(iso2, at=at, public_only=public_only).lowest
    by_article: dict[str, list[RatingChange]] = {}
    for each in rating_changes(at=at, start=start, iso2=iso2, public_only=public_only):
        by_article.setdefault(each.number, []).append(each)
    changes = (
        ArticleChange(number, before.articles[number], after.articles[number], tuple(by_article.get(number, ())))
        for number in requirements().articles
    )
    return [each for each in changes if each.is_moved or each.ratings]


def _of_law(caused: QuerySet[LawRating], rows: QuerySet[LawRating], start: date | None) -> Iterator[RatingChange]:
    """Ratings of a later law beside those that held before."""
    later = list(caused.filter(holds_from__gt=start) if start else caused)
    earlier = _by_element(rows.filter(iso2__in={each.iso2 for each in later}, element_key__in=_elements(later)))
    for each in later:
        held = [one for one in earlier.get(_place(each), ()) if one.holds_from < each.holds_from]
        if held and held[-1].code != each.code:
            yield RatingChange(each, held[-1], each.holds_from, is_correction=False)


def _corrections(
    caused: QuerySet[LawRating], at: Moment, start: date | None, public_only: bool
) -> Iterator[RatingChange]:
    """Ratings that took the place of another one of the same day's law."""
    rows = caused.filter(supersedes__isnull=False, stated_on__lte=at.as_of)
    rows = rows.filter(stated_on__gt=start) if start else rows
    for each in rows.select_related("citation", "supersedes__supersedes"):
        before = _before(each, public_only)
        if before is not None and before.code != each.code:
            yield RatingChange(each, before, each.stated_on or each.holds_from, is_correction=True)


def _before(rating: LawRating, public_only: bool) -> LawRating | None:
    """The rating that this one replaced for its readers: between two public ones lies the office's own."""
    found: LawRating | None = rating.supersedes  # type: ignore[assignment]
    while found is not None and public_only and found.publication != Publication.PUBLIC:
        found = found.supersedes  # type: ignore[assignment]
    return found


def _by_element(rows: Iterable[LawRating]) -> Mapping[tuple[str, str, str], Sequence[LawRating]]:
    found: dict[tuple[str, str, str], list[LawRating]] = {}
    for each in rows:
        found.setdefault(_place(each), []).append(each)
    return found


def _place(rating: LawRating) -> tuple[str, str, str]:
    return rating.iso2, rating.territory, rating.element_key


def _elements(rows: Iterable[LawRating]) -> set[str]:
    return {each.element_key for each in rows}
