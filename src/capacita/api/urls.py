"""The addresses of the API, below /api/; whatever else is asked for below it is answered as a problem."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from capacita.api import problems
from capacita.api.answering import View, answered, answered_when_sent
from capacita.api.contract import api, query_parameters, read_document
from capacita.api.law_ratings import LOOKS_AT_ASKER
from capacita.api.legislation import MOST_SENT


def _operations() -> list[URLPattern]:
    """The operations, each held to what every answer keeps."""
    return [
        URLPattern(each.pattern, _held(str(each.name), each.callback), each.default_args, each.name)
        for each in api.urls[0]
        if isinstance(each, URLPattern) and each.name != "api-root"
    ]


def _held(name: str, view: View) -> View:
    def parameters() -> frozenset[str]:
        return query_parameters()[name]

    if name in MOST_SENT:
        return answered_when_sent(view, parameters, most_bytes=MOST_SENT[name])
    return answered(view, parameters, looks_at_asker=name in LOOKS_AT_ASKER)


@csrf_exempt
def _nothing_here(request: HttpRequest) -> HttpResponse:
    return problems.no_such_address()


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", answered(read_document, tells_what_is_published=False), name="openapi"),
    path("v1/", include(_operations())),
    re_path(r"", _nothing_here),
]
