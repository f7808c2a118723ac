"""Reach over time: how many States were in each tier on many days, and which changed between two dates."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Field, Query, Router, Schema

from capacita.api.asked import Day, Known, Paging, TreatyAsked, asked_day
from capacita.api.naming import Names
from capacita.api.pages import page_of
from capacita.api.schema import example
from capacita.api.shapes import Dated, Named, NameFootnote, Paged, dated
from capacita.kernel.asked import FIRST_DAY, asked_moment
from capacita.kernel.dates import months_later
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said
from capacita.reach import queries
from capacita.reach.choices import Tier
from capacita.standards.choices import Basis
from capacita.standards.queries import instrument, treaty_sourced_to

router = Router(tags=["Reach"])
_EVERY = {"month": 1, "quarter": 3, "year": 12}


class SeriesAsked(Known, Paging, TreatyAsked):
    """The counts from a day to a day."""

    start: Day = Field(None, description="The first day; 1 January 2001 if left out.", examples=["2018-01-01"])
    end: Day = Field(None, description="The last day; today if left out.", examples=["2020-02-21"])
    every: Literal["month", "quarter", "year"] = Field("year", description="The time between two points.")


class ChangesAsked(Known, TreatyAsked):
    """Two dates to compare."""

    start: str = Field(description="The earlier date.", examples=["2019-01-01"], json_schema_extra={"format": "date"})
    end: str = Field(description="The later date.", examples=["2020-02-21"], json_schema_extra={"format": "date"})


class SeriesPointAnswer(Schema):
    """How many States were in each tier on a day. Those of law are null where nothing is recorded that speaks of it."""

    on: date
    party: int
    consented: int
    signed: int
    invited: int
    aligned: int | None = Field(description="States whose law is rated as largely in line; others may not be rated.")
    drawing: int | None = Field(description="States of which a use of the Convention is recorded: a floor.")
    none: int | None = Field(description="States whose law is rated, and not largely in line.")
    unassessed: int = Field(description="States without treaty action whose law was not assessed, or not enough.")


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
        items=[_point(point) for point in queries.series(days, at=at, code=found.code, basis=basis)],
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


def _point(point: queries.SeriesPoint) -> SeriesPointAnswer:
    counts = point.counts
    by_law = {
        tier.value: None if tier in point.unknown else counts[tier] for tier in (Tier.ALIGNED, Tier.DRAWING, Tier.NONE)
    }
    return SeriesPointAnswer(
        on=point.on,
        party=counts[Tier.PARTY],
        consented=counts[Tier.CONSENTED],
        signed=counts[Tier.SIGNED],
        invited=counts[Tier.INVITED],
        unassessed=counts[Tier.UNASSESSED],
        **by_law,
    )


def _period(start: str, end: str | None) -> tuple[date, date]:
    """The first and last day asked for. Refuses reversed ones."""
    first = asked_day(start, "start")
    last = asked_day(end, "end") if end else asked_moment(None, None).as_of
    if last < first:
        raise InputError(
            Problem(
                said("the end %(end)s lies before the start %(start)s", end=last, start=first),
                column="end",
                remedy=said("Exchange the two dates."),
            )
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
