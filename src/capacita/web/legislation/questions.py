"""Questions to a country about single elements: chosen, sent, downloaded as documents, and their answers taken in.

Whoever may neither ask nor answer gets the answer for a page that does not exist.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from capacita.countries.queries import country, names
from capacita.evidence.choices import FileKind
from capacita.kernel.errors import CapacitaError, InputError, Problem
from capacita.kernel.said import said
from capacita.legislation.actions.questions import ANSWERED, mark_answers_read, send_questions, take_in_answers
from capacita.legislation.models import CountryQuestions, LegalWork
from capacita.legislation.queries.questions import (
    Askable,
    answers_in,
    askable,
    asked_lines,
    questions_of,
    questions_visible_to,
)
from capacita.legislation.question_files import question_document, question_workbook, read_answers
from capacita.people.choices import ScopeKind, Verb
from capacita.people.inbox import does_wait_for
from capacita.people.queries import has_interest_in, names_of
from capacita.people.rules import Scope, Standing
from capacita.web.asking import language_of
from capacita.web.exporting import note_export
from capacita.web.legislation.exchange import sent_file
from capacita.web.pages import kept_private, page
from capacita.web.standing import standing_of, today_of

_WITHIN = timedelta(days=30)
_FILES = {"docx": (question_document, FileKind.DOCX), "xlsx": (question_workbook, FileKind.XLSX)}


class _SendForm(forms.Form):
    until = forms.DateField()
    language = forms.CharField(max_length=10)


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, iso2: str) -> HttpResponse:
    """The elements of the country's sheets, those that are open chosen already, and what was asked before."""
    user, found = standing_of(request), country(iso2, at=today_of(request)).iso2
    scope = Scope(ScopeKind.COUNTRY, found)
    if user.is_public or not (user.may(Verb.ASSESS_LAW, scope) or user.may(Verb.REVIEW, scope)):
        raise Http404
    problems: list[Any] = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("web:questions", args=[_send(request, found, user).key]))
        except CapacitaError as refusal:
            problems = [each.worded(_) for each in refusal.problems]
    context = {
        "iso2": found, "name": names(language_of(request), at=today_of(request))[found], "problems": problems,
        "groups": _by_sheet(askable(user, found)), "sent": questions_of(user, found), "until": user.on + _WITHIN,
        "has_interest": has_interest_in(user.key, found), "spoken": _languages(found),
    }  # fmt: skip
    return page(request, "legislation/ask.html", context, status=400 if problems else 200)


def _by_sheet(found: list[Askable]) -> list[dict[str, Any]]:
    """The elements sheet by sheet: those that are open, and the others."""
    named = names_of({each.review.author for each in found})
    groups: dict[str, list[Askable]] = {}
    for each in found:
        groups.setdefault(each.review.key, []).append(each)
    return [
        {
            "sheet": rows[0].sheet, "by": named.get(rows[0].review.author, ""),
            "open": [each for each in rows if each.is_open], "others": [each for each in rows if not each.is_open],
        }
        for rows in groups.values()
    ]  # fmt: skip


def _send(request: HttpRequest, iso2: str, user: Standing) -> CountryQuestions:
    form = _SendForm(request.POST)
    if not form.is_valid():
        raise InputError(Problem(said("Choose a day and a language")))
    chosen = {name: request.POST.get(f"words-{name}", "") for name in request.POST.getlist("ask")}
    return send_questions(
        iso2, chosen, until=form.cleaned_data["until"], language=form.cleaned_data["language"], by=user
    )


def _languages(iso2: str) -> list[tuple[str, str]]:
    """The languages of the interface, those of the country's laws first."""
    of_laws = {each for row in LegalWork.objects.recorded().filter(iso2=iso2) for each in row.languages}
    offered = [(code, str(name)) for code, name in settings.LANGUAGES if code in settings.LANGUAGES_OFFERED]
    return sorted(offered, key=lambda each: each[0] not in of_laws)


@kept_private
@require_GET
def questions(request: HttpRequest, key: str) -> HttpResponse:
    """What was asked, the documents to fill in, and what was answered so far."""
    return _page(request, _questions(request, key))


def _page(request: HttpRequest, found: CountryQuestions, **more: Any) -> HttpResponse:
    user = standing_of(request)
    may_fill = user.may(Verb.STATE_COUNTRY, found.scope) or user.may(Verb.ASSESS_LAW, found.scope)
    context = {
        "questions": found, "name": names(language_of(request), at=today_of(request))[found.iso2],
        "lines": asked_lines(found), "fills": may_fill, "endings": list(_FILES),
        "to_read": does_wait_for(user, ANSWERED, found.key),
        "is_staff": user.may(Verb.ASSESS_LAW, found.scope) or user.may(Verb.REVIEW, found.scope), **more,
    }  # fmt: skip
    return page(request, "legislation/questions.html", context, status=400 if more.get("problems") else 200)


@kept_private
@require_safe
def question_file(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The questions as a document or as a workbook, in the language in which they were asked."""
    found = _questions(request, key)
    if ending not in _FILES:
        raise Http404
    make, kind = _FILES[ending]
    response = HttpResponse(make(found), content_type=kind.value)
    note_export(request, "questions", found.key, file=ending)
    response["Content-Disposition"] = f'attachment; filename="questions-{found.iso2}-{found.key[:8]}.{ending}"'
    return response


@kept_private
@require_POST
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """What a filled document would answer, row by row; sent again from that page, all of it is kept or nothing."""
    found, user = _questions(request, key), standing_of(request)
    if request.POST.get("step") == "read":
        try:
            mark_answers_read(found, by=user)
        except CapacitaError as refusal:
            return _page(request, found, problems=[each.worded(_) for each in refusal.problems])
        return HttpResponseRedirect(reverse("web:questions", args=[key]))
    name, content = sent_file(request)
    try:
        if not content:
            raise InputError(Problem(said("No file was chosen")))
        if request.POST.get("step") == "apply":
            take_in_answers(found, content=content, file=name, by=user)
            return HttpResponseRedirect(reverse("web:questions", args=[key]))
        changes = answers_in(found, read_answers(content, file=name), file=name)
    except CapacitaError as refusal:
        return _page(request, found, problems=[each.worded(_) for each in refusal.problems])
    return _page(request, found, tried=True, changes=changes, file=name, content=base64.b64encode(content).decode())


def _questions(request: HttpRequest, key: str) -> CountryQuestions:
    rows = questions_visible_to(CountryQuestions.objects.all(), standing_of(request))
    found: CountryQuestions = get_object_or_404(rows, key=key)
    return found
