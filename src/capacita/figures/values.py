"""What a figure is made of: its value or range, the records counted, what is undetermined, what was left out and why.

Plain values with labels in the reader's language; digests cover keys and facts, never labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from capacita.kernel.dates import StatedDate
from capacita.kernel.digests import digest_of
from capacita.kernel.moment import Moment

Number = int | Decimal


class Unit(StrEnum):
    """What is counted. Words for it live with the definitions."""

    STATES = "States"
    COUNTRIES = "countries and areas"
    PROJECTS = "projects"
    PROVISIONS = "provisions of law"
    ARTICLES = "articles"
    EUR = "EUR"
    SHARE = "share"


class Audience(StrEnum):
    """For whom a figure runs: published facts only, or a named internal audience that is printed on it."""

    PUBLIC = "public"


# The first version of every rule.
FIRST_RULES_SINCE = date(2026, 11, 24)


@dataclass(frozen=True)
class Rule:
    """The rule by which a figure is made, and the day from which this version holds.

    A version that has published stays callable.
    """

    id: str
    version: int
    since: date = FIRST_RULES_SINCE

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(frozen=True)
class Named:
    """Something named beside the count: its key, its name, and why it stands there."""

    key: str
    name: str
    reason: str = ""


@dataclass(frozen=True)
class Record:
    """One record counted: the fact's key and digest, whom it concerns, what it says, when, and what it cites."""

    key: str
    digest: str
    subject: str
    name: str
    what: str
    on: StatedDate | None
    citation: int
    note: str = ""
    amount: Decimal | None = None
    amount_text: str = ""


@dataclass(frozen=True)
class FigureValue:
    """The value of a figure for one set of parameters and a moment.

    `value` is what is certain; `low` and `high` bound it. `high` None means that it is open, `value` None that the
    figure is not recorded or not defined: `missing` is the word printed instead, and `reason` says why.
    `is_floor` says that something which certainly belongs has nothing on record, so that the value is printed as
    “at least”; what is only undetermined opens `high` and leaves the value as it is (decision 0011).
    A share has `numerator` and `denominator`.
    """

    id: str
    parameters: Mapping[str, str]
    at: Moment
    unit: str
    rule: Rule
    value: Number | None
    low: Number | None
    high: Number | None
    records: tuple[Record, ...] = ()
    undetermined: tuple[Named, ...] = ()
    uncertain: tuple[Named, ...] = ()
    left_out: tuple[Named, ...] = ()
    notes: tuple[str, ...] = ()
    sourced_to: date | None = None
    reason: str = ""
    missing: str = ""
    numerator: Number | None = None
    denominator: Number | None = None
    is_floor: bool = False
    step: Decimal = field(default=Decimal(1))

    @property
    def is_exact(self) -> bool:
        return self.value is not None and self.low == self.value == self.high

    @property
    def is_counted(self) -> bool:
        """Whether the value is a count or an amount, whose bounds can be read beside it."""
        return self.value is not None and self.unit != Unit.SHARE

    @property
    def is_beyond_sources(self) -> bool:
        """Whether the date asked about lies past the day to which the facts are sourced."""
        return self.sourced_to is not None and self.at.as_of > self.sourced_to

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what was counted, each once, in the order of the records.

        None where there is no value: the records then bound it, and are not what is counted.
        """
        return () if self.value is None else tuple(dict.fromkeys(record.name for record in self.records))

    @property
    def counted_names(self) -> tuple[str, ...]:
        """The names, of a count: an amount counts euros, not the projects that bring them."""
        return () if self.unit == Unit.EUR else self.names

    @property
    def printed_keys(self) -> frozenset[str]:
        """The keys of everything that a receipt names: counted, undetermined, not certain, left out."""
        beside = (*self.undetermined, *self.uncertain, *self.left_out)
        return frozenset(record.subject for record in self.records) | frozenset(each.key for each in beside)

    @property
    def facts_digest(self) -> str:
        """The digest of the facts used, the same on every machine that holds them."""
        return digest_of(sorted({(record.key, record.digest) for record in self.records}))

    @property
    def receipt_digest(self) -> str:
        """The digest of question, moment, rule, value and facts: what a citation names."""
        return digest_of(
            {
                "id": self.id,
                "parameters": dict(self.parameters),
                "as_of": self.at.as_of,
                "known_on": self.at.known_on,
                "rule": str(self.rule),
                "value": [self.value, self.low, self.high],
                "undetermined": [each.key for each in self.undetermined],
                "facts": self.facts_digest,
            }
        )
