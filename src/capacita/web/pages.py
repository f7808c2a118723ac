"""How a page is rendered and served again: facts only change with an audit entry, so the chain dates every page.

The cache holds what was rendered since the last entry about something published, in this process; a new entry, day or
language makes a new page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from capacita.kernel.clock import today
from capacita.kernel.kept import KeptAnswers
from capacita.kernel.once import reading_once
from capacita.publishing.published import tag_of
from capacita.web.standing import viewer_tag

View = Callable[..., HttpResponse]
# What the addresses of pages may ask. A page asked for with anything else is rendered and not kept.
_MOMENT = ("as_of", "known_on", "recorded_at")
_CHOICES = (
    "instrument",
    "basis",
    "from",
    "q",
    "after",
    "shown",
    "project",
    "funder",
    "funding_type",
    "country",
    "version",
    "to",
)
KNOWN = frozenset((*_MOMENT, *_CHOICES))
_MOST_BYTES = 4_000_000  # of packed pages kept by one process


_kept = KeptAnswers(_MOST_BYTES)


def read_only(view: View) -> View:
    """GET and HEAD only. Another method changes nothing, so that it is refused before a token is asked for."""
    return csrf_exempt(require_safe(view))


def public_page(view: View) -> View:
    """Serve `view` with an ETag, and from memory while no fact has changed since it was rendered."""

    @read_only
    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tag = _tag(request)
        # A compressed answer carries the tag as a weak one.
        if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
            response = HttpResponse(status=304)
        elif (held := _kept.get(tag)) is not None:
            response = HttpResponse(held[0], content_type=held[1])
        else:
            with reading_once():
                response = view(request, *args, **kwargs)
            is_page = response.status_code == 200 and "Content-Disposition" not in response
            if is_page and not response.streaming and KNOWN.issuperset(request.GET):
                _kept.keep(tag, response.content, response["Content-Type"])
        response["ETag"] = tag
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return served


def kept_private(view: View) -> View:
    """Nothing of the answer is kept by a browser or between, and a name is read once for the whole page."""

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with reading_once():
            return view(request, *args, **kwargs)

    return answered


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A rendered page of the site."""
    return render(request, template, context, status=status)


def _tag(request: HttpRequest) -> str:
    return f'"{tag_of(request, on=today(), viewer=lambda done: viewer_tag(request, head=done))}"'
