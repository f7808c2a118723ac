"""Who may be recorded twice: proposals with their reasons, and a person's decision, which can be undone."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from capacita.people.personal.actions.contacts import note_listed
from capacita.people.personal.actions.duplicates import merge_contacts, state_not_same, undo_merge, undo_not_same
from capacita.people.personal.choices import ListedAt
from capacita.people.personal.models import Contact, Merge, NotSame
from capacita.people.personal.permissions import visible_to
from capacita.people.personal.queries.persons import flagged_among, listed_work, shown_name
from capacita.people.personal.queries.same import Proposals, alike, duplicate_proposals
from capacita.web.pages import kept_private, page
from capacita.web.personal import words
from capacita.web.personal.guards import for_keepers
from capacita.web.standing import standing_of

_AT_ONCE = 50


@kept_private
@for_keepers
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one person, the most alike first, and what was decided last, to be undone. Each look is on the
    chain.

    With `person` those of one contact alone: at many contacts they need not be among the most alike of all.
    """
    user = standing_of(request)
    seen = visible_to(Contact.objects.all(), user)
    person = seen.filter(key=request.GET.get("person", "")).first()
    proposals = Proposals(alike(person, user=user), True) if person else duplicate_proposals(user=user, most=_AT_ONCE)
    found = proposals.pairs[:_AT_ONCE]
    merges = Merge.objects.filter(undone_at=None, kept__in=seen.values("key"), absorbed__in=seen.values("key"))
    apart = NotSame.objects.filter(undone_at=None, first__in=seen.values("key"), second__in=seen.values("key"))
    if person:
        merges = merges.filter(Q(kept=person.key) | Q(absorbed=person.key))
        apart = apart.filter(Q(first=person.key) | Q(second=person.key))
    merges, apart = merges.order_by("-merged_at", "-pk")[:_AT_ONCE], apart.order_by("-stated_at", "-pk")[:_AT_ONCE]
    keys = {key for each in found for key in (each.first, each.second)}
    keys |= {key for each in apart for key in (each.first, each.second)}
    keys |= {key for each in merges for key in (each.kept, each.absorbed)} | ({person.key} if person else set())
    known = {each.key: each for each in seen.filter(key__in=keys).prefetch_related("names")}
    note_listed(ListedAt.DUPLICATES, shown=len(known), by=user)
    flagged = flagged_among(known.values())
    told = {key: _told(each, flagged[key]) for key, each in known.items()}
    reasons = words.likenesses()
    context = {
        "person": person and (person.key, shown_name(person)),
        "is_full": len(found) == _AT_ONCE,
        "is_all": proposals.is_all,
        "pairs": [(told[each.first], told[each.second], reasons[each.reason]) for each in found],
        "merged": [
            (each, told[each.kept], told[each.absorbed])
            for each in merges
            if each.kept in known and each.absorbed in known
        ],
        "apart": [
            (each, told[each.first], told[each.second])
            for each in apart
            if each.first in known and each.second in known
        ],
    }
    return page(request, "personal/duplicates.html", context)


@for_keepers
@require_POST
def merge(request: HttpRequest) -> HttpResponse:
    merge_contacts(
        kept=request.POST.get("kept", ""), absorbed=request.POST.get("absorbed", ""), by=standing_of(request)
    )
    return HttpResponseRedirect(reverse("web:duplicates"))


@for_keepers
@require_POST
def apart(request: HttpRequest) -> HttpResponse:
    state_not_same(request.POST.get("one", ""), request.POST.get("other", ""), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:duplicates"))


@for_keepers
@require_POST
def undo_apart(request: HttpRequest) -> HttpResponse:
    undo_not_same(request.POST.get("one", ""), request.POST.get("other", ""), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:duplicates"))


@for_keepers
@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    user = standing_of(request)
    found = Merge.objects.filter(key=key, undone_at=None).first()
    if found is None or visible_to(Contact.objects.filter(key__in=(found.kept, found.absorbed)), user).count() < 2:
        raise Http404
    undo_merge(found, by=user)
    return HttpResponseRedirect(reverse("web:duplicates"))


def _told(contact: Contact, is_flagged: bool) -> dict[str, str]:
    names = [each.text for each in contact.names.all()]
    kind = words.kinds().get(contact.kind, contact.kind)
    rest = ", ".join(each for each in (kind, *listed_work(contact, is_flagged=is_flagged), contact.country) if each)
    return {"key": contact.key, "name": shown_name(contact), "others": " · ".join(names[1:]), "rest": rest}
