"""Lists that go to somebody outside: making one, the register of all, and the file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.kernel.errors import RefusedError
from capacita.people.choices import LegalBasis
from capacita.people.personal.actions.contacts import note_listed
from capacita.people.personal.actions.registers import list_handed_out, make_list, note_list_seen
from capacita.people.personal.choices import ListedAt
from capacita.people.personal.models import Contact, Disclosure
from capacita.people.personal.permissions import may_care, visible_to
from capacita.people.personal.queries.persons import contact_list, flagged_among, shown_name
from capacita.people.personal.queries.registers import disclosures, listed_persons
from capacita.people.queries import names_of
from capacita.people.rules import Standing
from capacita.web.confirming import confirmed
from capacita.web.pages import kept_private, page
from capacita.web.paging import shown_of
from capacita.web.personal import words
from capacita.web.personal.forms import ListForm
from capacita.web.personal.guards import for_keepers, for_keepers_and_officers
from capacita.web.personal.told import list_lines
from capacita.web.personal.workbook import workbook_answer
from capacita.web.standing import standing_of


@kept_private
@for_keepers_and_officers
@require_GET
def list_of_lists(request: HttpRequest) -> HttpResponse:
    """Every list that left the office for whoever cares for personal data; for others those that they made."""
    user = standing_of(request)
    rows = disclosures() if may_care(user) else disclosures().filter(made_by=user.key)
    named = names_of({each.made_by for each in rows})
    context = {"rows": [(each, named.get(each.made_by, "")) for each in rows], "keeps": not may_care(user)}
    return page(request, "personal/lists.html", context)


@kept_private
@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Choosing who and what; whoever is never to be listed is offered and left out, and the page says how many.

    Looking for somebody sends the form as well, so that whoever was chosen stays so. Each look is on the chain.
    """
    user, asked = standing_of(request), request.POST
    choosing = _choosing(asked, user)
    is_looking = request.method != "POST" or "find" in asked or "page" in asked
    form = ListForm(None if is_looking else asked, initial=_typed(asked), persons=choosing["persons"])
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            made = make_list(
                keys=told["persons"], fields=told["fields_told"], recipient=told["recipient"],
                purpose=told["purpose"], basis=LegalBasis(told["basis"]), by=user,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("web:list", args=[made.disclosure.key]))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    if request.method != "HEAD":
        note_listed(ListedAt.MAKING_A_LIST, shown=len(choosing["persons"]), by=user)
    return page(request, "personal/list_form.html", {**choosing, "form": form}, status=400 if form.is_bound else 200)


@kept_private
@for_keepers_and_officers
@require_GET
def one_list(request: HttpRequest, key: str) -> HttpResponse:
    """One list: who gets it, why, what it tells, who is on it, when it was handed out; for whoever made it the file.

    Each look is on the chain.
    """
    user, found = standing_of(request), _found(request, key)
    shown = shown_of(found.persons.order_by("pk"), request.GET)
    persons = listed_persons(shown, user=user)
    note_list_seen(found, shown=sum(bool(each.name) for each in persons), by=user)
    context = {
        "list": found,
        "basis": words.bases().get(found.basis, found.basis),
        "fields": ", ".join(words.listed_fields()[each] for each in found.fields),
        "made_by": names_of({found.made_by}).get(found.made_by, ""),
        "is_own": found.made_by == user.key,
        "persons": persons,
        "shown": shown,
        "told": list_lines(found.key),
    }
    return page(request, "personal/list.html", context)


@kept_private
@for_keepers
@require_POST
@confirmed("POST")
def list_file(request: HttpRequest, key: str) -> HttpResponse:
    """The file for the recipient, from what is recorded now; that it was taken out is on the chain."""
    user, found = standing_of(request), _found(request, key)
    if found.made_by != user.key:
        raise Http404
    rows = list_handed_out(found, by=user)
    heads = [words.listed_fields()[each] for each in found.fields]
    name = f"list-{found.made_at.date().isoformat()}.xlsx"
    return workbook_answer(_("List"), heads, (list(row.values()) for row in rows), name=name)


def _choosing(asked: QueryDict, user: Standing) -> dict[str, Any]:
    """Whom the form offers: those chosen so far, then a page of those that were looked for."""
    search, keys = asked.get("q", "").strip()[:100], asked.getlist("persons")
    chosen = list(visible_to(Contact.objects.filter(key__in=keys), user).prefetch_related("names").order_by("-pk"))
    found = contact_list(user=user, search=search).exclude(key__in=[each.key for each in chosen])
    shown = shown_of(found, asked)
    offered = [*chosen, *shown]
    return {
        "search": search,
        "shown": shown,
        "chosen": len(chosen),
        "persons": [(each.key, shown_name(each)) for each in offered],
        "never": {key for key, is_flagged in flagged_among(offered).items() if is_flagged},
    }


def _typed(asked: QueryDict) -> dict[str, Any]:
    """What was typed and chosen before somebody else was looked for."""
    several = {name: asked.getlist(name) for name in ("fields_told", "persons")}
    return {name: asked.get(name, "") for name in ("recipient", "purpose", "basis")} | several


def _found(request: HttpRequest, key: str) -> Disclosure:
    user = standing_of(request)
    found = disclosures().filter(key=key).first()
    if found is None or not (may_care(user) or found.made_by == user.key):
        raise Http404
    return found
