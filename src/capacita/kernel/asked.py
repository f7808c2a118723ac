"""The moment that a person asks about, read from text: for the doors, which alone may take today for granted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from capacita.kernel.clock import today
from capacita.kernel.dates import parse_day
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.kernel.said import said

FIRST_DAY = date(2001, 1, 1)
LAST_DAY = date(2100, 12, 31)


def asked_moment(as_of: str | None, known_on: str | None, recorded_at: str | None = None) -> Moment:
    """The moment named by dates as YYYY-MM-DD; a blank one is today. Refuses impossible and far-away dates."""
    on = _day(as_of, "as_of") if as_of else today()
    known = _day(known_on, "known_on") if known_on else today()
    return Moment(on, known, _time(recorded_at) if recorded_at else None)


def _day(text: str, name: str) -> date:
    try:
        day = parse_day(text)
    except InputError as refusal:
        raise InputError(*(replace(each, column=name) for each in refusal.problems)) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InputError(
            Problem(
                said("%(day)s is out of range", day=day),
                column=name,
                remedy=said("Give a day from %(first)s to %(last)s.", first=FIRST_DAY, last=LAST_DAY),
            )
        )
    return day


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text.replace(" ", "+"))
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            Problem(
                said("“%(text)s” is not a time", text=text[:40]),
                column="recorded_at",
                remedy=said("Write it as 2026-01-31T12:00:00+00:00."),
            )
        ) from None
