"""What a country or area is on a date: whether it is a State, which name it bears, which memberships it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from capacita.kernel.dates import StatedDate
from capacita.kernel.periods import Period

# The Holy See and Palestine* stand in the partition beside the members of the United Nations.
OBSERVER_STATES = frozenset({"VA", "PS"})


def is_state(*, iso2: str, un_member: Period | None, coe_member: Period | None, on: date) -> bool:
    """Whether a country or area is a State of the partition on `on`.

    Members of the United Nations on the date, the Holy See and Palestine*; and members of the Council of Europe,
    since Switzerland signed the Convention in 2001 and joined the United Nations only on 10 September 2002.
    """
    if iso2 in OBSERVER_STATES:
        return True
    return any(period is not None and period.contains(on) for period in (un_member, coe_member))


@dataclass(frozen=True)
class Dated:
    """A value with the period over which it holds; a start that is a bound may reach back to `earliest`."""

    value: str
    start: StatedDate | None
    end: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on `day` for certain: from the last day of its stated start."""
        return (self.start is None or self.start.certain_by(day)) and (self.end is None or day < self.end)

    def may_hold_on(self, day: date) -> bool:
        return (self.start is None or self.start.possible_by(day)) and (self.end is None or day < self.end)


def holding_on(values: Iterable[Dated], day: date) -> Dated | None:
    """The value that holds on `day`; of several, the one that began last. None when none holds."""
    holding = [value for value in values if value.holds_on(day)]
    return max(holding, key=lambda each: each.start.last_day if each.start else date.min, default=None)
