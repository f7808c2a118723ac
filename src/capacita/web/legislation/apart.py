"""The page on which two who rated a sheet apart see where they differ, talk it over and settle it.

Whoever still rates the same apart, and the country, get the answer for a page that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacita.countries.queries import names
from capacita.kernel.errors import CapacitaError, InputError, Problem
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.legislation.models import RATINGS
from capacita.legislation.queries.rating import drafts_of, elements_of_article, sheet_of
from capacita.people.choices import Verb
from capacita.people.models import User
from capacita.people.queries import has_interest_in, names_of, persons_who_may
from capacita.people.rules import Standing
from capacita.review.actions import comparing
from capacita.review.comparing import (
    Difference,
    agreement_of,
    authors,
    comparison_of,
    differences,
    is_open,
    may_see_comparison,
)
from capacita.review.models import Comparison, Review
from capacita.review.permissions import is_staff_for, may_ask_third, may_talk, reviews_visible_to
from capacita.web.asking import language_of
from capacita.web.legislation.steps import Apart
from capacita.web.pages import kept_private, page
from capacita.web.standing import standing_of


@kept_private
@require_safe
def apart(request: HttpRequest, key: str) -> HttpResponse:
    """Where two differ on one article: both codes with their grounds, what was said of it, and what settled it."""
    return _page(request, _comparison(request, key))


def _page(request: HttpRequest, comparison: Comparison, problems: Any = ()) -> HttpResponse:
    user, sheet = standing_of(request), sheet_of(comparison.first)
    at = Moment(sheet.on, user.on)
    both = (comparison.first, comparison.second)
    found, agreed = differences(comparison), agreement_of(comparison)
    named = names_of({*authors(comparison), comparison.third or "", *_speakers(found)})
    context = {
        "review": comparison.first, "sheet": sheet, "name": names(language_of(request), at=at)[sheet.iso2],
        "agreed": Apart("", agreed, comparison, sum(each.taken is None for each in found)),
        "both": [(each, named.get(each.author, "")) for each in both], "problems": problems,
        "third": named.get(comparison.third or "", "") if comparison.third else "",
        "rows": _rows(comparison, found, named, user),
        "talks": is_open(comparison) and may_talk(user, comparison),
        "candidates": _candidates(comparison, user) if any(each.taken is None for each in found) else [],
    }  # fmt: skip
    return page(request, "legislation/apart.html", context, status=400 if problems else 200)


def _rows(
    comparison: Comparison, found: list[Difference], named: Mapping[str, str], user: Standing
) -> list[dict[str, Any]]:
    """Each difference with the element, both drafts, and what `user` may do about it."""
    questions = {each.key: each for each in elements_of_article(sheet_of(comparison.first).article_key)}
    first, second = drafts_of(comparison.first), drafts_of(comparison.second)
    is_one, both_in = user.key in authors(comparison), is_open(comparison)
    own = comparison.first_id if user.key == comparison.first.author else comparison.second_id
    return [
        {
            "difference": each, "element": questions.get(each.item),
            "drafts": [(first.get(each.item), named.get(comparison.first.author, "")),
                       (second.get(each.item), named.get(comparison.second.author, ""))],
            "talks": [(talk, named.get(talk.by, "")) for talk in each.talks],
            "dissents": [(dissent, named.get(dissent.by, "")) for dissent in each.dissents],
            "held": _held(each), "held_by": named.get(each.taken.by, "") if each.taken else "",
            "gives_way": is_one and both_in and each.taken is None,
            "dissents_here": is_one and each.taken is not None and each.taken.holds_id != own
            and each.taken.by != user.key and all(dissent.by != user.key for dissent in each.dissents),
        }
        for each in found
    ]  # fmt: skip


def _held(difference: Difference) -> str:
    """The code that holds of the item once it is settled."""
    taken = difference.taken
    if taken is None or taken.holds is None:
        return ""
    return dict(taken.holds.rating_drafts.filter(element_key=difference.item).values_list("element_key", "code")).get(
        difference.item, ""
    )


def _speakers(found: list[Difference]) -> set[str]:
    notes = [note for each in found for note in (*each.talks, *each.dissents, *([each.taken] if each.taken else []))]
    return {note.by for note in notes}


def _candidates(comparison: Comparison, user: Standing) -> list[User]:
    """Who may be asked to decide: may rate the country, is neither of the two nor their reviewer, and does not serve it."""
    if comparison.third or not may_ask_third(user, comparison) or not is_open(comparison):
        return []
    country, scope, begun_at = comparison.first.country, comparison.first.scope, comparison.first.begun_at
    taken = {*authors(comparison), comparison.first.reviewer, comparison.second.reviewer}
    found = persons_who_may(Verb.ASSESS_LAW, scope, on=user.on)
    free = [each for each in found if each.key not in taken]
    return [each for each in free if not has_interest_in(each.key, country, since=begun_at)]


@kept_private
@require_POST
def settle(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One thing said or done about an element; refused, the page says why."""
    comparison, user = _comparison(request, key), standing_of(request)
    item, text = request.POST.get("item", ""), request.POST.get("text", "")
    steps: Mapping[str, Callable[[], Any]] = {
        "talk": lambda: comparing.talk_over(comparison, item, text=text, by=user),
        "give-way": lambda: comparing.give_way(comparison, item, text=text, by=user),
        "dissent": lambda: comparing.state_dissent(comparison, item, text=text, by=user),
        "third": lambda: comparing.ask_third(comparison, _person(request), by=user),
    }
    if name not in steps:
        raise Http404
    try:
        steps[name]()
    except CapacitaError as refusal:
        comparison.refresh_from_db()
        return _page(request, comparison, [each.worded(_) for each in refusal.problems])
    return HttpResponseRedirect(f"{reverse('web:rating-apart', args=[key])}{f'#{item}' if item else ''}")


def _person(request: HttpRequest) -> User:
    found = User.objects.filter(key=request.POST.get("person", "")).first()
    if found is None:
        raise InputError(Problem(said("Choose who decides"), column="person"))
    return found


def _comparison(request: HttpRequest, key: str) -> Comparison:
    """What is absent and what is forbidden are told in the same way, after the same question to the database."""
    user = standing_of(request)
    review: Review = get_object_or_404(reviews_visible_to(Review.objects.filter(kind=RATINGS), user), key=key)
    if not (is_staff_for(user, review.country) or review.author == user.key):
        raise Http404
    found = comparison_of(review)
    if found is None or not may_see_comparison(user, found):
        raise Http404
    return found
