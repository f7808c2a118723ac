"""What the law of States says for their tiers: public ratings of it, and dated uses of the Convention.

The one reading from which the partition, its series and the two figures of law are made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.legislation.choices import SubstantiveStatus
from capacita.legislation.queries.convention_uses import possible_uses
from capacita.legislation.queries.substantive import LawOverTime, substantive_bounds, substantive_over_time
from capacita.legislation.rules.countries import Bounds
from capacita.reach.rules import NOT_ASSESSED, LawStanding


def law_standings(states: Collection[str], *, at: Moment) -> Mapping[str, LawStanding]:
    """What is known of the law of those of the States of which anything is, on the moment's date."""
    rated, uses = substantive_bounds(states, at=at), _uses(states, at)
    return {state: _law_standing(rated.get(state), uses.get(state, ()), at.as_of) for state in {*rated, *uses}}


@dataclass(frozen=True)
class LawHistory:
    """The law of States over time, from one reading."""

    rated: Mapping[str, LawOverTime]
    uses: Mapping[str, Sequence[StatedDate]]

    def on(self, state: str, day: date) -> LawStanding:
        """What is known of a State's law on the day."""
        if state not in self.rated and state not in self.uses:
            return NOT_ASSESSED
        rated = self.rated.get(state)
        return _law_standing(rated.on(day) if rated else None, self.uses.get(state, ()), day)

    def has_use_by(self, day: date) -> bool:
        """Whether any use of the Convention is recorded that lies, or may lie, on the day or before."""
        return any(each.possible_by(day) for stated in self.uses.values() for each in stated)


NO_HISTORY = LawHistory({}, {})


def law_history(states: Collection[str], *, at: Moment) -> LawHistory:
    """What is known of the law of the States up to the moment's date."""
    return LawHistory(substantive_over_time(states, at=at), _uses(states, at))


def _uses(states: Collection[str], at: Moment) -> Mapping[str, Sequence[StatedDate]]:
    found: dict[str, list[StatedDate]] = {}
    for each in possible_uses(at=at):
        if each.iso2 in states:
            found.setdefault(each.iso2, []).append(each.stated)
    return found


def _law_standing(rated: Bounds[SubstantiveStatus] | None, uses: Sequence[StatedDate], on: date) -> LawStanding:
    is_in_line: bool | None = None
    if rated is not None and rated.low is SubstantiveStatus.LARGELY_IN_LINE:
        is_in_line = True
    elif rated is not None and rated.high is not SubstantiveStatus.LARGELY_IN_LINE:
        is_in_line = False
    draws = any(each.certain_by(on) for each in uses)
    return LawStanding(
        is_assessed=rated is not None,
        is_in_line=is_in_line,
        draws=draws,
        may_draw=not draws and any(each.possible_by(on) for each in uses),
    )
