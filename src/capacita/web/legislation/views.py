"""Domestic law to read: where it is recorded, a country's law article by article, an article across countries, a law."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from capacita.countries.queries import country, footnotes, in_order, names
from capacita.evidence.queries import citation_lines, with_citations
from capacita.figures.queries import surveys
from capacita.figures.registry import figure, figure_series
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.legislation.models import LegalWork
from capacita.legislation.permissions import may_record_law
from capacita.legislation.queries.changes import between, law_changes
from capacita.legislation.queries.convention_uses import convention_uses
from capacita.legislation.queries.law import LawOn, article_law, articles, country_law
from capacita.legislation.queries.law import article as article_of
from capacita.legislation.queries.laws import (
    dates_of,
    law_sourced_to,
    provisions_of_work,
    recorded_countries,
    texts,
    with_versions,
    work,
    works,
)
from capacita.legislation.rules.paragraphs import paragraphs
from capacita.people.choices import ScopeKind, Verb
from capacita.people.rules import Scope
from capacita.web.asking import language_of, moment_of
from capacita.web.legislation.rows import article_rows, change_rows, citations_of, groups, line_rows
from capacita.web.pages import page, public_page
from capacita.web.standing import standing_of
from capacita.web.templatetags.capacita import beyond_text


@public_page
def legislation(request: HttpRequest) -> HttpResponse:
    """The countries and areas of which law is recorded, the articles, and what surveys said of all States."""
    at, language = moment_of(request), language_of(request)
    named = names(language, at=at)
    recorded = in_order((named[iso2], iso2) for iso2 in recorded_countries(at=at))
    counts = figure_series("legislation.provisions", at=at, parameters=[{"country": iso2} for _name, iso2 in recorded])
    laws: dict[str, list[LegalWork]] = {}
    for each in works(at=at):
        laws.setdefault(each.iso2, []).append(each)
    rows = [
        {"iso2": iso2, "name": name, "count": count, "laws": laws[iso2]}
        for (name, iso2), count in zip(recorded, counts, strict=True)
    ]
    context = {
        "rows": rows,
        "recorded": figure("legislation.countries", at=at),
        "groups": groups(at=at),
        "surveys": surveys(at=at),
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes([iso2 for _name, iso2 in recorded], language, at=at),
    }
    return page(request, "legislation/legislation.html", context)


@public_page
def profile(request: HttpRequest, iso2: str) -> HttpResponse:
    """A country's law on the date, article by article, and what changed in it between two dates."""
    at, language = moment_of(request), language_of(request)
    record = country(iso2, at=at)
    found = country_law(record.iso2, at=at)
    citations, versions = citations_of(found.values()), with_versions(record.iso2, at=at)
    start = _start(request, at)
    changed, undated = between(law_changes(at=at, iso2=record.iso2), start, at.as_of)
    context = {
        "country": record,
        "rates": standing_of(request).may(Verb.ASSESS_LAW, Scope(ScopeKind.COUNTRY, record.iso2)),
        "name": names(language, at=at)[record.iso2],
        "count": figure("legislation.provisions", at=at, country=record.iso2)
        if _is_recorded(record.iso2, at)
        else None,
        "groups": [
            (group, [(each, article_rows(found[each.key], citations, versions)) for each in group.articles])
            for group in groups(at=at)
        ],
        "laws": list(works(at=at, iso2=record.iso2)),
        "uses": with_citations(convention_uses(at=at, iso2=record.iso2)),
        "territories": sorted({line.territory for law in found.values() for line in law.lines if line.territory}),
        "start": start,
        "changes": change_rows(changed),
        "undated": change_rows(undated),
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes([record.iso2], language, at=at),
    }
    return page(request, "legislation/profile.html", context)


@public_page
def article(request: HttpRequest, number: str) -> HttpResponse:
    """One article of the Convention: the law recorded of it in every country and area, on the date."""
    at, language = moment_of(request), language_of(request)
    found = article_of(number, at=at)
    laws, named = article_law(found.key, at=at), names(language, at=at)
    citations = citations_of(laws.values())
    recorded = in_order((named[iso2], iso2) for iso2 in recorded_countries(at=at))
    numbers = [each.article for each in articles(at=at).values()]
    place = numbers.index(found.article)
    context = {
        "article": found,
        "rows": [
            (iso2, name, article_rows(laws.get(iso2) or LawOn(found.key, ()), citations)) for name, iso2 in recorded
        ],
        "recorded": figure("legislation.countries", at=at),
        "previous": numbers[place - 1] if place else "",
        "next": numbers[place + 1] if place + 1 < len(numbers) else "",
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes([iso2 for _name, iso2 in recorded], language, at=at),
    }
    return page(request, "legislation/article.html", context)


@public_page
def law(request: HttpRequest, key: str) -> HttpResponse:
    """One law: its citation and dates, what happened to it, its provisions on the date, their texts where recorded."""
    at, language = moment_of(request), language_of(request)
    found = work(key, at=at)
    lines = provisions_of_work(found.key, at=at)
    known, held = articles(at=at), texts(found.key, at=at)
    citations = citations_of([LawOn("", tuple(lines))])
    words = citation_lines([each.citation_id for rows in held.values() for each in rows])
    context = {
        "law": found,
        "records": may_record_law(standing_of(request), found.iso2),
        "dates": dates_of([found], at=at)[found.key],
        "cited": citation_lines([found.citation_id]).get(found.citation_id),
        "name": names(language, at=at)[found.iso2],
        "provisions": [
            {
                "row": row,
                "articles": [known[each] for each in row.line.provision.articles if each in known],
                "beside": [known[each] for each in row.line.provision.does_not_satisfy if each in known],
                "texts": [
                    (each, paragraphs(each.text), words.get(each.citation_id))
                    for each in held.get(row.line.provision.key, ())
                ],
            }
            for row in line_rows(lines, citations)
        ],
        "changes": [
            (change, cited, change.on is not None and change.on.first_day > at.as_of)
            for change, cited in change_rows(law_changes(at=at, work_key=found.key))
        ],
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes([found.iso2], language, at=at),
    }
    return page(request, "legislation/law.html", context)


def _is_recorded(iso2: str, at: Moment) -> bool:
    return iso2 in recorded_countries(at=at)


def _start(request: HttpRequest, at: Moment) -> date | None:
    """The first of the two dates between which changes are shown; None: since the records begin."""
    given = request.GET.get("from")
    if not given:
        return None
    start = asked_moment(given, None, None).as_of
    if start > at.as_of:
        raise InputError(
            Problem(
                _("the first date, %(start)s, lies after the second, %(end)s") % {"start": start, "end": at.as_of},
                column="from",
                remedy=_("Exchange the two dates."),
            )
        )
    return start
