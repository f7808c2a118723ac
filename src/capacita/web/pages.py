"""How a page is rendered and served again: facts only change with an audit entry, so the chain dates every page.

The cache holds what was rendered since the last entry about something published, in this process; a new entry, day or
language makes a new page.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from capacita import __version__
from capacita.audit.queries import heads
from capacita.kernel.clock import today
from capacita.kernel.once import reading_once
from capacita.web.standing import viewer_tag

View = Callable[..., HttpResponse]
# What the addresses of pages may ask. A page asked for with anything else is rendered and not kept.
_MOMENT = ("as_of", "known_on", "recorded_at")
_CHOICES = ("instrument", "basis", "from", "q", "after", "shown", "project", "funder", "funding_type")
KNOWN = frozenset((*_MOMENT, *_CHOICES))
# Kinds of subjects about which nothing is published: what is done about them leaves the pages as they are.
_UNPUBLISHED = frozenset({"person", "invitation", "submission", "question", "mistake"})
_MOST_BYTES = 16_000_000  # of pages kept by one process


class _Kept:
    """Rendered pages by tag, up to so many bytes; what was not asked for the longest gives way."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._pages: OrderedDict[str, tuple[bytes, str]] = OrderedDict()

    def get(self, tag: str) -> tuple[bytes, str] | None:
        if tag in self._pages:
            self._pages.move_to_end(tag)
        return self._pages.get(tag)

    def keep(self, tag: str, content: bytes, content_type: str) -> None:
        self._bytes += len(content) - len(self._pages.pop(tag, (b"", ""))[0])
        self._pages[tag] = content, content_type
        while self._bytes > self._most:
            _tag, (gone, _type) = self._pages.popitem(last=False)
            self._bytes -= len(gone)


_kept = _Kept(_MOST_BYTES)


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
    # A page may name its own address: it is another page under another name of the host.
    asked = request.build_absolute_uri()
    done, published = heads(apart_from=_UNPUBLISHED)
    viewer = viewer_tag(request, head=done)
    seed = "\n".join((__version__, published, today().isoformat(), get_language() or "", viewer, asked))
    return f'"{sha256(seed.encode()).hexdigest()[:32]}"'
