"""What funders give: their stated shares and amounts in the projects under way, and nothing that nobody stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from capacita.evidence.words import current_language
from capacita.figures.registry import Parameters
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.portfolio.budgets import term_record, undetermined_projects
from capacita.portfolio.models import ProjectTerms
from capacita.portfolio.queries import ProjectLine, ongoing, projects, projects_sourced_to
from capacita.portfolio.rules import FUNDER_RULE, FUNDER_VERSION, funder, funder_amount
from capacita.portfolio.wording import sum_in_words

SHARES_RULE = Rule(FUNDER_RULE, FUNDER_VERSION)


def funder_totals(sets: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    lines = projects(at=at)
    return [_funder_total(each, lines, at) for each in sets]


def _funder_total(parameters: Parameters, lines: list[ProjectLine], at: Moment) -> FigureValue:
    """The stated shares and amounts of one funder in the projects under way.

    One whose share nobody stated is left out by name and makes the sum a floor; one that may be under way is
    undetermined. Either opens `high`.
    """
    records: list[Record] = []
    silent: list[Named] = []
    for line in ongoing(lines):
        for text in _given_by(line, parameters["funder"]):
            amount = funder_amount(funder(text), line.terms.money)
            if amount is None or amount.currency != "EUR":
                silent.append(Named(line.code, line.short_name, _("share not recorded (stated: %s)") % text))
            else:
                words = sum_in_words(amount.amount, amount.step, current_language())
                base = term_record(line, line.terms.funders)
                records.append(replace(base, what=text, amount=amount.amount, amount_text=words))
    open_ones = undetermined_projects([line for line in lines if _given_by(line, parameters["funder"])])
    value = sum((record.amount or Decimal(0) for record in records), Decimal(0)) if records else None
    return FigureValue(
        id="portfolio.funder_total",
        parameters=parameters,
        at=at,
        unit=Unit.EUR,
        rule=SHARES_RULE,
        value=value,
        low=value,
        high=None if silent or open_ones else value,
        records=tuple(records),
        undetermined=open_ones,
        left_out=tuple(silent),
        sourced_to=projects_sourced_to(at=at),
        reason="" if records else _("no share or amount of this funder was stated"),
        is_floor=bool(records and silent),
    )


def _given_by(line: ProjectLine, name: str) -> list[str]:
    """What the terms of a project say of one funder, as stated."""
    return [one.text for one in (funder(text) for text in line.terms.list_of("funders")) if one.name == name]


@once
def known_funders(at: Moment) -> Sequence[str]:
    """Every funder that a statement recorded at the moment names, by name."""
    rows = ProjectTerms.objects.recorded(at).exclude(funders="").values_list("funders", flat=True)
    named = (funder(text) for row in rows for text in row.split(";") if text.strip())
    return sorted({one.name for one in named if one.is_named})
