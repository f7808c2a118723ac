"""Where countries stand: the rule for domestic law over the ratings that hold on a date."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import CharField, Exists, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.legislation.choices import PowersStatus, Rating, SafeguardsLabel, SubstantiveStatus
from capacita.legislation.models import LawRating
from capacita.legislation.permissions import ratings_visible_to
from capacita.legislation.queries.held import held_requirements
from capacita.legislation.queries.rating import holding, ratings_on
from capacita.legislation.rules.articles import ArticleResult, article_result
from capacita.legislation.rules.countries import (
    Bounds,
    CountryResult,
    OverTerritories,
    country_result,
    over_territories,
)
from capacita.legislation.rules.requirements import Requirements
from capacita.legislation.rules.territories import any_label, lowest_article, lowest_result
from capacita.people.rules import Standing

_PLACE = ("iso2", "territory", "element_key")


@dataclass(frozen=True)
class CountryStatus:
    """What the rule makes of a country's ratings, for each territory whose law differs; it counts as the lowest."""

    iso2: str
    results: Mapping[str, CountryResult]

    @property
    def substantive(self) -> OverTerritories[SubstantiveStatus]:
        return over_territories(each.substantive.status for each in self.results.values())

    @property
    def powers(self) -> OverTerritories[PowersStatus]:
        return over_territories(each.powers.status for each in self.results.values())

    @property
    def label(self) -> SafeguardsLabel | None:
        """That of any territory; a deficiency is said before what is not assessed."""
        return any_label([each.label for each in self.results.values()])

    @property
    def lowest(self) -> CountryResult:
        """The result by which the country counts, of articles and groups alike."""
        return lowest_result(list(self.results.values()))

    def counted(self, group: str) -> Bounds[SubstantiveStatus] | Bounds[PowersStatus]:
        """The bounds by which the country counts: of its substantive law, or of its powers."""
        return self.substantive.lowest if group == "substantive" else self.powers.lowest

    def is_assessed(self, group: str) -> bool:
        """Whether any article of the group is rated anywhere."""
        return any(
            result.articles[number].is_assessed
            for result in self.results.values()
            for number in getattr(result.rule, group).articles
        )


@once
def country_statuses(*, at: Moment, public_only: bool = True) -> Mapping[str, CountryStatus]:
    """The status of every country of which anything is rated, by code. One query beside those for the catalogue."""
    return {each.iso2: each for each in _statuses(at, public_only, "")}


@once
def country_status(iso2: str, *, at: Moment, public_only: bool = True) -> CountryStatus | None:
    """The status of one country; None where nothing of it is rated."""
    return next(_statuses(at, public_only, iso2), None)


def rated_countries(*, at: Moment, public_only: bool = True) -> tuple[str, ...]:
    """The countries and areas of which anything is rated, by code."""
    rows = ratings_on(at=at, public_only=public_only).order_by()
    return tuple(sorted(set(rows.values_list("iso2", flat=True).distinct())))


def rated_or_blank(iso2: str, *, at: Moment, public_only: bool = True) -> CountryStatus:
    """The status of one country; of one of which nothing is rated, that of a country not assessed at all."""
    found = country_status(iso2, at=at, public_only=public_only)
    return found or CountryStatus(iso2, {"": country_result(held_requirements(at=at), {})})


@once
def article_statuses(article_key: str, *, at: Moment, public_only: bool = True) -> Mapping[str, ArticleResult]:
    """How one article stands in every country of which it is rated, by code, as the country counts. One query."""
    held = held_requirements(at=at)
    article = next(each for each in held.articles.values() if each.key == article_key)
    return {
        iso2: lowest_article([article_result(article, ratable(held, rated)) for rated in territories.values()])
        for iso2, territories in _codes_of_article(article_key, at, public_only).items()
    }


def without_later(rows: QuerySet[LawRating], at: Moment, public_only: bool) -> QuerySet[LawRating]:
    """Those of the rows that hold: no rating of the same element is of a later law."""
    later = ratings_on(at=at, public_only=public_only).filter(
        iso2=OuterRef("iso2"), territory=OuterRef("territory"), element_key=OuterRef("element_key"),
        holds_from__gt=OuterRef("holds_from"),
    )  # fmt: skip
    return rows.exclude(Exists(later.order_by()))


def _codes_of_article(article_key: str, at: Moment, public_only: bool) -> dict[str, dict[str, dict[str, Rating]]]:
    """The code that holds of each element. The rows come in the order of their index, the last of an element by date."""
    rows = ratings_on(at=at, public_only=public_only, article_key=article_key).order_by(*_PLACE, "holds_from")
    known = set(_element_keys(at))
    held = {(iso2, territory, element): code for iso2, territory, element, code in rows.values_list(*_PLACE, "code")}
    found: dict[str, dict[str, dict[str, Rating]]] = {}
    for (iso2, territory, element), code in held.items():
        if element in known:
            found.setdefault(iso2, {}).setdefault(territory, {})[element] = Rating(code)
    return found


def _statuses(at: Moment, public_only: bool, iso2: str) -> Iterator[CountryStatus]:
    held = held_requirements(at=at)
    for code, territories in sorted(_codes(at, public_only, iso2).items()):
        yield CountryStatus(
            code,
            {name: country_result(held, ratable(held, rated)) for name, rated in sorted(territories.items())},
        )


def ratable(held: Requirements, rated: Mapping[str, Rating]) -> Mapping[str, Rating]:
    """The ratings without those of articles of which every core element left is NA: the catalogue changed after them."""
    lost = {
        key
        for each in held.articles.values()
        if all(rated.get(key) is Rating.NA for key in each.core)
        for key in (*each.core, *each.supporting)
    }
    return {key: code for key, code in rated.items() if key not in lost} if lost else rated


def _codes(at: Moment, public_only: bool, iso2: str) -> dict[str, dict[str, dict[str, Rating]]]:
    """The code that holds of each element, by country and territory, of elements that the catalogue still has."""
    rows = ratings_on(at=at, public_only=public_only, iso2=iso2).order_by()
    # The last day beside its code, in one pass: the greatest of texts that begin with a day is that of the last day.
    last = Max(Concat(Cast("holds_from", CharField()), Value(" "), "code"))
    held = rows.values_list("iso2", "territory", "element_key").annotate(last=last)
    known = set(_element_keys(at))
    found: dict[str, dict[str, dict[str, Rating]]] = {}
    codes = {str(each): each for each in Rating}
    for code, territory, element, rating in held:
        if element in known:
            found.setdefault(code, {}).setdefault(territory, {})[element] = codes[rating.partition(" ")[2]]
    return found


def ratings_behind(
    countries: Collection[str],
    *,
    at: Moment,
    public_only: bool = True,
    article_key: str = "",
    user: Standing | None = None,
) -> Mapping[str, list[LawRating]]:
    """By country, the ratings on which its status rests, or that of one article, with their citations, in the order
    of the text; where it is said for whom, those that `user` may see. One query."""
    order = {key: place for place, key in enumerate(_element_keys(at))}
    found: dict[str, list[LawRating]] = {iso2: [] for iso2 in countries}
    rows = ratings_on(at=at, public_only=public_only, article_key=article_key).filter(iso2__in=countries)
    if user is not None:
        rows = ratings_visible_to(rows, user)
    for (iso2, _territory), held in sorted(holding(rows).items()):
        found[iso2] += sorted(held.values(), key=lambda row: (order.get(row.element_key, len(order)), row.key))
    return found


def _element_keys(at: Moment) -> list[str]:
    return [key for each in held_requirements(at=at).provisions.values() for key in each.elements]
