"""Examples of drafting the requirement catalogue, which concerns every country: one's own draft and another's."""

from __future__ import annotations

from capacita.kernel.clock import now
from capacita.people.rules import Standing
from capacita.review.models import Review
from capacita.standards.actions.drafting import begin_version, drop_change, keep_change
from capacita.standards.drafts import subject_of
from capacita.standards.models import CATALOGUE, ElementDraft
from tests.contracts.deeds.examples import OWN, Deed, Ground, author, example


def _draft(here: Ground, by: Standing, whose: str) -> Review:
    at = now()
    return Review.objects.create(
        kind=CATALOGUE, subject_key=subject_of("ets185", 2), country="", author=author(here, by, whose), begun_at=at,
        changed_at=at,
    )  # fmt: skip


@example("standards.actions.drafting.begin_version")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: begin_version("ets185", by=by)


@example("standards.actions.drafting.keep_change", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _draft(here, by, thing)
    return lambda: keep_change(held, before=["ets185/art_2/e5"], by=by)


@example("standards.actions.drafting.drop_change", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = _draft(here, by, thing)
    kept = ElementDraft.objects.create(review=held, kind="withdrawn", before=["ets185/art_2/e5"], changed_at=now())
    return lambda: drop_change(held, kept.key, by=by)
