"""Dates as sources state them: to the year, the month or the day, or "not later than" a day.

Comparison is honest: a date that may lie on either side of a day is neither before nor after it.
Printing of whole dates in words lives in `wording`; here is only what a date is.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

_WHOLE_DAY = said("Write it as YYYY-MM-DD.")
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


class Precision(StrEnum):
    """To what a source states a date."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, order=False)
class StatedDate:
    """A date as stated. `iso` is YYYY, YYYY-MM or YYYY-MM-DD.

    With `not_later_than` the stated day is an upper bound; `earliest`, when a source gives it, is the lower one.
    """

    iso: str
    not_later_than: bool = False
    earliest: date | None = None

    def __post_init__(self) -> None:
        first = _bounds(self.iso)[0]
        if self.earliest is not None:
            if not self.not_later_than and len(self.iso) == 10 and self.earliest > first:
                raise InputError(Problem(f"the earliest day {self.earliest} lies after the date {self.iso}"))
            if self.not_later_than and self.earliest > self.last_day:
                raise InputError(Problem(f"the earliest day {self.earliest} lies after the bound {self.iso}"))

    @property
    def precision(self) -> Precision:
        return {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(self.iso)]

    @property
    def first_day(self) -> date:
        """The first day that the stated year, month or day contains (of a bound: of the bound itself)."""
        return _bounds(self.iso)[0]

    @property
    def last_day(self) -> date:
        """The last day that the stated year, month or day contains. From it on, the fact is certain."""
        return _bounds(self.iso)[1]

    def certain_by(self, day: date) -> bool:
        """Whether the fact has happened on or before `day`, for certain."""
        return self.last_day <= day

    def possible_by(self, day: date, opening: date | None = None) -> bool:
        """Whether the fact may have happened on or before `day`.

        A bound without an earliest day reaches back to `opening` (of a treaty action: the day of opening for signature).
        """
        if not self.not_later_than:
            return self.first_day <= day
        earliest = self.earliest or opening
        return earliest is None or earliest <= day

    def contains(self, other: StatedDate) -> bool:
        """Whether `other` lies wholly inside this date's year, month or day: then this one confirms it."""
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def is_more_precise_than(self, other: StatedDate) -> bool:
        return len(self.iso) > len(other.iso)

    def __str__(self) -> str:
        return f"not later than {self.iso}" if self.not_later_than else self.iso


def last_day_before(ends: date | None) -> date | None:
    """The last day of what is kept by the first day on which it no longer holds; none of what has no end."""
    return ends - timedelta(days=1) if ends else None


def parse_stated_date(
    text: str, *, not_later_than: bool = False, earliest: str = "", where: Problem | None = None
) -> StatedDate:
    """Read YYYY, YYYY-MM or YYYY-MM-DD. Refuses everything else, naming the place given by `where`."""
    place = where or Problem("")
    try:
        _bounds(text)
        lower = parse_earliest(earliest) if earliest else None
        return StatedDate(text, not_later_than, lower)
    except InputError as refusal:
        raise InputError(
            *(Problem(each.message, place.file, place.row, place.column, each.remedy) for each in refusal.problems)
        ) from None


def stated_to(day: date, precision: str) -> StatedDate:
    """The day, or the month or year that it lies in, as a stated date."""
    return StatedDate(
        day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}[Precision(precision)]]
    )


def parse_day(text: str) -> date:
    """Read YYYY-MM-DD. Refuses an impossible day and any other form."""
    if len(text) != 10:
        raise InputError(Problem(said("“%(text)s” is not a day", text=text[:40]), remedy=_WHOLE_DAY))
    try:
        return _bounds(text)[0]
    except InputError as refusal:
        raise InputError(*(replace(each, remedy=_WHOLE_DAY) for each in refusal.problems)) from None


def parse_earliest(text: str) -> date:
    """The first day that a lower bound of any precision contains."""
    return _bounds(text)[0]


def first_day_after(day: date) -> date:
    return day + timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_of_month_after(day: date, full_months: int) -> date:
    """The first day of the month that follows `full_months` whole months counted from `day`.

    The form used by the final clauses of Council of Europe treaties, such as ETS 185 Articles 36(4) and 37(2):
    a deposit on 14 May with three months gives 1 September.
    """
    return months_later(day.replace(day=1), full_months + 1)


@lru_cache(maxsize=8192)
def _bounds(iso: str) -> tuple[date, date]:
    match = _ISO.fullmatch(iso)
    remedy = said("Write a year (2020), a month (2020-02) or a day (2020-02-21).")
    if match is None:
        raise InputError(Problem(said("“%(text)s” is not a date", text=iso[:40]), remedy=remedy))
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise InputError(Problem(said("“%(text)s” is not a day of the calendar", text=iso), remedy=remedy)) from None
    if day:
        return first, first
    if month:
        return first, date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    return first, date(first.year, 12, 31)
