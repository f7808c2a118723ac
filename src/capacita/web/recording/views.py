"""Recording a row, what it will change, and the second person who confirms or returns it.

Whoever may not record or see something gets the answer for a page that does not exist.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.evidence.models import Fact
from capacita.evidence.queries import copies_for, erased_digests
from capacita.evidence.recording import RowChange, cells_of, cited_sources, columns_of, current_row, form_of
from capacita.kernel.errors import CapacitaError, InputError, Problem, UnknownKeyError
from capacita.people.choices import Verb
from capacita.people.queries import names_of
from capacita.people.rules import Standing
from capacita.publishing.effects import effects_of
from capacita.review.actions.submitting import (
    confirm_submission,
    drop_draft,
    keep_draft,
    return_submission,
    submit_draft,
    take_back_submission,
    try_change,
)
from capacita.review.models import Draft, Submission
from capacita.review.permissions import (
    is_author_still_allowed,
    may_decide,
    may_record,
    may_record_some,
    may_revise,
    may_see_history,
    may_submit,
    may_take_back,
    require_submit,
)
from capacita.review.queries import drafts_of, is_revised, submissions
from capacita.review.wording import catalogue_in_words, change_in_words
from capacita.web.asking import language_of
from capacita.web.pages import kept_private, page
from capacita.web.recording.fields import BEGUN_ELSEWHERE, KINDS, RowForm, row_form, said_cells
from capacita.web.standing import standing_of, today_of

_FORM = ["GET", "HEAD", "POST"]
# The rows of these stand under a key that is chosen: a new statement about one is a correction of its row.
_CHOSEN_KEYS = ("datasets",)
_MOST = 50


@kept_private
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What can be recorded, the drafts in work, and what was handed in."""
    user = standing_of(request)
    if user.is_public or not (may_record_some(user) or submissions(user).exists() or user.may(Verb.REVIEW)):
        raise Http404
    kinds = [
        (name, catalogue_in_words(name)) for name in KINDS if name not in BEGUN_ELSEWHERE and may_record(user, name)
    ]
    found = list(submissions(user)[:_MOST])
    context = {
        "kinds": kinds,
        "drafts": [(each, change_in_words(each.change, user.on)) for each in drafts_of(user)],
        "waiting": [_line(each, request) for each in found if each.is_open],
        "decided": [_line(each, request) for each in found if not each.is_open],
    }
    return page(request, "recording/start.html", context)


@kept_private
@require_http_methods(_FORM)
def new(request: HttpRequest, catalogue: str) -> HttpResponse:
    """The form for a new row; the address may fill some of it."""
    return _fill_in(request, known(catalogue), "", {name: request.GET.get(name, "") for name in columns_of(catalogue)})


@kept_private
@require_http_methods(_FORM)
def correct(request: HttpRequest, catalogue: str) -> HttpResponse:
    """The form for a row that is there, filled with what it says."""
    row = _row(request, known(catalogue))
    return _fill_in(request, catalogue, row.key, cells_of(catalogue, row))


@kept_private
@require_http_methods(_FORM)
def withdraw(request: HttpRequest, catalogue: str) -> HttpResponse:
    """The form that says why a row that is there was wrong. It stays on record, and counts no longer."""
    change = RowChange(catalogue, None, _row(request, known(catalogue)).key)
    user = standing_of(request)
    if not may_submit(user, change):
        raise Http404
    form = _ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _to_check(keep_draft(change, reason=form.cleaned_data["reason"], by=user))
    context = {"form": form, "row": change_in_words(change, user.on), "kind": catalogue_in_words(catalogue)}
    return page(request, "recording/withdraw.html", context, status=400 if form.is_bound else 200)


@kept_private
@require_http_methods(_FORM)
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """A draft's form again, as its author left it."""
    found = _draft(request, key)
    if found.cells is None:
        return _to_check(found)
    return _fill_in(request, found.catalogue, found.row_key, found.cells, found)


@kept_private
@require_http_methods(_FORM)
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What the draft will change, before it is handed in."""
    user, found = standing_of(request), _draft(request, key)
    if request.method == "POST":
        made = submit_draft(found, by=user)
        return HttpResponseRedirect(reverse("web:submission", args=[made.key]))
    context = {"draft": found, **_shown(request, found)}
    return page(request, "recording/check.html", context)


@kept_private
@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    drop_draft(_draft(request, key), by=standing_of(request))
    return HttpResponseRedirect(reverse("web:record"))


@kept_private
@require_GET
def submission(request: HttpRequest, key: str) -> HttpResponse:
    """What was handed in, what it will change, and what became of it."""
    return _submission_page(request, _submission(request, key), _RemarkForm())


def _submission_page(request: HttpRequest, found: Submission, form: _RemarkForm) -> HttpResponse:
    user = standing_of(request)
    shown = _shown(request, found) if found.is_open else _values(request, found)
    decides = found.is_open and may_decide(user, found)
    cited = cited_sources(found.change) if found.is_open else ()
    context = {
        "submission": found,
        **shown,
        "row": change_in_words(found.change, user.on),
        "kind": catalogue_in_words(found.catalogue),
        "names": names_of({found.author, found.decided_by or ""}),
        "author": names_of({found.author}).get(found.author, ""),
        "decider": names_of({found.decided_by or ""}).get(found.decided_by or "", ""),
        "copies": copies_for(user, cited, before=cited if decides else ()).exclude(sha256__in=erased_digests()),
        "decides": decides,
        "is_own": found.author == user.key,
        "takes_back": found.is_open and may_take_back(user, found),
        "is_revised": is_revised(found.key),
        "author_left": found.is_open and not is_author_still_allowed(found, on=user.on),
        "revises": may_revise(user, found),
        "shows_history": found.result_key is not None and may_see_history(user, found.catalogue, found.result_key),
        "form": form,
    }
    return page(request, "recording/submission.html", context, status=400 if form.is_bound else 200)


@kept_private
@require_POST
def decide(request: HttpRequest, key: str, what: str) -> HttpResponse:
    """Confirm, return or take back. Refused to whoever may not, whatever the page showed."""
    user, found = standing_of(request), _submission(request, key)
    remark = request.POST.get("remark", "")[:_LONGEST]
    if what == "confirm":
        confirm_submission(found, remark=remark, by=user)
    elif what == "return":
        try:
            return_submission(found, remark=remark, by=user)
        except InputError as refusal:
            form = _RemarkForm(request.POST)
            for each in refusal.problems:
                form.add_error("remark", _sentence(each.worded(_)))
            return _submission_page(request, found, form)
    elif what == "take-back":
        take_back_submission(found, by=user)
    else:
        raise Http404
    return HttpResponseRedirect(reverse("web:submission", args=[key]))


@kept_private
@require_POST
def revise(request: HttpRequest, key: str) -> HttpResponse:
    """A draft of what came back, to be mended and handed in again."""
    user, found = standing_of(request), _submission(request, key)
    if not may_revise(user, found):
        raise Http404
    begun = drafts_of(user).filter(revises=found.key).first()
    made = begun or keep_draft(found.change, reason=found.reason, revises=found, by=user)
    return HttpResponseRedirect(reverse("web:record-draft", args=[made.key]))


_LONGEST = 4000


class _ReasonForm(forms.Form):
    reason = forms.CharField(max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": "3"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why it is wrong")


class _RemarkForm(forms.Form):
    remark = forms.CharField(max_length=_LONGEST, required=False, widget=forms.Textarea(attrs={"rows": "2"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remark"].label = _("Remark, or the reason for returning it")


def current_or_none(catalogue: str, key: str) -> bool:
    """Whether a current row has the key."""
    try:
        return bool(current_row(catalogue, key))
    except CapacitaError:
        return False


def _fill_in(
    request: HttpRequest, catalogue: str, key: str, cells: dict[str, str], kept: Draft | None = None
) -> HttpResponse:
    user, columns = standing_of(request), columns_of(catalogue)
    if not (may_submit(user, RowChange(catalogue, cells, key)) if key else may_record(user, catalogue)):
        raise Http404
    at, language = today_of(request), language_of(request)
    given = request.POST if request.method == "POST" else None
    form = row_form(catalogue, columns, at=at, language=language, given=given, cells=cells)
    _offer_reached(form, catalogue, user)
    row = current_row(catalogue, key) if key else None
    seen = request.POST.get("seen", "") if given is not None else kept.base if kept else row.digest if row else ""
    recorded: dict[str, str] = {}
    if row is not None:
        form.kept = cells_of(catalogue, row)
        recorded = dict(form.kept) if seen != row.digest else {}
    if given is not None and form.is_valid() and not recorded:
        said = form.cells()
        if catalogue in _CHOSEN_KEYS:
            key = said["key"]
            form.kept = cells_of(catalogue, current_row(catalogue, key))
            said = form.cells()
        change = RowChange(catalogue, said, key)
        try:
            require_submit(user, change)
            try_change(change)
            made = keep_draft(change, draft=kept, base=row.digest if row else None, by=user)
        except InputError as refusal:
            _tell(form, refusal, catalogue)
        except CapacitaError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to_check(made)
    written = form.cells() if form.is_bound else cells
    beside = said_cells(catalogue, recorded, written, at=at, language=language) if recorded else []
    context = {
        "form": form,
        "kind": catalogue_in_words(catalogue),
        "is_new": not key,
        "catalogue": catalogue,
        "key": key,
        "seen": row.digest if row else "",
        "meanwhile": [each for each in beside if each[1] != each[2]],
        "row": change_in_words(RowChange(catalogue, None, key), user.on) if row else key,
    }
    return page(request, "recording/form.html", context, status=400 if form.is_bound else 200)


def _offer_reached(form: RowForm, catalogue: str, user: Standing) -> None:
    """Of projects or countries that a row may concern, those alone are offered of which `user` may record one."""
    what = form_of(catalogue)
    reached, field = user.reaches(what.verb), form.fields.get(what.of)
    if isinstance(field, forms.ChoiceField) and not reached.everything:
        offered = ("", *reached.keys(what.kind))
        given = cast("list[tuple[str, str]]", field.choices)
        field.choices = [each for each in given if each[0] in offered]


def _tell(form: RowForm, refusal: InputError, catalogue: str) -> None:
    """Each problem at its field, in the reader's language, with what to do and the record that stands against it."""
    for problem in refusal.problems:
        worded = problem.worded(_)
        text = _sentence(worded)
        if worded.kept:
            address = f"{reverse('web:record-correct', args=[catalogue])}?{urlencode({'key': worded.kept})}"
            text = format_html('{} <a href="{}">{}</a>', text, address, _("Open the record that stands against it"))
        form.add_error(form.told(problem.column), text)


def _sentence(worded: Problem) -> str:
    return f"{worded.message[:1].upper()}{worded.message[1:]}. {worded.remedy}".strip()


def _shown(request: HttpRequest, found: Draft | Submission) -> dict[str, Any]:
    """The row's values and what recording it would change; why it cannot be recorded, where it cannot."""
    user, change = standing_of(request), found.change
    context = {
        **_values(request, found),
        "row": change_in_words(change, user.on),
        "kind": catalogue_in_words(found.catalogue),
        "catalogue": found.catalogue,
    }
    try:
        return {**context, "effects": effects_of(change, on=user.on, language=language_of(request))}
    except CapacitaError as refusal:
        return {**context, "problems": [each.worded(_) for each in refusal.problems]}


def _values(request: HttpRequest, found: Draft | Submission) -> dict[str, Any]:
    """Label, value before and value after, of those that say something: what changes, then what stays."""
    before: dict[str, str] = {}
    if found.is_open and found.row_key and current_or_none(found.catalogue, found.row_key):
        before = cells_of(found.catalogue, current_row(found.catalogue, found.row_key))
    after = found.cells or {}
    rows = said_cells(found.catalogue, before, after, at=today_of(request), language=language_of(request))
    is_change = bool(before) and bool(after)
    same = [each for each in rows if is_change and each[1] == each[2]]
    return {"values": [each for each in rows if each not in same], "same": same, "is_change": is_change}


def _line(found: Submission, request: HttpRequest) -> dict[str, Any]:
    user = standing_of(request)
    return {
        "submission": found,
        "row": change_in_words(found.change, user.on),
        "author": names_of({found.author}).get(found.author, ""),
        "decides": found.is_open and may_decide(user, found),
        "is_own": found.author == user.key,
    }


def known(catalogue: str) -> str:
    """The name of a catalogue that has a form; for another, the answer for a page that does not exist."""
    if catalogue not in KINDS:
        raise Http404
    return catalogue


def _row(request: HttpRequest, catalogue: str) -> Fact:
    """The row that the address names. Absent to whoever may record none of the kind, before anything is read."""
    if not may_record(standing_of(request), catalogue):
        raise Http404
    try:
        return current_row(catalogue, request.GET.get("key", ""))
    except UnknownKeyError:
        raise Http404 from None


def _draft(request: HttpRequest, key: str) -> Draft:
    return get_object_or_404(drafts_of(standing_of(request)), key=key)


def _submission(request: HttpRequest, key: str) -> Submission:
    return get_object_or_404(submissions(standing_of(request)), key=key)


def _to_check(made: Draft) -> HttpResponse:
    return HttpResponseRedirect(reverse("web:record-check", args=[made.key]))
