"""Partition and counts: from the standing of each State to tiers, each with what is certain, possible and by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from capacita.reach.choices import Tier
from capacita.standards.choices import Status
from capacita.standards.rules import NO_STANDING, Standing

Word = TypeVar("Word", Status, Tier)
RULE = "reach.partition"
RULE_VERSION = 1


@dataclass(frozen=True)
class LawStanding:
    """What is known of a State's law on a date: whether it is largely in line, and whether it drew on the Convention.

    `is_in_line` is None where nobody assessed the law, or where what is not assessed decides. A use of the Convention
    that is dated to the month or the year may lie on either side of the date.
    """

    is_assessed: bool = False
    is_in_line: bool | None = None
    draws: bool = False
    may_draw: bool = False


NOT_ASSESSED = LawStanding()


@dataclass(frozen=True)
class Place:
    """The tier of a State, and all that are possible: more than one where an act, a use or a rating leaves it open."""

    tier: Tier
    possible: frozenset[Tier]

    @property
    def is_certain(self) -> bool:
        return len(self.possible) == 1


def coverage_tier(standing: Standing, law: LawStanding = NOT_ASSESSED) -> Tier:
    """The tier of a State: by its acts, else by its law, else by its use of the Convention; the first that fits."""
    if standing.status is not Status.NONE:
        return Tier(standing.status.value)
    if law.is_in_line:
        return Tier.ALIGNED
    if law.draws:
        return Tier.DRAWING
    return Tier.UNASSESSED if law.is_in_line is None else Tier.NONE


def place_of(standing: Standing, law: LawStanding = NOT_ASSESSED) -> Place:
    """The tier of a State with every other that what is recorded leaves open.

    A State whose law nobody assessed has one place, not all of them: what is missing there is said of the whole count.
    """
    possible = {Tier(status.value) for status in standing.possible if status is not Status.NONE}
    if Status.NONE in standing.possible:
        possible.add(coverage_tier(NO_STANDING, law))
        if law.may_draw and not law.is_in_line:
            possible.add(Tier.DRAWING)
        if law.is_assessed and law.is_in_line is None:
            possible.add(Tier.ALIGNED)
    return Place(coverage_tier(standing, law), frozenset(possible))


@dataclass(frozen=True)
class TierCount:
    """A count of States in some tiers: certain ones, those that may belong beside them, those that may not."""

    certain: tuple[str, ...]
    undetermined: tuple[str, ...]
    uncertain: tuple[str, ...]

    @property
    def value(self) -> int:
        return len(self.certain)

    @property
    def low(self) -> int:
        return len(self.certain) - len(self.uncertain)

    @property
    def high(self) -> int:
        return len(self.certain) + len(self.undetermined)


def count_in(standings: Mapping[str, Standing], states: Iterable[str], statuses: Collection[Status]) -> TierCount:
    """States whose status is one of `statuses`: `certain` by value, `undetermined` possibly, `uncertain` possibly not."""
    found = {state: standings.get(state, NO_STANDING) for state in states}
    return _count({state: (each.status, each.possible) for state, each in found.items()}, statuses)


def count_placed(places: Mapping[str, Place], tiers: Collection[Tier]) -> TierCount:
    """States whose tier is one of `tiers`, counted alike."""
    return _count({state: (each.tier, each.possible) for state, each in places.items()}, tiers)


def _count(found: Mapping[str, tuple[Word, frozenset[Word]]], wanted: Collection[Word]) -> TierCount:
    certain, undetermined, uncertain = [], [], []
    for state, (word, possible) in sorted(found.items()):
        if word in wanted:
            certain.append(state)
            if not possible.issubset(wanted):
                uncertain.append(state)
        elif not possible.isdisjoint(wanted):
            undetermined.append(state)
    return TierCount(tuple(certain), tuple(undetermined), tuple(uncertain))


@dataclass(frozen=True)
class Change:
    """One State whose tier differs between two dates."""

    state: str
    before: Tier
    after: Tier


def changes(before: Mapping[str, Tier], after: Mapping[str, Tier]) -> tuple[Change, ...]:
    """The States whose tier changed, by code; a State that did not exist before came from no tier."""
    nowhere = Tier.UNASSESSED
    return tuple(
        Change(state, before.get(state, nowhere), after.get(state, nowhere))
        for state in sorted(before.keys() | after.keys())
        if before.get(state, nowhere) is not after.get(state, nowhere)
    )
