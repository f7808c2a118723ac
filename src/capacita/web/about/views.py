"""About: method, licence, boundary note, version, datasets; the API's documentation; the glossary; the language switch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme

from capacita.audit.queries import head
from capacita.evidence.queries import datasets, terms, with_citations
from capacita.figures.registry import definitions
from capacita.kernel.errors import UnknownKeyError
from capacita.kernel.said import said
from capacita.portfolio.queries import office, programme_texts, sdg_targets
from capacita.web.asking import moment_of
from capacita.web.pages import page, public_page, read_only

_GLOSSARY_LANGUAGES = ("en", "fr", "es", "ar", "ro", "uk")


@read_only
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how figures are made, what is known to be missing."""
    at = moment_of(request)
    texts, found = programme_texts(at=at), office(at=at)
    context = {
        "texts": texts,
        "definitions": with_citations(texts.get("definition", [])),
        "office": with_citations([found] if found else []),
        "datasets": datasets(at=at),
        "targets": sdg_targets(at=at),
        "rules": sorted({(str(each.rule), each.rule_text()) for each in definitions()}),
        "head": head(),
    }
    return page(request, "about/about.html", context)


@public_page
def api(
    request: HttpRequest, groups: Callable[[], Any], introduction: Callable[[], str], problems: Callable[[], Any]
) -> HttpResponse:
    """The API's operations, from the document that machines read; the root addresses hand it over."""
    moment_of(request)
    return page(request, "about/api.html", {"groups": groups(), "introduction": introduction(), "problems": problems()})


@public_page
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field and of the interface, in six languages."""
    words = terms(at=moment_of(request))
    rows = [
        [(code, by_language[code].text if code in by_language else "") for code in _GLOSSARY_LANGUAGES]
        for by_language in words.values()
        # Sentences of the interface with places for numbers are no words of the field.
        if not any("{" in term.text for term in by_language.values())
    ]
    return page(request, "about/glossary.html", {"rows": rows, "codes": _GLOSSARY_LANGUAGES})


@read_only
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Switch the interface's language and go back to the page that was open."""
    if code not in dict(settings.LANGUAGES):
        raise UnknownKeyError(said("language"), code, tuple(settings.LANGUAGES_OFFERED))
    onward = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    response = HttpResponseRedirect(onward)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=31_536_000,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


@read_only
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("capacita/icon.svg"))
