"""Participants, experts and contact points: the list and one person, each look on the chain; adding and correcting."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.kernel.errors import RefusedError
from capacita.people.choices import Verb
from capacita.people.personal.actions.contacts import (
    add_contact,
    change_contact,
    lower_flag,
    note_listed,
    record_consent,
    seen_contact,
)
from capacita.people.personal.choices import ConsentState, FlagReason, ListedAt
from capacita.people.personal.models import Contact, Merge
from capacita.people.personal.permissions import access_to_contact, may_care, may_keep, visible_to
from capacita.people.personal.queries.persons import (
    contact_list,
    current_key,
    flagged_among,
    is_flagged,
    listed_work,
    may_be_pictured,
    picture_consent,
    shown_name,
)
from capacita.people.personal.queries.same import alike
from capacita.web.access.words import allowed_in_words, country_in_words, giver_in_words, in_words, project_in_words
from capacita.web.asking import language_of
from capacita.web.pages import kept_private, page
from capacita.web.paging import shown_of
from capacita.web.personal import words
from capacita.web.personal.forms import ConsentForm, ContactForm, FlagForm, told_of
from capacita.web.personal.guards import for_keepers, for_keepers_and_officers
from capacita.web.personal.told import contact_lines
from capacita.web.standing import needs, standing_of


@kept_private
@for_keepers_and_officers
@require_GET
def contact_list_page(request: HttpRequest) -> HttpResponse:
    """Who is recorded, by name; addresses and numbers stand on a person's own page. Each look is on the chain."""
    user = standing_of(request)
    search = request.GET.get("q", "").strip()[:100]
    shown = shown_of(contact_list(user=user, search=search), request.GET)
    note_listed(ListedAt.CONTACTS, shown=len(shown), by=user)
    flagged = flagged_among(shown)
    context = {
        "rows": [(each, shown_name(each), flagged[each.key], _in_the_list(each, flagged[each.key])) for each in shown],
        "shown": shown,
        "search": search,
        "keeps": not may_care(user),
    }
    return page(request, "personal/contacts.html", context)


@kept_private
@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form at which details are collected, with its notice."""
    user = standing_of(request)
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial={"needed_on": user.on},
        language=language_of(request),
    )
    if form.is_bound and form.is_valid():
        try:
            told = form.cleaned_data
            made = add_contact(
                names=told["names"], details=form.details(), notice_version=told["notice_version"], by=user
            )
            return HttpResponseRedirect(reverse("web:contact", args=[made.key]))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": gettext("Add a person")}
    return page(request, "personal/contact_form.html", context, status=400 if form.is_bound else 200)


@kept_private
@for_keepers_and_officers
@require_GET
def contact(request: HttpRequest, key: str) -> HttpResponse:
    """One person with all details. That they were looked at is on the chain."""
    return _contact_page(request, key)


def _contact_page(request: HttpRequest, key: str, refused: ConsentForm | None = None) -> HttpResponse:
    user = standing_of(request)
    found = seen_contact(key, by=user)
    if found is None:
        raise Http404
    consent, flagged, language = picture_consent(found), is_flagged(found), language_of(request)
    seeing = shown_of(access_to_contact(found, user=user), request.GET, name="who")
    scripts, read_as = words.scripts(), current_key(key)
    context = {
        "person": found,
        "names": [(each, scripts[each.script]) for each in found.names.all()],
        "kind": words.kinds().get(found.kind, found.kind),
        "name": shown_name(found),
        "consent": words.consents()[consent] if consent else "",
        "is_flagged": flagged,
        "may_be_pictured": may_be_pictured(found),
        "form": refused or ConsentForm(initial={"on": user.on}, flagged=flagged),
        "flag_form": FlagForm(),
        "alike": bool(alike(found, user=user)),
        "read_as": read_as if read_as != key else "",
        "country": country_in_words(found.country, language),
        "project": project_in_words(found.project),
        "merges": Merge.objects.filter(
            kept=key, undone_at=None, absorbed__in=visible_to(Contact.objects.all(), user).values("key")
        ),
        "keeps": may_keep(user, project=found.project, country=found.country),
        "cares": may_care(user),
        "told": contact_lines(key, user=user),
        "access": [
            (each, of_what, allowed_in_words(each.allows), giver_in_words(each))
            for each, of_what in in_words(seeing, language)
        ],
        "shown": seeing,
        "sees_people": user.may(Verb.SEE_PEOPLE),
    }
    return page(request, "personal/contact.html", context, status=400 if refused else 200)


@kept_private
@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The same form for somebody who is there. Opening it is a look at the details."""
    user = standing_of(request)
    found = _kept(request, key) if request.method == "POST" else seen_contact(key, by=user)
    if found is None or not may_keep(user, project=found.project, country=found.country):
        raise Http404
    form = ContactForm(
        request.POST if request.method == "POST" else None, initial=told_of(found), language=language_of(request)
    )
    if form.is_bound and form.is_valid():
        try:
            change_contact(found, names=form.cleaned_data["names"], details=form.details(), by=user)
            return HttpResponseRedirect(reverse("web:contact", args=[key]))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": gettext("Correct the details"), "person": found}
    return page(request, "personal/contact_form.html", context, status=400 if form.is_bound else 200)


@kept_private
@for_keepers
@require_POST
def pictures(request: HttpRequest, key: str) -> HttpResponse:
    """What the person said about pictures."""
    found = _kept(request, key)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _contact_page(request, key, form)
    told = form.cleaned_data
    record_consent(found, state=ConsentState(told["state"]), on=told["on"], how=told["how"], by=standing_of(request))
    return HttpResponseRedirect(reverse("web:contact", args=[key]))


@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_POST
def flag(request: HttpRequest, key: str) -> HttpResponse:
    """“Never list, never photograph” is taken away, for a reason, by whoever cares for personal data."""
    user = standing_of(request)
    found = visible_to(Contact.objects.all(), user).filter(key=key).first()
    if found is None:
        raise Http404
    form = FlagForm(request.POST)
    if not form.is_valid():
        raise RefusedError(gettext("Say why it is taken away."))
    lower_flag(found, reason=FlagReason(form.cleaned_data["reason"]), by=user)
    return HttpResponseRedirect(reverse("web:contact", args=[key]))


def _in_the_list(each: Contact, is_flagged: bool) -> list[str]:
    told = (
        words.kinds().get(each.kind, each.kind),
        *listed_work(each, is_flagged=is_flagged),
        each.country,
        each.project,
    )
    return [word for word in told if word]


def _kept(request: HttpRequest, key: str) -> Contact:
    user = standing_of(request)
    found = visible_to(Contact.objects.all(), user).filter(key=key).first()
    if found is None or not may_keep(user, project=found.project, country=found.country):
        raise Http404
    return found
