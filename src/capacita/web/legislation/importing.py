"""The text of a law on its way in: given as a file or pasted, looked at provision by provision, recorded at once.

Whoever may not record the country's law, or asks for another's text, gets the answer for a page that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from capacita.countries.queries import names
from capacita.kernel.errors import CapacitaError, Problem
from capacita.legislation.actions.importing import DAYS_UNTIL_DROPPED, TextGiven, begin_import, drop_import, keep_import
from capacita.legislation.actions.recording_texts import record_texts
from capacita.legislation.models import LegalWork, TextImport
from capacita.legislation.permissions import may_record_law
from capacita.legislation.queries.imports import imports_of, imports_seen_by, provisions_held
from capacita.legislation.queries.laws import work
from capacita.legislation.rules.imports import from_kept
from capacita.people.rules import Standing
from capacita.web.asking import language_of
from capacita.web.pages import kept_private, page
from capacita.web.recording.law_fields import source_classes, text_kinds
from capacita.web.recording.making import choice_field, date_field, long_field, source_field, text_field
from capacita.web.standing import standing_of, today_of

ON_A_PAGE = 20
_FIELDS = ("reference", "heading", "text", "valid_from", "valid_to", "match", "gist")
_METHODS = ["GET", "HEAD", "POST"]
_ACCEPTED = ".pdf,.docx,.html,.htm,.txt"


class _GivenForm(forms.Form):
    """What is said of the text that is given, and the text itself: a file, or what was pasted."""

    def __init__(self, law: LegalWork, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(
            label=_("The file of the law"), required=False, allow_empty_file=True,
            help_text=_("PDF with text, DOCX, HTML or plain text, up to 20 MB."),
            widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        )  # fmt: skip
        self.fields["text"] = long_field(_("Or its text, pasted"), rows="8", dir="auto")
        self.fields["language"] = text_field(
            _("Language"),
            _("Its code of two letters, such as uk."),
            required=True,
            minlength="2",
            maxlength="3",
            dir="ltr",
        )
        self.fields["language"].initial = law.languages[0] if law.languages else ""
        self.fields["kind"] = choice_field(_("Whose words these are"), text_kinds())
        self.fields["source"] = source_field()
        self.fields["source_class"] = choice_field(_("Class of the source"), source_classes(), required=False)
        self.fields["valid_from"] = date_field(
            _("These words hold from"), _("Blank: as long as the law. Of an amended law: the day of the amendment.")
        )
        self.fields["valid_to"] = date_field(
            _("These words hold until"), _("The first day on which they are no longer those of the law.")
        )
        self.fields["ends_earlier"] = forms.BooleanField(
            label=_("An earlier text of a provision that still holds ends where this one begins"), required=False
        )

    def given(self) -> TextGiven:
        said = {
            name: self.cleaned_data[name].strip() for name in ("language", "kind", "source", "valid_from", "valid_to")
        }
        chosen = self.cleaned_data["source_class"]
        return TextGiven(
            said["language"].lower(), said["kind"], said["source"], int(chosen) if chosen else None, said["valid_from"],
            said["valid_to"], self.cleaned_data["ends_earlier"],
        )  # fmt: skip

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name of the file; without a file what was pasted, by no name."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name or "file"
        return self.cleaned_data["text"].encode(), ""


@kept_private
@require_http_methods(_METHODS)
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """The form that takes a law's text, and what the asker has begun of the same law."""
    user, law = standing_of(request), _law(request, key)
    form = _GivenForm(law, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content, name = form.content()
        try:
            made = begin_import(law, form.given(), content=content, name=name, by=user)
            return HttpResponseRedirect(reverse("web:law-incoming", args=[made.key]))
        except CapacitaError as refusal:
            for each in refusal.problems:
                _tell(form, each.worded(_), has_file=bool(name))
    context = {
        "law": law, "form": form, "name": names(language_of(request), at=today_of(request))[law.iso2],
        "begun": list(imports_of(user, law.key)), "days": DAYS_UNTIL_DROPPED,
    }  # fmt: skip
    return page(request, "legislation/import.html", context, status=400 if request.method == "POST" else 200)


def _tell(form: _GivenForm, problem: Problem, *, has_file: bool) -> None:
    words = ". ".join(
        filter(None, (f"{problem.file}: {problem.message}" if problem.file else problem.message, problem.remedy))
    )
    place = "file" if has_file and problem.file else problem.column
    form.add_error(place if place in form.fields else None, words)


@kept_private
@require_http_methods(_METHODS)
def incoming(request: HttpRequest, key: str) -> HttpResponse:
    """The provisions as they were found, some on a page: typed into, joined, left out; then all recorded at once."""
    user = standing_of(request)
    held = get_object_or_404(imports_seen_by(user), key=key)
    number = _page_asked(request, len(held.pieces))
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        step, _dash, place = request.POST.get("step", "keep").partition("-")
        try:
            if step == "drop":
                drop_import(held, by=user)
                return HttpResponseRedirect(reverse("web:law", args=[held.work_key]))
            held = keep_import(
                held, _typed(request, held), merge=int(place) if step == "merge" and place.isdigit() else None,
                version=_version(request), by=user,
            )  # fmt: skip
            if step != "record":
                asked = int(place) if step == "page" and place.isdigit() else number
                return HttpResponseRedirect(f"{reverse('web:law-incoming', args=[key])}?page={asked}#provisions")
            told = record_texts(held, version=held.version, by=user)
            return page(request, "legislation/imported.html", {"told": told, "law": _law(request, held.work_key)})
        except CapacitaError as refusal:
            problems = [each.worded(_) for each in refusal.problems]
            held = get_object_or_404(imports_seen_by(user), key=key)
    return page(
        request, "legislation/incoming.html", _shown(request, held, number, problems), status=400 if problems else 200
    )


def _shown(request: HttpRequest, held: TextImport, number: int, problems: Sequence[Problem]) -> dict[str, Any]:
    listed = from_kept(held.pieces)
    known = provisions_held(held.work_key)
    references = {each.key: each.reference for each in known}
    first = (number - 1) * ON_A_PAGE
    wrong: dict[int, list[Problem]] = {}
    for each in problems:
        wrong.setdefault(each.row or 0, []).append(each)
    kept = [each for each in listed if not each.dropped]
    return {
        "held": held,
        "law": _law(request, held.work_key),
        "warnings": [_(template) % values if values else _(template) for template, values in held.warnings],
        "rows": [
            (place, each, references.get(each.match, ""), wrong.get(place + 1, ()))
            for place, each in enumerate(listed[first : first + ON_A_PAGE], start=first)
        ],
        "known": known,
        "page": number,
        "pages": range(1, _pages(len(listed)) + 1),
        "matched": sum(bool(each.match) for each in kept),
        "new": sum(not each.match for each in kept),
        "dropped": len(listed) - len(kept),
        "general": wrong.get(0, ()),
        "faults": [
            (place, listed[place - 1], found, (place - 1) // ON_A_PAGE + 1)
            for place, found in sorted(wrong.items())
            if 0 < place <= len(listed)
        ],
    }


def _typed(request: HttpRequest, held: TextImport) -> dict[int, dict[str, object]]:
    """What the page sent of each provision on it, by place."""
    found: dict[int, dict[str, object]] = {}
    for name in request.POST:
        sent = re.fullmatch(r"text-(\d{1,5})", name)
        if sent and (place := int(sent.group(1))) < len(held.pieces):
            typed: dict[str, object] = {each: _line(request, f"{each}-{place}", each) for each in _FIELDS}
            found[place] = {**typed, "dropped": bool(request.POST.get(f"dropped-{place}"))}
    return found


def _line(request: HttpRequest, name: str, field: str) -> str:
    text = request.POST.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()
    return text if field == "text" else " ".join(text.split())


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() and len(given) < 10 else -1


def _page_asked(request: HttpRequest, count: int) -> int:
    given = request.GET.get("page", "1")
    return min(max(int(given) if given.isdigit() and len(given) < 6 else 1, 1), _pages(count))


def _pages(count: int) -> int:
    return max(1, -(-count // ON_A_PAGE))


def _law(request: HttpRequest, key: str) -> LegalWork:
    """The law, for whoever may record its country's law; for everybody else the page is absent."""
    user: Standing = standing_of(request)
    found = work(key, at=today_of(request))
    if not may_record_law(user, found.iso2):
        raise Http404
    return found
