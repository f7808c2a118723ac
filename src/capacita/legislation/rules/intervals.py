"""When words of a provision hold: no two of one language and kind on one day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from capacita.kernel.dates import StatedDate
from capacita.kernel.errors import Problem
from capacita.kernel.periods import Period
from capacita.kernel.said import said


@dataclass(frozen=True)
class Interval:
    """From the first day to the day before the second, as stated; blank ones are open. `place` counts from 1 in a preview."""

    provision: str
    valid_from: str
    valid_to: str
    place: int | None = None

    @property
    def period(self) -> Period:
        start, end = (StatedDate(each).first_day if each else None for each in (self.valid_from, self.valid_to))
        # An end before the beginning is refused as such; here it is no period.
        return Period(start, start if start and end and end < start else end)


def overlapping(new: Iterable[Interval], recorded: Iterable[Interval]) -> Iterator[Problem]:
    """A problem for each new interval that has a day in common with a recorded one, or a new one before it."""
    seen: dict[str, list[Interval]] = {}
    for each in recorded:
        seen.setdefault(each.provision, []).append(each)
    for each in new:
        alike = seen.setdefault(each.provision, [])
        other = next((one for one in alike if one.period.overlaps(each.period)), None)
        if other is not None:
            message = said(
                "overlaps words of the same provision, language and kind (from %(start)s to %(end)s)",
                start=other.valid_from or "…", end=other.valid_to or "…",
            )  # fmt: skip
            remedy = said("Let the earlier words end where these begin, give these an end, or match another provision.")
            yield Problem(message, row=each.place, column="valid_from", remedy=remedy)
        alike.append(each)
