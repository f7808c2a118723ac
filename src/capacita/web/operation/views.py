"""What machines ask: does the site live, can it serve, what did it measure; and what browsers say of the policy."""

from __future__ import annotations

import json
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from prometheus_client import CONTENT_TYPE_LATEST

from capacita.web.operation.measures import POLICY_REPORTS, all_measures
from capacita.web.operation.readiness import lacking
from capacita.web.pages import read_only
from capacita.web.standing import asks_directly

_LONGEST_REPORT = 20_000
_DIRECTIVES = frozenset(
    ("default-src", "script-src", "style-src", "img-src", "font-src", "connect-src", "frame-src", "media-src",
     "object-src", "worker-src", "manifest-src", "base-uri", "form-action", "frame-ancestors")
)  # fmt: skip


@read_only
def health(request: HttpRequest) -> HttpResponse:
    """The process lives. Asks nothing of anything."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@read_only
def ready(request: HttpRequest) -> HttpResponse:
    """200 where the site can serve, else 503; what is lacking is named to whoever may read the measures."""
    found = lacking()
    answer: dict[str, object] = {"ready": not found}
    if found and _may_watch(request):
        answer["lacking"] = found
    return JsonResponse(answer, status=503 if found else 200)


@read_only
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything measured, for this machine or whoever has the token; absent for everybody else."""
    if not _may_watch(request):
        raise Http404
    return HttpResponse(all_measures(), content_type=CONTENT_TYPE_LATEST)


@csrf_exempt
@require_POST
def policy_reports(request: HttpRequest) -> HttpResponse:
    """A browser's report that a page broke its policy: one more for its directive, and nothing of it is kept."""
    POLICY_REPORTS.labels(_directive(request)).inc()
    return HttpResponse(status=204)


def _directive(request: HttpRequest) -> str:
    try:
        is_short = int(request.headers.get("Content-Length") or 0) <= _LONGEST_REPORT
        told = json.loads(request.body)["csp-report"] if is_short else {}
        named = str(told.get("effective-directive") or told.get("violated-directive", "")).split(" ")[0]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "unreadable"
    plain = named.removesuffix("-elem").removesuffix("-attr")
    return plain if plain in _DIRECTIVES else "other"


def _may_watch(request: HttpRequest) -> bool:
    """Whoever asks on this machine itself, with no proxy between, or sends the token that was set."""
    token = settings.CAPACITA_METRICS_TOKEN
    sent = request.headers.get("Authorization", "")
    if token and compare_digest(sent.encode(), f"Bearer {token}".encode()):
        return True
    return asks_directly(request)
