"""The figures of reach that go beyond treaty actions: support in projects, crossed with the tiers, and law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.countries.queries import names
from capacita.evidence.queries import sourced_to
from capacita.figures.models import Claim
from capacita.figures.registry import Definition, Parameters, register_figure
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.dates import StatedDate, first_of_month_after
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, names_in_words
from capacita.portfolio.queries import DATASET
from capacita.reach.queries import Partition, Support, partition, support
from capacita.reach.rules import RULE, RULE_VERSION
from capacita.reach.treaty_counts import treaty_value
from capacita.reach.treaty_figures import COUNTS
from capacita.reach.wording import language
from capacita.standards.choices import Status
from capacita.standards.queries import CONVENTION

SUPPORT_RULE = Rule("reach.support", 1)
LAW_RULE = Rule(RULE, RULE_VERSION)


def register() -> None:
    def add(
        id: str,
        unit: str,
        rule: Rule,
        question: Callable[[], str],
        rule_text: Callable[[], str],
        sentence: Callable[[FigureValue], str],
        compute: Callable[[Moment], FigureValue],
    ) -> None:
        def each(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
            return [compute(at)] * len(sets)

        register_figure(Definition(id, question, unit, rule, rule_text, sentence, each))

    add(
        "reach.supported",
        Unit.COUNTRIES,
        SUPPORT_RULE,
        lambda: _("Which countries and areas were in a project under way, global projects apart?"),
        _support_text,
        lambda value: (
            _lead(value)
            + ngettext(
                "%(n)s country or area was in a project",
                "%(n)s countries and areas were in projects",
                int(value.value or 0),
            )
            % {"n": value.value}
        ),
        _supported,
    )
    add(
        "reach.supported_non_parties",
        Unit.COUNTRIES,
        SUPPORT_RULE,
        lambda: _("Which countries and areas in projects were not Parties to the Convention?"),
        _support_text,
        lambda value: (
            _lead(value)
            + ngettext(
                "%(n)s country or area in projects was not a Party",
                "%(n)s countries and areas in projects were not Parties",
                int(value.value or 0),
            )
            % {"n": value.value}
        ),
        lambda at: _crossed("reach.supported_non_parties", at, parties=False),
    )
    add(
        "reach.parties_not_supported",
        Unit.STATES,
        SUPPORT_RULE,
        lambda: _("Which Parties to the Convention were in no project, global projects apart?"),
        _support_text,
        lambda value: (
            _lead(value)
            + ngettext("%(n)s Party was in no project", "%(n)s Parties were in no project", int(value.value or 0))
            % {"n": value.value}
        ),
        lambda at: _crossed("reach.parties_not_supported", at, parties=True),
    )
    add(
        "reach.aligned",
        Unit.STATES,
        LAW_RULE,
        lambda: _("Which other States had laws largely in line with the Convention?"),
        lambda: _(
            "States outside the treaty tiers whose substantive law was assessed, element by element, as largely in line. "
            "Until States are assessed only a lower bound follows: a survey's count of States with such law, less the "
            "States that are Parties, signatories or invited."
        ),
        lambda value: (
            _lead(value)
            + _("at least %s other States had laws largely in line, as far as a survey shows")
            % (value.low if value.low is not None else "?")
        ),
        _aligned,
    )
    add(
        "reach.drawing",
        Unit.STATES,
        LAW_RULE,
        lambda: _("Which further States drew on the Convention for their legislation?"),
        lambda: _(
            "Dated facts that a State drew on the Convention: an explanatory memorandum, a statement in parliament, "
            "a legal opinion used."
        ),
        lambda value: _lead(value) + value.reason,
        _drawing,
    )


def _support_text() -> str:
    return _(
        "A country or area is supported when the terms of a project under way on the date name it, or it had joined the "
        "project by then. Projects with global scope name no countries and are listed apart. A day of joining only "
        "known as a bound leaves the country undetermined."
    )


def _lead(value: FigureValue) -> str:
    return _("On %s, ") % day_in_words(value.at.as_of, language())


def _supported(at: Moment) -> FigureValue:
    found = support(at=at)
    labels = names(language(), at=at)
    return FigureValue(
        id="reach.supported",
        parameters={},
        at=at,
        unit=Unit.COUNTRIES,
        rule=SUPPORT_RULE,
        value=len(found.certain),
        low=len(found.certain),
        high=len(found.certain) + len(found.possible),
        records=_support_records(found, found.certain, labels),
        undetermined=_possible(found, labels),
        left_out=tuple(_projects_apart(found)),
        sourced_to=sourced_to(DATASET, at=at),
    )


def _crossed(id: str, at: Moment, *, parties: bool) -> FigureValue:
    found = support(at=at)
    treaty = partition(at=at, code=CONVENTION)
    labels = names(language(), at=at)
    bound = set(treaty.count(Status.PARTY).certain)
    if parties:
        chosen = frozenset(bound - found.certain)
        open_ones = chosen & found.possible
        records: tuple[Record, ...] = _party_records(treaty, chosen, labels)
        undetermined: tuple[Named, ...] = ()
        uncertain = tuple(Named(each, labels[each], _("may be in a project")) for each in sorted(open_ones))
    else:
        chosen = frozenset(found.certain - bound)
        records = _support_records(found, chosen, labels)
        undetermined = tuple(each for each in _possible(found, labels) if each.key not in bound)
        uncertain = ()
    return FigureValue(
        id=id,
        parameters={},
        at=at,
        unit=Unit.STATES if parties else Unit.COUNTRIES,
        rule=SUPPORT_RULE,
        value=len(chosen),
        low=len(chosen) - len(uncertain),
        high=len(chosen) + len(undetermined),
        records=records,
        undetermined=undetermined,
        uncertain=uncertain,
        left_out=tuple(_projects_apart(found)),
        sourced_to=sourced_to(DATASET, at=at),
    )


def _support_records(found: Support, codes: Iterable[str], labels: Mapping[str, str]) -> tuple[Record, ...]:
    records = []
    for iso2 in codes:
        for line in found.projects_of(iso2):
            row = found.by_project[line.code].by[iso2]
            stated = getattr(row, "known_from", "")
            start = getattr(row, "start", None)
            on = StatedDate(stated) if stated else start if isinstance(start, StatedDate) else None
            records.append(
                Record(
                    f"{row.key}#{iso2}", row.digest, iso2, labels[iso2], line.short_name, on, row.citation_id, row.note
                )
            )
    return tuple(sorted(records, key=lambda each: (each.name, each.what)))


def _party_records(treaty: Partition, codes: frozenset[str], labels: Mapping[str, str]) -> tuple[Record, ...]:
    value = treaty_value(COUNTS[0], treaty, {"instrument": CONVENTION, "basis": "deposit"}, named=labels)
    return tuple(record for record in value.records if record.subject in codes)


def _possible(found: Support, labels: Mapping[str, str]) -> tuple[Named, ...]:
    result = []
    for iso2 in sorted(found.possible):
        lines = [
            found.lines[code].short_name
            for code, each in found.by_project.items()
            if iso2 in each.certain or iso2 in each.possible
        ]
        result.append(
            Named(
                iso2,
                labels[iso2],
                _("may be in %s: the day of joining, or the project's period, is not known")
                % names_in_words(lines, language()),
            )
        )
    return tuple(result)


def _projects_apart(found: Support) -> Iterable[Named]:
    for line in found.global_projects:
        yield Named(line.code, line.short_name, _("global scope: names no countries"))
    for line in found.unrecorded:
        if not line.terms.is_global:
            yield Named(line.code, line.short_name, _("its countries are not recorded"))


def _aligned(at: Moment) -> FigureValue:
    """The lower bound that a survey of the time gives, less the treaty tiers as they were known then."""
    survey = _survey(at)
    treaty = partition(at=Moment(at.as_of, at.as_of, at.recorded_at), code=CONVENTION)
    together = treaty.count(Status.PARTY, Status.SIGNED, Status.INVITED).value
    low = None
    records: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()
    if survey is not None and survey.stated_value is not None:
        low = max(0, int(survey.stated_value) - together)
        records = (
            Record(
                survey.key, survey.digest, survey.key, survey.publisher, survey.text(language()),
                StatedDate(survey.valid_on.isoformat()), survey.citation_id, survey.note,
            ),
        )  # fmt: skip
        notes = (
            _(
                "The survey of %(day)s counted %(n)s States with substantive law largely in place; %(together)s States were "
                "Parties, signatories or invited: at least %(low)s lie outside them."
            )
            % {
                "day": day_in_words(survey.valid_on, language()),
                "n": int(survey.stated_value),
                "together": together,
                "low": low,
            },
        )
    states = len(treaty.states) - together
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
        sourced_to=survey.valid_on if survey else None,
        reason=_("cannot be computed: %(n)s of %(m)s States not assessed") % {"n": states, "m": states},
    )


def _drawing(at: Moment) -> FigureValue:
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
    """The survey of the month, else the latest before the date, of those published by the end of the month known.

    A survey at a month's end speaks for that month.
    """
    rows = Claim.objects.recorded(at).filter(
        kind="survey", figure="legislation.substantive", stated_on__lt=first_of_month_after(at.known_on, 0)
    )
    same_month = rows.filter(valid_on__year=at.as_of.year, valid_on__month=at.as_of.month)
    found: Claim | None = same_month.first() or rows.filter(valid_on__lte=at.as_of).order_by("-valid_on").first()
    return found
