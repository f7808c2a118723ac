"""The figures of domestic law: of whom any is recorded, and how many recorded provisions are in force on a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.countries.queries import in_order, names
from capacita.evidence.words import current_language
from capacita.figures.registry import Definition, Parameter, ParameterKind, Parameters, register_figure
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, number_in_words
from capacita.legislation.choices import Force
from capacita.legislation.models import LawProvision
from capacita.legislation.queries.law import LawLine, law_lines
from capacita.legislation.queries.laws import law_sourced_to, recorded_countries, works
from capacita.legislation.rules.in_force import RULE, RULE_VERSION
from capacita.legislation.wording import provision_name, standing_in_words

RECORDED_RULE = Rule("legislation.recorded", 1)
FORCE_RULE = Rule(RULE, RULE_VERSION)
ALL = "all"


def register() -> None:
    """Make both figures known to the registry."""
    register_figure(
        Definition(
            "legislation.countries",
            lambda: _("For which countries and areas is domestic law recorded?"),
            Unit.COUNTRIES,
            RECORDED_RULE,
            lambda: _(
                "A country or area counts where at least one law of it is recorded that had been stated by the known-on "
                "date. That nothing is recorded says nothing about its law."
            ),
            lambda value: (
                ngettext(
                    "Domestic law of %(n)s country or area is recorded",
                    "Domestic law of %(n)s countries and areas is recorded",
                    int(value.value or 0),
                )
                % _said(value)
            ),
            lambda sets, at: [_countries(at)] * len(sets),
        )
    )
    register_figure(
        Definition(
            "legislation.provisions",
            lambda: _("How many recorded provisions of domestic law were in force?"),
            Unit.PROVISIONS,
            FORCE_RULE,
            lambda: _(
                "A recorded provision that serves an article of the Convention counts where it was certainly in force: "
                "commenced, and not repealed, replaced, struck down or suspended. Where a day is not known it is "
                "undetermined and not counted. Records of an absence, and provisions that do not satisfy an article, are "
                "left out. The count says how much is recorded, and nothing about how well the law fits."
            ),
            lambda value: (
                ngettext(
                    "On %(day)s, %(n)s recorded provision of domestic law was in force%(of)s",
                    "On %(day)s, %(n)s recorded provisions of domestic law were in force%(of)s",
                    int(value.high or 0),
                )
                % _said(value)
            ),
            _provisions,
            (
                Parameter(
                    "country",
                    ParameterKind.COUNTRY,
                    ALL,
                    lambda at: (ALL, *recorded_countries(at=at)),
                    lambda: _("Country or area"),
                    lambda code, at: "" if code == ALL else names(current_language(), at=at)[code],
                ),
            ),
        )
    )


def _said(value: FigureValue) -> dict[str, str]:
    code = value.parameters.get("country", ALL)
    named = "" if code == ALL else f" ({names(current_language(), at=value.at)[code]})"
    return {
        "day": day_in_words(value.at.as_of, current_language()),
        "n": _counted(value),
        "of": named,
    }


def _counted(value: FigureValue) -> str:
    """The number; where days are not known both, without the provisions that are undetermined and with them."""
    low, high = (number_in_words(int(each or 0), current_language()) for each in (value.low, value.high))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def recorded_count(*, at: Moment) -> FigureValue:
    """The figure of countries without its records, for a page that shows the count and links to the receipt."""
    count = len(recorded_countries(at=at))
    return FigureValue(
        id="legislation.countries",
        parameters={},
        at=at,
        unit=Unit.COUNTRIES,
        rule=RECORDED_RULE,
        value=count,
        low=count,
        high=count,
        sourced_to=law_sourced_to(at=at),
    )


def _countries(at: Moment) -> FigureValue:
    """The same with every law of those that count."""
    named, rows = names(current_language(), at=at), list(works(at=at))
    ordered = {iso2: place for place, (_name, iso2) in enumerate(in_order((named[row.iso2], row.iso2) for row in rows))}
    records = tuple(
        Record(
            row.key, row.digest, row.iso2, named[row.iso2], f"{row.title}, {row.official_citation}",
            row.dates.adopted, row.citation_id, row.note,
        )
        for row in sorted(rows, key=lambda each: (ordered[each.iso2], each.key))
    )  # fmt: skip
    return replace(recorded_count(at=at), records=records)


def _provisions(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    """One value for each country asked for: its provisions are read once for all."""
    codes = {each["country"] for each in sets}
    rows = LawProvision.objects.recorded(at)
    lines = [
        line for line in law_lines(rows if ALL in codes else rows.filter(iso2__in=codes), at=at)
        if line.provision.articles and not line.provision.absent_as_of
    ]  # fmt: skip
    return [_of_country(each["country"], lines, at) for each in sets]


def _of_country(code: str, lines: Sequence[LawLine], at: Moment) -> FigureValue:
    asked = [line for line in lines if code in (ALL, line.provision.iso2)]
    counted = [line for line in asked if line.standing.force is Force.IN_FORCE]
    open_ones = [line for line in asked if line.standing.force is Force.UNDETERMINED]
    return FigureValue(
        id="legislation.provisions",
        parameters={"country": code},
        at=at,
        unit=Unit.PROVISIONS,
        rule=FORCE_RULE,
        value=len(counted),
        low=len(counted),
        high=len(counted) + len(open_ones),
        records=tuple(
            Record(
                line.provision.key, line.provision.digest, line.provision.iso2, _name(line), standing_in_words(line),
                line.standing.on, line.provision.citation_id, line.provision.note,
            )
            for line in counted
        ),
        undetermined=tuple(Named(line.provision.key, _name(line), standing_in_words(line)) for line in open_ones),
        sourced_to=law_sourced_to(at=at),
    )  # fmt: skip


def _name(line: LawLine) -> str:
    return provision_name(line.work.title, line.provision.ref)
