"""Adding a source: fetched by its address from a host that the office has named, or as a file that somebody downloaded."""

from __future__ import annotations

import threading

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from capacita.evidence.actions import ask_for_source, fetch_source, keep_source
from capacita.evidence.fetching import MAX_BYTES
from capacita.evidence.models import Fetch
from capacita.evidence.permissions import may_add_source
from capacita.evidence.queries import fetch_by_key, is_broken_off, last_fetches
from capacita.evidence.room import bytes_kept_by
from capacita.evidence.source_kinds import SOURCE_KINDS
from capacita.kernel.clock import now
from capacita.kernel.errors import CapacitaError, Problem
from capacita.people.rules import Standing
from capacita.web.asking import language_of
from capacita.web.pages import kept_private, page
from capacita.web.standing import standing_of


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The two ways to add a source, and what was asked for lately."""
    user = standing_of(request)
    if not may_add_source(user):
        raise Http404
    if request.method != "POST":
        return _form(request, ())
    address = request.POST.get("address", "")
    try:
        given = request.FILES.get("file")
        if given is not None:
            kept = keep_source(address=address, content=given.read(), by=user)
            return HttpResponseRedirect(f"{reverse('web:source', args=[kept.source.key])}?added=1")
        asked = ask_for_source(address=address, by=user)
    except CapacitaError as refusal:
        return _form(request, refusal.problems)
    # Beside the answer, so that the page can show how far it has come; nobody waits for it.
    language = language_of(request)
    threading.Thread(target=_fetch, args=(asked, user, language), daemon=True).start()
    return HttpResponseRedirect(reverse("web:fetch", args=[asked.key]))


@kept_private
@require_safe
def fetch(request: HttpRequest, key: str) -> HttpResponse:
    """How far one document has come, asked for again each second until it is there."""
    found = fetch_by_key(key, user=standing_of(request))
    if found is None:
        raise Http404
    context = {"fetch": found, "is_broken_off": is_broken_off(found, at=now()), "kilobytes": -(-found.received // 1024)}
    context |= {"of_kilobytes": -(-found.total // 1024) if found.total else None}
    return page(request, "sources/fetch.html", context)


def _fetch(asked: Fetch, user: Standing, language: str) -> None:
    try:
        with translation.override(language):
            fetch_source(asked, by=user)
    finally:
        connection.close()


def _form(request: HttpRequest, problems: tuple[Problem, ...]) -> HttpResponse:
    user, at = standing_of(request), now()
    context = {
        "address": request.POST.get("address", "")[:2_000],
        "problems": [each.worded(_) for each in problems],
        "hosts": settings.CAPACITA_FETCH_HOSTS,
        "kinds": SOURCE_KINDS,
        "most": MAX_BYTES // 1_048_576,
        "own": -(-bytes_kept_by(user.key) // 1_048_576),
        "own_room": settings.CAPACITA_PERSON_MB,
        "asked": [(each, is_broken_off(each, at=at)) for each in last_fetches(user=user)],
    }
    return page(request, "sources/add.html", context, status=400 if problems else 200)
