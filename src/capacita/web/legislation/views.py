"""Domestic law to read: where it is recorded, a country's law article by article, an article across countries, a law."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from capacita.countries.queries import footnotes, in_order, names
from capacita.evidence.queries import citation_lines
from capacita.figures.queries import surveys
from capacita.figures.registry import figure_series
from capacita.legislation.choices import Readers
from capacita.legislation.figures import recorded_count
from capacita.legislation.models import LegalWork
from capacita.legislation.permissions import may_compare_countries, may_record_law
from capacita.legislation.queries.changes import law_changes
from capacita.legislation.queries.law import LawOn, article_law, articles
from capacita.legislation.queries.law import article as article_of
from capacita.legislation.queries.laws import (
    dates_of,
    law_sourced_to,
    provisions_of_work,
    recorded_countries,
    texts,
    work,
    works,
)
from capacita.legislation.rules.paragraphs import paragraphs
from capacita.web.asking import kept_query, language_of, moment_of
from capacita.web.legislation.article_standing import article_standing
from capacita.web.legislation.rows import article_rows, change_rows, citations_of, groups, line_rows
from capacita.web.pages import kept_private, page, public_page
from capacita.web.standing import standing_of
from capacita.web.templatetags.capacita import beyond_text

# Countries and areas whose law one page of an article gives.
_COUNTRIES = 30


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
        "may_compare": may_compare_countries(standing_of(request)),
        "recorded": recorded_count(at=at),
        "groups": groups(at=at),
        "surveys": surveys(at=at),
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes([iso2 for _name, iso2 in recorded], language, at=at),
    }
    return page(request, "legislation/legislation.html", context)


@public_page
def article(request: HttpRequest, number: str) -> HttpResponse:
    """One article of the Convention: how it stands in public ratings, and the law recorded of it, on the date."""
    return _article(request, number, Readers.PUBLIC)


@kept_private
@require_safe
def office_article(request: HttpRequest, number: str) -> HttpResponse:
    """The same by every approved rating, for whoever may set countries side by side."""
    if not may_compare_countries(standing_of(request)):
        raise Http404
    return _article(request, number, Readers.OFFICE)


def _article(request: HttpRequest, number: str, readers: Readers) -> HttpResponse:
    at, language = moment_of(request), language_of(request)
    found = article_of(number, at=at)
    named, after = names(language, at=at), request.GET.get("after", "")[:2]
    recorded = in_order((named[iso2], iso2) for iso2 in recorded_countries(at=at))
    start = next((index + 1 for index, (_name, iso2) in enumerate(recorded) if iso2 == after), 0)
    shown = recorded[start : start + _COUNTRIES]
    laws = article_law(found.key, at=at, countries=[iso2 for _name, iso2 in shown])
    citations = citations_of(laws.values())
    numbers = [each.article for each in articles(at=at).values()]
    place = numbers.index(found.article)
    standing = article_standing(found.article, readers, at=at, language=language, kept=kept_query(request))
    context = {
        "article": found,
        "readers": readers,
        "may_compare": may_compare_countries(standing_of(request)),
        "standing": standing,
        "rows": [
            (
                iso2,
                name,
                article_rows(laws.get(iso2) or LawOn(found.key, ()), citations),
                standing.status_in(iso2) if standing else None,
            )
            for name, iso2 in shown
        ],
        "more": kept_query(request, after=shown[-1][1]) if start + _COUNTRIES < len(recorded) else "",
        "recorded": recorded_count(at=at),
        "previous": numbers[place - 1] if place else "",
        "next": numbers[place + 1] if place + 1 < len(numbers) else "",
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes(
            {*(iso2 for _name, iso2 in shown), *(standing.countries if standing else ())}, language, at=at
        ),
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
        "records_law": may_record_law(standing_of(request), found.iso2),
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
