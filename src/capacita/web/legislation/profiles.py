"""A country's legal profile: its law article by article with where each stands, what changed and why, and the evidence.

Everybody sees public ratings. Those of the office have addresses of their own, are marked, and are kept nowhere.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from capacita.countries.queries import country, footnotes, names
from capacita.evidence.permissions import may_see_files
from capacita.evidence.queries import with_citations
from capacita.figures.registry import figure
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.identifiers import near
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.legislation.alignment import requirements
from capacita.legislation.alignment_wording import bounds_in_words
from capacita.legislation.choices import Readers
from capacita.legislation.permissions import may_compare_countries, may_read_office_ratings
from capacita.legislation.queries.changes import between, law_changes
from capacita.legislation.queries.convention_uses import convention_uses
from capacita.legislation.queries.law import article as article_of
from capacita.legislation.queries.law import country_law
from capacita.legislation.queries.laws import law_sourced_to, recorded_countries, with_versions, works
from capacita.legislation.queries.rating import elements_of_article, holding, ratings_on
from capacita.legislation.queries.rating_changes import article_changes
from capacita.legislation.queries.status import rated_or_blank
from capacita.legislation.rules.countries import OverTerritories
from capacita.legislation.rules.territories import with_whole
from capacita.people.choices import ScopeKind, Verb
from capacita.people.rules import Scope
from capacita.web.asking import language_of, moment_of, require_in_order
from capacita.web.legislation.rows import article_rows, change_rows, citations_of, groups
from capacita.web.legislation.status_rows import element_rows, group_rows, moved_rows, status_of, statuses
from capacita.web.pages import kept_private, page, public_page
from capacita.web.standing import standing_of
from capacita.web.templatetags.capacita import beyond_text

_DOWNLOADS = (
    ("profile.docx", "DOCX"), ("profile.pdf", "PDF"), ("ratings.json", "JSON"), ("ratings.csv", "CSV"),
    ("ratings.xlsx", "XLSX"),
)  # fmt: skip


@public_page
def profile(request: HttpRequest, iso2: str) -> HttpResponse:
    """A country's law on the date with public ratings, and what changed in both between two dates."""
    return _profile(request, iso2, Readers.PUBLIC)


@kept_private
@require_safe
def office_profile(request: HttpRequest, iso2: str) -> HttpResponse:
    """The same with every approved rating, for whoever may read them; for everybody else the page is absent."""
    return _profile(request, readable_country(request, iso2), Readers.OFFICE)


@public_page
def evidence(request: HttpRequest, iso2: str, number: str) -> HttpResponse:
    """What the status of one article in a country rests on: each element, its rating, its words and its sources."""
    return _evidence(request, iso2, number, Readers.PUBLIC)


@kept_private
@require_safe
def office_evidence(request: HttpRequest, iso2: str, number: str) -> HttpResponse:
    """The same by every approved rating, for whoever may read them."""
    return _evidence(request, readable_country(request, iso2), number, Readers.OFFICE)


def _profile(request: HttpRequest, iso2: str, readers: Readers) -> HttpResponse:
    at, language = moment_of(request), language_of(request)
    record, user = country(iso2, at=at), standing_of(request)
    found = country_law(record.iso2, at=at)
    citations, versions = citations_of(found.values()), with_versions(record.iso2, at=at)
    start = start_of(request, at)
    changed, undated = between(law_changes(at=at, iso2=record.iso2), start, at.as_of)
    status = rated_or_blank(record.iso2, at=at, public_only=readers.is_public)
    standing = statuses(status, readers)
    safeguards = requirements().articles["15"]
    since = start or date(2001, 1, 1)
    changed_ratings = article_changes(record.iso2, at=at, start=since, public_only=readers.is_public)
    moved = moved_rows(changed_ratings, record.iso2, readers)
    by_group: dict[str, OverTerritories[Any]] = {"substantive": status.substantive, "powers": status.powers}
    context = {
        "country": record,
        "readers": readers,
        "may_read_office": may_read_office_ratings(user, record.iso2),
        "may_compare": may_compare_countries(user),
        "sees_files": may_see_files(user, Scope(ScopeKind.COUNTRY, record.iso2)),
        "rates": user.may(Verb.ASSESS_LAW, Scope(ScopeKind.COUNTRY, record.iso2)),
        "name": names(language, at=at)[record.iso2],
        "count": figure("legislation.provisions", at=at, country=record.iso2)
        if record.iso2 in recorded_countries(at=at)
        else None,
        "is_assessed": any(each.is_assessed for each in status.lowest.articles.values()),
        "group_rows": group_rows(status, readers, at),
        "safeguards": standing[safeguards.key],
        "downloads": _DOWNLOADS,
        "rule": status.lowest.rule,
        "status_territories": [name for name in status.results if name],
        "highest": {name: bounds_in_words(each.highest.low, each.highest.high) for name, each in by_group.items()},
        "groups": [
            (
                group,
                [
                    (each, article_rows(found[each.key], citations, versions), standing.get(each.key))
                    for each in group.articles
                ],
            )
            for group in groups(at=at)
        ],
        "laws": list(works(at=at, iso2=record.iso2)),
        "uses": with_citations(convention_uses(at=at, iso2=record.iso2)),
        "territories": sorted({line.territory for law in found.values() for line in law.lines if line.territory}),
        "start": start,
        "moved": [row for row in moved if row["rows"]],
        "assessed_first": [row for row in moved if not row["rows"]],
        "changes": change_rows(changed),
        "undated": change_rows(undated),
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes([record.iso2], language, at=at),
    }
    return page(request, "legislation/profile.html", context)


def _evidence(request: HttpRequest, iso2: str, number: str, readers: Readers) -> HttpResponse:
    at, language = moment_of(request), language_of(request)
    record, article = country(iso2, at=at), _ratable(number, at)
    held = holding(ratings_on(at=at, public_only=readers.is_public, iso2=record.iso2, article_key=article.key))
    parts = with_whole({territory: rated for (_iso2, territory), rated in held.items()})
    elements = elements_of_article(article.key, at=at)
    status = rated_or_blank(record.iso2, at=at, public_only=readers.is_public)
    numbers = list(requirements().articles)
    place = numbers.index(article.article)
    context: dict[str, Any] = {
        "country": record,
        "readers": readers,
        "may_read_office": may_read_office_ratings(standing_of(request), record.iso2),
        "name": names(language, at=at)[record.iso2],
        "article": article,
        "status": status_of(status.lowest.articles[article.article]),
        "rule": status.lowest.rule,
        "territories": [
            (
                territory,
                status_of(status.results[territory].articles[article.article]),
                element_rows(elements, rated, readers),
            )
            for territory, rated in sorted(parts.items())
            if territory in status.results
        ],
        "previous": numbers[place - 1] if place else "",
        "next": numbers[place + 1] if place + 1 < len(numbers) else "",
        "base": f"/legislation/{record.iso2}/{'' if readers.is_public else 'office/'}",
        "footnotes": footnotes([record.iso2], language, at=at),
    }
    return page(request, "legislation/evidence.html", context)


def _ratable(number: str, at: Moment) -> Any:
    known = requirements().articles
    if number not in known:
        raise UnknownKeyError(said("article"), number, near(number, known))
    return article_of(number, at=at)


def readable_country(request: HttpRequest, iso2: str) -> str:
    """The country's code, for whoever may read the office's ratings of it; for everybody else the page is absent."""
    code = country(iso2, at=moment_of(request)).iso2
    if not may_read_office_ratings(standing_of(request), code):
        raise Http404
    return code


def start_of(request: HttpRequest, at: Moment) -> date | None:
    """The first of the two dates between which changes are shown; None: since the records begin."""
    given = request.GET.get("from")
    if not given:
        return None
    start = asked_moment(given, None, None).as_of
    require_in_order(start, at.as_of)
    return start
