"""The shapes that many answers share: the moment, stated dates, citations, names with their footnotes."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from capacita.evidence.queries import CitationLine, SourceLine
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment

# A field is called date below.
_Day = date


class Dated(Schema):
    """The moment that an answer is given for, and how far its facts are sourced."""

    as_of: date = Field(description="The date in the world that was asked about.")
    known_on: date = Field(description="What had been stated in public by this day.")
    recorded_at: str | None = Field(
        description="The database's own time that was asked for, to the microsecond; null is now."
    )
    sourced_to: date | None = Field(
        description="The date to which the facts are sourced; null where nobody stated one."
    )
    beyond_sources: bool = Field(description="Whether the date lies past it: the answer is then “as far as sourced”.")


class Paged(Schema):
    """A page of a list."""

    next_cursor: str | None = Field(description="The `cursor` of the next page; null on the last one.")


class StatedOn(Schema):
    """A date to the precision with which a source states it."""

    date: str = Field(description="YYYY, YYYY-MM or YYYY-MM-DD, as stated.")
    precision: str = Field(description="year, month or day.")
    not_later_than: bool = Field(description="Whether the date is only known to be no later than this.")
    earliest: _Day | None = Field(description="The lower bound, where a source gives one.")


class SourceReference(Schema):
    """A source, and where in it."""

    key: str = Field(description="The source's key, for /sources/{key}.")
    title: str
    publisher: str
    address: str = Field(description="Its address on the web; blank where it has none.")
    locator: str = Field(description="Page, part or remark.")


class Cited(Schema):
    """What a record cites."""

    text: str = Field(description="The citation in the words of the record.")
    unverified: bool = Field(description="Whether nobody has verified the record against its source.")
    partly_unverified: bool = Field(description="Whether a part of what is cited is unverified, and another is not.")
    sources: list[SourceReference]


class NameFootnote(Schema):
    """The wording that goes with a name, in the Council of Europe's convention."""

    key: str
    text: str


class Named(Schema):
    """A country or area by code and name; `footnote` is the key of the footnote that goes with the name."""

    iso2: str = Field(description="ISO 3166-1 alpha-2 code.")
    name: str = Field(description="The short name on the date, in the language asked for.")
    footnote: str | None


def dated(at: Moment, sourced_to: date | None) -> dict[str, Any]:
    """The fields of a dated answer."""
    return {
        "as_of": at.as_of,
        "known_on": at.known_on,
        # To the microsecond: a time cut short would lie before the very action that it names.
        "recorded_at": at.recorded_at.isoformat() if at.recorded_at else None,
        "sourced_to": sourced_to,
        "beyond_sources": sourced_to is not None and at.as_of > sourced_to,
    }


def stated_on(stated: StatedDate | None) -> StatedOn | None:
    if stated is None:
        return None
    return StatedOn(
        date=stated.iso,
        precision=stated.precision.value,
        not_later_than=stated.not_later_than,
        earliest=stated.earliest,
    )


def stated_text(text: str) -> StatedOn | None:
    """A date kept as text; a blank one is none."""
    return stated_on(StatedDate(text)) if text else None


def source_reference(line: SourceLine) -> SourceReference:
    return SourceReference(
        key=line.key, title=line.title, publisher=line.publisher, address=line.address, locator=line.locator
    )


def cited(line: CitationLine | None) -> Cited:
    """The citation as it is answered; a record without one is unverified."""
    if line is None:
        return Cited(text="", unverified=True, partly_unverified=False, sources=[])
    return Cited(
        text=line.text,
        unverified=line.is_unverified,
        partly_unverified=line.is_partly_unverified,
        sources=[source_reference(each) for each in line.sources],
    )
