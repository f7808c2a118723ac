"""Reach for a moment: the partition with its standings, its series over time, changes by name, countries in projects."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from capacita.countries.queries import state_codes, state_periods
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.portfolio.queries import (
    Coverage,
    ProjectLine,
    coverage,
    ongoing,
    project_groupings,
    projects,
    undetermined,
)
from capacita.reach.choices import Tier
from capacita.reach.law import NO_HISTORY, law_history, law_standings
from capacita.reach.rules import (
    NOT_ASSESSED,
    Change,
    LawStanding,
    Place,
    TierCount,
    changes,
    count_in,
    count_placed,
    coverage_tier,
    place_of,
)
from capacita.standards.choices import Basis, Status
from capacita.standards.models import Instrument
from capacita.standards.queries import CONVENTION, ActRow, act_rows, instrument, standing_steps, standings
from capacita.standards.rules import NO_STANDING, Standing, standing_on


@dataclass(frozen=True)
class Partition:
    """The States on a date, each in one tier, with the standing that puts it there.

    Law is read when a tier is asked for that may follow from it: counts by status alone do without.
    """

    instrument: Instrument
    at: Moment
    basis: Basis
    states: frozenset[str]
    standings: Mapping[str, Standing]

    @cached_property
    def tiers(self) -> Mapping[str, Tier]:
        return {state: each.tier for state, each in self.places.items()}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return {state: place_of(self.standing(state), self.law(state)) for state in self.states}

    def law(self, state: str) -> LawStanding:
        """What is known of the law of a State that is in no closer tier for certain."""
        return self._laws.get(state, NOT_ASSESSED)

    @cached_property
    def _laws(self) -> Mapping[str, LawStanding]:
        # Law is assessed against the Convention, and says nothing of its protocols.
        if self.instrument.code != CONVENTION:
            return {}
        return law_standings({each for each in self.states if Status.NONE in self.standing(each).possible}, at=self.at)

    @property
    def is_open(self) -> bool:
        """Whether the instrument was open for signature on the date."""
        return self.at.as_of >= self.instrument.opened_on

    def is_unverified(self, state: str) -> bool:
        """Whether nobody verified the act that gives the State its status."""
        decided_by = self.standing(state).decided_by
        return decided_by is not None and self._acts[decided_by.key].is_unverified

    @cached_property
    def _acts(self) -> Mapping[str, ActRow]:
        return act_rows(self.instrument.code, at=self.at)

    def standing(self, state: str) -> Standing:
        return self.standings.get(state, NO_STANDING)

    def count(self, *statuses: Status) -> TierCount:
        return count_in(self.standings, self.states, statuses)

    def count_placed(self, *tiers: Tier) -> TierCount:
        return count_placed(self.places, tiers)

    @property
    def is_law_assessed(self) -> bool:
        """Whether the law of any State is that is in no closer tier for certain."""
        return any(each.is_assessed for each in self._laws.values())

    def members(self, tier: Tier) -> tuple[str, ...]:
        return tuple(sorted(state for state, each in self.tiers.items() if each is tier))


@once
def partition(*, at: Moment, code: str = CONVENTION, basis: Basis = Basis.DEPOSIT) -> Partition:
    """The partition under one instrument. Three queries, and those for law where a tier is asked for."""
    found = instrument(code, at=at)
    return Partition(found, at, basis, state_codes(at.as_of, at=at), standings(found, at=at, basis=basis))


@dataclass(frozen=True)
class SeriesPoint:
    """How many States were in each tier on a day, as far as is recorded. Of the `unknown` tiers nothing is recorded."""

    on: date
    counts: Mapping[Tier, int]
    unknown: frozenset[Tier] = frozenset()


def series(
    days: Sequence[date],
    *,
    at: Moment,
    code: str = CONVENTION,
    basis: Basis = Basis.DEPOSIT,
    tiers: Collection[Tier] = tuple(Tier),
) -> list[SeriesPoint]:
    """The counts of `tiers` on many days from one reading of the facts known at the moment.

    Where none of the tiers follows from law, law is not read.
    """
    found = instrument(code, at=at)
    steps = standing_steps(found, at=at, basis=basis)
    periods = state_periods(at=at)
    history = NO_HISTORY
    if found.code == CONVENTION and days and any(tier in _BY_LAW for tier in tiers):
        history = law_history(periods.keys(), at=replace(at, as_of=max(days)))
    points = []
    for day in days:
        counts = dict.fromkeys(tiers, 0)
        unknown = {Tier.ALIGNED, Tier.NONE} if history.has_use_by(day) else {Tier.ALIGNED, Tier.DRAWING, Tier.NONE}
        # States without an act have no steps: they stand outside the treaty.
        for state, period in periods.items():
            if period.contains(day):
                standing = standing_on(steps.get(state, ()), day)
                law = history.on(state, day) if Status.NONE in standing.possible else NOT_ASSESSED
                tier = coverage_tier(standing, law)
                if law.is_assessed:
                    unknown -= {Tier.ALIGNED, Tier.NONE}
                if tier in counts:
                    counts[tier] += 1
        points.append(SeriesPoint(day, counts, frozenset(unknown)))
    return points


_BY_LAW = (Tier.ALIGNED, Tier.DRAWING, Tier.NONE, Tier.UNASSESSED)


def year_ends(at: Moment, *, first: int = 2001) -> list[date]:
    """The last day of each year to the year of the known-on date, which ends on that date itself."""
    last = max(at.known_on.year, at.as_of.year)
    days = [date(year, 12, 31) for year in range(first, last)]
    return [*days, max(at.known_on, at.as_of)]


def changes_between(
    start: date, end: date, *, at: Moment, code: str = CONVENTION, basis: Basis = Basis.DEPOSIT
) -> tuple[Change, ...]:
    """The States whose tier changed from `start` to `end`, as known at the moment."""
    before, after = (partition(at=replace(at, as_of=day), code=code, basis=basis) for day in (start, end))
    return changes(before.tiers, after.tiers)


@dataclass(frozen=True)
class Support:
    """Countries and areas in projects on a date, by project; those of global projects are not listed anywhere.

    `unrecorded` are projects under way whose countries nobody recorded, `open_unrecorded` projects that may be under
    way and of which the same holds: either may be in any country, so that a count of countries has no upper bound.
    """

    at: Moment
    by_project: Mapping[str, Coverage]
    lines: Mapping[str, ProjectLine]
    global_projects: tuple[ProjectLine, ...]
    unrecorded: tuple[ProjectLine, ...]
    open_projects: tuple[ProjectLine, ...]

    @cached_property
    def open_unrecorded(self) -> tuple[ProjectLine, ...]:
        return tuple(line for line in self.open_projects if not self.by_project[line.code].is_recorded)

    @property
    def is_bounded(self) -> bool:
        """Whether it is known of every project that runs, or may run, in which countries it is."""
        return not self.unrecorded and not self.open_unrecorded

    @cached_property
    def certain(self) -> frozenset[str]:
        running = (each for code, each in self.by_project.items() if code not in self._open_codes)
        return frozenset(iso2 for each in running for iso2 in each.certain)

    @cached_property
    def possible(self) -> frozenset[str]:
        """Those that may be in a project: joined on a day only known as a bound, or in a project that may be under way."""
        found = frozenset(iso2 for each in self.by_project.values() for iso2 in each.certain | each.possible)
        return found - self.certain

    @cached_property
    def _open_codes(self) -> frozenset[str]:
        return frozenset(line.code for line in self.open_projects)

    def projects_of(self, iso2: str) -> tuple[ProjectLine, ...]:
        """The projects under way in which a country or area certainly is, global ones apart."""
        return tuple(
            self.lines[code]
            for code, each in self.by_project.items()
            if iso2 in each.certain and code not in self._open_codes
        )


@once
def support(*, at: Moment) -> Support:
    """The countries and areas in projects under way, or possibly under way, on the moment's date."""
    lines = projects(at=at)
    running, open_ones = ongoing(lines), undetermined(lines)
    groupings = project_groupings([*running, *open_ones], at=at)
    covered = {line.code: coverage(line, groupings) for line in (*running, *open_ones)}
    return Support(
        at,
        covered,
        {line.code: line for line in (*running, *open_ones)},
        tuple(line for line in running if line.terms.is_global),
        tuple(line for line in running if not covered[line.code].is_recorded),
        tuple(open_ones),
    )
