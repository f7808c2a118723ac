"""Notices, and the register of breaches."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import Verb
from capacita.people.personal.actions.registers import change_breach, publish_notice, record_breach
from capacita.people.personal.choices import CollectionForm
from capacita.people.personal.models import Breach
from capacita.people.personal.queries.registers import breaches, notice_of, notice_versions
from capacita.people.reminding import remind_officers
from capacita.web.pages import kept_private, page
from capacita.web.personal import words
from capacita.web.personal.forms import BreachForm, NoticeForm
from capacita.web.personal.told import breach_lines, notice_lines
from capacita.web.standing import needs, standing_of


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, form: str) -> HttpResponse:
    """What a form that collects details tells the person; a new text is a new version, and those before stay here."""
    if form not in words.forms_in_words():
        raise Http404
    which = CollectionForm(form)
    shown = notice_of(which)
    asked = NoticeForm(
        request.POST if request.method == "POST" else None,
        initial={"text_en": shown.text_en, "text_fr": shown.text_fr},
    )
    if asked.is_bound and asked.is_valid():
        try:
            publish_notice(which, **asked.cleaned_data, by=standing_of(request))
            return HttpResponseRedirect(reverse("web:notice", args=[form]))
        except RefusedError as refusal:
            asked.add_error(None, str(refusal))
    context = {
        "form": asked,
        "shown_version": shown.version,
        "title": words.forms_in_words()[which],
        "versions": notice_versions(which),
        "told": notice_lines(which),
    }
    return page(request, "personal/notice.html", context, status=400 if asked.is_bound else 200)


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_GET
def breach_list(request: HttpRequest) -> HttpResponse:
    """The register of breaches, with when the authority is to be told."""
    return page(request, "personal/breaches.html", {"rows": breaches(at=now())})


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def add_breach(request: HttpRequest) -> HttpResponse:
    """A breach into the register; the other officers are written to at once."""
    form = BreachForm(request.POST if request.method == "POST" else None, initial={"noticed_at": now()})
    if form.is_bound and form.is_valid():
        try:
            user = standing_of(request)
            made = record_breach(form.told(), by=user)
            remind_officers(but=user.key, on=user.on)
            return HttpResponseRedirect(reverse("web:breach", args=[made.key]))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": _("Record a breach")}
    return page(request, "personal/breach_form.html", context, status=400 if form.is_bound else 200)


@kept_private
@needs(Verb.CARE_FOR_PERSONAL_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def breach(request: HttpRequest, key: str) -> HttpResponse:
    """One breach, the form for what became known since, and its history with what it said before and after."""
    found = get_object_or_404(Breach, key=key)
    seen = next(each for each in breaches(at=now()) if each.breach.pk == found.pk)
    form = BreachForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(found, name) for name in BreachForm.base_fields},
    )
    if form.is_bound and form.is_valid():
        try:
            change_breach(found, form.told(), by=standing_of(request))
            return HttpResponseRedirect(reverse("web:breach", args=[key]))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": _("A breach"), "seen": seen, "told": breach_lines(key)}
    return page(request, "personal/breach_form.html", context, status=400 if form.is_bound else 200)
