"""Examples of every step of a review, for a country in scope and out of scope, one's own work and another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from capacita.evidence.models import Source
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.review.actions import comparing, reviewing, with_country
from capacita.review.choices import NoteKind, State
from capacita.review.models import Comparison, ComparisonNote, Review
from tests.contracts.deeds.examples import OWN, Deed, Ground, author, example
from tests.people import cast
from tests.review.made_up import MADE_UP, register_made_up, review_in

_COUNTRIES = {"country in scope": "MA", "country out of scope": "TN"}
_THINGS = tuple(f"{whose}, {where}" for whose in OWN for where in _COUNTRIES)
register_made_up()


@example("review.actions.reviewing.begin_review", *_COUNTRIES)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    country = _COUNTRIES[thing]
    return lambda: reviewing.begin_review(MADE_UP, f"{country}/article", country=country, by=by)


def _step(name: str, state: State, take: Callable[[Review, Standing], Any], module: str = "reviewing") -> None:
    """The example of one step, from a review in the state before it. Whoever reviews it is whoever acts, if allowed."""

    @example(f"review.actions.{module}.{name}", *_THINGS)
    def _(here: Ground, by: Standing, thing: str) -> Deed:
        whose, where = thing.split(", ")
        reviewer = by.key if whose != "own" and not by.is_public else "made up"
        held = review_in(state, author=author(here, by, whose), country=_COUNTRIES[where], reviewer=reviewer)
        return lambda: take(held, by)


def _letter() -> str:
    return str(Source.objects.order_by("pk").values_list("key", flat=True)[0])


_step("submit_review", State.DRAFT, lambda held, by: reviewing.submit_review(held, by=by))
_step("take_review", State.SUBMITTED, lambda held, by: reviewing.take_review(held, by=by))
_step("return_review", State.IN_REVIEW, lambda held, by: reviewing.return_review(held, text="look again", by=by))
_step("agree_review", State.IN_REVIEW, lambda held, by: reviewing.agree_review(held, by=by))
_step(
    "ask_country", State.AGREED,
    lambda held, by: with_country.ask_country(held, until=by.on + timedelta(days=20), by=by), "with_country",
)  # fmt: skip
_step(
    "comment_for_country", State.COUNTRY_COMMENT,
    lambda held, by: with_country.comment_for_country(held, text="We agree.", source_key=_letter(), by=by),
    "with_country",
)  # fmt: skip
_step(
    "answer_for_country", State.SUBMITTED,
    lambda held, by: with_country.answer_for_country(
        [with_country.Answer(held, "e1", "Section 4.")], source_key=_letter(), by=by
    ),
    "with_country",
)  # fmt: skip
_step("share_review", State.AGREED, lambda held, by: with_country.share_review(held, by=by), "with_country")
_step(
    "withhold_review", State.APPROVED,
    lambda held, by: with_country.withhold_review(held, text="They object.", by=by), "with_country",
)  # fmt: skip
_step("approve_review", State.AGREED, lambda held, by: reviewing.approve_review(held, text="in time", by=by))
_step("publish_review", State.APPROVED, lambda held, by: reviewing.publish_review(held, by=by))
_step("withdraw_review", State.DRAFT, lambda held, by: reviewing.withdraw_review(held, text="not needed", by=by))


def _compared(name: str, take: Callable[[Comparison, Standing, Ground], Any], *, decided: bool = False) -> None:
    """The example of what is done where two differ on e1: the first of the two is one's own, or Frank's.

    With `decided` a third has settled it for the second.
    """

    @example(f"review.actions.comparing.{name}", *_THINGS)
    def _(here: Ground, by: Standing, thing: str) -> Deed:
        whose, where = thing.split(", ")
        country = _COUNTRIES[where]
        first, second, third = (
            review_in(State.SUBMITTED, author=each, country=country, pair="a pair", codes={"e1": code})
            for each, code in (
                (author(here, by, whose), "MET"), (here.bob.key, "NOT"), (here.dana.key, "NOT"),
            )
        )  # fmt: skip
        comparison = Comparison.objects.create(
            first=first, second=second, opened_at=first.begun_at, third=here.dana.key if decided else None
        )
        if decided:
            ComparisonNote.objects.create(
                comparison=comparison, at=first.begun_at, by=here.dana.key, kind=NoteKind.TAKEN, item="e1", holds=third
            )
        return lambda: take(comparison, by, here)


def _third(comparison: Comparison, by: Standing, here: Ground) -> object:
    asked = User.objects.filter(email="third@example.org").first() or cast.person("third@example.org", "legal_assessor")
    return comparing.ask_third(comparison, asked, by=by)


_compared("talk_over", lambda held, by, here: comparing.talk_over(held, "e1", text="See section 5.", by=by))
_compared("give_way", lambda held, by, here: comparing.give_way(held, "e1", by=by))
_compared("ask_third", _third)
_compared(
    "state_dissent", lambda held, by, here: comparing.state_dissent(held, "e1", text="It is met.", by=by), decided=True
)
