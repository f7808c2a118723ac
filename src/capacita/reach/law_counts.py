"""The values of the tiers that rest on law: what a survey bounds, and what cannot be computed yet."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capacita.countries.queries import names
from capacita.evidence.words import current_language
from capacita.figures.models import Claim
from capacita.figures.values import FigureValue, Record, Rule, Unit
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.wording import stated_date_in_words
from capacita.legislation.choices import SubstantiveStatus
from capacita.legislation.queries.convention_uses import convention_uses
from capacita.legislation.queries.status import country_statuses, ratings_behind
from capacita.legislation.rating_words import ratings_in_words
from capacita.legislation.use_catalogue import uses_in_words
from capacita.reach.queries import Partition, partition
from capacita.reach.rules import RULE, RULE_VERSION, TierCount
from capacita.standards.choices import Status
from capacita.standards.queries import CONVENTION, treaty_sourced_to

LAW_RULE = Rule(RULE, RULE_VERSION)


def aligned(at: Moment) -> FigureValue:
    """The States outside the treaty tiers whose substantive law is rated as largely in line, counted once all are rated.

    Until then a lower bound: the States so rated, or what a survey gives, its count less the States counted in the
    treaty tiers, where that is more. So 106 less 74 in February 2020. A State that is undetermined there is no member of
    them; a note says what it changes.
    """
    survey = _survey(at)
    treaty = partition(at=at, code=CONVENTION)
    counted = treaty.count(Status.PARTY, Status.SIGNED, Status.INVITED)
    rated = _rated(treaty, counted, at)
    in_line = sorted(iso2 for iso2, is_in_line in rated.items() if is_in_line)
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
    left = states - len(rated)
    if in_line:
        records += _rating_records(in_line, at)
        low = max(low or 0, len(in_line))
    return FigureValue(
        id="reach.aligned",
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=LAW_RULE,
        value=None if left else len(in_line),
        low=low if left else len(in_line),
        high=None if left else len(in_line),
        records=records,
        notes=notes,
        sourced_to=sources,
        reason=_("cannot be computed: %(n)s of %(m)s States not assessed") % {"n": left, "m": states} if left else "",
    )


def _rated(treaty: Partition, counted: TierCount, at: Moment) -> dict[str, bool]:
    """The States outside the treaty tiers whose status of substantive law is certain: whether it is largely in line."""
    outside = treaty.states - set(counted.certain)
    return {
        iso2: each.substantive.lowest.low is SubstantiveStatus.LARGELY_IN_LINE
        for iso2, each in country_statuses(at=at).items()
        if iso2 in outside and each.is_assessed("substantive") and each.substantive.lowest.is_certain
    }


def is_by_ratings(value: FigureValue) -> bool:
    """Whether the lower bound is the count of the States that are rated, and not what a survey gives."""
    rated = {record.subject for record in value.records} - {record.key for record in value.records}
    return bool(rated) and value.low == len(rated)


def _rating_records(states: Sequence[str], at: Moment) -> tuple[Record, ...]:
    """The public ratings of their elements on which the count rests."""
    named = names(current_language(), at=at)
    behind = ratings_behind(states, at=at)
    return tuple(
        Record(
            row.key, row.digest, iso2, named[iso2], said.text, StatedDate(row.holds_from.isoformat()), row.citation_id,
            row.note,
        )
        for iso2 in states
        for row, said in zip(behind[iso2], ratings_in_words(behind[iso2], at), strict=True)
    )  # fmt: skip


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
    """The States outside the treaty tiers, and not counted as in line, of which a use of the Convention is recorded.

    A floor: nobody looked for such uses everywhere.
    """
    uses = convention_uses(at=at)
    treaty = partition(at=at, code=CONVENTION)
    counted = treaty.count(Status.PARTY, Status.SIGNED, Status.INVITED)
    in_line = {iso2 for iso2, is_in_line in _rated(treaty, counted, at).items() if is_in_line} if uses else set()
    outside = treaty.states - set(counted.certain) - in_line
    chosen = [each for each in uses if each.iso2 in outside]
    value = len({each.iso2 for each in chosen}) if uses else None
    words = uses_in_words(chosen, at)
    named = names(current_language(), at=at)
    return FigureValue(
        id="reach.drawing",
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=LAW_RULE,
        value=value,
        low=value,
        high=None,
        records=tuple(
            Record(
                each.key, each.digest, each.iso2, named[each.iso2], said.text, each.stated, each.citation_id, each.note
            )
            for each, said in zip(chosen, words, strict=True)
        ),
        is_floor=value is not None,
        reason=""
        if uses
        else _("cannot be recomputed yet: no dated fact of a State drawing on the Convention is recorded"),
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
