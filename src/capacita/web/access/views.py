"""Who has access: people, invitations, grants, the report, and “Who can see this?” for a project.

Whoever may not ask gets the answer for a page that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.evidence.permissions import may_see_files
from capacita.evidence.workbooks import MEDIA_TYPE
from capacita.keeping.queries import restore_to_tell
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.actions import (
    deactivate_person,
    give_back_grant,
    grant_role,
    invite_person,
    link_token,
    resend_invitation,
    reset_second_factor,
    review_grant,
    revoke_grant,
    withdraw_invitation,
)
from capacita.people.choices import ScopeKind, Verb
from capacita.people.mail import send_invitation
from capacita.people.models import Grant, Invitation, User
from capacita.people.permissions import may_manage_access, may_see_access
from capacita.people.queries import (
    Access,
    access_of,
    access_to,
    all_access,
    has_second_factor,
    inviter_of,
    is_invitation_open,
    open_invitations,
    open_invitations_to,
    overdue_reviews,
    person_list,
    returnable,
    ways_in,
    ways_of,
)
from capacita.people.roles import ROLES
from capacita.people.rules import Scope
from capacita.web.access.forms import GrantForm, InviteForm
from capacita.web.access.report import access_workbook
from capacita.web.access.words import (
    done_in_words,
    interests_in_words,
    project_codes,
    project_titles,
    scope_in_words,
    ways_in_words,
)
from capacita.web.asking import kept_query, language_of
from capacita.web.pages import kept_private, page
from capacita.web.standing import asks_directly, needs, standing_of

# Grants to look at again that one page lists: whoever has looked at one sees the next.
_AT_ONCE = 50
# People that one page lists, and reasons for which a project may be seen.
_ON_A_PAGE = 60
# Lines of a person's history: at first, and when all of it is asked for.
_LATEST, _WHOLE = 30, 2_000


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What wants doing: grants nobody has looked at for six months; and the ways to everything else."""
    user = standing_of(request)
    manages = may_manage_access(user)
    overdue = overdue_reviews(user=user, on=user.on, most=_AT_ONCE + 1)
    context = {
        "overdue": _in_words(overdue[:_AT_ONCE], request),
        "more": len(overdue) > _AT_ONCE,
        "projects": project_titles(),
        "manages": manages,
        "restored": restore_to_tell() if manages else None,
    }
    return page(request, "access/start.html", context)


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, narrowed by a search, and the invitations that are open."""
    at, language = now(), language_of(request)
    invited = [
        (each, ROLES[each.role].in_words(), scope_in_words(each.scope, language), is_invitation_open(each, at=at))
        for each in open_invitations()
    ]
    wanted = request.GET.get("q", "").strip()[:100]
    listed, start = person_list(wanted), _start(request)
    shown = list(listed[start : start + _ON_A_PAGE + 1])
    ways = ways_of(shown[:_ON_A_PAGE])
    context = {
        "people": [(each, ways_in_words(ways[each.pk])) for each in shown[:_ON_A_PAGE]],
        "q": wanted,
        "next": _next(request, start, len(shown) > _ON_A_PAGE, q=wanted),
        "invited": [] if start else [row for row in invited if wanted.lower() in row[0].email.lower()],
        "manages": may_manage_access(standing_of(request)),
    }
    return page(request, "access/people.html", context)


@kept_private
@needs(Verb.MANAGE_ACCESS)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """The form for an invitation; then the invitation's page, with the link to copy."""
    language = language_of(request)
    initial = {"language": language if language in settings.LANGUAGES_OFFERED else "en"}
    if request.method == "GET":
        initial |= {name: request.GET[name] for name in ("role", "scope") if name in request.GET}
    form = InviteForm(request.POST if request.method == "POST" else None, initial=initial, language=language)
    if request.method == "POST" and form.is_valid():
        try:
            made = invite_person(**form.cleaned_data, by=standing_of(request))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _sent(request, made)
    context = {"form": form, "roles": _roles_in_words(), "has_mail_server": _has_mail_server()}
    return page(request, "access/invite.html", context, status=400 if form.is_bound else 200)


@kept_private
@needs(Verb.MANAGE_ACCESS)
@require_GET
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """One open invitation with its link, to be copied, sent again or withdrawn."""
    found = _open_invitation(key)
    context = {
        "invitation": found,
        "role": ROLES[found.role].in_words(),
        "scope": scope_in_words(found.scope, language_of(request)),
        "link": _link(request, found),
        "is_open": is_invitation_open(found, at=now()),
        "mailed": request.GET.get("mail", ""),
        "has_mail_server": _has_mail_server(),
        "on_this_machine": not settings.CAPACITA_ADDRESS and asks_directly(request),
    }
    return page(request, "access/invitation.html", context)


@needs(Verb.MANAGE_ACCESS)
@require_POST
def resend(request: HttpRequest, key: str) -> HttpResponse:
    return _sent(request, resend_invitation(_open_invitation(key), by=standing_of(request)))


@needs(Verb.MANAGE_ACCESS)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    withdraw_invitation(_open_invitation(key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:people"))


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One person: everything reachable and why, what was before, and for an administrator the form for a role."""
    user, found, language = standing_of(request), _person(key), language_of(request)
    form = GrantForm(
        request.POST if request.method == "POST" else None, initial={"from_on": user.on}, language=language
    )
    if request.method == "POST":
        if not may_manage_access(user):
            raise Http404
        if form.is_valid():
            try:
                grant_role(found, **form.cleaned_data, by=user)
                return HttpResponseRedirect(reverse("web:person", args=[key]))
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
    access = access_of(found, on=user.on)
    rows = _in_words(access, request)
    most = _WHOLE if request.GET.get("history") == "all" else _LATEST
    done = done_in_words(found.key, most=most + 1)
    context = {
        "person": found,
        "holding": [row for row in rows if row[0].is_in_force],
        "other": [row for row in rows if not row[0].is_in_force],
        "returnable": returnable(access),
        "taken": _named(rows, request.GET.get("taken"), is_taken=True),
        "given": _named(rows, request.GET.get("given"), is_taken=False),
        "has_second_factor": has_second_factor(found),
        "ways": ways_in_words(ways_in(found)),
        "form": form,
        "roles": _roles_in_words(),
        "manages": may_manage_access(user),
        "is_self": found.key == user.key,
        "declared": interests_in_words(found, language),
        "history": done[:most],
        "is_longer": len(done) > most,
    }
    return page(request, "access/person.html", context, status=400 if form.is_bound else 200)


@needs(Verb.MANAGE_ACCESS)
@require_POST
def deactivate(request: HttpRequest, key: str) -> HttpResponse:
    deactivate_person(_person(key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:person", args=[key]))


@needs(Verb.MANAGE_ACCESS)
@require_POST
def end_second_factor(request: HttpRequest, key: str) -> HttpResponse:
    reset_second_factor(_person(key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:person", args=[key]))


@needs(Verb.MANAGE_ACCESS)
@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """The grant holds no longer. The person's page then says what was taken away, and offers to give it back."""
    grant = _grant(key)
    revoke_grant(grant, by=standing_of(request))
    return HttpResponseRedirect(f"{reverse('web:person', args=[grant.person.key])}?taken={grant.key}")


@needs(Verb.MANAGE_ACCESS)
@require_POST
def give_back(request: HttpRequest, key: str) -> HttpResponse:
    made = give_back_grant(_grant(key), by=standing_of(request))
    return HttpResponseRedirect(f"{reverse('web:person', args=[made.person.key])}?given={made.key}")


@needs(Verb.MANAGE_ACCESS)
@require_POST
def review(request: HttpRequest, key: str) -> HttpResponse:
    review_grant(_grant(key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:access"))


@kept_private
@require_GET
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Who can see this project, why, and until when: for whoever may ask about it, and absent for everybody else."""
    user = standing_of(request)
    scope = Scope(ScopeKind.PROJECT, code)
    if not may_see_access(user, scope) or code not in project_codes():
        raise Http404
    access, start = access_to(scope, user=user, on=user.on), _start(request)
    context = {
        "code": code,
        "access": _in_words(access[start : start + _ON_A_PAGE], request),
        "count": sum(each.reads for each in access),
        "at_the_machine": not start and user.is_local,
        "invited": [(each, ROLES[each.role].in_words()) for each in open_invitations_to(scope, user=user)]
        if not start
        else [],
        "roles": {each.role: each.sentence for each in access},
        "next": _next(request, start, start + _ON_A_PAGE < len(access)),
        "manages": may_manage_access(user),
        "sees_people": user.may(Verb.SEE_PEOPLE),
        "sees_files": may_see_files(user, scope),
    }
    return page(request, "access/project.html", context)


@kept_private
@needs(Verb.SEE_PEOPLE)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Every grant in force as a workbook."""
    user = standing_of(request)
    content = access_workbook(all_access(user=user, on=user.on), language=language_of(request))
    record_look(by=user.key, verb=Look.EXPORT, subject_kind="access", subject_key=user.on.isoformat())
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="access-{user.on.isoformat()}.xlsx"'
    return response


def _start(request: HttpRequest) -> int:
    """After how many the page begins, as the address says."""
    after = request.GET.get("after", "")
    return int(after) if after.isdecimal() and len(after) < 7 else 0


def _next(request: HttpRequest, start: int, is_longer: bool, **asked: str) -> str:
    """The address of what follows, or nothing."""
    return kept_query(request, after=str(start + _ON_A_PAGE), **asked) if is_longer else ""


def _sent(request: HttpRequest, made: Invitation) -> HttpResponse:
    with override(made.language):
        scope = scope_in_words(made.scope, made.language)
    inviter = inviter_of(made, on=standing_of(request).on)
    is_sent = send_invitation(made, link=_link(request, made), scope=scope, inviter=inviter)
    address = reverse("web:access-invitation", args=[made.key])
    return HttpResponseRedirect(f"{address}?mail={'sent' if is_sent else 'refused'}")


def _has_mail_server() -> bool:
    return "smtp" in settings.EMAIL_BACKEND


def _link(request: HttpRequest, invitation: Invitation) -> str:
    path = reverse("invitation", args=[invitation.key, link_token(invitation)])
    return f"{settings.CAPACITA_ADDRESS}{path}" if settings.CAPACITA_ADDRESS else request.build_absolute_uri(path)


def _in_words(rows: Iterable[Access], request: HttpRequest) -> list[tuple[Access, str]]:
    return [(each, scope_in_words(each.grant.scope, language_of(request))) for each in rows]


def _named(rows: list[tuple[Access, str]], key: str | None, *, is_taken: bool) -> tuple[Access, str] | None:
    """The grant of which the page says that it was just taken away or given back; none where that is not so."""
    return next(
        (row for row in rows if row[0].grant.key == key and (row[0].grant.revoked_at is not None) is is_taken), None
    )


def _roles_in_words() -> list[tuple[str, str]]:
    return [(role.in_words(), role.sentence_in_words()) for role in ROLES.values() if role.scopes]


def _open_invitation(key: str) -> Invitation:
    return get_object_or_404(open_invitations(), key=key)


def _person(key: str) -> User:
    return get_object_or_404(User, key=key)


def _grant(key: str) -> Grant:
    return get_object_or_404(Grant.objects.select_related("person"), key=key)
