"""Correcting the own name."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from capacita.kernel.errors import RefusedError
from capacita.people.models import User
from capacita.people.naming_actions import MOST_NAME, correct_name
from capacita.web.confirming import confirmed
from capacita.web.pages import page
from capacita.web.standing import standing_of


class NameForm(forms.Form):
    """What somebody is called from now on."""

    name = forms.CharField(
        label=_("Your name"), max_length=MOST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def own_name(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, User)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": person.name})
    if form.is_bound and form.is_valid():
        try:
            correct_name(person, form.cleaned_data["name"], by=standing_of(request))
        except RefusedError as refusal:
            form.add_error("name", str(refusal))
        else:
            return HttpResponseRedirect(reverse("account"))
    return page(request, "account/name.html", {"form": form}, status=400 if form.is_bound else 200)
