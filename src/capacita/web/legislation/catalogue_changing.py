"""The form in which one element of a draft is changed, split, merged or withdrawn, or a new one added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from capacita.kernel.errors import CapacitaError
from capacita.standards.actions.drafting import keep_change
from capacita.standards.drafts import Held, changes_of, held_by
from capacita.standards.lineage import Wording
from capacita.web.legislation.catalogue_drafts import review_of, writes
from capacita.web.legislation.catalogue_forms import OthersForm, WordingForm, told, typed_from
from capacita.web.pages import kept_private, page
from capacita.web.standing import standing_of

_DEEDS = ("change", "split", "merge", "withdraw", "add")
_FEWEST_PARTS, _MOST_PARTS = 2, 6


@dataclass(frozen=True)
class _Asked:
    """What the address names: what is to be done, with which element of which provision, into how many parts."""

    deed: str
    element: str
    provision: str
    parts: int


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """The form with what the draft says already; sent, the draft holds it, or the page says what does not fit."""
    review, user = review_of(request, key), standing_of(request)
    held = held_by(review)
    if not writes(user, review):
        raise Http404
    asked = _asked(request, held)
    forms, others = _forms(request, asked, held), _others(request, asked, held)
    problems: list[str] = []
    if request.method == "POST" and all(each.is_valid() for each in (*forms, *([others] if others else []))):
        before = [asked.element] if asked.element else []
        before += others.cleaned_data["others"] if others else []
        try:
            keep_change(review, before=before, after=[each.wording(asked.provision) for each in forms], by=user)
            return HttpResponseRedirect(f"{reverse('web:catalogue-draft', args=[key])}#{asked.provision}")
        except CapacitaError as refusal:
            problems = told(refusal.problems)
    failed = bool(problems) or any(each.errors for each in (*forms, *([others] if others else [])))
    context = {
        "review": review, "asked": asked, "forms": forms, "others": others, "problems": problems,
        "changed": {each for draft in held.drafts for each in draft.before},
        "held": held.elements.get(asked.element), "more": min(asked.parts + 1, _MOST_PARTS),
    }  # fmt: skip
    return page(request, "legislation/catalogue_change.html", context, status=400 if failed else 200)


def _asked(request: HttpRequest, held: Held) -> _Asked:
    deed, element = request.GET.get("do", "change"), request.GET.get("element", "")
    provision = held.elements[element].wording.provision_key if element in held.elements else ""
    if deed == "add":
        element, provision = "", request.GET.get("provision", "")
    given = request.GET.get("parts", "")
    parts = int(given) if given.isascii() and given.isdigit() and len(given) == 1 else _FEWEST_PARTS
    if deed not in _DEEDS or provision not in held.provisions:
        raise Http404
    return _Asked(deed, element, provision, min(max(parts, _FEWEST_PARTS), _MOST_PARTS))


def _forms(request: HttpRequest, asked: _Asked, held: Held) -> list[WordingForm]:
    count = {"withdraw": 0, "split": asked.parts}.get(asked.deed, 1)
    begun = _begun(asked, held)
    return [
        WordingForm(
            request.POST if request.method == "POST" else None, prefix=f"part{number}",
            initial=typed_from(begun[number]) if number < len(begun) else {},
        )
        for number in range(count)
    ]  # fmt: skip


def _begun(asked: _Asked, held: Held) -> Sequence[Wording]:
    """The wordings with which the form begins: those of the draft where it says the same, else the element's own."""
    if not asked.element:
        return ()
    kinds = {"change": ("same", "reworded"), "split": ("split",), "merge": ("merged",)}.get(asked.deed, ())
    for each in changes_of(held.drafts):
        if asked.element in each.before and each.kind in kinds:
            return each.after
    return [held.elements[asked.element].wording] * asked.parts


def _others(request: HttpRequest, asked: _Asked, held: Held) -> OthersForm | None:
    if asked.deed != "merge":
        return None
    choices = [
        (key, f"{key.rpartition('/')[2]}: {each.wording.question or each.wording.text}")
        for key, each in held.elements.items()
        if each.wording.provision_key == asked.provision and key != asked.element
    ]
    return OthersForm(request.POST if request.method == "POST" else None, others=choices)
