"""Where countries stand: the rule for domestic law over the ratings that hold on a date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.legislation.choices import Flag, PowersStatus, Rating, SafeguardsLabel, SubstantiveStatus
from capacita.legislation.models import LawRating
from capacita.legislation.permissions import ratings_visible_to
from capacita.legislation.queries.held import held_requirements
from capacita.legislation.queries.latest import holding_codes
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
from capacita.legislation.rules.territories import any_label, lowest_article, lowest_result, with_whole
from capacita.people.rules import Standing


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


def status_without(flag: Flag, iso2: str, rows: Iterable[LawRating], *, at: Moment) -> CountryStatus:
    """What the rule makes of these ratings of a country, with those that carry the flag read as not assessed."""
    held, parts = held_requirements(at=at), dict[str, dict[str, Rating]]()
    for row in rows:
        part = parts.setdefault(row.territory, {})
        if flag not in row.flags:
            part[row.element_key] = Rating(row.code)
    known = with_whole({name: held.known(rated) for name, rated in parts.items()})
    return CountryStatus(iso2, {name: country_result(held, ratable(held, each)) for name, each in known.items()})


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
    """How one article stands in every country of which it is rated, by code, as the country counts.

    One query; one more where it is rated in parts of a country alone: another part, of which other articles are rated,
    leaves it open.
    """
    held = held_requirements(at=at, article_key=article_key)
    article = next(iter(held.articles.values()), None)
    if article is None:
        return {}
    found = {iso2: dict(parts) for iso2, parts in _codes(held, at, public_only, article_key=article_key)}
    if in_parts := [iso2 for iso2, parts in found.items() if "" not in parts]:
        rows = ratings_on(at=at, public_only=public_only).filter(iso2__in=in_parts).order_by()
        for iso2, territory in rows.values_list("iso2", "territory").distinct():
            found[iso2].setdefault(territory, {})
    return {
        iso2: lowest_article([article_result(article, rated) for rated in parts.values()])
        for iso2, parts in found.items()
    }


def _codes(
    held: Requirements, at: Moment, public_only: bool, iso2: str = "", article_key: str = ""
) -> Iterator[tuple[str, dict[str, Mapping[str, Rating]]]]:
    """By country, and by territory, the code that holds of each element that the catalogue still has.

    What is rated of the whole country holds in a territory as far as that is not rated apart.
    """
    rows = ratings_on(at=at, public_only=public_only, iso2=iso2, article_key=article_key)
    for code, territories in sorted(holding_codes(rows).items()):
        known = with_whole({name: held.known(rated) for name, rated in sorted(territories.items())})
        if rated := {name: ratable(held, each) for name, each in known.items() if each}:
            yield code, rated


def _statuses(at: Moment, public_only: bool, iso2: str) -> Iterator[CountryStatus]:
    held = held_requirements(at=at)
    for code, territories in _codes(held, at, public_only, iso2):
        yield CountryStatus(code, {name: country_result(held, rated) for name, rated in territories.items()})


def ratable(held: Requirements, rated: Mapping[str, Rating]) -> Mapping[str, Rating]:
    """The ratings without those of articles of which every core element left is NA: the catalogue changed after them."""
    if Rating.NA not in rated.values():
        return rated
    lost = {
        key
        for each in held.articles.values()
        if all(rated.get(key) is Rating.NA for key in each.core)
        for key in (*each.core, *each.supporting)
    }
    return {key: code for key, code in rated.items() if key not in lost} if lost else rated


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
    order = {key: place for place, key in enumerate(held_requirements(at=at).elements)}
    found: dict[str, list[LawRating]] = {iso2: [] for iso2 in countries}
    rows = ratings_on(at=at, public_only=public_only, article_key=article_key).filter(iso2__in=countries)
    if user is not None:
        rows = ratings_visible_to(rows, user)
    for (iso2, _territory), held in sorted(holding(rows).items()):
        found[iso2] += sorted(held.values(), key=lambda row: (order.get(row.element_key, len(order)), row.key))
    return found
