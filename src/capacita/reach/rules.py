"""Partition and counts: from the standing of each State to tiers, each with what is certain, possible and by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from capacita.reach.choices import Tier
from capacita.standards.choices import Status
from capacita.standards.rules import NO_STANDING, Standing

RULE = "reach.partition"
RULE_VERSION = 1


def coverage_tier(standing: Standing) -> Tier:
    """The tier of a State. Law and drawing on the Convention enter once they are assessed; until then: none."""
    return Tier(standing.status.value)


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
    certain, undetermined, uncertain = [], [], []
    for state in sorted(states):
        standing = standings.get(state, NO_STANDING)
        if standing.status in statuses:
            certain.append(state)
            if any(status not in statuses for status in standing.possible):
                uncertain.append(state)
        elif any(status in statuses for status in standing.possible):
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
    return tuple(
        Change(state, before.get(state, Tier.NONE), after.get(state, Tier.NONE))
        for state in sorted(before.keys() | after.keys())
        if before.get(state, Tier.NONE) is not after.get(state, Tier.NONE)
    )
