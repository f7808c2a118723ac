"""Ratings of requirement elements, their flags, and the statuses that follow for an article and for a country.

Authority: the office's scale for domestic law beside ETS 185; a status is ordered from the lowest to the highest.
"""

from __future__ import annotations

from enum import StrEnum


class Weight(StrEnum):
    """What an element is to its article. An option is scored only where the State declared or reserved, and never counts."""

    CORE = "core"  # without it the article fails
    SUPPORTING = "supporting"
    OPTION = "option"


class Rating(StrEnum):
    """What domestic law does about one requirement element."""

    MET = "MET"  # explicit text in force
    MET_G = "MET-G"  # general law or settled case law
    PART = "PART"  # the missing part is named
    NOT = "NOT"  # looked for and absent, struck down or suspended
    RES = "RES"  # the State's own valid reservation or declaration
    UNK = "UNK"  # not assessed
    NA = "NA"  # cannot apply


class Flag(StrEnum):
    """What is to be known about a rating and does not change it."""

    DRAFT = "DRAFT"
    CONTESTED = "CONTESTED"
    STALE = "STALE"
    WEAK = "WEAK"  # rests on evidence of class 4 or 5 alone


class Scale(StrEnum):
    """Words in the order in which they are written, the lowest first; compared by that order and not as text."""

    rank: int

    def __init__(self, _text: str) -> None:
        self.rank = len(type(self).__members__)

    def __lt__(self, other: str) -> bool:
        return self.rank < self._rank_of(other)

    def __le__(self, other: str) -> bool:
        return self.rank <= self._rank_of(other)

    def __gt__(self, other: str) -> bool:
        return self.rank > self._rank_of(other)

    def __ge__(self, other: str) -> bool:
        return self.rank >= self._rank_of(other)

    def _rank_of(self, other: str) -> int:
        return other.rank if isinstance(other, type(self)) else type(self)(other).rank


class ArticleStatus(Scale):
    """How far domestic law is in line with one article. An article of which nothing is rated has none: NOT_ASSESSED."""

    NOT = "not"
    PARTLY = "partly"
    LARGELY = "largely"
    IN_LINE = "in_line"


NOT_ASSESSED = "not_assessed"


class SubstantiveStatus(Scale):
    """Where a country's substantive law stands, Articles 2 to 11 together."""

    NOT = "not"
    PARTLY = "partly"
    LARGELY_IN_LINE = "largely_in_line"


class PowersStatus(Scale):
    """Where a country's procedural powers stand, Articles 16 to 21 together."""

    NOT = "not"
    PARTLY = "partly"
    LARGELY_IN_PLACE = "largely_in_place"


class SafeguardsLabel(StrEnum):
    """What is said beside powers that are, or may be, largely in place. A country with a label is counted apart."""

    DEFICIENT = "safeguards_deficient"
    NOT_ASSESSED = "safeguards_not_assessed"


class Fault(StrEnum):
    """What is wrong with ratings that were sent, as a word for programs."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_PROVISION = "unknown_provision"
    NOT_RATABLE = "not_ratable"
    UNKNOWN_ELEMENT = "unknown_element"
    NOT_TEXT = "not_text"
    UNKNOWN_CODE = "unknown_code"
    NO_CORE_ELEMENT_LEFT = "no_core_element_left"
