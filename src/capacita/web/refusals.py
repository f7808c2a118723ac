"""Refusals as pages: a clear message, what to do, and a way on. Also the pages for what is absent or broken."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from capacita.kernel.errors import CapacitaError, InputError, Problem, UnknownKeyError
from capacita.web.pages import page


class RefusalMiddleware:
    """Turns what the product refuses on purpose into a 4xx page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for a refusal; other errors are not ours to hide. The API answers for itself."""
        if not isinstance(error, CapacitaError) or request.path.startswith("/api/"):
            return None
        if isinstance(error, UnknownKeyError):
            return _refusal(request, _("Not found"), (Problem(str(error)),), status=404)
        problems = error.problems if isinstance(error, InputError) else (Problem(str(error)),)
        return _refusal(request, _("This cannot be shown as asked"), problems, status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    problem = Problem(_("There is no page at this address"), remedy=_("Check the address, or start from the overview."))
    return _refusal(request, _("Not found"), (problem,), status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(
        request, _("This cannot be shown as asked"), (Problem(_("The request could not be read")),), status=400
    )


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    problem = Problem(
        _("The form was not accepted: it may have been open for too long"),
        remedy=_("Go back, reload it and send it again."),
    )
    return _refusal(request, _("Not accepted"), (problem,), status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Shown when somebody tries too often."""
    problem = Problem(_("This was tried too often"), remedy=_("Wait a quarter of an hour, then try again."))
    return _refusal(request, _("Too many tries"), (problem,), status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Shown when something is broken. Asks the database for nothing."""
    return page(request, "components/broken.html", {}, status=500)


def _refusal(request: HttpRequest, heading: str, problems: tuple[Problem, ...], *, status: int) -> HttpResponse:
    return page(request, "components/refusal.html", {"heading": heading, "problems": problems}, status=status)
