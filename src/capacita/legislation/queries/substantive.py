"""How far the substantive law of countries is in line, on a date and over time: what the tiers of reach ask of law.

As `status` has it for every article and group, from the same ratings and by the same rule, and for a fraction of the
reading: only the articles that the rule counts for substantive law, and only the countries that are asked about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Min, QuerySet

from capacita.kernel.moment import Moment
from capacita.legislation.choices import Rating, SubstantiveStatus
from capacita.legislation.models import LawRating
from capacita.legislation.queries.held import held_requirements
from capacita.legislation.queries.latest import holding_codes
from capacita.legislation.queries.rating import ratings_on
from capacita.legislation.queries.status import ratable
from capacita.legislation.rules.articles import article_result
from capacita.legislation.rules.countries import RULE, Bounds, group_result, over_territories
from capacita.legislation.rules.requirements import Requirements
from capacita.legislation.rules.territories import with_whole
from capacita.standards.queries import CONVENTION

Territories = Mapping[str, Mapping[str, Rating]]


def substantive_bounds(countries: Collection[str], *, at: Moment) -> Mapping[str, Bounds[SubstantiveStatus]]:
    """The bounds by which each country counts, of those of which a substantive article is rated in public.

    One query where nothing is rated, else two beside those for the catalogue, and one where law differs by territory.
    """
    codes = holding_codes(_rows(countries, at))
    if not codes:
        return {}
    held = held_requirements(at=at)
    known = {iso2: {name: held.known(each) for name, each in parts.items()} for iso2, parts in codes.items()}
    found = {
        iso2: rated for iso2, parts in known.items() if (rated := {name: each for name, each in parts.items() if each})
    }
    for iso2, territory, _first in _territories(found, at):
        found[iso2].setdefault(territory, {})
    bounds = {iso2: _bounds(held, territories) for iso2, territories in found.items()}
    return {iso2: each for iso2, each in bounds.items() if each is not None}


@dataclass(frozen=True)
class LawOverTime:
    """The ratings of a country's substantive articles as they came to hold; a status is worked out where it is asked."""

    held: Requirements
    days: tuple[date, ...]
    rated: tuple[tuple[tuple[str, str, Rating], ...], ...]
    territories: Mapping[str, date]
    _known: dict[int, Bounds[SubstantiveStatus] | None] = field(default_factory=dict, compare=False)

    def on(self, day: date) -> Bounds[SubstantiveStatus] | None:
        """The bounds by which the country counts on the day; None where nothing of its substantive law is rated."""
        place = bisect_right(self.days, day)
        if place not in self._known:
            found: dict[str, dict[str, Rating]] = {}
            for each in self.rated[:place]:
                for territory, element, code in each:
                    found.setdefault(territory, {})[element] = code
            for territory, first in self.territories.items():
                if place and first <= self.days[place - 1]:
                    found.setdefault(territory, {})
            self._known[place] = _bounds(self.held, found) if found else None
        return self._known[place]


def substantive_over_time(countries: Collection[str], *, at: Moment) -> Mapping[str, LawOverTime]:
    """The law of each country that is rated in public, up to the moment's date: one reading for any number of days."""
    rows = list(
        _rows(countries, at)
        .order_by("iso2", "holds_from")
        .values_list("iso2", "holds_from", "territory", "element_key", "code")
    )
    if not rows:
        return {}
    held = held_requirements(at=at)
    steps: dict[str, dict[date, list[tuple[str, str, Rating]]]] = {}
    for iso2, on, territory, element, code in rows:
        if element in held.elements:
            steps.setdefault(iso2, {}).setdefault(on, []).append((territory, element, Rating(code)))
    territories: dict[str, dict[str, date]] = {}
    for iso2, territory, first in _territories(steps, at):
        territories.setdefault(iso2, {})[territory] = first
        # A territory of which another article is rated counts from that day on, also where nothing else happened.
        steps[iso2].setdefault(first, [])
    return {
        iso2: LawOverTime(
            held,
            tuple(sorted(each)),
            tuple(tuple(each[day]) for day in sorted(each)),
            territories.get(iso2, {}),
        )
        for iso2, each in steps.items()
    }


def _rows(countries: Collection[str], at: Moment) -> QuerySet[LawRating]:
    articles = [f"{CONVENTION}/art_{number}" for number in RULE.substantive.articles]
    return ratings_on(at=at, public_only=True).order_by().filter(iso2__in=list(countries), article_key__in=articles)


def _territories(countries: Collection[str], at: Moment) -> Iterator[tuple[str, str, date]]:
    """The parts of these countries of which anything is rated apart, with the day of the first rating.

    Where law differs by territory, one of which only other articles are rated lowers the country to what it may be.
    """
    if not countries:
        return
    rows = ratings_on(at=at, public_only=True).order_by().filter(iso2__in=list(countries))
    apart = set(rows.exclude(territory="").values_list("iso2", flat=True).distinct())
    if apart:
        parts = rows.filter(iso2__in=apart).values_list("iso2", "territory").annotate(first=Min(F("holds_from")))
        yield from parts


def _bounds(held: Requirements, territories: Territories) -> Bounds[SubstantiveStatus] | None:
    """The bounds over all territories; None where nothing that counts is rated in any."""
    results = []
    for rated in with_whole(territories).values():
        kept = ratable(held, rated)
        results.append({number: article_result(held.articles[number], kept) for number in RULE.substantive.articles})
    if not any(each.is_assessed for articles in results for each in articles.values()):
        return None
    return over_territories(group_result(articles, RULE.substantive).status for articles in results).lowest
