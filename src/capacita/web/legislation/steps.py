"""The steps of a review as its page offers, shows and takes them: of a sheet of ratings, of a draft of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from capacita.evidence.models import KeptFile
from capacita.evidence.queries import files_by_key
from capacita.legislation.queries.rating import rated_apart
from capacita.people.inbox import does_wait_for
from capacita.people.queries import names_of
from capacita.people.rules import Standing
from capacita.review.actions import reviewing, with_country
from capacita.review.choices import SAID_BY_COUNTRY, State, StepKind
from capacita.review.comparing import comparison_of, may_see_comparison, open_items
from capacita.review.models import TO_REVIEW, Comparison, Review, ReviewStep
from capacita.review.permissions import may_author, may_clear, may_comment, may_review
from capacita.review.rules import Agreement
from capacita.review.wording import step_in_words

# What the country is shown of the way that a sheet went: where it stands, and what it said itself.
_TOLD_TO_COUNTRY = (*SAID_BY_COUNTRY, StepKind.SHARED)


class _StepForm(forms.Form):
    until = forms.DateField(required=False)


@dataclass(frozen=True)
class StepLine:
    """One step as it is shown: its words, by whom, and whether it is one of those that stand beside the way.

    `file` is what came with it, where it is a file that the reader may see.
    """

    step: ReviewStep
    words: str
    by: str
    file: KeptFile | None = None

    @property
    def is_beside(self) -> bool:
        return self.step.kind != StepKind.STEP


def step_lines(review: Review, user: Standing, *, is_staff: bool) -> list[StepLine]:
    """The steps in their order. The country sees what it said itself and not what the office said of the sheet."""
    steps = [each for each in review.steps.all() if is_staff or each.kind in _TOLD_TO_COUNTRY]
    named = names_of({each.by for each in steps})
    files = files_by_key({each.source_key for each in steps}, user=user)
    return [StepLine(each, step_in_words(each), named.get(each.by, ""), files.get(each.source_key)) for each in steps]


def said_by_item(review: Review, user: Standing) -> Mapping[str, list[StepLine]]:
    """What the country said of single elements, by element."""
    found: dict[str, list[StepLine]] = {}
    for each in step_lines(review, user, is_staff=False):
        if each.step.item:
            found.setdefault(each.step.item, []).append(each)
    return found


@dataclass(frozen=True)
class Apart:
    """Somebody who rated the same apart: how far the two agree, and the page on which they settle it."""

    by: str
    agreed: Agreement
    comparison: Comparison | None
    left: int

    @property
    def share(self) -> str:
        """In hundredths; blank where both rated nothing in common."""
        return f"{float(self.agreed.share) * 100:.0f}" if self.agreed.share is not None else ""

    @property
    def kappa(self) -> str:
        return f"{float(self.agreed.kappa):.2f}" if self.agreed.kappa is not None else ""


def apart_from(review: Review, user: Standing) -> list[Apart]:
    """Who rated the same apart, of those whose sheets `user` may see; nobody while one's own is in work."""
    if review.state == State.DRAFT:
        return []
    found, comparison = rated_apart(review, user), comparison_of(review)
    if comparison is not None and not may_see_comparison(user, comparison):
        comparison = None
    named = names_of({each.author for each, _agreement in found})
    left = len(open_items(comparison)) if comparison is not None else 0
    return [
        Apart(named.get(each.author, ""), agreed, comparison if _is_of(comparison, each) else None, left)
        for each, agreed in found
    ]


def _is_of(comparison: Comparison | None, review: Review) -> bool:
    return comparison is not None and review.pk in (comparison.first_id, comparison.second_id)


def offered_steps(user: Standing, review: Review) -> dict[str, bool]:
    """Which steps the page offers; the actions ask again."""
    state, reviews = State(review.state), may_review(user, review)
    return {
        "submit": state is State.DRAFT and may_author(user, review),
        "take": reviews and (state is State.SUBMITTED or _is_left_in_review(user, review)),
        "agree": state is State.IN_REVIEW and reviews and review.reviewer == user.key,
        "return": state in (State.IN_REVIEW, State.AGREED, State.COUNTRY_COMMENT) and reviews,
        "ask": state is State.AGREED and reviews,
        "comment": state is State.COUNTRY_COMMENT and may_comment(user, review),
        "share": state in (State.AGREED, State.APPROVED) and reviews and review.shared_at is None,
        "approve": state in (State.AGREED, State.COUNTRY_COMMENT) and reviews,
        "publish": state is State.APPROVED and reviews and review.approver != user.key,
        "withhold": state is State.APPROVED and reviews,
        "withdraw": (state in (State.DRAFT, State.SUBMITTED) and may_author(user, review))
        or may_clear(user, review)
        or (state in (State.APPROVED, State.PUBLISHED) and reviews),
    }  # fmt: skip


def _is_left_in_review(user: Standing, review: Review) -> bool:
    """Whether whoever took it to review may do so no longer, so that another takes it."""
    is_anothers = review.state == State.IN_REVIEW and review.reviewer != user.key
    return is_anothers and does_wait_for(user, TO_REVIEW, review.key)


def take_step(request: HttpRequest, review: Review, name: str, *, by: Standing) -> bool:
    """The step of that name is taken with what the form holds; False where there is none of the name."""
    text = request.POST.get("text", "")
    with_its_country: Mapping[str, Callable[[], Any]] = {
        "ask": lambda: with_country.ask_country(review, until=_until(request, by.on), by=by),
        "comment": lambda: with_country.comment_for_country(
            review, text=text, source_key=request.POST.get("source", "").strip(), item=request.POST.get("item", ""),
            objects=bool(request.POST.get("objects")), by=by,
        ),
        "share": lambda: with_country.share_review(review, text=text, by=by),
        "withhold": lambda: with_country.withhold_review(review, text=text, by=by),
    }  # fmt: skip
    if name not in with_its_country:
        return take_office_step(review, name, text=text, by=by)
    with_its_country[name]()
    return True


def take_office_step(review: Review, name: str, *, text: str, by: Standing) -> bool:
    """The step of that name in which no country has part is taken; False where there is none of the name."""
    steps: Mapping[str, Callable[[], Any]] = {
        "submit": lambda: reviewing.submit_review(review, by=by),
        "take": lambda: reviewing.take_review(review, by=by),
        "agree": lambda: reviewing.agree_review(review, text=text, by=by),
        "return": lambda: reviewing.return_review(review, text=text, by=by),
        "approve": lambda: reviewing.approve_review(review, text=text, by=by),
        "publish": lambda: reviewing.publish_review(review, text=text, by=by),
        "withdraw": lambda: reviewing.withdraw_review(review, text=text, by=by),
    }
    if name not in steps:
        return False
    steps[name]()
    return True


def _until(request: HttpRequest, today: date) -> date:
    given = _StepForm(request.POST)
    given.is_valid()
    until: date | None = given.cleaned_data.get("until")
    return until or today
