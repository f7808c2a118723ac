"""Sources: the list, and one source with the records that cite it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from capacita.evidence.models import Snapshot, Source, fact_models
from capacita.evidence.permissions import may_add_source
from capacita.evidence.queries import bytes_erased_at, datasets, source_by_key, source_lines, source_lines_of
from capacita.evidence.words import table_in_words
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.said import said
from capacita.web.asking import kept_query, moment_of
from capacita.web.pages import page, public_page
from capacita.web.standing import standing_of

_PAGE = 60
_MOST_RECORDS = 100


@public_page
def source_list(request: HttpRequest) -> HttpResponse:
    """Sources by publisher, narrowed by a search; the datasets with the date to which each is sourced."""
    wanted = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")[:16]
    listed = source_lines(wanted)
    start = next((index + 1 for index, each in enumerate(listed) if each.key == after), 0)
    shown = listed[start : start + _PAGE]
    more = kept_query(request, q=wanted, after=shown[-1].key) if start + _PAGE < len(listed) else ""
    context = {"sources": shown, "q": wanted, "next": more, "datasets": datasets(at=moment_of(request))}
    adds = may_add_source(standing_of(request))
    return page(request, "sources/list.html", {**context, "adds": adds})


@public_page
def source(request: HttpRequest, key: str) -> HttpResponse:
    """One source, its snapshots, and the records that cite it, by kind."""
    at = moment_of(request)
    found = source_by_key(key)
    if found is None:
        raise UnknownKeyError(said("source"), key)
    groups = []
    for model in fact_models():
        words = table_in_words(model)
        if words is None:
            continue
        citing = model.published(model.objects.recorded(at)).filter(citation__cited__source=found)
        rows = list(citing.distinct().order_by("key")[: _MOST_RECORDS + 1])
        shown = rows[:_MOST_RECORDS]
        if rows:
            sentences = words.say(shown, at)
            groups.append((words.title(), list(zip(shown, sentences, strict=True)), len(rows) > _MOST_RECORDS))
    context = {"source": source_lines_of([found])[0], "groups": groups, "snapshots": _snapshots(found)}
    return page(request, "sources/source.html", context)


def _snapshots(source: Source) -> list[tuple[Snapshot, datetime | None]]:
    """Each with the time at which its bytes were erased, if they were."""
    rows = list(source.snapshots.all())
    erased = bytes_erased_at(each.sha256 for each in rows)
    return [(each, erased.get(each.sha256)) for each in rows]
