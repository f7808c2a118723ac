"""Examples of every step of a review, for a country in scope and out of scope, one's own work and another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from capacita.people.rules import Standing
from capacita.review.actions import reviewing
from capacita.review.choices import State
from capacita.review.models import Review
from tests.contracts.deeds.examples import OWN, Deed, Ground, author, example
from tests.review.made_up import MADE_UP, register_made_up, review_in

_COUNTRIES = {"country in scope": "MA", "country out of scope": "TN"}
_THINGS = tuple(f"{whose}, {where}" for whose in OWN for where in _COUNTRIES)
register_made_up()


@example("review.actions.reviewing.begin_review", *_COUNTRIES)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    country = _COUNTRIES[thing]
    return lambda: reviewing.begin_review(MADE_UP, f"{country}/article", country=country, by=by)


def _step(name: str, state: State, take: Callable[[Review, Standing], Any]) -> None:
    """The example of one step, from a review in the state before it. Whoever reviews it is whoever acts, if allowed."""

    @example(f"review.actions.reviewing.{name}", *_THINGS)
    def _(here: Ground, by: Standing, thing: str) -> Deed:
        whose, where = thing.split(", ")
        reviewer = by.key if whose != "own" and not by.is_public else "made up"
        held = review_in(state, author=author(here, by, whose), country=_COUNTRIES[where], reviewer=reviewer)
        return lambda: take(held, by)


_step("submit_review", State.DRAFT, lambda held, by: reviewing.submit_review(held, by=by))
_step("take_review", State.SUBMITTED, lambda held, by: reviewing.take_review(held, by=by))
_step("return_review", State.IN_REVIEW, lambda held, by: reviewing.return_review(held, text="look again", by=by))
_step("agree_review", State.IN_REVIEW, lambda held, by: reviewing.agree_review(held, by=by))
_step(
    "ask_country", State.AGREED,
    lambda held, by: reviewing.ask_country(held, until=by.on + timedelta(days=20), by=by),
)  # fmt: skip
_step(
    "comment_for_country", State.COUNTRY_COMMENT,
    lambda held, by: reviewing.comment_for_country(held, text="We agree.", source_key="letter", by=by),
)  # fmt: skip
_step("approve_review", State.AGREED, lambda held, by: reviewing.approve_review(held, text="in time", by=by))
_step("publish_review", State.APPROVED, lambda held, by: reviewing.publish_review(held, by=by))
_step("withdraw_review", State.DRAFT, lambda held, by: reviewing.withdraw_review(held, text="not needed", by=by))
