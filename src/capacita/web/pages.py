"""How a page is rendered and served again: facts only change with an audit entry, so the chain's head dates every page.

The cache holds what was rendered since the last entry, in this process; a new entry, day or language makes a new page.
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

from capacita import __version__
from capacita.audit.queries import head
from capacita.kernel.clock import today
from capacita.kernel.once import reading_once
from capacita.web.standing import viewer_tag

View = Callable[..., HttpResponse]
_MOST_PAGES = 400
_rendered: OrderedDict[str, tuple[bytes, str]] = OrderedDict()


def public_page(view: View) -> View:
    """Serve `view` with an ETag, and from memory while no fact has changed since it was rendered."""

    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tag = _tag(request)
        # A compressed answer carries the tag as a weak one.
        if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
            response = HttpResponse(status=304)
        elif tag in _rendered:
            _rendered.move_to_end(tag)
            content, content_type = _rendered[tag]
            response = HttpResponse(content, content_type=content_type)
        else:
            with reading_once():
                response = view(request, *args, **kwargs)
            if response.status_code == 200 and not response.streaming and "Content-Disposition" not in response:
                _rendered[tag] = response.content, response["Content-Type"]
                while len(_rendered) > _MOST_PAGES:
                    _rendered.popitem(last=False)
        response["ETag"] = tag
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return served


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A rendered page of the site."""
    return render(request, template, context, status=status)


def _tag(request: HttpRequest) -> str:
    # A page may name its own address: it is another page under another name of the host.
    asked = request.build_absolute_uri()
    done = head()
    viewer = viewer_tag(request, head=done)
    seed = "\n".join((__version__, done, today().isoformat(), get_language() or "", viewer, asked))
    return f'"{sha256(seed.encode()).hexdigest()[:32]}"'
