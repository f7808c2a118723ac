"""Deciding whether what somebody declared is over: never by whoever declared it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from capacita.people.choices import Verb
from capacita.people.interest_actions import MOST_SAID, end_interest, keep_interest
from capacita.people.models import Interest
from capacita.web.standing import needs, standing_of


@needs(Verb.MANAGE_ACCESS)
@require_POST
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """It is over, or holds on, for the reason given."""
    found = get_object_or_404(Interest.objects.select_related("person"), key=key)
    act = end_interest if request.POST.get("is") == "over" else keep_interest
    act(found, reason=request.POST.get("reason", "")[:MOST_SAID], by=standing_of(request))
    return HttpResponseRedirect(reverse("web:person", args=[found.person.key]))
