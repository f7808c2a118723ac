"""The start page of whoever cares for personal data; what is held about one person, requests, erasures, retention."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.evidence.queries import bytes_erasures_to_confirm
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import Verb
from capacita.people.daily import is_amiss
from capacita.people.erasure import hits_of, is_cleaning_due
from capacita.people.export import export_person, held_about, in_words
from capacita.people.personal.actions.contacts import note_seen
from capacita.people.personal.actions.erasing import confirm_erasure, dry_run, request_erasure, withdraw_erasure
from capacita.people.personal.actions.looking import look_through
from capacita.people.personal.actions.registers import close_request, record_request
from capacita.people.personal.choices import CollectionForm, ErasureReason, RequestKind
from capacita.people.personal.holdings import MENTIONS
from capacita.people.personal.models import ErasureRequest, PersonRequest, Tombstone
from capacita.people.personal.queries.persons import holder, keys_of
from capacita.people.personal.queries.registers import breaches, disclosures, erasures_to_confirm, open_requests
from capacita.people.personal.queries.same import perhaps_same
from capacita.people.personal.retention import due_by
from capacita.people.queries import names_of
from capacita.web.confirming import confirmed
from capacita.web.pages import kept_private, page
from capacita.web.personal import words
from capacita.web.personal.forms import ErasureForm, RequestForm
from capacita.web.standing import needs, standing_of

_DAYS_AHEAD, _SHOWN = 30, 200
# For so long a page searches what the chain told: an office of ten years has millions of entries.
_SECONDS = 10


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What wants doing: requests, erasures to confirm, breaches, what goes within thirty days; and the registers."""
    user, at = standing_of(request), now()
    asked = words.request_kinds()
    waiting = list(erasures_to_confirm())
    bytes_waiting = list(bytes_erasures_to_confirm())
    named = names_of({each.requested_by for each in waiting} | {each.requested_by for each in bytes_waiting})
    context = {
        "requests": [(each, asked[each.request.kind]) for each in open_requests(on=user.on)],
        "erasures": [(each, named.get(each.requested_by, "")) for each in waiting],
        "bytes_erasures": [(each, named.get(each.requested_by, "")) for each in bytes_waiting],
        "breaches": breaches(at=at, open_only=True),
        "due": due_by(user.on + timedelta(_DAYS_AHEAD))[:10],
        "on": user.on,
        "is_amiss": is_amiss(at=at),
        "lists": disclosures()[:5],
        "uncleaned": is_cleaning_due(),
        "notices": words.forms_in_words().items(),
    }
    return page(request, "personal/start.html", context)


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_GET
def held(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is held about one person, from every app. That it was looked at is on the chain."""
    return _held_page(request, key, RequestForm(initial={"received_on": standing_of(request).on}), ErasureForm())


def _held_page(request: HttpRequest, key: str, request_form: RequestForm, erasure_form: ErasureForm) -> HttpResponse:
    user = standing_of(request)
    person, keys = holder(key), keys_of(key)
    is_searched = _is_searched(keys)
    # Of whoever is not listed nothing else may be held: so also what may mean another is shown.
    is_unlisted = person.kind == "unlisted"
    hits = hits_of(keys) if is_unlisted and is_searched else []
    holdings = held_about(keys, most=_SHOWN, without=() if is_searched and not is_unlisted else (MENTIONS,))
    if not person.kind and not holdings:
        raise Http404
    note_seen(key, by=user)
    asked = words.request_kinds()
    context = {
        "person": person,
        "keys": keys,
        "holdings": [(each.title, [in_words(row) for row in each.rows], each.left_out) for each in holdings.values()],
        "is_searched": is_searched,
        "is_unlisted": is_unlisted,
        "hits": hits[:_SHOWN],
        "hits_left_out": len(hits[_SHOWN:]),
        "requests": [
            (each, asked[each.kind]) for each in PersonRequest.objects.filter(person__in=keys).order_by("-received_on")
        ],
        "waiting": erasures_to_confirm().filter(person__in=keys).first(),
        "erased": Tombstone.objects.filter(person__in=keys).order_by("-erased_at"),
        "request_form": request_form,
        "erasure_form": erasure_form,
        "same": request.POST.getlist("same"),
        "perhaps_same": perhaps_same(keys) if person.kind else [],
        "is_self": key == user.key,
    }
    is_refused = request_form.is_bound or erasure_form.is_bound
    return page(request, "personal/held.html", context, status=400 if is_refused else 200)


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
@confirmed("POST")
def data(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is held about one person as one ZIP, to be handed to this person."""
    user, keys = standing_of(request), keys_of(key)
    if not holder(key).kind and not held_about(keys, most=1, without=(MENTIONS,)):
        raise Http404
    if not _is_searched(keys):
        raise RefusedError(
            _("The audit chain is not searched to its end yet: open the page of the person again, until it is.")
        )
    content = export_person([key, *(each for each in keys if each != key)], by=user.key, on=user.on)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="person-{key[:8]}.zip"'
    return response


def _is_searched(keys: list[str]) -> bool:
    """Whether what the chain told is searched to its end for the person; each time it goes on where it was left."""
    return all(look_through([each], within=_SECONDS) for each in keys)


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
def ask_erasure(request: HttpRequest, key: str) -> HttpResponse:
    """One asks; another will confirm."""
    if not holder(key).kind:
        raise Http404
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _held_page(request, key, RequestForm(initial={"received_on": standing_of(request).on}), form)
    reason, same = ErasureReason(form.cleaned_data["reason"]), request.POST.getlist("same")
    made = request_erasure(key, reason=reason, same=same, by=standing_of(request))
    return HttpResponseRedirect(reverse("web:erasure", args=[made.key]))


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """What a person asked goes into the register of requests."""
    if not holder(key).kind:
        raise Http404
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _held_page(request, key, form, ErasureForm())
    told = form.cleaned_data
    record_request(key, kind=RequestKind(told["kind"]), received_on=told["received_on"], by=standing_of(request))
    return HttpResponseRedirect(reverse("web:held", args=[key]))


@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
def answered(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(PersonRequest, key=key)
    close_request(found, by=standing_of(request))
    return HttpResponseRedirect(reverse("web:personal"))


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed("POST")
def erasure(request: HttpRequest, key: str) -> HttpResponse:
    """What an erasure would remove, handler by handler; whoever did not ask for it confirms it here.

    Only with the box ticked that says that name and request were compared: nothing brings the person back. While it is
    open, the page names the person, and each look at it is on the chain.
    """
    user = standing_of(request)
    found = get_object_or_404(ErasureRequest, key=key)
    lacks_box = request.method == "POST" and not request.POST.get("compared")
    if request.method == "POST" and not lacks_box:
        shown, struck = request.POST.get("shown", ""), request.POST.getlist("struck")
        confirm_erasure(found, by=user, shown=shown, struck=struck)
        return HttpResponseRedirect(reverse("web:erasure", args=[key]))
    keys = found.keys or keys_of(found.person)
    is_open = found.confirmed_at is None and found.withdrawn_at is None
    for each in keys if is_open else ():
        note_seen(each, by=user)
    would_go = dry_run(found) if is_open else None
    named = names_of({found.requested_by, found.confirmed_by or ""})
    context = {
        "erasure": found,
        "lacks_box": lacks_box,
        "person": holder(found.person),
        "others": [holder(each) for each in keys if each != found.person] if is_open else [],
        "reason": words.reasons()[found.reason],
        "is_open": is_open,
        "would_go": would_go,
        "counts": words.counted_in_words(would_go.counts) if would_go else [],
        "receipts": [
            (each, words.counted_in_words(each.counts))
            for each in Tombstone.objects.filter(person__in=keys).order_by("-erased_at")
        ],
        "asked_by": named.get(found.requested_by, ""),
        "confirmed_by": named.get(found.confirmed_by or "", ""),
        "may_confirm": is_open and user.key not in (found.requested_by, *keys),
    }
    return page(request, "personal/erasure.html", context, status=400 if lacks_box else 200)


@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(ErasureRequest, key=key)
    withdraw_erasure(found, by=standing_of(request))
    return HttpResponseRedirect(reverse("web:personal"))


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """What goes by itself within the next thirty days, by which rule; where there is much of it, what goes first.

    Apart stands what should have gone on a day before this one: the daily work did not come, or it came to be due just now.
    """
    user = standing_of(request)
    due = due_by(user.on + timedelta(_DAYS_AHEAD))
    overdue = [each for each in due if each.due_on < user.on]
    ahead = due[len(overdue) :]
    context = {
        "is_amiss": bool(overdue) and is_amiss(at=now()),
        "overdue": overdue[:_SHOWN],
        "more_overdue": len(overdue[_SHOWN:]),
        "due": ahead[:_SHOWN],
        "more": len(ahead[_SHOWN:]),
        "form": CollectionForm.CONTACT,
    }
    return page(request, "personal/retention.html", context)
