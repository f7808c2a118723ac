"""The gaps of countries: core elements that their law does not meet, or only in part, those to be closed first before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from capacita.kernel.moment import Moment
from capacita.legislation.choices import Rating
from capacita.legislation.models import LawRating
from capacita.legislation.queries.held import held_requirements
from capacita.legislation.queries.latest import holding_rows
from capacita.legislation.queries.rating import ratings_on
from capacita.legislation.rules.gaps import GAPS, Priority, gap_order, gap_priority


@dataclass(frozen=True)
class Gap:
    """A core element with the rating that holds, and why it stands where it does."""

    rating: LawRating
    number: str
    priority: Priority


def gaps(*, at: Moment, countries: Collection[str], public_only: bool = False) -> list[Gap]:
    """The gaps of these countries by priority; within one, by country. One query."""
    number = {key: each.number for each in held_requirements(at=at).articles.values() for key in each.core}
    place = {key: index for index, key in enumerate(number)}
    rows = ratings_on(at=at, public_only=public_only).filter(iso2__in=countries, element_key__in=list(place))
    held = holding_rows(rows).filter(code__in=list(GAPS))
    found = [
        Gap(each, number[each.element_key], gap_priority(number[each.element_key]))
        for each in held.select_related("citation")
    ]

    def order(gap: Gap) -> tuple[object, ...]:
        key = gap.rating.element_key
        return (*gap_order(gap.number, Rating(gap.rating.code), place[key]), gap.rating.iso2, gap.rating.territory)

    return sorted(found, key=order)
