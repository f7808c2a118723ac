"""Reach: the States by tier on a date, their series over time, changes by name, countries and areas in projects."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, AskedPage, Day, Known, Paging, asked_day
from capacita.api.naming import Names
from capacita.api.pages import page_of
from capacita.api.schema import example
from capacita.api.shapes import Dated, Named, NameFootnote, Paged, dated
from capacita.api.standing import StandingAnswer, standing_answer
from capacita.kernel.asked import FIRST_DAY, asked_moment
from capacita.kernel.dates import months_later
from capacita.kernel.errors import InputError, Problem
from capacita.portfolio.queries import projects_sourced_to
from capacita.reach import queries
from capacita.reach.choices import Tier
from capacita.reach.wording import tier_in_words
from capacita.standards.choices import Basis, Status
from capacita.standards.queries import instrument, treaty_sourced_to

router = Router(tags=["Reach"])
# Law is not assessed yet: these tiers have no count, which is not a count of zero.
_NOT_ASSESSED = (Tier.ALIGNED, Tier.DRAWING)
_COUNTED = (Tier.PARTY, Tier.CONSENTED, Tier.SIGNED, Tier.INVITED)
_EVERY = {"month": 1, "quarter": 3, "year": 12}


class TreatyAsked(Schema):
    """Which instrument, and from when a State counts as a Party."""

    instrument: str = Field("ets185", max_length=20, description="An instrument's code.", examples=["ets185"])
    basis: Literal["deposit", "in_force"] = Field(
        "deposit", description="From deposit, as the office counts, or from entry into force for the State."
    )


class PartitionAsked(Asked, TreatyAsked):
    """The partition on a date."""


class SeriesAsked(Known, Paging, TreatyAsked):
    """The counts from a day to a day."""

    start: Day = Field(None, description="The first day; 1 January 2001 if left out.", examples=["2018-01-01"])
    end: Day = Field(None, description="The last day; today if left out.", examples=["2020-02-21"])
    every: Literal["month", "quarter", "year"] = Field("year", description="The time between two points.")


class ChangesAsked(Known, TreatyAsked):
    """Two dates to compare."""

    start: str = Field(description="The earlier date.", examples=["2019-01-01"], json_schema_extra={"format": "date"})
    end: str = Field(description="The later date.", examples=["2020-02-21"], json_schema_extra={"format": "date"})


class StateStanding(Named):
    """A State of a tier with the standing that puts it there."""

    standing: StandingAnswer


class TierAnswer(Schema):
    """One tier on the date. Counts are null where nobody has assessed it."""

    tier: str = Field(description="party, consented, signed, invited, aligned, drawing or none.")
    title: str
    value: int | None = Field(description="States that are in it for certain.")
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


class SeriesPointAnswer(Schema):
    """How many States were in each tier on a day, for certain."""

    on: date
    party: int
    consented: int
    signed: int
    invited: int


class SeriesAnswer(Dated, Paged):
    """The counts on the days asked for, in order; the last day is always among them."""

    instrument: str
    basis: str
    items: list[SeriesPointAnswer]


class ChangeAnswer(Schema):
    """One State whose tier differs between the two dates."""

    state: Named
    before: str
    after: str


class ChangesAnswer(Dated):
    """The States whose tier changed, by code. `as_of` is the later date."""

    start: date
    end: date
    instrument: str
    basis: str
    changes: list[ChangeAnswer]
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
    is_counted = tier not in _NOT_ASSESSED
    count = found.count(Status(tier.value)) if is_counted else None
    return TierAnswer(
        tier=tier.value,
        title=tier_in_words(tier),
        value=count.value if count else None,
        low=count.low if count else None,
        high=count.high if count else None,
        states=[
            StateStanding(**dict(names.of(iso2)), standing=standing_answer(found.standing(iso2)))
            for iso2 in found.members(tier)
        ],
        undetermined=names.all_of(count.undetermined) if count else [],
        uncertain=names.all_of(count.uncertain) if count else [],
        reason="" if is_counted else _("Domestic law is not assessed yet"),
    )


@router.get(
    "/reach/series",
    response=SeriesAnswer,
    summary="The tiers over time",
    openapi_extra=example("/reach/series?start=2018-12-31&end=2020-02-21&every=year&known_on=2020-02-21"),
)
def read_series(request: object, asked: Query[SeriesAsked]) -> SeriesAnswer:
    """How many States were in each tier on days from `start` to `end`, from what is known."""
    start, end = _period(asked.start or FIRST_DAY.isoformat(), asked.end)
    at = asked_moment(end.isoformat(), asked.known_on, asked.recorded_at)
    days, more = page_of("series", _days(start, end, _EVERY[asked.every]), lambda day: (day.isoformat(),), asked)
    basis = Basis(asked.basis)
    found = instrument(asked.instrument, at=at)
    return SeriesAnswer(
        **dated(at, treaty_sourced_to(found, at=at)),
        next_cursor=more,
        instrument=found.code,
        basis=basis.value,
        items=[
            SeriesPointAnswer(on=point.on, **{tier.value: point.counts[tier] for tier in _COUNTED})
            for point in queries.series(days, at=at, code=found.code, basis=basis)
        ],
    )


@router.get(
    "/reach/changes",
    response=ChangesAnswer,
    summary="What changed between two dates",
    openapi_extra=example("/reach/changes?start=2019-06-01&end=2020-02-21&known_on=2020-02-21"),
)
def read_changes(request: object, asked: Query[ChangesAsked]) -> ChangesAnswer:
    """The States whose tier changed from one date to the other, by name."""
    start, end = _period(asked.start, asked.end)
    at = asked_moment(end.isoformat(), asked.known_on, asked.recorded_at)
    found = instrument(asked.instrument, at=at)
    basis = Basis(asked.basis)
    names = Names(asked.language, at=at)
    return ChangesAnswer(
        **dated(at, treaty_sourced_to(found, at=at)),
        start=start,
        end=end,
        instrument=found.code,
        basis=basis.value,
        changes=[
            ChangeAnswer(state=names.of(each.state), before=each.before.value, after=each.after.value)
            for each in queries.changes_between(start, end, at=at, code=found.code, basis=basis)
        ],
        footnotes=names.footnotes(),
    )


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


def _period(start: str, end: str | None) -> tuple[date, date]:
    """The first and last day asked for. Refuses reversed ones."""
    first = asked_day(start, "start")
    last = asked_day(end, "end") if end else asked_moment(None, None).as_of
    if last < first:
        raise InputError(
            Problem(f"the end {last} lies before the start {first}", column="end", remedy="Exchange the two dates.")
        )
    return first, last


def _days(start: date, end: date, months: int) -> list[date]:
    """`start`, then every so many months, and `end`."""
    days = []
    day, steps = start, 0
    while day < end:
        days.append(day)
        steps += 1
        day = months_later(start, steps * months)
    return [*days, end]
