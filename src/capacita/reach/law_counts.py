"""The values of the tiers that rest on law: what a survey bounds, and what cannot be computed yet."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.countries.queries import names
from capacita.evidence.words import current_language
from capacita.figures.models import Claim
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.wording import stated_date_in_words
from capacita.legislation.queries.convention_uses import possible_uses
from capacita.legislation.queries.status import ratings_behind
from capacita.legislation.rating_words import ratings_in_words
from capacita.legislation.use_catalogue import uses_in_words
from capacita.reach.choices import Tier
from capacita.reach.queries import Partition
from capacita.reach.rules import RULE, RULE_VERSION, TierCount
from capacita.reach.treaty_counts import named_in_order
from capacita.standards.choices import Status
from capacita.standards.queries import treaty_sourced_to

# What a State did under the treaty, in any tier that is closer than those of law.
ACTED = tuple(each for each in Status if each is not Status.NONE)
LAW_RULE = Rule(RULE, RULE_VERSION)


def aligned(found: Partition) -> FigureValue:
    """The States outside the treaty tiers whose substantive law is rated as largely in line, counted once all are rated.

    Until then a lower bound: the States so rated, or what a survey gives, its count less the States counted in the
    treaty tiers, where that is more. So 106 less 74 in February 2020. A State that is undetermined there is no member of
    them; a note says what it changes. A State whose law is rated in part, so that what is left decides, is undetermined.
    """
    at = found.at
    survey, acted, by_law = _survey(at), found.count(*ACTED), found.count_placed(Tier.ALIGNED)
    low, sources = by_law.low if by_law.certain else None, None
    records: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()
    outside = found.states - set(acted.certain)
    missing = sum(not found.law(state).is_assessed for state in outside)
    if missing and survey is not None and survey.stated_value is not None:
        implied = max(0, int(survey.stated_value) - acted.value)
        low = max(low or 0, implied)
        until = treaty_sourced_to(found.instrument, at=at)
        sources = min(survey.valid_on, until) if until else survey.valid_on
        records = (
            Record(
                survey.key, survey.digest, survey.key, survey.publisher, survey.text(current_language()),
                survey.valid_for, survey.citation_id, survey.note,
            ),
        )  # fmt: skip
        notes = _survey_notes(survey, acted, implied)
        if by_law.certain:
            notes += (_by_name_note(by_law.value),)
    named = names(current_language(), at=at)
    return FigureValue(
        id="reach.aligned",
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=LAW_RULE,
        value=None if missing else by_law.value,
        low=low if missing else by_law.low,
        high=None if missing else by_law.high,
        records=records + _rating_records(by_law.certain, at),
        undetermined=named_in_order(
            Named(state, named[state], _why_open(found, state)) for state in by_law.undetermined
        ),
        uncertain=named_in_order(
            Named(state, named[state], _("may stand in a closer tier by its acts")) for state in by_law.uncertain
        ),
        notes=notes,
        sourced_to=sources,
        reason=_("cannot be computed: %(n)s of %(m)s States not assessed") % {"n": missing, "m": len(outside)}
        if missing
        else "",
        missing=_("not assessed") if missing else "",
    )


def _by_name_note(n: int) -> str:
    """What beside a survey's bound tells how many of the States are known by name."""
    return ngettext(
        "%(n)s State is rated so in public, and stands in this tier by name.",
        "%(n)s States are rated so in public, and stand in this tier by name.",
        n,
    ) % {"n": n}


def _why_open(found: Partition, state: str) -> str:
    """Why the law of a State that is not counted may be largely in line, or may be what decides where it stands."""
    if found.standing(state).status is not Status.NONE:
        return _("may not stand in a closer tier")
    return _("what is not assessed decides")


def is_by_ratings(value: FigureValue) -> bool:
    """Whether the lower bound is the count of the States that are rated, and not what a survey gives."""
    rated = {record.subject for record in value.records} - {record.key for record in value.records}
    return bool(rated) and value.low == len(rated) - len(value.uncertain)


def _rating_records(states: Sequence[str], at: Moment) -> tuple[Record, ...]:
    """The public ratings of their elements on which the count rests."""
    if not states:
        return ()
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


def _survey_notes(survey: Claim, acted: TierCount, low: int) -> tuple[str, ...]:
    words = {
        "day": stated_date_in_words(survey.valid_for, current_language()),
        "n": int(survey.stated_value or 0),
        "together": acted.value,
        "low": low,
    }
    said = (
        _(
            "The survey (%(day)s) counted %(n)s States with substantive law largely in place; %(together)s States were "
            "Parties, signatories or invited: at least %(low)s lie outside them."
        )
        % words
    )
    if not acted.undetermined:
        return (said,)
    return said, _(
        "A State whose invitation on the date is undetermined may be one of them: each such State lowers the bound by one."
    )


def drawing(found: Partition) -> FigureValue:
    """The States outside the treaty tiers, and not counted as in line, of which a use of the Convention is recorded.

    A floor: nobody looked for such uses everywhere.
    """
    at = found.at
    recorded = possible_uses(at=at)
    counted = found.count_placed(Tier.DRAWING)
    chosen = [each for each in recorded if each.iso2 in counted.certain and each.stated.certain_by(at.as_of)]
    words = uses_in_words(chosen, at)
    named = names(current_language(), at=at)
    return FigureValue(
        id="reach.drawing",
        parameters={},
        at=at,
        unit=Unit.STATES,
        rule=LAW_RULE,
        value=counted.value if recorded else None,
        low=counted.low if recorded else None,
        high=None,
        records=tuple(
            Record(
                each.key, each.digest, each.iso2, named[each.iso2], said.text, each.stated, each.citation_id, each.note
            )
            for each, said in zip(chosen, words, strict=True)
        ),
        undetermined=named_in_order(
            Named(state, named[state], _why_undrawn(found, state)) for state in counted.undetermined
        ),
        uncertain=named_in_order(
            Named(state, named[state], _("may stand in a closer tier")) for state in counted.uncertain
        ),
        is_floor=bool(recorded),
        reason=""
        if recorded
        else _("cannot be recomputed yet: no dated fact of a State drawing on the Convention is recorded"),
    )


def _why_undrawn(found: Partition, state: str) -> str:
    if found.law(state).may_draw:
        return _("the date of its use is not known to the day")
    return _("may not stand in a closer tier")


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
