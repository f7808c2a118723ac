"""Half-open periods: the start is inside, the end is the first day outside. Only printing is inclusive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from capacita.kernel.errors import InputError, Problem


@dataclass(frozen=True)
class Period:
    """From `start` (None: since before the records begin) to the day before `end` (None: still holds)."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise InputError(
                Problem(
                    f"the period ends on {self.end}, before it starts on {self.start}",
                    remedy="Check which of the two dates is wrong; a period's end is the first day outside.",
                )
            )

    def contains(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        starts_before_other_ends = self.start is None or other.end is None or self.start < other.end
        other_starts_before_end = other.start is None or self.end is None or other.start < self.end
        return starts_before_other_ends and other_starts_before_end
