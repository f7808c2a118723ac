"""Files and snapshots that hold personal data: found, asked to be erased by one officer, and confirmed by another."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.evidence.erasing_actions import confirm_bytes_erasure, request_bytes_erasure, withdraw_bytes_erasure
from capacita.evidence.models import BytesErasure
from capacita.evidence.queries import bytes_erasures_to_confirm, bytes_found, bytes_held
from capacita.kernel.errors import RefusedError
from capacita.people.choices import Verb
from capacita.people.personal.choices import ErasureReason
from capacita.people.queries import names_of
from capacita.web.confirming import confirmed
from capacita.web.pages import kept_private, page
from capacita.web.personal import words
from capacita.web.personal.forms import ErasureForm
from capacita.web.standing import needs, standing_of

_FEWEST_LETTERS = 3
_MOST = 30


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """What is kept under words or a digest, with a form beside each to ask that it be erased; what was erased."""
    typed = request.GET.get("q", "").strip()[:200]
    waiting = {each.sha256: each for each in bytes_erasures_to_confirm()}
    listed = bytes_found(typed, most=_MOST) if len(typed) >= _FEWEST_LETTERS else []
    context = {
        "q": typed,
        "fewest": _FEWEST_LETTERS,
        "found": [(each, waiting.get(each.sha256)) for each in listed],
        "reasons": words.asked_reasons().items(),
        "erased": BytesErasure.objects.filter(confirmed_at__isnull=False).order_by("-confirmed_at")[:_MOST],
    }
    return page(request, "personal/bytes.html", context)


@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """One asks that what is kept under a digest be erased; another will confirm."""
    held = bytes_held(key)
    if not held.files and not held.snapshots:
        raise Http404
    form = ErasureForm(request.POST)
    if not form.is_valid():
        raise RefusedError(_("Say why they are to be erased."))
    made = request_bytes_erasure(key, reason=ErasureReason(form.cleaned_data["reason"]), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:bytes-erasure", args=[made.key]))


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def erasure(request: HttpRequest, key: str) -> HttpResponse:
    """What would go; whoever did not ask for it confirms it here."""
    user = standing_of(request)
    asked = get_object_or_404(BytesErasure, key=key)
    if request.method == "POST":
        confirm_bytes_erasure(asked, by=user)
        return HttpResponseRedirect(reverse("web:bytes-erasure", args=[key]))
    is_open = asked.confirmed_at is None and asked.withdrawn_at is None
    named = names_of({asked.requested_by, asked.confirmed_by or ""})
    context = {
        "erasure": asked,
        "held": bytes_held(asked.sha256),
        "reason": words.reasons()[asked.reason],
        "is_open": is_open,
        "asked_by": named.get(asked.requested_by, ""),
        "confirmed_by": named.get(asked.confirmed_by or "", ""),
        "may_confirm": is_open and user.key != asked.requested_by,
    }
    return page(request, "personal/bytes_erasure.html", context)


@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    withdraw_bytes_erasure(get_object_or_404(BytesErasure, key=key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:personal"))
