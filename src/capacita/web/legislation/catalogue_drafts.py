"""Drafts of the next version of the catalogue: its changes, the form for each, and the steps of its review.

Whoever may not draft or read one gets the answer for a page that does not exist.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from capacita.kernel.errors import CapacitaError
from capacita.people.choices import Verb
from capacita.people.queries import names_of
from capacita.people.rules import Standing
from capacita.review.choices import State
from capacita.review.models import Review
from capacita.review.permissions import may_author, reviews_visible_to
from capacita.review.queries import reviews
from capacita.review.wording import state_in_words
from capacita.standards.actions.drafting import begin_version, drop_change
from capacita.standards.catalogue_wording import lineage_in_words
from capacita.standards.choices import Lineage
from capacita.standards.comparing import by_article
from capacita.standards.drafts import changes_of, draft_of, held_by
from capacita.standards.models import CATALOGUE, ElementDraft
from capacita.standards.queries import CONVENTION, provisions
from capacita.standards.queries import instrument as instrument_of
from capacita.standards.registered import version_in_words
from capacita.standards.versions import elements_of_version
from capacita.web.legislation.catalogue_forms import told
from capacita.web.legislation.steps import offered_steps, step_lines, take_office_step
from capacita.web.pages import kept_private, page
from capacita.web.standing import standing_of


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts that one may see, and the button that begins another."""
    user = standing_of(request)
    if user.is_public or not (user.may(Verb.ASSESS_LAW) or user.may(Verb.READ_INTERNAL)):
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_address(begin_version(CONVENTION, by=user)))
        except CapacitaError as refusal:
            problems = told(refusal.problems)
    seen = list(reviews(user, kind=CATALOGUE))
    named = names_of({each.author for each in seen})
    context = {
        "rows": [
            (each, version_in_words(each).text, state_in_words(each.state), each.author == user.key, named.get(each.author, ""))
            for each in seen
        ],
        "drafts": user.may(Verb.ASSESS_LAW), "instrument": instrument_of(CONVENTION), "problems": problems,
    }  # fmt: skip
    return page(request, "legislation/catalogue_drafts.html", context, status=400 if problems else 200)


@kept_private
@require_GET
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """One draft: every element with what becomes of it, and where its review stands."""
    return draft_page(request, review_of(request, key))


def draft_page(request: HttpRequest, review: Review, problems: list[str] | None = None) -> HttpResponse:
    """The page of a draft, with what was refused if anything was."""
    user, subject, held = standing_of(request), draft_of(review), held_by(review)
    changed = {key: each for each in held.drafts for key in each.before}
    articles = by_article(provisions(subject.instrument), elements_of_version(subject.instrument, subject.number - 1))
    context = {
        "review": review, "title": version_in_words(review).text, "state": state_in_words(review.state),
        "subject": subject, "instrument": instrument_of(subject.instrument), "writes": writes(user, review),
        "changes": [_told_change(each) for each in held.drafts],
        "articles": [
            (each.article, [
                (part, [(row, lineage_in_words(Lineage(changed[row.key].kind)) if row.key in changed else "")
                        for row in rows])
                for part, rows in each.parts
            ])
            for each in articles
        ],
        "steps": step_lines(review, user, is_staff=True), "can": _offered(user, review), "problems": problems or [],
    }  # fmt: skip
    return page(request, "legislation/catalogue_draft.html", context, status=400 if problems else 200)


def _told_change(row: ElementDraft) -> dict[str, Any]:
    (change,) = changes_of([row])
    return {
        "key": row.key, "kind": lineage_in_words(change.kind), "before": change.before, "after": change.after,
        "place": change.before[0] if change.before else change.after[0].provision_key,
    }  # fmt: skip


def writes(user: Standing, review: Review) -> bool:
    """Whether `user` may change the draft."""
    return review.state == State.DRAFT and may_author(user, review)


def _offered(user: Standing, review: Review) -> dict[str, bool]:
    """Which steps the page offers: a version that is released is not taken back."""
    offered = offered_steps(user, review)
    return {**offered, "withdraw": offered["withdraw"] and review.state != State.PUBLISHED}


@kept_private
@require_POST
def drop(request: HttpRequest, key: str, change: str) -> HttpResponse:
    """A change is taken back; the elements stand as they are."""
    review = review_of(request, key)
    try:
        drop_change(review, change, by=standing_of(request))
    except CapacitaError as refusal:
        return draft_page(request, review, told(refusal.problems))
    return HttpResponseRedirect(f"{_address(review)}#changes")


@kept_private
@require_POST
def step(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One step of the review; refused, the page says why. The last one releases the version."""
    review, text = review_of(request, key), request.POST.get("text", "")
    try:
        if not take_office_step(review, name, text=text, by=standing_of(request)):
            raise Http404
    except CapacitaError as refusal:
        review.refresh_from_db()
        return draft_page(request, review, told(refusal.problems) or [_("This could not be done.")])
    return HttpResponseRedirect(_address(review))


def review_of(request: HttpRequest, key: str) -> Review:
    """The review with this key, if the asker may see it."""
    rows = reviews_visible_to(Review.objects.filter(kind=CATALOGUE), standing_of(request))
    found: Review = get_object_or_404(rows, key=key)
    return found


def _address(review: Review) -> str:
    return reverse("web:catalogue-draft", args=[review.key])
