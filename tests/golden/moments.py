"""The days that the golden figures were worked out for."""

from __future__ import annotations

from datetime import date

from capacita.kernel.moment import Moment

SEMINAR = date(2020, 2, 21)
THEN = Moment(SEMINAR, SEMINAR)
KNOWN_TODAY = Moment(SEMINAR, date(2026, 11, 24))


def on(year: int, month: int, day: int, *, known: date = date(2026, 11, 24)) -> Moment:
    return Moment(date(year, month, day), known)
