"""The figures of the portfolio, registered: projects under way, their budgets together, by type, by funder, one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.evidence.words import current_language
from capacita.figures.registry import (
    Definition,
    Parameter,
    ParameterKind,
    Parameters,
    parameters_in_words,
    register_figure,
)
from capacita.figures.values import FigureValue, Rule, Unit
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.portfolio.budgets import (
    ALL,
    STATED_RULE,
    TERMS_RULE,
    known_types,
    one_budget,
    project_codes,
    project_count,
    stated_totals,
    term_totals,
)
from capacita.portfolio.funding import SHARES_RULE, funder_totals, known_funders
from capacita.portfolio.queries import ongoing, project, projects
from capacita.portfolio.wording import amount_in_words, funder_name_in_words, funding_type_in_words


def _day(value: FigureValue) -> str:
    return day_in_words(value.at.as_of, current_language())


def _said(value: FigureValue) -> str:
    """The one parameter of the value, in words; blank where it is not worth saying."""
    return "".join(words for _label, words in parameters_in_words(value))


def _of_amount(value: FigureValue, words: str, nothing: str) -> str:
    """The sentence of an amount; another one where nothing is recorded."""
    said = {"day": _day(value), "said": _said(value), "amount": amount_in_words(value)}
    return (nothing if value.value is None else words) % said


def _of_type(value: FigureValue) -> str:
    """The funding type to which a total is narrowed, in brackets."""
    return "".join(f" ({words})" for _label, words in parameters_in_words(value))


def _no_sum(value: FigureValue) -> str:
    """What is said where there is no sum: no project is under way, or none of them has a recorded budget."""
    if not ongoing(projects(at=value.at)):
        return _("On %(day)s, no project is recorded as under way")
    return _("On %(day)s, no budget is recorded for the projects under way")


def register() -> None:
    terms_text = lambda: _(  # noqa: E731
        "Of each field of a project: the latest amendment in effect on the date; else a correction that is at least as "
        "precise; else the most precise original statement or restatement. A project is ongoing when its start is known "
        "and not after the date, and its end known and not before it. A rounded statement never replaces an exact one."
    )
    stated_text = lambda: _(  # noqa: E731
        "Each amount as the latest source up to the date printed it, with its rounding."
    )
    share_text = lambda: _(  # noqa: E731
        "A funder's total is made only from stated shares or amounts; the rest is not recorded."
    )
    kinds = (
        Parameter(
            "funding_type",
            ParameterKind.DIMENSION,
            ALL,
            known_types,
            lambda: _("Funding type"),
            lambda kind, _at: "" if kind == ALL else funding_type_in_words(kind),
        ),
    )
    one_project = (
        Parameter(
            "project",
            ParameterKind.PROJECT,
            "",
            project_codes,
            lambda: _("Project"),
            lambda code, at: project(code, at=at).short_name,
            required=True,
        ),
    )

    def add(
        id: str,
        question: Callable[[], str],
        unit: str,
        rule: Rule,
        rule_text: Callable[[], str],
        sentence: Callable[[FigureValue], str],
        compute: Callable[[Sequence[Parameters], Moment], list[FigureValue]],
        parameters: tuple[Parameter, ...] = (),
    ) -> None:
        register_figure(Definition(id, question, unit, rule, rule_text, sentence, compute, parameters))

    add(
        "portfolio.projects",
        lambda: _("Which projects were under way?"),
        Unit.PROJECTS,
        TERMS_RULE,
        terms_text,
        lambda value: (
            ngettext(
                "On %(day)s, %(n)s project was under way",
                "On %(day)s, %(n)s projects were under way",
                int(value.value or 0),
            )
            % {"day": _day(value), "n": value.value}
        ),
        project_count,
    )
    add(
        "portfolio.budget_total",
        lambda: _("What are the budgets of the projects under way, together, by their terms?"),
        Unit.EUR,
        TERMS_RULE,
        terms_text,
        lambda value: (
            _of_amount(
                value,
                _("On %(day)s, the projects under way had budgets of %(amount)s together"),
                _no_sum(value),
            )
            + _of_type(value)
        ),
        term_totals,
        kinds,
    )
    add(
        "portfolio.budget_stated",
        lambda: _("What are the budgets of the projects under way, together, as last stated?"),
        Unit.EUR,
        STATED_RULE,
        stated_text,
        lambda value: (
            _of_amount(
                value,
                _("On %(day)s, the projects under way had stated budgets of %(amount)s together"),
                _no_sum(value),
            )
            + _of_type(value)
        ),
        stated_totals,
        kinds,
    )
    add(
        "portfolio.project_budget",
        lambda: _("What is the budget of the project by its terms?"),
        Unit.EUR,
        TERMS_RULE,
        terms_text,
        lambda value: _of_amount(
            value,
            _("On %(day)s, the budget of %(said)s was %(amount)s"),
            _("On %(day)s, no budget is recorded for %(said)s"),
        ),
        one_budget("portfolio.project_budget", as_stated=False),
        one_project,
    )
    add(
        "portfolio.project_stated",
        lambda: _("What budget of the project was stated last?"),
        Unit.EUR,
        STATED_RULE,
        stated_text,
        lambda value: _of_amount(
            value,
            _("By %(day)s, the budget of %(said)s was last stated as %(amount)s"),
            _("By %(day)s, no budget is recorded for %(said)s"),
        ),
        one_budget("portfolio.project_stated", as_stated=True),
        one_project,
    )
    add(
        "portfolio.funder_total",
        lambda: _("What does the funder give to the projects under way, as far as stated?"),
        Unit.EUR,
        SHARES_RULE,
        share_text,
        lambda value: _of_amount(
            value,
            _("On %(day)s, the projects under way had %(amount)s from this funder, as far as stated: %(said)s"),
            _("On %(day)s, no share or amount of %(said)s is recorded for the projects under way"),
        ),
        funder_totals,
        (
            Parameter(
                "funder",
                ParameterKind.DIMENSION,
                "",
                known_funders,
                lambda: _("Funder"),
                lambda name, at: funder_name_in_words(name, at=at),
                required=True,
            ),
        ),
    )
