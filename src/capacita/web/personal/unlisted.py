"""Finding somebody who has neither an account nor a contact: what is typed leads to the page of what is held."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from capacita.people.choices import Verb
from capacita.people.personal.actions.unlisted import seek_unlisted
from capacita.web.pages import kept_private, page
from capacita.web.personal.forms import UnlistedForm
from capacita.web.standing import needs, standing_of


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The form; by POST, so that no name stands in an address or a log."""
    form = UnlistedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        key = seek_unlisted(**form.cleaned_data, by=standing_of(request))
        return HttpResponseRedirect(reverse("web:held", args=[key]))
    return page(request, "personal/unlisted.html", {"form": form}, status=400 if form.is_bound else 200)
