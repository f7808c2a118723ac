"""Which language a page speaks: the one chosen, else the first of the browser's that is offered."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header


class OfferedLanguageMiddleware(LocaleMiddleware):
    """As Django's own, but a browser is never given a language by itself whose translation is not there yet.

    Such a language may still be chosen (it tries right to left in every page); it is not offered in the menu.
    """

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_request(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if language not in settings.LANGUAGES_OFFERED and language != chosen:
            language = next(
                (code for code in _wanted(request) if code in settings.LANGUAGES_OFFERED), settings.LANGUAGE_CODE
            )
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


def keep_language(request: HttpRequest, answer: HttpResponse, language: str) -> HttpResponse:
    """The answer, with the language of a letter kept until another one is chosen; one chosen before stays."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    return answer


def _wanted(request: HttpRequest) -> list[str]:
    """The browser's languages without their regions, the most wanted first."""
    parsed = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return [code.split("-")[0] for code, _weight in parsed]
