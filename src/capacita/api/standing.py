"""Where a State stands under an instrument, as answers give it. The standing itself is worked out in standards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ninja import Field, Schema

from capacita.api.shapes import StatedOn, stated_on
from capacita.kernel.moment import Moment
from capacita.standards.choices import Basis
from capacita.standards.models import Instrument, TreatyAction
from capacita.standards.rules import Standing, known, standing
from capacita.standards.wording import standing_in_words


class DecidingAct(Schema):
    """The act that decides a standing: a record of /treaty-actions."""

    key: str
    act: str
    on: StatedOn | None


class StandingAnswer(Schema):
    """A status with what is uncertain about it."""

    status: str = Field(description="party, consented (only on basis in_force), signed, invited or none.")
    words: str = Field(description="The status and its date in the language asked for.")
    possible: list[str] = Field(
        description="All statuses that the recorded dates allow; more than one is undetermined."
    )
    may_have_lapsed: bool = Field(description="Whether an invitation's time has passed without a stated lapse.")
    decided_by: DecidingAct | None


class InstrumentStanding(Schema):
    """A standing under one instrument, counted from deposit; null where no treaty action was compiled for it."""

    instrument: str
    title: str
    standing: StandingAnswer | None
    sourced_to: date | None
    beyond_sources: bool


def standing_answer(found: Standing, instrument: Instrument, on: date, basis: Basis = Basis.DEPOSIT) -> StandingAnswer:
    act = found.decided_by
    return StandingAnswer(
        status=found.status.value,
        words=standing_in_words(found, instrument, on, basis),
        possible=sorted(status.value for status in found.possible),
        may_have_lapsed=found.may_have_lapsed,
        decided_by=DecidingAct(key=act.key, act=act.act.value, on=stated_on(act.on)) if act else None,
    )


def instrument_standing(
    instrument: Instrument, acts: Sequence[TreatyAction], at: Moment, language: str, sourced_to: date | None
) -> InstrumentStanding:
    """The standing of the State whose acts under the instrument these are."""
    stated = known([each.as_act() for each in acts], at.known_on)
    return InstrumentStanding(
        instrument=instrument.code,
        title=instrument.short(language),
        standing=standing_answer(standing(stated, instrument.terms, on=at.as_of), instrument, at.as_of)
        if instrument.dataset
        else None,
        sourced_to=sourced_to,
        beyond_sources=sourced_to is not None and at.as_of > sourced_to,
    )
