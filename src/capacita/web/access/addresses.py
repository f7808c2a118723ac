"""Another address for somebody's account, asked for by an administrator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from capacita.people.address_actions import drop_address
from capacita.people.choices import Verb
from capacita.people.models import User
from capacita.web.account.addresses import answered
from capacita.web.confirming import confirmed
from capacita.web.pages import kept_private
from capacita.web.standing import needs, standing_of


@kept_private
@needs(Verb.MANAGE_ACCESS)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def person_address(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(User, key=key)
    here, drop = (reverse(f"web:{name}", args=[key]) for name in ("person-address", "person-address-drop"))
    return answered(request, found, here=here, drop=drop)


@needs(Verb.MANAGE_ACCESS)
@require_POST
def drop_person_address(request: HttpRequest, key: str) -> HttpResponse:
    drop_address(get_object_or_404(User, key=key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:person-address", args=[key]))
