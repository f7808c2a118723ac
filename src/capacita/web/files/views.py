"""The files of a project or a country, and each as something to download. What is forbidden answers as what is absent."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from capacita.evidence.actions import keep_file, withdraw_file
from capacita.evidence.choices import ENDINGS
from capacita.evidence.files import MAX_FILE
from capacita.evidence.models import KeptFile
from capacita.evidence.permissions import may_keep_file, may_see_files, may_withdraw_file
from capacita.evidence.queries import file_by_key, files_of
from capacita.evidence.room import DAYS_UNTIL_REMOVED, bytes_kept_by, bytes_kept_for
from capacita.evidence.snapshots import Shelf, kept_bytes
from capacita.kernel.errors import CapacitaError, Problem
from capacita.people.choices import ScopeKind
from capacita.people.queries import names_of
from capacita.people.rules import Scope, Standing
from capacita.review.permissions import is_staff_for
from capacita.web.access.words import scope_in_words, scope_of
from capacita.web.asking import language_of
from capacita.web.exporting import handed_out
from capacita.web.pages import kept_private, page
from capacita.web.paging import shown_of
from capacita.web.standing import standing_of

_MEGABYTE = 1_048_576


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, code: str) -> HttpResponse:
    """The files of one project, and for those who may change the project a form to add one."""
    return _kept_for(request, Scope(ScopeKind.PROJECT, code))


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """The same of one country, for those who may rate its law or speak for it."""
    return _kept_for(request, Scope(ScopeKind.COUNTRY, iso2))


def _kept_for(request: HttpRequest, scope: Scope) -> HttpResponse:
    user = standing_of(request)
    if not may_see_files(user, scope) or scope_of(f"{scope.kind}:{scope.key}") is None:
        raise Http404
    if request.method != "POST":
        return _listed(request, scope, ())
    if not may_keep_file(user, scope):
        raise Http404
    given = request.FILES.get("file")
    try:
        keep_file(content=given.read() if given else b"", name=given.name or "" if given else "", scope=scope, by=user)
    except CapacitaError as refusal:
        problems = refusal.problems if given else (Problem(_("No file was chosen")),)
        return _listed(request, scope, problems)
    return HttpResponseRedirect(_address(scope))


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """The file itself, to be saved."""
    found = _file(request, key)
    content = kept_bytes(found.sha256, Shelf.FILES)
    return handed_out(request, content, name=found.name, media_type=found.media_type, kind="file", key=found.key)


@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Afterwards nobody sees the file; onward to what it was kept for."""
    found, user = _file(request, key), standing_of(request)
    if not may_withdraw_file(user, found):
        raise Http404
    withdraw_file(found, by=user)
    return HttpResponseRedirect(_address(found.scope))


def _address(scope: Scope) -> str:
    """The page on which the files of the scope are listed."""
    page_of = {ScopeKind.PROJECT: "web:files-project", ScopeKind.COUNTRY: "web:files-country"}.get(scope.kind)
    return reverse(page_of, args=[scope.key]) if page_of else reverse("web:overview")


def _file(request: HttpRequest, key: str) -> KeptFile:
    found = file_by_key(key, user=standing_of(request))
    if found is None:
        raise Http404
    return found


def _listed(request: HttpRequest, scope: Scope, problems: tuple[Problem, ...]) -> HttpResponse:
    user, wanted = standing_of(request), request.GET.get("q", "").strip()[:100]
    shown = shown_of(files_of(scope, user=user, name=wanted), request.GET)
    named = names_of({each.uploaded_by for each in shown if _is_named(user, scope, each)})
    endings = [ending for endings in ENDINGS.values() for ending in endings]
    context = {
        "scope": scope,
        "code": scope.key if scope.kind is ScopeKind.PROJECT else scope_in_words(scope, language_of(request)),
        "files": [
            (each, named.get(each.uploaded_by, ""), _taken_away(each), may_withdraw_file(user, each)) for each in shown
        ],
        "q": wanted,
        "is_searched": bool(wanted or shown.has_other_pages),
        "shown": shown,
        "problems": [each.worded(_) for each in problems],
        "may_add": may_keep_file(user, scope),
        "kinds": ", ".join(sorted(first.removeprefix(".").upper() for first, *_more in ENDINGS.values())),
        "accepted": ",".join(endings),
        "days": DAYS_UNTIL_REMOVED,
        "most": MAX_FILE // _MEGABYTE,
        "is_of_office": _is_of_office(user, scope),
        "taken": _megabytes(bytes_kept_for(scope)),
        "room": settings.CAPACITA_PROJECT_MB,
        "own": _megabytes(bytes_kept_by(user.key)),
        "own_room": settings.CAPACITA_PERSON_MB,
    }
    return page(request, "files/listed.html", context, status=400 if problems else 200)


def _is_of_office(user: Standing, scope: Scope) -> bool:
    """Whether `user` may know what the office keeps: whoever speaks for a country is told neither how much nor by whom."""
    return scope.kind is not ScopeKind.COUNTRY or is_staff_for(user, scope.key)


def _is_named(user: Standing, scope: Scope, file: KeptFile) -> bool:
    return file.uploaded_by == user.key or _is_of_office(user, scope)


def _taken_away(file: KeptFile) -> str:
    """What was in the file that was given, and is not in the one that is kept."""
    if not file.is_redrawn:
        return ""
    if file.media_type.startswith("image/"):
        return _("Place, camera and comments were removed from the picture.")
    return _("Author, company, and place and camera in its pictures were removed.")


def _megabytes(size: int) -> int:
    """Rounded up, so that something is never shown as nothing."""
    return -(-size // _MEGABYTE)
