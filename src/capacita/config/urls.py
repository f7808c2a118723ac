"""The root addresses: the API and the pages, each with its own list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from capacita.api import documentation, problems
from capacita.web import refusals
from capacita.web.about import views as about

# The site documents the API from the API's own document; the two doors do not know each other.
_OPERATIONS = {
    "groups": documentation.groups,
    "introduction": documentation.introduction,
    "problems": documentation.problem_kinds,
}

urlpatterns = [
    path("about/api/", about.api, _OPERATIONS),
    path("api/", include("capacita.api.urls")),
    # Without a namespace: the sign-in library looks its pages up by its own names.
    path("account/", include("capacita.web.account.urls")),
    path("", include("capacita.web.urls")),
]


def server_error(request: HttpRequest) -> HttpResponse:
    """Each door answers in its own form when something is broken."""
    if request.path.startswith("/api/"):
        return problems.server_error(request)
    return refusals.server_error(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same for a request that cannot be read."""
    return problems.unreadable(request) if request.path.startswith("/api/") else refusals.bad_request(request)


handler400 = bad_request
handler403 = "capacita.web.refusals.forbidden"
handler404 = "capacita.web.refusals.not_found"
handler429 = "capacita.web.refusals.too_many"
handler500 = server_error
