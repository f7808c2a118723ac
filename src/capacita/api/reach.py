"""Reach on a date: the States by tier and by name, and the countries and areas in projects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, TreatyAsked
from capacita.api.naming import Names
from capacita.api.schema import example
from capacita.api.shapes import Dated, Named, NameFootnote, dated
from capacita.api.standing import StandingAnswer, standing_answer
from capacita.figures.values import FigureValue, Number
from capacita.portfolio.queries import projects_sourced_to
from capacita.reach import queries
from capacita.reach.choices import LAW_TIERS, Tier
from capacita.reach.law_counts import aligned, drawing
from capacita.reach.wording import tier_in_words
from capacita.standards.choices import Basis
from capacita.standards.queries import CONVENTION, treaty_sourced_to

router = Router(tags=["Reach"])
_BY_LAW: dict[Tier, Callable[[queries.Partition], FigureValue]] = {Tier.ALIGNED: aligned, Tier.DRAWING: drawing}


class PartitionAsked(Asked, TreatyAsked):
    """The partition on a date."""


class StateStanding(Named):
    """A State of a tier with the standing that puts it there."""

    standing: StandingAnswer


class TierAnswer(Schema):
    """One tier on the date. Counts are null where nobody can give them: that is no count of zero."""

    tier: str = Field(
        description="party, consented, signed, invited, aligned, drawing, none (law rated) or unassessed."
    )
    title: str
    value: int | None = Field(
        description="States that are in it; null while States are left whose law nobody assessed: see `low` and `states`."
    )
    low: int | None
    high: int | None
    states: list[StateStanding]
    undetermined: list[Named] = Field(description="States that may be in it beside those counted.")
    uncertain: list[Named] = Field(description="States counted that may not be in it.")
    reason: str = Field(description="Why there is no count; blank where there is one.")


class PartitionAnswer(Dated):
    """Every State of the date in one tier."""

    instrument: str
    basis: str
    is_open: bool = Field(description="Whether the instrument was open for signature on the date.")
    states: int = Field(description="How many States the partition has.")
    tiers: list[TierAnswer]
    footnotes: list[NameFootnote]


class SupportedCountry(Named):
    """A country or area in projects on the date."""

    certain: bool = Field(description="False: it may be, by a bound on a day of joining or on a project's terms.")
    projects: list[str] = Field(description="Codes of the projects under way in which it certainly is.")


class SupportAnswer(Dated):
    """Countries and areas in projects under way, global projects apart."""

    countries: list[SupportedCountry]
    global_projects: list[str] = Field(description="Projects for all countries: they name none.")
    unrecorded: list[str] = Field(description="Projects under way whose countries no source names.")
    undetermined_projects: list[str] = Field(description="Projects that may be under way.")
    footnotes: list[NameFootnote]


@router.get(
    "/reach/partition",
    response=PartitionAnswer,
    summary="The partition of States into tiers",
    openapi_extra=example("/reach/partition?as_of=2020-02-21&known_on=2020-02-21"),
)
def read_partition(request: object, asked: Query[PartitionAsked]) -> PartitionAnswer:
    """Every State on the date, by tier and by name, with the act that decides and what is undetermined."""
    at = asked.moment()
    found = queries.partition(at=at, code=asked.instrument, basis=Basis(asked.basis))
    names = Names(asked.language, at=at)
    return PartitionAnswer(
        **dated(at, treaty_sourced_to(found.instrument, at=at)),
        instrument=found.instrument.code,
        basis=found.basis.value,
        is_open=found.is_open,
        states=len(found.states),
        tiers=[_tier(tier, found, names) for tier in Tier],
        footnotes=names.footnotes(),
    )


def _tier(tier: Tier, found: queries.Partition, names: Names) -> TierAnswer:
    count = _count(tier, found)
    return TierAnswer(
        tier=tier.value,
        title=tier_in_words(tier, found.instrument, found.at.as_of, found.basis),
        value=count.value,
        low=count.low,
        high=count.high,
        states=[
            StateStanding(
                **dict(names.of(iso2)),
                standing=standing_answer(found.standing(iso2), found.instrument, found.at.as_of, found.basis),
            )
            for iso2 in found.members(tier)
        ],
        undetermined=names.all_of(count.undetermined),
        uncertain=names.all_of(count.uncertain),
        reason=count.reason,
    )


@dataclass(frozen=True)
class _Count:
    value: int | None = None
    low: int | None = None
    high: int | None = None
    undetermined: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    reason: str = ""


def _count(tier: Tier, found: queries.Partition) -> _Count:
    """The count of a tier; of one of law as its figure has it, bounds and reason included."""
    if tier in LAW_TIERS and found.instrument.code != CONVENTION:
        return _Count(reason=_("Domestic law is assessed against the Convention alone"))
    if tier in LAW_TIERS:
        value = _BY_LAW[tier](found)
        return _Count(
            value=_whole(value.value),
            low=_whole(value.low),
            high=_whole(value.high),
            undetermined=tuple(sorted(each.key for each in value.undetermined)),
            uncertain=tuple(sorted(each.key for each in value.uncertain)),
            reason=value.reason,
        )
    if tier is Tier.NONE and not found.is_law_assessed:
        return _Count(reason=_("Domestic law is not assessed yet"))
    counted = found.count_placed(tier)
    return _Count(counted.value, counted.low, counted.high, counted.undetermined, counted.uncertain)


def _whole(number: Number | None) -> int | None:
    return None if number is None else int(number)


@router.get(
    "/reach/support",
    response=SupportAnswer,
    summary="Countries and areas in projects",
    openapi_extra=example("/reach/support?as_of=2020-02-21&known_on=2020-02-21"),
)
def read_support(request: object, asked: Query[Asked]) -> SupportAnswer:
    """The countries and areas in projects under way on the date, global projects apart."""
    at = asked.moment()
    found = queries.support(at=at)
    names = Names(asked.language, at=at)
    return SupportAnswer(
        **dated(at, projects_sourced_to(at=at)),
        countries=[
            SupportedCountry(
                **dict(names.of(iso2)),
                certain=iso2 in found.certain,
                projects=sorted(line.code for line in found.projects_of(iso2)),
            )
            for iso2 in sorted(found.certain | found.possible)
        ],
        global_projects=sorted(line.code for line in found.global_projects),
        unrecorded=sorted(line.code for line in found.unrecorded),
        undetermined_projects=sorted(line.code for line in found.open_projects),
        footnotes=names.footnotes(),
    )
