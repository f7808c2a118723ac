"""The root addresses: the API and the pages, each with its own list."""

from __future__ import annotations

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

_PACKAGE = Path(__file__).resolve().parents[1]
_DOORS = (("api/", "api"), ("", "web"))

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"capacita.{door}.urls")) for prefix, door in _DOORS if (_PACKAGE / door / "urls.py").is_file()
]

handler400 = "capacita.web.refusals.bad_request"
handler403 = "capacita.web.refusals.forbidden"
handler404 = "capacita.web.refusals.not_found"
handler500 = "capacita.web.refusals.server_error"

handler400 = "capacita.web.refusals.bad_request"
handler403 = "capacita.web.refusals.forbidden"
handler404 = "capacita.web.refusals.not_found"
handler500 = "capacita.web.refusals.server_error"
