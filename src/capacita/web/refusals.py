"""Refusals as pages: a clear message, what to do, and a way on. Also the pages for what is absent or broken."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from capacita.evidence.words import current_language
from capacita.kernel.errors import CapacitaError, Problem, UnknownKeyError
from capacita.web.operation.requests import id_of
from capacita.web.pages import page
from capacita.web.standing import standing_of

# Where all keys of a kind are listed.
_LISTS = {
    "country or area": "/countries/",
    "figure": "/figures/",
    "instrument": "/instruments/",
    "project": "/portfolio/",
    "source": "/sources/",
    "template": "/briefs/",
}
# What is never sent back, wherever it was typed.
_SECRET = ("token", "password", "secret")
_MOST_FIELDS = 100


class RefusalMiddleware:
    """Turns what the product refuses on purpose into a 4xx page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and not request.path.startswith("/api/"):
            return _not_allowed(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for a refusal; other errors are not ours to hide. The API answers for itself."""
        if not isinstance(error, CapacitaError) or request.path.startswith("/api/"):
            return None
        if isinstance(error, UnknownKeyError):
            return _refusal(request, _("Not found"), error.problems, status=404, listed=_LISTS.get(error.kind, ""))
        heading = _("This was not done") if request.method == "POST" else _("This cannot be shown as asked")
        return _refusal(request, heading, error.problems, status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is absent; to somebody signed out who sent a form, that it was not saved and what was typed.

    The same for every address that asks for an account, whether or not something is there.
    """
    if request.method == "POST" and request.resolver_match is not None and standing_of(request).is_public:
        problem = Problem(
            _("You are signed out; this was not saved"),
            remedy=_("Sign in, and enter it again: what you wrote stands below, to be copied."),
        )
        return _refusal(
            request, _("Not saved"), (problem,), status=404, signs_in_for=_came_from(request), typed=_typed(request)
        )
    problem = Problem(_("There is no page at this address"), remedy=_("Check the address, or start from the overview."))
    asks_for = request.path if request.method == "GET" else ""
    return _refusal(request, _("Not found"), (problem,), status=404, signs_in_for=asks_for)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be read at all: the page stands alone, since its frame would have to read it again."""
    return _alone(
        _("The request could not be read"),
        _("Go back, shorten what you sent and send it again, or start from the overview."),
        request=request,
        status=400,
    )


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    problem = Problem(
        _("The form was not accepted: it may have been open for too long"),
        remedy=_("Go back, copy what you wrote, then reload."),
    )
    return _refusal(request, _("Not accepted"), (problem,), status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Shown when somebody tries too often."""
    problem = Problem(_("This was tried too often"), remedy=_("Wait a quarter of an hour, then try again."))
    return _refusal(request, _("Too many tries"), (problem,), status=429)


def too_often(request: HttpRequest) -> HttpResponse:
    """Shown to whoever asks for what costs much too often; worked out without session or database."""
    return _alone(
        _("Too many requests"),
        _("So much is not asked for by hand. Wait a minute, then go on more slowly."),
        request=request,
        status=429,
        may_repeat=True,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Shown when something is broken, in the reader's language. Asks the database for nothing."""
    return _alone(
        _("Something broke"),
        _(
            "Please try again. If you were saving something, look first whether it is there."
            " If it happens again, tell the administrator what you did."
        ),
        request=request,
        status=500,
        may_repeat=True,
    )


def _alone(heading: str, text: str, *, request: HttpRequest, status: int, may_repeat: bool = False) -> HttpResponse:
    """A page without frame: it reads neither what was asked nor the database. It names the request as the log does."""
    context = {
        "language": current_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "heading": heading,
        "text": text,
        "id": id_of(request),
        # What was sent to be saved is not sent again by a link.
        "again": request.get_full_path() if may_repeat and request.method == "GET" else "",
    }
    return HttpResponse(render_to_string("components/alone.html", context), status=status)


def _not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    problem = Problem(
        _("%(method)s is not accepted at this address; nothing was changed") % {"method": (request.method or "")[:20]},
        remedy=_("Open the page in a browser, or use %(methods)s.") % {"methods": allowed},
    )
    response = _refusal(request, _("Not accepted"), (problem,), status=405)
    response["Allow"] = allowed
    return response


def _came_from(request: HttpRequest) -> str:
    """The page of this site from which the form was sent; else the address to which it was."""
    told = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    place = urlsplit(told)
    return f"{place.path}?{place.query}" if place.query else place.path


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and text of what was sent, to be copied: without tokens, and nothing of the pages for signing in."""
    if request.path.startswith("/account/"):
        return []
    try:
        sent = [(name, "\n".join(map(str, texts))) for name, texts in request.POST.lists()]
    except (BadRequest, SuspiciousOperation, MultiPartParserError):
        return []
    found = [(name, text) for name, text in sent if text.strip() and not any(each in name for each in _SECRET)]
    return [(name.replace("_", " "), text) for name, text in found[:_MOST_FIELDS]]


def _refusal(
    request: HttpRequest,
    heading: str,
    problems: tuple[Problem, ...],
    *,
    status: int,
    listed: str = "",
    signs_in_for: str = "",
    typed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """The problems in the page's language; `listed` leads to all that there is, the sign-in to what needs an account."""
    context = {
        "heading": heading, "problems": [each.worded(_) for each in problems], "listed": listed,
        "signs_in_for": signs_in_for, "typed": typed or [],
        "back": _came_from(request) if request.method == "POST" else "",
    }  # fmt: skip
    return page(request, "components/refusal.html", context, status=status)
