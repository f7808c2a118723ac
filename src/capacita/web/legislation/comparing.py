"""Up to four countries article by article, and the gaps of countries with what comes first: for staff, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from capacita.countries.queries import country, footnotes, in_order, names
from capacita.evidence.queries import citation_lines
from capacita.evidence.workbooks import MEDIA_TYPE
from capacita.kernel.moment import Moment
from capacita.legislation.alignment import requirements
from capacita.legislation.choices import Rating, Readers
from capacita.legislation.comparing import comparison_table, gap_table, priority_in_words
from capacita.legislation.models import RATINGS
from capacita.legislation.permissions import may_compare_countries
from capacita.legislation.queries.gaps import Gap, gaps
from capacita.legislation.queries.status import CountryStatus, rated_countries, rated_or_blank
from capacita.legislation.rating_words import rating_in_words
from capacita.legislation.rules.gaps import Priority
from capacita.legislation.sheet_tables import SheetTable
from capacita.people.choices import ScopeKind
from capacita.standards.queries import CONVENTION, elements
from capacita.web.asking import kept_query, language_of, moment_of
from capacita.web.exporting import note_export
from capacita.web.legislation.status_rows import evidence_address, group_rows, status_of
from capacita.web.pages import View, kept_private, page
from capacita.web.standing import standing_of

# A name for each: the form in the bar keeps one value of a name when the date is changed.
_NAMES = ("country", "country2", "country3", "country4")
_MOST_SHOWN = 100


def _for_comparers(view: View) -> View:
    """Answers as if the page were absent to whoever may not set countries side by side."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not may_compare_countries(standing_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return kept_private(require_safe(guarded))


@_for_comparers
def compare(request: HttpRequest) -> HttpResponse:
    """The countries chosen side by side, by every approved rating."""
    at, language = moment_of(request), language_of(request)
    chosen, named = _chosen(request, at), names(language, at=at)
    found = [_status(iso2, at) for iso2 in chosen]
    rated = rated_countries(at=at, public_only=False)
    context = {
        "chosen": [(iso2, named[iso2]) for iso2 in chosen],
        "places": [(name, chosen[index] if index < len(chosen) else "") for index, name in enumerate(_NAMES)],
        "choices": [(iso2, name) for name, iso2 in in_order((named[each], each) for each in {*rated, *chosen})],
        "rows": [
            (
                article,
                [
                    (
                        named[each.iso2],
                        status_of(each.lowest.articles[number], evidence_address(each.iso2, number, _OFFICE)),
                    )
                    for each in found
                ],
            )
            for number, article in requirements().articles.items()
        ],
        "results": [list(rows) for rows in zip(*(group_rows(each, _OFFICE, at) for each in found), strict=True)],
        "query": _same(request, chosen),
        "footnotes": footnotes(chosen, language, at=at),
    }
    return page(request, "legislation/compare.html", context)


@_for_comparers
def compare_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as CSV or workbook."""
    at = moment_of(request)
    chosen = _chosen(request, at)
    found = [_status(iso2, at) for iso2 in chosen]
    return _handed_out(request, comparison_table(found, names(language_of(request), at=at)), ending, at, chosen)


@_for_comparers
def gap_list(request: HttpRequest) -> HttpResponse:
    """Core elements that are not met or only partly, of all countries or those chosen, the first to be closed first."""
    at, language = moment_of(request), language_of(request)
    chosen, named = _chosen(request, at), names(language, at=at)
    found = _gaps(chosen, at)
    shown = found[:_MOST_SHOWN]
    citations = citation_lines(each.rating.citation_id for each in shown)
    questions = _questions(at)
    rows: list[dict[str, Any]] = [
        {
            "gap": each,
            "name": named[each.rating.iso2],
            "address": evidence_address(each.rating.iso2, each.number, _OFFICE),
            "element": each.rating.element_key.rpartition("/")[2],
            "question": questions.get(each.rating.element_key, ""),
            "heading": requirements().articles[each.number].heading,
            "words": rating_in_words(Rating(each.rating.code)),
            "cited": citations.get(each.rating.citation_id),
        }
        for each in shown
    ]
    context = {
        "chosen": [(iso2, named[iso2]) for iso2 in chosen],
        "choices": [
            (iso2, name)
            for name, iso2 in in_order(
                (named[each], each) for each in {*rated_countries(at=at, public_only=False), *chosen}
            )
        ],
        "groups": [
            (priority, priority_in_words(priority), members)
            for priority in Priority
            if (members := [row for row in rows if row["gap"].priority is priority])
        ],
        "more": len(found) - len(shown),
        "query": _same(request, chosen),
        "footnotes": footnotes({each.rating.iso2 for each in shown}, language, at=at),
    }
    return page(request, "legislation/gaps.html", context)


@_for_comparers
def gap_file(request: HttpRequest, ending: str) -> HttpResponse:
    """Every gap as CSV or workbook."""
    at = moment_of(request)
    chosen = _chosen(request, at)
    table = gap_table(_gaps(chosen, at), _questions(at), names(language_of(request), at=at))
    return _handed_out(request, table, ending, at, chosen)


_OFFICE = Readers.OFFICE
_WRITERS: dict[str, tuple[str, Callable[[SheetTable], str | bytes]]] = {
    "csv": ("text/csv; charset=utf-8", SheetTable.as_csv),
    "xlsx": (MEDIA_TYPE, SheetTable.as_xlsx),
}


def file_of(table: SheetTable, ending: str, at: Moment) -> HttpResponse:
    """The table as a file to be kept; absent where its ending names no kind of file."""
    if ending not in _WRITERS:
        raise Http404
    media_type, write = _WRITERS[ending]
    response = HttpResponse(write(table), content_type=media_type)
    name = f"{table.title.replace(' ', '-')}-{at.as_of.isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _handed_out(request: HttpRequest, table: SheetTable, ending: str, at: Moment, chosen: list[str]) -> HttpResponse:
    """The same of what is not published: that it was taken out is on the chain."""
    made, of_what = file_of(table, ending, at), ",".join(chosen) or ScopeKind.ALL.value
    note_export(request, RATINGS, of_what, what=table.title, file=ending, as_of=at.as_of.isoformat())
    return made


def _gaps(chosen: list[str], at: Moment) -> list[Gap]:
    return gaps(at=at, countries=chosen or rated_countries(at=at, public_only=False))


def _status(iso2: str, at: Moment) -> CountryStatus:
    return rated_or_blank(iso2, at=at, public_only=False)


def _chosen(request: HttpRequest, at: Moment) -> list[str]:
    """The countries in the address, each once. Refuses unknown ones."""
    given = (request.GET.get(name, "")[:10] for name in _NAMES)
    return list(dict.fromkeys(country(each, at=at).iso2 for each in given if each))


def _questions(at: Moment) -> dict[str, str]:
    return {each.key: each.question or each.text for rows in elements(CONVENTION, at=at).values() for each in rows}


def _same(request: HttpRequest, chosen: list[str]) -> str:
    return kept_query(request, **dict(zip(_NAMES, chosen, strict=False)))
