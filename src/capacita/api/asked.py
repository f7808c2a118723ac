"""What a request asks about: the moment, the language, where a page begins. Reads parameters, never the database."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import StringConstraints, WithJsonSchema

from capacita.audit.queries import require_recorded_by
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.kernel.said import said

MOST_ROWS = 200
_LONGEST_CURSOR = 1000
# A blank value is refused: whoever sends one by mistake would be answered for today, or for everything.
_Given = StringConstraints(min_length=1)
Day = Annotated[str, _Given, WithJsonSchema({"type": "string", "format": "date"})] | None
Time = Annotated[str, _Given, WithJsonSchema({"type": "string", "format": "date-time"})] | None
Text = Annotated[str, _Given] | None
Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


class Known(Schema):
    """What had been stated, what the database held, and the language of the answer."""

    known_on: Day = Field(
        None,
        description="What had been stated in public by this day; today if left out.",
        examples=["2020-02-21"],
    )
    recorded_at: Time = Field(
        None,
        description="What this database held at that time, with its time zone; the records not superseded if left out.",
        examples=["2026-11-24T12:00:00+00:00"],
    )
    language: Language = Field("en", description="The language of names and sentences.", examples=["en"])


class Asked(Known):
    """A moment and a language: what every dated answer is asked with."""

    as_of: Day = Field(
        None, description="The date in the world, from 2001 to 2100; today if left out.", examples=["2020-02-21"]
    )

    def moment(self) -> Moment:
        """The moment asked about. Refuses impossible and far-away dates, and a recording time before the first."""
        at = asked_moment(self.as_of, self.known_on, self.recorded_at)
        require_recorded_by(at.recorded_at)
        return at


class Paging(Schema):
    """How many rows a page has, and after which row it begins."""

    limit: int = Field(50, ge=1, le=MOST_ROWS, description="The most rows to answer with.", examples=[50])
    cursor: Text = Field(
        None,
        max_length=_LONGEST_CURSOR,
        description="Where the page begins: the `next_cursor` of the page before, unchanged.",
    )


class AskedPage(Asked, Paging):
    """One page of a dated list."""


class TreatyAsked(Schema):
    """Which instrument, and from when a State counts as a Party."""

    instrument: str = Field("ets185", max_length=20, description="An instrument's code.", examples=["ets185"])
    basis: Literal["deposit", "in_force"] = Field(
        "deposit", description="From deposit, as the office counts, or from entry into force for the State."
    )


def asked_day(text: str, name: str) -> date:
    """The day given by the parameter `name`. Refuses an impossible or far-away one under that name."""
    try:
        return asked_moment(text, None).as_of
    except InputError as refusal:
        raise InputError(*(replace(each, column=name) for each in refusal.problems)) from None


def cursor_after(kind: str, parts: tuple[str, ...]) -> str:
    """The cursor of the page that follows the row with these parts of its order."""
    text = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parts_of_cursor(cursor: str, kind: str, length: int) -> tuple[str, ...]:
    """The parts that a cursor of this kind of list holds. Refuses one that is damaged or of another list."""
    refusal = InputError(
        Problem(
            said("the cursor does not belong to this list"),
            column="cursor",
            remedy=said("Give the next_cursor of the page before unchanged, or leave it out to begin."),
        )
    )
    try:
        read = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        texts = [part for part in read if isinstance(part, str)]
        "".join(texts).encode()
    except (ValueError, TypeError, RecursionError):
        raise refusal from None
    if not isinstance(read, list) or len(texts) != len(read) or any("\x00" in text for text in texts):
        raise refusal
    if len(texts) != length + 1 or texts[0] != kind:
        raise refusal
    return tuple(texts[1:])
