"""The history of one record: what each change made of it, in the words of its form, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from capacita.audit.queries import Done, history
from capacita.evidence.recording import RowChange, columns_of
from capacita.people.queries import names_of
from capacita.review.permissions import may_see_history, may_submit
from capacita.review.wording import catalogue_in_words, change_in_words
from capacita.web.asking import language_of
from capacita.web.pages import kept_private, page
from capacita.web.recording.fields import said_cells
from capacita.web.recording.views import current_or_none, known
from capacita.web.standing import standing_of, today_of

_AUTHOR = "submitted_by"
# Whole laws are taken in with their words: the entry is about the law, and names provisions and texts alone.
_TAKEN_IN, _OF_A_LAW = "record_texts", ("law_provisions", "provision_texts")


@dataclass(frozen=True)
class _Change:
    """One entry, the names of who confirmed and who handed in, and label, words before and words after."""

    done: Done
    by: str
    author: str
    values: list[tuple[str, str, str]]

    @property
    def is_text(self) -> bool:
        return self.done.verb == _TAKEN_IN


@kept_private
@require_GET
def of_record(request: HttpRequest, catalogue: str) -> HttpResponse:
    """Everything that was done to one row, with what it said before and after, and by whom."""
    user, key = standing_of(request), request.GET.get("key", "")
    if not may_see_history(user, known(catalogue), key):
        raise Http404
    done = history(catalogue, key)
    is_current = current_or_none(catalogue, key)
    if not (done or is_current):
        raise Http404
    named = names_of({each.by for each in done} | {str(each.after.get(_AUTHOR, "")) for each in done})
    changes = [
        _Change(
            each,
            named.get(each.by, ""),
            named.get(str(each.after.get(_AUTHOR, "")), ""),
            _said(request, catalogue, each),
        )
        for each in done
    ]
    row = RowChange(catalogue, None, key)
    context = {"changes": changes, "kind": catalogue_in_words(catalogue), "key": key, "catalogue": catalogue,
               "row": change_in_words(row, user.on), "comes_with_law": catalogue in _OF_A_LAW,
               "corrects": is_current and may_submit(user, row)}  # fmt: skip
    return page(request, "recording/history.html", context)


def _said(request: HttpRequest, catalogue: str, done: Done) -> list[tuple[str, str, str]]:
    """What differs, field by field; a field that says nothing before or after is left out."""
    if done.verb == _TAKEN_IN:
        return []
    before, after = (_cells(catalogue, each) for each in (done.before, done.after))
    rows = said_cells(catalogue, before, after, at=today_of(request), language=language_of(request))
    return [each for each in rows if each[1] != each[2]]


def _cells(catalogue: str, told: Mapping[str, Any]) -> dict[str, str]:
    """The row's cells among what an entry tells; beside them stands who handed it in."""
    return {name: str(told[name]) for name in columns_of(catalogue) if told.get(name) is not None}
