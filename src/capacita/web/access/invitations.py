"""Invitations: the form, the page of an open one with its link where it must be handed on, sending again, withdrawing."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.kernel.clock import now
from capacita.kernel.dates import last_day_before
from capacita.kernel.errors import RefusedError
from capacita.people.actions import invite_person, link_token, resend_invitation, withdraw_invitation
from capacita.people.choices import Verb
from capacita.people.mail import has_mail_server, send_invitation
from capacita.people.models import Invitation
from capacita.people.queries import inviter_of, is_invitation_open, waiting_invitations
from capacita.people.roles import ROLES
from capacita.web.access.forms import InviteForm
from capacita.web.access.words import roles_in_words, scope_in_words
from capacita.web.asking import language_of, whole_address
from capacita.web.confirming import confirmed
from capacita.web.pages import kept_private, page
from capacita.web.standing import asks_directly, needs, standing_of

# The links whose letter the mail server refused in this session: a name in it.
_REFUSED = "capacita_refused_letters"


@kept_private
@needs(Verb.MANAGE_ACCESS)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def invite(request: HttpRequest) -> HttpResponse:
    """The form for an invitation; then the invitation's page, with the link to copy."""
    language = language_of(request)
    initial: dict[str, object] = {"language": language if language in settings.LANGUAGES_OFFERED else "en"}
    instead = _withdrawn(request.GET.get("instead", "")) if request.method == "GET" else None
    if instead is not None:
        scope, last = ":".join(filter(None, (instead.scope_kind, instead.scope_key))), last_day_before(instead.until_on)
        initial |= {"role": instead.role, "scope": scope, "until_on": last, "language": instead.language}
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
    address = form.data.get("email", "").strip().lower() if form.is_bound else ""
    context = {
        "form": form,
        "roles": roles_in_words(),
        "is_withdrawn": instead is not None,
        # What stands in the way of another invitation of the same address.
        "held": waiting_invitations().filter(email=address).first() if address else None,
    }
    return page(request, "access/invite.html", context, status=400 if form.is_bound else 200)


@kept_private
@needs(Verb.MANAGE_ACCESS)
@require_GET
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """One open invitation, to be sent again or withdrawn.

    Its link is for the person invited alone. It is shown only where no letter carries it, and that is on the chain.
    """
    found = _open_invitation(key)
    is_open, is_refused = is_invitation_open(found, at=now()), _named(found) in request.session.get(_REFUSED, [])
    shows_link = is_open and (is_refused or not has_mail_server())
    if shows_link:
        by = standing_of(request).key
        record_look(by=by, verb=Look.VIEW_INVITATION_LINK, subject_kind="invitation", subject_key=found.key)
    context = {
        "invitation": found,
        "role": ROLES[found.role].in_words(),
        "sentence": ROLES[found.role].sentence_in_words(),
        "scope": scope_in_words(found.scope, language_of(request)),
        "link": _link(request, found) if shows_link else "",
        "is_open": is_open,
        "is_refused": is_refused,
        "on_this_machine": not settings.CAPACITA_ADDRESS and asks_directly(request),
    }
    return page(request, "access/invitation.html", context)


@needs(Verb.MANAGE_ACCESS)
@require_POST
@confirmed("POST")
def resend(request: HttpRequest, key: str) -> HttpResponse:
    return _sent(request, resend_invitation(_open_invitation(key), by=standing_of(request)))


@needs(Verb.MANAGE_ACCESS)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """The link works no longer. The form for another invitation then says so, and offers what this one had given."""
    found = _open_invitation(key)
    withdraw_invitation(found, by=standing_of(request))
    return HttpResponseRedirect(f"{reverse('web:invite')}?instead={found.key}")


def _sent(request: HttpRequest, made: Invitation) -> HttpResponse:
    with override(made.language):
        scope = scope_in_words(made.scope, made.language)
    inviter = inviter_of(made, on=standing_of(request).on)
    if not send_invitation(made, link=_link(request, made), scope=scope, inviter=inviter):
        request.session[_REFUSED] = [*request.session.get(_REFUSED, []), _named(made)]
    return HttpResponseRedirect(reverse("web:access-invitation", args=[made.key]))


def _withdrawn(key: str) -> Invitation | None:
    return Invitation.objects.filter(key=key).exclude(withdrawn_at=None).first() if key else None


def _named(invitation: Invitation) -> str:
    """The invitation and which of its links."""
    return f"{invitation.key}:{invitation.serial}"


def _link(request: HttpRequest, invitation: Invitation) -> str:
    return whole_address(request, reverse("invitation", args=[invitation.key, link_token(invitation)]))


def _open_invitation(key: str) -> Invitation:
    return get_object_or_404(waiting_invitations(), key=key)
