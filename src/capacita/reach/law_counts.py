"""The values of the tiers that rest on law: what a survey bounds, and what cannot be computed yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.evidence.words import current_language
from capacita.figures.models import Claim
from capacita.figures.values import FigureValue, Record, Rule, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.wording import stated_date_in_words
from capacita.reach.queries import partition
from capacita.reach.rules import RULE, RULE_VERSION, TierCount
from capacita.standards.choices import Status
from capacita.standards.queries import CONVENTION, treaty_sourced_to

LAW_RULE = Rule(RULE, RULE_VERSION)


def aligned(at: Moment) -> FigureValue:
    """The lower bound that a survey gives: its count less the States counted in the treaty tiers at the moment.

    So 106 less 74 in February 2020. A State that is undetermined there is no member of them; a note says what it changes.
    """
    survey = _survey(at)
    treaty = partition(at=at, code=CONVENTION)
    counted = treaty.count(Status.PARTY, Status.SIGNED, Status.INVITED)
    low, sources = None, None
    records: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()
    if survey is not None and survey.stated_value is not None:
        low = max(0, int(survey.stated_value) - counted.value)
        until = treaty_sourced_to(treaty.instrument, at=at)
        sources = min(survey.valid_on, until) if until else survey.valid_on
        records = (
            Record(
                survey.key, survey.digest, survey.key, survey.publisher, survey.text(current_language()),
                survey.valid_for, survey.citation_id, survey.note,
            ),
        )  # fmt: skip
        notes = _survey_notes(survey, counted, low)
    states = len(treaty.states) - counted.value
    return FigureValue(
        id="reach.aligned",
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=LAW_RULE,
        value=None,
        low=low,
        high=None,
        records=records,
        notes=notes,
        sourced_to=sources,
        reason=_("cannot be computed: %(n)s of %(m)s States not assessed") % {"n": states, "m": states},
    )


def _survey_notes(survey: Claim, counted: TierCount, low: int) -> tuple[str, ...]:
    words = {
        "day": stated_date_in_words(survey.valid_for, current_language()),
        "n": int(survey.stated_value or 0),
        "together": counted.value,
        "low": low,
    }
    said = (
        _(
            "The survey (%(day)s) counted %(n)s States with substantive law largely in place; %(together)s States were "
            "Parties, signatories or invited: at least %(low)s lie outside them."
        )
        % words
    )
    if not counted.undetermined:
        return (said,)
    return said, _(
        "A State whose invitation on the date is undetermined may be one of them: each such State lowers the bound by one."
    )


def drawing(at: Moment) -> FigureValue:
    return FigureValue(
        id="reach.drawing",
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=LAW_RULE,
        value=None,
        low=None,
        high=None,
        reason=_("cannot be recomputed yet: no dated fact of a State drawing on the Convention is recorded"),
    )


def _survey(at: Moment) -> Claim | None:
    """The latest survey that speaks on the date, of those that had been stated by the known-on date.

    One stated to the day speaks, and is known, from that day on. One stated to the month speaks for that month, and is
    known in it: nobody says on which of its days it came out.
    """
    rows = Claim.objects.recorded(at).filter(kind="survey", figure="legislation.substantive")
    speaking = [
        row
        for row in rows.select_related("citation")
        if row.valid_for.first_day <= at.as_of and row.said_on is not None and row.said_on.first_day <= at.known_on
    ]
    return max(speaking, key=lambda row: (row.valid_on, row.key), default=None)
