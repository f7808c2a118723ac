"""Which gaps of a country's law come first, and why: pure, from the thresholds of the rule for its status.

Authority: the office's rule for the status of domestic law, version 1. A power without the safeguards of Article 15 is
counted apart, whatever else holds; without the articles that the thresholds name no country is largely in line.
"""

from __future__ import annotations

from enum import StrEnum

from capacita.legislation.choices import Rating
from capacita.legislation.rules.countries import RULE, Rule

GAPS = (Rating.NOT, Rating.PART)


class Priority(StrEnum):
    """Why a gap stands where it does, the first to be closed first."""

    SAFEGUARDS = "safeguards"
    DECIDES = "decides"
    COUNTS = "counts"
    OTHER = "other"


def gap_priority(number: str, rule: Rule = RULE) -> Priority:
    """The priority of a core element of the article that is not met, or only partly."""
    if number == rule.safeguards:
        return Priority.SAFEGUARDS
    groups = (rule.substantive, rule.powers)
    if any(number in each.largely_among | each.partly_among for each in groups):
        return Priority.DECIDES
    return Priority.COUNTS if any(number in each.articles for each in groups) else Priority.OTHER


def gap_order(number: str, code: Rating, place: int) -> tuple[int, int, int]:
    """A key for sorting: by priority, what is absent before what is there in part, then the place in the text."""
    return list(Priority).index(gap_priority(number)), GAPS.index(code), place
