"""The root addresses: the API and the pages, each with its own list."""

from __future__ import annotations

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from capacita.api import documentation
from capacita.web.about import views as about

_PACKAGE = Path(__file__).resolve().parents[1]
_DOORS = (("api/", "api"), ("", "web"))

# The site documents the API from the API's own document; the two doors do not know each other.
_OPERATIONS = {
    "groups": documentation.groups,
    "introduction": documentation.introduction,
    "problems": documentation.problem_kinds,
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("about/api/", about.api, _OPERATIONS),
    *(
        path(prefix, include(f"capacita.{door}.urls"))
        for prefix, door in _DOORS
        if (_PACKAGE / door / "urls.py").is_file()
    ),
]

handler400 = "capacita.web.refusals.bad_request"
handler403 = "capacita.web.refusals.forbidden"
handler404 = "capacita.web.refusals.not_found"
handler500 = "capacita.web.refusals.server_error"
