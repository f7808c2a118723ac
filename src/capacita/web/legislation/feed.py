"""“The law changed”: what happened to the law of countries, as a page, and for readers of feeds as Atom and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.countries.queries import footnotes, names
from capacita.evidence.queries import CitationLine, citation_lines
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words
from capacita.legislation.choices import Cause, Readers
from capacita.legislation.queries.law_feed import FeedEntry, law_feed
from capacita.legislation.queries.laws import law_sourced_to
from capacita.legislation.rating_words import cause_in_words
from capacita.legislation.wording import change_in_words, law_address
from capacita.web.asking import kept_query, language_of, moment_of
from capacita.web.legislation.profiles import start_of
from capacita.web.legislation.status_rows import evidence_address
from capacita.web.pages import page, public_page
from capacita.web.templatetags.capacita import beyond_text

_MOST_FED = 100


class _Feed(Atom1Feed):
    """An Atom feed that was changed last with its newest entry; an empty one on the date asked about, and not now."""

    def __init__(self, at: Moment, **told: Any) -> None:
        super().__init__(**told)
        self._at = at

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.num_items() else datetime.combine(self._at.as_of, time(), UTC)


@dataclass(frozen=True)
class FeedRow:
    """An entry in words: what, in which country, when, where it is shown, what it cites."""

    entry: FeedEntry
    name: str
    what: str
    detail: str
    by: str
    address: str
    cited: CitationLine | None

    @property
    def title(self) -> str:
        return _("%(name)s: %(words)s") % {"name": self.name, "words": f"{self.what}, {self.detail}"}


@public_page
def feed(request: HttpRequest) -> HttpResponse:
    """The changes of a year, or between two dates, the newest first."""
    at, start = moment_of(request), _start(request)
    rows = _rows(law_feed(at=at, start=start), at, language_of(request))
    context = {
        "rows": rows,
        "start": start,
        "query": kept_query(request, **({"from": start.isoformat()} if request.GET.get("from") else {})),
        "beyond": beyond_text(law_sourced_to(at=at), at.as_of),
        "footnotes": footnotes({row.entry.iso2 for row in rows}, language_of(request), at=at),
    }
    return page(request, "legislation/feed.html", context)


@public_page
def feed_atom(request: HttpRequest) -> HttpResponse:
    """The newest changes as an Atom feed."""
    at, start = moment_of(request), _start(request)
    rows = _rows(law_feed(at=at, start=start)[:_MOST_FED], at, language_of(request))
    written = _Feed(
        at,
        title=_("Changes of domestic law on cybercrime"),
        link=request.build_absolute_uri("/legislation/changes/"),
        description=_("Laws that came in, were changed or ended, and ratings that changed because of it."),
        language=language_of(request),
        feed_url=request.build_absolute_uri(),
    )
    for row in rows:
        when = datetime.combine(row.entry.on, time(), UTC)
        written.add_item(
            title=row.title,
            link=request.build_absolute_uri(row.address),
            description="; ".join(filter(None, (row.by, _source(row)))),
            unique_id=f"tag:capacita,2026:{row.entry.key}",
            pubdate=when,
            updateddate=when,
        )
    return HttpResponse(written.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@public_page
def feed_json(request: HttpRequest) -> HttpResponse:
    """The changes as JSON: what, when, where, by which source."""
    at, start = moment_of(request), _start(request)
    rows = _rows(law_feed(at=at, start=start), at, language_of(request))
    answer = {
        "from": start.isoformat(),
        "as_of": at.as_of.isoformat(),
        "known_on": at.known_on.isoformat(),
        "changes": [_answer(row, request) for row in rows],
    }
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def _answer(row: FeedRow, request: HttpRequest) -> dict[str, object]:
    law = row.entry.law
    return {
        "id": row.entry.key,
        "kind": str(law.kind) if law else "ratings",
        "country": row.entry.iso2,
        "on": law.on.iso if law and law.on else row.entry.on.isoformat(),
        "law": law.work.key if law else None,
        "provisions": [each.ref for each in law.provisions] if law else [],
        "ratings": [
            {
                "territory": each.rating.territory,
                "element": each.rating.element_key,
                "before": each.before.code,
                "after": each.rating.code,
            }
            for each in row.entry.ratings
        ],
        "words": row.title,
        "by": row.by,
        "address": request.build_absolute_uri(row.address),
        "source": _source(row),
    }


def _source(row: FeedRow) -> str:
    return row.cited.text if row.cited else ""


def _rows(entries: Sequence[FeedEntry], at: Moment, language: str) -> list[FeedRow]:
    named = names(language, at=at)
    citations = citation_lines(_citation(each) for each in entries)
    return [_row(each, named[each.iso2], citations.get(_citation(each)), language) for each in entries]


def _citation(entry: FeedEntry) -> int:
    return entry.law.fact.citation_id if entry.law else entry.ratings[0].rating.citation_id


def _row(entry: FeedEntry, name: str, cited: CitationLine | None, language: str) -> FeedRow:
    if entry.ratings:
        first = entry.ratings[0]
        what = ngettext(
            "Article %(article)s: %(n)s rating changed",
            "Article %(article)s: %(n)s ratings changed",
            len(entry.ratings),
        ) % {"article": first.number, "n": len(entry.ratings)}
        address = evidence_address(entry.iso2, first.number, Readers.PUBLIC)
        return FeedRow(entry, name, what, cause_in_words(Cause.LAW_CHANGED), "", address, cited)
    law = entry.law
    assert law is not None
    refs = "; ".join(each.ref or each.gist for each in law.provisions)
    detail = ", ".join(filter(None, (law.work.title, refs, day_in_words(entry.on, language, short=True))))
    return FeedRow(entry, name, change_in_words(law.kind), detail, law.by, law_address(law.work.key), cited)


def _start(request: HttpRequest) -> date:
    """The first date of the period; a year before the moment's where none is given."""
    at = moment_of(request)
    return start_of(request, at) or at.as_of.replace(year=at.as_of.year - 1, day=min(at.as_of.day, 28))
