"""What holds for every answer, whichever way it came about: an id to name it by, a line in the log, counts, headers.

The line has the pattern of the address, never the address: no name, query, body, header or network address. It names
who asked, by opaque key, only where something was refused or sent: what people read is nobody's business.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from capacita.people.rules import Standing
from capacita.web.operation.measures import count_request

HEADER = "X-Request-ID"
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))
_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What no view says may be kept is kept by nobody.
    "Cache-Control": "no-store",
}
_log = logging.getLogger("capacita.requests")


class RequestMiddleware:
    """Outermost, so that it sees every answer, those about what broke as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        request.capacita_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response[HEADER] = id_of(request)
        _tell(request, response, time.perf_counter() - begun)
        return response


def id_of(request: HttpRequest) -> str:
    """What the request is called in the log; random, and blank outside a served request."""
    return str(getattr(request, "capacita_id", ""))


def route_of(request: HttpRequest) -> str:
    """The pattern of the address; “static” for files of the site itself, “none” for what is no address here."""
    match = request.resolver_match
    if match is not None:
        return match.route or "/"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = route_of(request)
    method = request.method if request.method in _METHODS else "other"
    count_request(route=route, method=str(method), status=response.status_code, seconds=seconds)
    fields: dict[str, object] = {
        "request": id_of(request),
        "route": route,
        "method": method,
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
    # Known only where the answer depended on it: nothing is looked up for the log.
    standing = getattr(request, "capacita_standing", None)
    is_telling = response.status_code >= 400 or method not in ("GET", "HEAD")
    if is_telling and isinstance(standing, Standing) and standing.key:
        fields["person"] = standing.key
    _log.info("request", extra={"fields": fields})
