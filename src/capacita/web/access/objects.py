"""“Who can see this?” for a project, a country, a person and everything: as a page, and as a workbook to take along.

Whoever may not ask gets the answer for a page that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from capacita.evidence.permissions import may_see_files
from capacita.evidence.workbooks import MEDIA_TYPE
from capacita.people.choices import Allowed, ScopeKind, Verb
from capacita.people.models import User
from capacita.people.permissions import may_manage_access, may_see_access
from capacita.people.queries import Access, access_of, access_to, all_access, waiting_invitations_to
from capacita.people.roles import ROLES
from capacita.people.rules import Scope
from capacita.web.access.report import access_workbook
from capacita.web.access.words import allowed_in_words, giver_in_words, in_words, may_in_words, scope_in_words, scope_of
from capacita.web.asking import language_of
from capacita.web.confirming import confirmed
from capacita.web.exporting import note_export
from capacita.web.pages import kept_private, page
from capacita.web.paging import shown_of
from capacita.web.standing import needs, standing_of


@kept_private
@require_GET
def project(request: HttpRequest, code: str) -> HttpResponse:
    return _who(request, _scope(request, ScopeKind.PROJECT, code))


@kept_private
@require_GET
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    return _who(request, _scope(request, ScopeKind.COUNTRY, iso2))


@kept_private
@require_GET
def project_report(request: HttpRequest, code: str) -> HttpResponse:
    return _report_on(request, _scope(request, ScopeKind.PROJECT, code))


@kept_private
@require_GET
def country_report(request: HttpRequest, iso2: str) -> HttpResponse:
    return _report_on(request, _scope(request, ScopeKind.COUNTRY, iso2))


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_GET
def person_report(request: HttpRequest, key: str) -> HttpResponse:
    """What one person was given and may use, now or from a later day on."""
    person = get_object_or_404(User, key=key)
    access = access_of(person, on=standing_of(request).on)
    held = [each for each in access if each.is_in_force or each.is_ahead]
    return _workbook(request, held, None, f"person:{key}", key[:8])


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Every grant in force as a workbook."""
    user = standing_of(request)
    return _workbook(request, all_access(user=user, on=user.on), None, user.on.isoformat(), "")


def _who(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Who can see it, why, and until when."""
    user, language = standing_of(request), language_of(request)
    access = access_to(scope, user=user, on=user.on)
    shown = shown_of(access, request.GET)
    may = may_in_words(shown, language, of=scope)
    invited = shown_of(waiting_invitations_to(scope, user=user), request.GET, name="invited")
    context = {
        "scope": scope,
        "name": scope.key if scope.kind is ScopeKind.PROJECT else scope_in_words(scope, language),
        "access": [
            (each, of_what, may[each.grant.pk], giver_in_words(each)) for each, of_what in in_words(shown, language)
        ],
        "may_nothing": allowed_in_words((Allowed.NOTHING,)),
        "count": access.count_reading(),
        "at_the_machine": not shown.has_previous and user.is_local,
        "invited": [(each, ROLES[each.role].in_words()) for each in invited],
        "roles": {each.role: each.sentence for each in shown},
        "shown": shown,
        "shown_invited": invited,
        "manages": may_manage_access(user),
        "sees_people": user.may(Verb.SEE_PEOPLE),
        "sees_files": may_see_files(user, scope),
    }
    return page(request, "access/object.html", context)


def _report_on(request: HttpRequest, scope: Scope) -> HttpResponse:
    user = standing_of(request)
    access = access_to(scope, user=user, on=user.on)
    return _workbook(request, access, scope, f"{scope.kind}:{scope.key}", scope.key)


def _scope(request: HttpRequest, kind: ScopeKind, key: str) -> Scope:
    """What is asked about, for whoever may ask about it."""
    scope = Scope(kind, key)
    if not may_see_access(standing_of(request), scope) or scope_of(f"{kind}:{key}") is None:
        raise Http404
    return scope


@confirmed("GET")
def _workbook(
    request: HttpRequest, access: Iterable[Access], of: Scope | None, subject: str, named: str
) -> HttpResponse:
    user = standing_of(request)
    content = access_workbook(access, of=of, language=language_of(request), has_addresses=user.may(Verb.SEE_PEOPLE))
    note_export(request, "access", subject)
    name = "-".join(part for part in ("access", "".join(filter(str.isalnum, named)), user.on.isoformat()) if part)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
