"""The portfolio for a date, and one project with the statements its terms come from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from capacita.countries.choices import FootnoteStyle
from capacita.countries.queries import footnotes, in_order, names
from capacita.evidence.permissions import may_see_files
from capacita.evidence.queries import with_citations
from capacita.figures.registry import figure, figure_series
from capacita.people.choices import ScopeKind, Verb
from capacita.people.rules import Scope
from capacita.portfolio.budgets import funders, funding_types
from capacita.portfolio.choices import EUROPEAN_JOINT, Course
from capacita.portfolio.queries import ProjectLine, coverage, ongoing, project_groupings, projects, undetermined
from capacita.portfolio.queries import project as project_of
from capacita.portfolio.rules import funder
from capacita.portfolio.wording import funder_in_words, funder_name_in_words, funding_type_in_words, period_in_words
from capacita.review.permissions import may_record_of
from capacita.web.asking import language_of, moment_of
from capacita.web.drawings import page_bars
from capacita.web.pages import page, public_page
from capacita.web.standing import standing_of


@public_page
def portfolio(request: HttpRequest) -> HttpResponse:
    """Projects under way with their bars and budgets, totals by funding type and funder, the others by name."""
    at, language = moment_of(request), language_of(request)
    lines = [line for line in projects(at=at) if line.is_known]
    running = ongoing(lines)
    budgets = figure_series("portfolio.project_budget", at=at, parameters=[{"project": line.code} for line in running])
    types, givers = funding_types(lines), funders(lines)
    context = {
        "count": figure("portfolio.projects", at=at),
        "budget": figure("portfolio.budget_total", at=at),
        "stated": figure("portfolio.budget_stated", at=at),
        "bars": page_bars(running, budgets, at=at, language=language),
        "by_type": list(
            zip(
                [funding_type_in_words(each) for each in types],
                figure_series("portfolio.budget_total", at=at, parameters=[{"funding_type": each} for each in types]),
                strict=True,
            )
        ),
        "by_funder": list(
            zip(
                [funder_name_in_words(each, at=at) for each in givers],
                figure_series("portfolio.funder_total", at=at, parameters=[{"funder": each} for each in givers]),
                strict=True,
            )
        ),
        "open": undetermined(lines),
        "ended": [line for line in lines if line.course is Course.ENDED],
        "ahead": [line for line in lines if line.course is Course.BEFORE],
    }
    return page(request, "portfolio/portfolio.html", context)


@public_page
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project as of the moment: terms, how they changed, countries, funders, what came before and after."""
    at, language = moment_of(request), language_of(request)
    line = project_of(code, at=at)
    everyone = projects(at=at)
    covered = coverage(line, project_groupings([line], at=at))
    named = names(language, at=at)
    style = (
        FootnoteStyle.JOINT if line.terms.text_of("funding_type") == EUROPEAN_JOINT else FootnoteStyle.COUNCIL_OF_EUROPE
    )
    context = {
        "line": line,
        "period": period_in_words(line.terms, language),
        "funding_type": funding_type_in_words(line.terms.text_of("funding_type")),
        "budget": figure("portfolio.project_budget", at=at, project=line.code),
        "stated": figure("portfolio.project_stated", at=at, project=line.code),
        "terms": _terms(line),
        "statements": with_citations(
            sorted(
                (row for row in line.rows if row.as_statement().known_by(at.known_on)),
                key=lambda row: row.known_from,
                reverse=True,
            )
        ),
        "unknown": with_citations(row for row in line.rows if not row.known_from),
        "funders": [funder_in_words(funder(text), at=at) for text in line.terms.list_of("funders")],
        "countries": in_order((named[iso2], iso2) for iso2 in covered.certain),
        "possible": in_order((named[iso2], iso2) for iso2 in covered.possible),
        "at_its_end": in_order((named[iso2], iso2) for iso2 in _covered_at_end(line)),
        "coverage": covered,
        "footnotes": footnotes(covered.certain | covered.possible, language, style=style, at=at),
        "before": next((each for each in everyone if each.code == line.predecessor), None),
        "after": [each for each in everyone if each.predecessor == line.code],
        "whole": next((each for each in everyone if each.code == line.part_of), None),
        "parts": [each for each in everyone if each.part_of == line.code],
        "sees_files": may_see_files(standing_of(request), Scope(ScopeKind.PROJECT, line.code)),
        "records_terms": may_record_of(standing_of(request), "project_terms", Scope(ScopeKind.PROJECT, line.code)),
        "reads": standing_of(request).may(Verb.READ_INTERNAL, Scope(ScopeKind.PROJECT, line.code)),
    }
    return page(request, "portfolio/project.html", context)


def _covered_at_end(line: ProjectLine) -> frozenset[str]:
    """The countries and areas of a project that has ended, on its last day."""
    end = line.terms.date_of("end")
    if line.course is not Course.ENDED or end is None:
        return frozenset()
    last = replace(line, at=replace(line.at, as_of=end.last_day))
    return coverage(last, project_groupings([line], at=line.at)).certain


def _terms(line: ProjectLine) -> list[tuple[str, Any]]:
    return [
        (name, getattr(line.terms, name))
        for name in ("start", "end", "objective")
        if getattr(line.terms, name) is not None
    ]
