"""What a country or area is on a date: whether it is a State, which name it bears, which memberships it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from capacita.kernel.dates import StatedDate, parse_earliest
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


def ends_of_names(rows: Iterable[tuple[str, str, str]]) -> Mapping[str, str]:
    """Until when each name is used, by its key, from key, start and end as stated; blank for one that still is.

    A name that states no end is used until the day on which the next begins, of those of the same country or area and
    language that were recorded after it and state no end either: so a State that changes its name takes one record.
    """
    listed = [(key, *key.rpartition("/")[::2], start, end) for key, start, end in rows]
    unended: dict[str, list[tuple[date, int, str]]] = defaultdict(list)
    for _key, stem, place, start, end in listed:
        if not end:
            unended[stem].append((_begins(start), int(place), start))
    found = {}
    for key, stem, place, start, end in listed:
        later = [each for each in unended[stem] if each[1] > int(place) and each[0] > _begins(start)]
        found[key] = end or (min(later)[2] if later else "")
    return found


def _begins(start: str) -> date:
    return parse_earliest(start) if start else date.min
