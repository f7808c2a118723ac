"""Signing in by the organisation's own provider: the way out to it, the way back, connecting and ending.

Where no provider is set, nothing here answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from capacita.kernel.errors import RefusedError
from capacita.people.actions import accept_invitation, link_token
from capacita.people.models import Invitation, User
from capacita.people.provider import (
    PROVIDER,
    OneProviderAdapter,
    OrganisationClient,
    UntrueError,
    identity_of,
    organisation,
)
from capacita.people.provider_actions import connect_provider, disconnect_provider
from capacita.people.queries import invitation_with_key
from capacita.web.languages import keep_language
from capacita.web.pages import page
from capacita.web.standing import standing_of

View = Callable[..., HttpResponse]
_confirmed: Callable[[View], View] = reauthentication_required
_INVITED_IN = "capacita_invited_in"
_log = logging.getLogger(__name__)


def _where_there_is_one(view: View) -> View:
    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if organisation() is None:
            raise Http404
        return view(request, *args, **kwargs)

    return answered


@_where_there_is_one
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Out to the provider, to sign in; `again` asks it to make sure anew who is there."""
    onward, is_again = get_next_redirect_url(request), "again" in request.POST
    return lead_out(request, AuthProcess.LOGIN, onward=onward, asked={"prompt": "login"} if is_again else None)


@_where_there_is_one
@login_required
@require_GET
def confirm(request: HttpRequest) -> HttpResponse:
    """Whoever has neither a password nor a second factor of ours confirms a change by signing in there again."""
    return page(request, "account/confirm_at_provider.html", {"onward": get_next_redirect_url(request) or ""})


@_where_there_is_one
@login_required
@require_POST
@_confirmed
def connect(request: HttpRequest) -> HttpResponse:
    """Out to the provider, to connect the account of whoever is signed in and has just confirmed it."""
    return lead_out(request, AuthProcess.CONNECT, told={"person": standing_of(request).key})


@_where_there_is_one
@login_required
@require_POST
@_confirmed
def disconnect(request: HttpRequest) -> HttpResponse:
    """The connection ends, unless it is the only way in."""
    person, issuer = request.user, organisation()
    assert isinstance(person, User)
    assert issuer is not None
    try:
        disconnect_provider(person, issuer=issuer.address, by=standing_of(request))
    except RefusedError as refusal:
        return _refused(request, str(refusal))
    _write(person, "socialaccount/email/account_disconnected", issuer.name)
    return HttpResponseRedirect(reverse("account"))


@_where_there_is_one
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: what it says is checked, and then one of signed in, connected, invited or refused."""
    answer: HttpResponse = OAuth2CallbackView.adapter_view(OrganisationClient(request))(request)
    language = request.session.pop(_INVITED_IN, "")
    return keep_language(request, answer, language) if language else answer


def lead_out(
    request: HttpRequest,
    process: str,
    *,
    onward: str | None = None,
    told: dict[str, Any] | None = None,
    asked: dict[str, str] | None = None,
) -> HttpResponse:
    """Lead the browser to the provider. `told` is remembered by the session until it is back; `asked` is for it."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="provider")
    if too_many is not None:
        return too_many
    provider = get_adapter(request).get_provider(request, PROVIDER)
    try:
        answer: HttpResponse = provider.redirect(request, process, next_url=onward, data=told, auth_params=asked)
    except (OAuth2Error, RequestException) as error:
        return _failed(request, error)
    return answer


def lead_out_invited(request: HttpRequest, invitation: Invitation, *, notice_version: int) -> HttpResponse:
    """The same for an invited person, whose link has been checked. The link itself is not kept."""
    told = {"invitation": invitation.key, "serial": invitation.serial, "notice": notice_version}
    return lead_out(request, AuthProcess.LOGIN, told=told)


class ProviderAdapter(OneProviderAdapter):
    """What comes of an answer of the provider that was checked: the library asks here before it does anything."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        sociallogin.token = None
        told = sociallogin.state.get("data") or {}
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(_connected(request, sociallogin, told))
        if "invitation" in told:
            _accept(request, sociallogin, told)
        if not sociallogin.is_existing:
            raise ImmediateHttpResponse(page(request, "account/stranger.html", {}, status=403))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: object = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        raise ImmediateHttpResponse(_failed(request, exception))


def _connected(request: HttpRequest, sociallogin: SocialLogin, told: dict[str, Any]) -> HttpResponse:
    person = request.user
    if not isinstance(person, User) or person.key != told.get("person"):
        return _failed(request, None)
    try:
        connect_provider(person, identity=identity_of(sociallogin), by=standing_of(request))
    except RefusedError as refusal:
        return _refused(request, str(refusal))
    _write(person, "socialaccount/email/account_connected", sociallogin.provider.name)
    return HttpResponseRedirect(reverse("account"))


def _accept(request: HttpRequest, sociallogin: SocialLogin, told: dict[str, Any]) -> None:
    """The invited person has an account that the provider signs in, and the library now finds it."""
    found = invitation_with_key(str(told["invitation"]))
    if found is None or found.serial != told.get("serial"):
        raise ImmediateHttpResponse(page(request, "account/invitation_over.html", {}, status=404))
    try:
        accept_invitation(
            found,
            token=link_token(found),
            name=sociallogin.user.name,
            password=None,
            identity=identity_of(sociallogin),
            on=standing_of(request).on,
            notice_version=told.get("notice"),
        )
    except RefusedError as refusal:
        raise ImmediateHttpResponse(_refused(request, str(refusal))) from refusal
    sociallogin.lookup()
    request.session[_INVITED_IN] = found.language


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    return page(request, "account/provider_refused.html", {"reason": reason}, status=403)


def _failed(request: HttpRequest, error: Exception | None) -> HttpResponse:
    """The page for a sign-in that came to nothing. The log says why and names nobody."""
    is_down = isinstance(error, RequestException)
    reason = str(error) if isinstance(error, UntrueError) else type(error).__name__ if error else "no sign-in was begun"
    _log.warning("sign-in by the organisation's provider failed: %s", reason)
    status = 503 if is_down else 403 if error else 400
    return page(request, "account/provider_failed.html", {"is_down": is_down}, status=status)


def _write(person: User, letter: str, name: str) -> None:
    """Tell the person by letter what was changed, as for every other way in."""
    account_adapter().send_notification_mail(letter, person, context={"provider": name})
