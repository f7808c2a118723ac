"""Sources: the list, and one source with the records that cite it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capacita.evidence.models import Snapshot, fact_models
from capacita.evidence.permissions import may_add_source
from capacita.evidence.queries import (
    bytes_erased_at,
    copies_for,
    datasets,
    public_keys,
    snapshots_of,
    source_by_key,
    source_lines,
    source_lines_of,
)
from capacita.evidence.snapshots import kept_bytes
from capacita.evidence.source_kinds import copy_name
from capacita.evidence.words import current_language, table_in_words
from capacita.kernel.errors import Problem, UnknownKeyError
from capacita.kernel.said import said
from capacita.kernel.wording import day_in_words
from capacita.people.rules import Standing
from capacita.review.queries import sources_to_compare
from capacita.web.asking import kept_query, moment_of
from capacita.web.exporting import handed_out
from capacita.web.pages import kept_private, page, public_page, read_only
from capacita.web.standing import standing_of

_PAGE = 60
_MOST_RECORDS = 100


@read_only
def source_list(request: HttpRequest) -> HttpResponse:
    """Sources by publisher, narrowed by a search; the datasets with the date to which each is sourced."""
    return (_list_for_adders if may_add_source(standing_of(request)) else _public_list)(request)


@read_only
def source(request: HttpRequest, key: str) -> HttpResponse:
    """One source, its snapshots, and the records that cite it, by kind."""
    user = standing_of(request)
    before = _before(user)
    if may_add_source(user) or key in before:
        return _source_for_staff(request, key, before)
    return _public_source(request, key)


@require_safe
def copy(request: HttpRequest, key: str, sha256: str) -> HttpResponse:
    """The bytes of a source as they were received, to be saved, for whoever works with it; once erased, that they were."""
    user = standing_of(request)
    found = copies_for(user, [key], before=_before(user)).filter(sha256=sha256).first()
    if found is None:
        raise Http404
    erased_at = bytes_erased_at([sha256]).get(sha256)
    if erased_at is not None:
        told = _("The bytes of this copy held personal data and were erased on %(day)s") % {
            "day": day_in_words(erased_at.date(), current_language())
        }
        problem = Problem(told, remedy=_("Its digest stays on the page of the source."))
        context = {"heading": _("No longer kept"), "problems": [problem]}
        return page(request, "components/refusal.html", context, status=410)
    (line,) = source_lines_of([found.source])
    name = copy_name(line.title, found.media_type)
    content = kept_bytes(sha256)
    return handed_out(request, content, name=name, media_type=found.media_type, kind="source", key=key, snapshot=sha256)


def _before(user: Standing) -> frozenset[str]:
    """The sources to which `user` is led by what waits for his or her decision."""
    return frozenset() if user.is_public or may_add_source(user) else sources_to_compare(user)


def _list(request: HttpRequest) -> HttpResponse:
    user = standing_of(request)
    wanted = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")[:16]
    listed = source_lines(wanted, user=user)
    start = next((index + 1 for index, each in enumerate(listed) if each.key == after), 0)
    shown = listed[start : start + _PAGE]
    more = kept_query(request, q=wanted, after=shown[-1].key) if start + _PAGE < len(listed) else ""
    adds = may_add_source(user)
    context = {
        "sources": shown, "q": wanted, "next": more, "datasets": datasets(at=moment_of(request)), "adds": adds,
        "unpublished": {each.key for each in shown} - public_keys(shown) if adds else (),
    }  # fmt: skip
    return page(request, "sources/list.html", context)


def _source(request: HttpRequest, key: str, before: frozenset[str] = frozenset()) -> HttpResponse:
    at, user = moment_of(request), standing_of(request)
    works_with = may_add_source(user) or key in before
    found = source_by_key(key, user=user, before=before)
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
    (line,) = source_lines_of([found])
    context = {
        "source": line, "groups": groups, "snapshots": _with_erasures(snapshots_of(found, user=user, before=before)),
        "hands_out": works_with,
        "is_added": request.GET.get("added") == "1",
        "is_unpublished": works_with and not public_keys([line]),
    }  # fmt: skip
    return page(request, "sources/source.html", context)


def _with_erasures(snapshots: Iterable[Snapshot]) -> list[tuple[Snapshot, datetime | None]]:
    """Each with the time at which its bytes were erased, if they were."""
    rows = list(snapshots)
    erased = bytes_erased_at(each.sha256 for each in rows)
    return [(each, erased.get(each.sha256)) for each in rows]


# What is not public yet is shown to those who work with sources, on pages that are not kept in memory.
_public_list, _list_for_adders = public_page(_list), kept_private(_list)
_public_source, _source_for_staff = public_page(_source), kept_private(_source)
