"""Drafting the next version of an instrument's requirement elements: changes that its author makes and takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db import transaction

from capacita.evidence.limits import misfitting
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.people.rules import Standing
from capacita.review.actions.reviewing import begin_review
from capacita.review.choices import State
from capacita.review.models import Review
from capacita.review.permissions import require_author
from capacita.standards.drafts import Held, changes_of, draft_of, held_by, subject_of
from capacita.standards.lineage import Change, Wording, lineage_of, misfits_of
from capacita.standards.models import CATALOGUE, ElementDraft, RequirementElement
from capacita.standards.queries import instrument as instrument_of
from capacita.standards.versions import version_number


def begin_version(instrument: str, *, by: Standing) -> Review:
    """A draft of the next version of the catalogue, in which nothing is changed yet."""
    code = instrument_of(instrument).code
    return begin_review(CATALOGUE, subject_of(code, version_number(code) + 1), country="", by=by)


def keep_change(
    review: Review, *, before: Sequence[str] = (), after: Sequence[Wording] = (), by: Standing
) -> ElementDraft:
    """The draft holds that these elements go and these wordings stand in their place.

    One for another changes an element, several for one split it, one for several merge them, none withdraws it, and one
    for none adds it. What the draft said of the same elements before is forgotten. Refused for what does not fit.
    """
    with transaction.atomic():
        held = _held(review, by)
        known = held_by(held)
        kind = lineage_of([known.elements[key].wording for key in before if key in known.elements], after)
        change = Change(kind, tuple(dict.fromkeys(before)), tuple(after))
        problems = misfits_of(change, known.wordings, known.provisions) + _too_long(after) + _twice(change, known)
        if problems:
            raise InputError(*problems)
        gone = set(before)
        for each in held.element_drafts.all():
            if gone & set(each.before):
                each.delete()
        return ElementDraft.objects.create(
            review=held, kind=kind, before=list(change.before), after=[asdict(each) for each in after], changed_at=now()
        )


def drop_change(review: Review, key: str, *, by: Standing) -> None:
    """The draft no longer holds the change; the elements stand as they are."""
    with transaction.atomic():
        held = _held(review, by)
        if not held.element_drafts.filter(key=key).delete()[0]:
            raise RefusedError(said("This change was taken back already."))


def _held(review: Review, by: Standing) -> Review:
    """The review's row, locked, so that nothing changes in what is being handed in."""
    held = Review.objects.select_for_update().get(pk=review.pk)
    if held.author != by.key or held.state != State.DRAFT:
        raise RefusedError(said("A draft is changed by its author alone, as long as it is in work."))
    require_author(by, held)
    number = draft_of(held).number
    if number != version_number(draft_of(held).instrument) + 1:
        raise RefusedError(said("Version %(number)s was released meanwhile: begin from it.", number=number))
    return held


def _too_long(after: Sequence[Wording]) -> list[Problem]:
    names: Mapping[str, tuple[str, ...]] = {"provision": ("provision_key",), "kind": ("kind",), "weight": ("weight",)}
    return [
        Problem(complaint, column=column)
        for each in after
        for column, fields in names.items()
        for _name, complaint in misfitting(RequirementElement, {field: getattr(each, field) for field in fields})
    ]


def _twice(change: Change, known: Held) -> list[Problem]:
    """A wording that another element of the provision has already: two keys would ask one question."""
    staying = {key: each for key, each in known.wordings.items() if key not in change.before}
    added = [
        each for other in changes_of(known.drafts) if not set(other.before) & set(change.before) for each in other.after
    ]
    found = []
    for number, each in enumerate(change.after):
        others = [*staying.values(), *added, *change.after[:number]]
        if each.text and any(each.asks_as(other) for other in others):
            found.append(Problem(said("another element asks this in the same words"), column="text"))
    return found
