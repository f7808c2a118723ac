"""Where somebody who is signed in confirms it anew: by the second factor, else the password, else the provider."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from capacita.people.models import User


def lead_to_confirm(request: HttpRequest, person: User) -> HttpResponse:
    """To the page that asks; what was asked for, with what was typed, goes on from there.

    Whoever has only the organisation's provider leaves for it, and comes back to the page where the button was.
    """
    ways = get_adapter().get_reauthentication_methods(person)
    by_factor = [each for each in ways if str(each["id"]).startswith("mfa")]
    if ways:
        led: HttpResponse = suspend_request(request, (by_factor or ways)[0]["url"])
        return led
    return HttpResponseRedirect(f"{reverse('provider-confirm')}?{urlencode({'next': _onward(request)})}")


def _onward(request: HttpRequest) -> str:
    if request.method == "GET":
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return urlsplit(came_from).path if came_from and is_ours else reverse("account")
