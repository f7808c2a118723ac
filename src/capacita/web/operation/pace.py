"""How often one address may ask for what costs much, where others are served: files drawn anew, and the whole API.

Counted in each worker's memory, by minute: nothing is written, and addresses are forgotten with the minute.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from capacita.web import refusals

_MINUTE = 60
# By the beginning of the path, the first that fits: asked so often in a minute of one worker.
LIMITS = (("/api/v1/briefs/", 20), ("/briefs/", 20), ("/access/report", 10), ("/api/", 300), ("/account/", 120))


class PaceMiddleware:
    """Answers 429 with Retry-After to whoever asks too often, before anything is worked out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._minute, self._asked = 0, Counter[tuple[str, str]]()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = next((each for each in LIMITS if request.path_info.startswith(each[0])), None)
        if limit is None or not settings.CAPACITA_SERVES_OTHERS:
            return self.get_response(request)
        now = time.time()
        if int(now // _MINUTE) != self._minute:
            self._minute = int(now // _MINUTE)
            self._asked.clear()
        asked_by = (limit[0], str(get_adapter().get_client_ip(request)))
        self._asked[asked_by] += 1
        if self._asked[asked_by] > limit[1]:
            return _refused(request, retry_after=_MINUTE - int(now % _MINUTE))
        return self.get_response(request)


def _refused(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        body = {"type": "about:blank", "title": "Too many requests", "status": 429, "detail": "Ask more slowly."}
        response = HttpResponse(json.dumps(body), status=429, content_type="application/problem+json")
    else:
        response = refusals.too_often(request)
    response["Retry-After"] = str(retry_after)
    return response
