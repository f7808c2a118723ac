"""What holds for every answer: GET and HEAD only, no unknown parameter, the language asked for, an ETag of its bytes.

An operation that works on what is sent to it is asked by POST and nothing else (`answered_when_sent`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from capacita.api import problems
from capacita.api.asked import LANGUAGES
from capacita.kernel.clock import today
from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import Problem
from capacita.kernel.identifiers import near
from capacita.kernel.kept import KeptAnswers
from capacita.kernel.once import reading_once
from capacita.kernel.said import said
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.people.sessions import standing_in_session
from capacita.publishing.published import tag_of

View = Callable[..., HttpResponse]
_READ, _SENT = ("GET", "HEAD"), ("POST",)
_MOST_BYTES = 2_000_000  # of packed answers kept by one process
_kept = KeptAnswers(_MOST_BYTES)


def answered(
    view: View,
    parameters: Callable[[], frozenset[str]] = frozenset,
    *,
    tells_what_is_published: bool = True,
    looks_at_asker: bool = False,
) -> View:
    """The view, held to what every answer of the API keeps. `parameters` names those that it reads.

    An answer that tells what is published is kept until something else is. One that looks at who asks is made anew for
    whoever is signed in, and kept nowhere.
    """
    read = _kept_or_read if tells_what_is_published else _read

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **path: str) -> HttpResponse:
        language = _language(request)
        is_personal = looks_at_asker and not asker(request).is_public
        with translation.override(language):
            made = _read_anew if is_personal else read
            response = _checked(request, path, parameters, _READ) or made(view, request, path)
        response["Cache-Control"] = "private, no-store" if is_personal else "no-cache"
        if looks_at_asker:
            patch_vary_headers(response, ["Cookie"])
        response["Content-Language"] = language
        return _without_body(request, _revalidated(request, response))

    return answer


def answered_when_sent(view: View, parameters: Callable[[], frozenset[str]], *, most_bytes: int) -> View:
    """The view of an operation that is sent a body of at most so many bytes, works on it and stores nothing of it.

    It needs no token against forgery: it changes nothing and looks at no cookie, so a page elsewhere gains nothing by
    sending somebody's browser here. Its answer depends on the body, which no tag names, and is not kept.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **path: str) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            response = (
                _checked(request, path, parameters, _SENT) or _too_large(request, most_bytes) or view(request, **path)
            )
        response["Cache-Control"] = "no-store"
        response["Content-Language"] = language
        return response

    return answer


def _too_large(request: HttpRequest, most_bytes: int) -> HttpResponse | None:
    """The refusal of a body by its stated length, before any of it is read; the server reads no further than that."""
    stated = request.headers.get("Content-Length", "")
    if not (stated.isascii() and stated.isdigit()) or int(stated[:20]) <= most_bytes:
        return None
    return problems.problem(
        problems.SIZE, said("At most %(n)s kB are taken; nothing of it was read.", n=most_bytes // 1000)
    )


def _language(request: HttpRequest) -> str:
    """The language asked for; English where none, or one that is refused later, is."""
    try:
        asked = request.GET.get("language")
    except SuspiciousOperation:
        asked = None
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _kept_or_read(view: View, request: HttpRequest, path: Mapping[str, str]) -> HttpResponse:
    """The answer, from memory while nothing was published since; it is the same for whoever asks."""
    tag = tag_of(request, on=today())
    if (held := _kept.get(tag)) is not None:
        return HttpResponse(held[0], content_type=held[1])
    with reading_once():
        response = _read(view, request, path)
    if response.status_code == 200 and "Content-Disposition" not in response:
        _kept.keep(tag, response.content, response["Content-Type"])
    return response


def asker(request: HttpRequest) -> Standing:
    """Who is signed in on the site and asks from there; everybody else is the public."""
    person = getattr(request, "user", None)
    if not isinstance(person, User):
        return Standing("", today())
    return standing_in_session(person, request, on=today())


def _read_anew(view: View, request: HttpRequest, path: Mapping[str, str]) -> HttpResponse:
    with reading_once():
        return _read(view, request, path)


def _read(view: View, request: HttpRequest, path: Mapping[str, str]) -> HttpResponse:
    method, request.method = request.method, "GET"
    try:
        return view(request, **path)
    finally:
        request.method = method


def _checked(
    request: HttpRequest,
    path: Mapping[str, str],
    parameters: Callable[[], frozenset[str]],
    methods: tuple[str, ...],
) -> HttpResponse | None:
    """The refusal of what no operation accepts; None when there is nothing to refuse."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        # A program that is led on never learns that it asked in the clear.
        return problems.problem(problems.INPUT, said("This was asked in the clear. Ask by https://."))
    if request.method not in methods:
        refusal = problems.problem(
            problems.METHOD, said("%(method)s is not accepted here; nothing was changed.", method=request.method)
        )
        refusal["Allow"] = ", ".join(methods)
        return refusal
    try:
        request.GET.keys()
    except SuspiciousOperation:
        return problems.problem(problems.INPUT, said("The address has too many parameters."))
    known = sorted(parameters())
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        takes = said("It takes: %(names)s.", names=", ".join(known)) if known else said("It takes none.")
        return problems.unfit(
            [
                Problem(
                    said("the operation has no such parameter"),
                    column=name[:80],
                    remedy=said("Did you mean %(near)s?", near=near(name, known)[0]) if near(name, known) else takes,
                )
                for name in unknown[:20]
            ]
        )
    doubled = [name for name, values in request.GET.lists() if len(values) > 1]
    if doubled:
        return problems.unfit(
            [Problem(said("is given more than once"), column=name, remedy=said("Give it once.")) for name in doubled]
        )
    for name, value in (*request.GET.items(), *path.items()):
        if "\x00" in str(value):
            return problems.unfit(
                [Problem(said("contains a null character"), column=name, remedy=said("Leave it out."))]
            )
    return None


def _revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with the digest of its body as its tag; 304 without a body for whoever holds these bytes."""
    if response.status_code != 200:
        return response
    tag = f'"{sha256_hex(response.content)}"'
    held = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    if tag in held or "*" in held:
        unchanged = HttpResponse(status=304)
        for name in ("Cache-Control", "Content-Language"):
            unchanged[name] = response[name]
        del unchanged["Content-Type"]
        unchanged["ETag"] = tag
        return unchanged
    response["ETag"] = tag
    return response


def _without_body(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.method == "HEAD":
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
