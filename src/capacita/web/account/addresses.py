"""Another address for an account: the form, which an administrator has as well, and the page behind the letter's link."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.address_actions import (
    address_token,
    ask_for_address,
    change_address,
    drop_address,
    is_address_link,
)
from capacita.people.mail import send_address_link, tell_of_asked_address, tell_of_changed_address
from capacita.people.models import AddressChange, User
from capacita.people.queries import address_asked_for, address_change_with_key, is_address_free
from capacita.web.asking import whole_address
from capacita.web.confirming import confirmed
from capacita.web.pages import page
from capacita.web.refusals import too_many
from capacita.web.standing import standing_of


class AddressForm(forms.Form):
    """The address that the account is to have."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=254)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def own_address(request: HttpRequest) -> HttpResponse:
    return answered(request, _person(request), here=reverse("own-address"), drop=reverse("own-address-drop"))


@login_required
@require_POST
def drop_own_address(request: HttpRequest) -> HttpResponse:
    drop_address(_person(request), by=standing_of(request))
    return HttpResponseRedirect(reverse("own-address"))


def answered(request: HttpRequest, person: User, *, here: str, drop: str) -> HttpResponse:
    """The form at the address `here`, what is asked for already, and the way to `drop` it."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if not ratelimit.consume(request, app="allauth.account", action="new_address", key=person.key):
            return too_many(request)
        try:
            made = ask_for_address(person, address=form.cleaned_data["email"], by=standing_of(request))
        except RefusedError as refusal:
            form.add_error("email", str(refusal))
        else:
            if _write(request, made):
                return HttpResponseRedirect(here)
            form.add_error(None, gettext("The letter could not be sent: the mail server refused. Try again later."))
    context = {
        "form": form,
        "person": person,
        "is_own": person == request.user,
        "asked": address_asked_for(person, at=now()),
        "here": here,
        "drop": drop,
    }
    return page(request, "account/address.html", context, status=400 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def address_link(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The page behind the link, for the owner of the account alone; a program that follows links changes nothing."""
    person, found = _person(request), address_change_with_key(key)
    if found is None or found.person != person or not is_address_link(found, token) or found.expires_at <= now():
        return page(request, "account/address_over.html", {}, status=404)
    former = person.email
    if request.method == "POST":
        try:
            changed = change_address(found, token=token, by=standing_of(request))
        except RefusedError as refusal:
            return page(request, "account/address_over.html", {"reason": str(refusal)}, status=404)
        tell_of_changed_address(changed, former=former)
        logout(request)
        return page(request, "account/address_changed.html", {"address": changed.email})
    return page(request, "account/address_link.html", {"address": found.email, "former": former})


def _write(request: HttpRequest, made: AddressChange) -> bool:
    """To both addresses; the new one gets no letter where it is somebody's, of which nothing is told."""
    link = whole_address(request, reverse("address-link", args=[made.key, address_token(made)]))
    tell_of_asked_address(made.person)
    return not is_address_free(made.email) or send_address_link(made, link=link)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
