"""The workbench: a country's articles, and the sheet on which one of them is rated element by element beside its law.

Whoever may not rate or read something gets the answer for a page that does not exist.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.countries.queries import country, names
from capacita.kernel.errors import CapacitaError, InputError, RefusedError
from capacita.kernel.moment import Moment
from capacita.legislation.actions.rating import begin_rating, keep_rating
from capacita.legislation.choices import MOST_TYPED, Cause, Flag, Rating
from capacita.legislation.models import RATINGS
from capacita.legislation.queries.baseline import lacks_second
from capacita.legislation.queries.rating import (
    asked_elements,
    drafts_of,
    ratable_articles,
    rated_before,
    rated_in_other_words,
    settled_drafts,
    sheet_of,
    sheets_of,
)
from capacita.legislation.rating_words import cause_in_words, flag_in_words, rating_in_words
from capacita.legislation.rules.evidence import needed_text
from capacita.legislation.rules.sheets import Sheet
from capacita.people.choices import ScopeKind, Verb
from capacita.people.queries import has_interest_in, names_of
from capacita.people.rules import Scope, Standing
from capacita.review.choices import ENDED, REVIEWED, State
from capacita.review.comparing import settled_at
from capacita.review.models import Review
from capacita.review.permissions import is_staff_for, may_author, reviews_visible_to
from capacita.review.wording import state_in_words
from capacita.web.asking import language_of
from capacita.web.legislation.passages import candidates, law_beside
from capacita.web.legislation.steps import apart_from, offered_steps, said_by_item, step_lines, take_step
from capacita.web.pages import kept_private, page
from capacita.web.standing import standing_of, today_of


class _BeginForm(forms.Form):
    article = forms.ChoiceField()
    on = forms.DateField()


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def workbench(request: HttpRequest, iso2: str) -> HttpResponse:
    """A country's articles: which are being rated, by whom as far as one may see, and the form to begin another."""
    user, at = standing_of(request), today_of(request)
    found = country(iso2, at=at)
    scope = Scope(ScopeKind.COUNTRY, found.iso2)
    seen = sheets_of(user, found.iso2)
    rates = user.may(Verb.ASSESS_LAW, scope)
    if user.is_public or not (rates or user.may(Verb.REVIEW, scope) or user.may(Verb.STATE_COUNTRY, scope) or seen):
        raise Http404
    problems: list[str] = []
    articles = ratable_articles(at=at)
    if request.method == "POST":
        form = _BeginForm(request.POST)
        form.fields["article"].choices = [(each.key, each.key) for each in articles]  # type: ignore[attr-defined]
        if form.is_valid():
            try:
                made = begin_rating(Sheet(found.iso2, form.cleaned_data["article"], form.cleaned_data["on"]), by=user)
                return HttpResponseRedirect(reverse("web:rating-sheet", args=[made.key]))
            except CapacitaError as refusal:
                problems = _messages(refusal)
        else:
            problems = [_("Choose an article and the date of the law.")]
    named = names_of({review.author for review, _sheet in seen})
    lines = [
        (each, [_line(review, sheet, user, named) for review, sheet in seen if sheet.article_key == each.key])
        for each in articles
    ]
    context = {
        "iso2": found.iso2, "name": names(language_of(request), at=at)[found.iso2], "articles": lines, "rates": rates,
        "has_interest": rates and has_interest_in(user.key, found.iso2), "problems": problems, "today": user.on,
        "asks": rates or user.may(Verb.REVIEW, scope),
    }  # fmt: skip
    return page(request, "legislation/workbench.html", context, status=400 if problems else 200)


def _line(review: Review, sheet: Sheet, user: Standing, named: Any) -> dict[str, Any]:
    return {
        "review": review, "sheet": sheet, "state": state_in_words(review.state), "is_own": review.author == user.key,
        "is_open": review.state not in ENDED, "by": named.get(review.author, ""),
    }  # fmt: skip


@kept_private
@require_GET
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """One article's requirement elements, the law beside them, and where the review stands."""
    return sheet_page(request, review_of(request, key))


def sheet_page(request: HttpRequest, review: Review, problems: Any = ()) -> HttpResponse:
    user, what = standing_of(request), sheet_of(review)
    at, language = Moment(what.on, user.on), language_of(request)
    is_staff = is_staff_for(user, review.country)
    # Once it was agreed it says what holds: of what two settled, that is the other's here and there.
    was_agreed = review.state in REVIEWED or (review.reviewer and settled_at(review) is not None)
    kept = settled_drafts(review) if was_agreed else drafts_of(review)
    elements, before = asked_elements(review), rated_before(what) if is_staff else {}
    writes = review.state == State.DRAFT and may_author(user, review)
    said, earlier = said_by_item(review, user), rated_in_other_words(review) if writes else {}
    for draft in () if is_staff or review.author == user.key else kept.values():
        draft.comment = ""  # the assessor's own note: no page saves this
    wrong: dict[str, list[str]] = {}
    general: list[str] = []
    for each in problems:
        place, _slash, _field = each.column.rpartition("/")
        words = f"{each.message}. {each.remedy}".strip() if each.remedy else f"{each.message}."
        (wrong.setdefault(place, []) if place else general).append(words)
    mine = {s.article_key: r for r, s in sheets_of(user, what.iso2) if r.author == review.author and s.on == what.on}
    articles = [(each, each.key == what.article_key, mine.get(each.key)) for each in ratable_articles(at=at)]
    place = next((number for number, (_each, here, _other) in enumerate(articles) if here), len(articles))
    context = {
        "review": review, "sheet": what, "state": state_in_words(review.state), "writes": writes,
        "name": names(language, at=at)[what.iso2], "article": articles[place][0] if articles[place:] else None,
        "articles": articles, "following": articles[place + 1] if articles[place + 1 :] else None,
        "elements": [
            {"element": each, "draft": kept.get(each.key), "before": before.get(each.key), "problems": wrong.get(each.key),
             "cited": json.dumps(kept[each.key].cited if each.key in kept else [], ensure_ascii=False),
             "said": said.get(each.key), "earlier": earlier.get(each.key)}
            for each in elements
        ],
        "rated": sum(bool(kept[each.key].code) for each in elements if each.key in kept), "all": len(elements),
        "general": general, "most_typed": MOST_TYPED,
        **law_beside(what, at), "steps": step_lines(review, user, is_staff=is_staff),
        "can": offered_steps(user, review), "apart": apart_from(review, user) if is_staff else [],
        "lacks_second": (is_staff or review.author == user.key) and review.state not in ENDED and lacks_second(review),
        "candidates": candidates(what, user, at) if writes else (),
        "codes": [(str(each), rating_in_words(each), _(needs) if (needs := needed_text(each)) else "") for each in Rating],
        "flags": [(str(each), flag_in_words(each)) for each in Flag if each is not Flag.WEAK],
        "causes": [(str(each), cause_in_words(each)) for each in Cause],
    }  # fmt: skip
    return page(request, "legislation/sheet.html", context, status=400 if problems else 200)


@kept_private
@require_POST
def element(request: HttpRequest, key: str, element: str) -> HttpResponse:
    """Keeps what is typed of one element. A program is answered with the version, a form with the sheet."""
    review, by_form = review_of(request, key), "application/json" not in request.headers.get("Accept", "")
    try:
        values = {
            "code": request.POST.get("code", ""), "text": _lines_of(request, "text"),
            "comment": _lines_of(request, "comment"), "cause": request.POST.get("cause", ""),
            "flags": request.POST.getlist("flags"), "cited": json.loads(request.POST.get("cited") or "[]"),
        }  # fmt: skip
        version = int(request.POST.get("version") or 0)
        kept = keep_rating(review, element, values, version=version, by=standing_of(request))
    except (ValueError, RecursionError):
        return JsonResponse({"problems": [_("This could not be read.")]}, status=400)
    except RefusedError as refusal:
        if by_form:
            return sheet_page(request, review, [each.worded(_) for each in refusal.problems])
        held = drafts_of(review).get(element)
        return JsonResponse({"version": held.version if held else 0, "problems": _messages(refusal)}, status=409)
    except InputError as refusal:
        return JsonResponse({"problems": _messages(refusal)}, status=400)
    if by_form:
        return HttpResponseRedirect(f"{reverse('web:rating-sheet', args=[key])}#{element}")
    return JsonResponse({"version": kept.version})


def _lines_of(request: HttpRequest, name: str) -> str:
    """What was typed, its lines ended as they are kept."""
    return request.POST.get(name, "").replace("\r\n", "\n")


def _messages(refusal: CapacitaError) -> list[str]:
    return [str(each.worded(_).message) for each in refusal.problems]


@kept_private
@require_POST
def step(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One step of the review; refused, the sheet says why, each reason at its element."""
    review = review_of(request, key)
    try:
        if not take_step(request, review, name, by=standing_of(request)):
            raise Http404
    except CapacitaError as refusal:
        review.refresh_from_db()
        return sheet_page(request, review, [each.worded(_) for each in refusal.problems])
    return HttpResponseRedirect(reverse("web:rating-sheet", args=[key]))


def review_of(request: HttpRequest, key: str) -> Review:
    rows = reviews_visible_to(Review.objects.filter(kind=RATINGS), standing_of(request))
    found: Review = get_object_or_404(rows, key=key)
    return found
