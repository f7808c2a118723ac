"""A kind of reviewed work that no app makes, and reviews brought to any state past the actions, for tests."""

from __future__ import annotations

from collections.abc import Mapping

from capacita.kernel.clock import now
from capacita.people.choices import Verb
from capacita.people.inbox import WorkWords
from capacita.review.choices import State
from capacita.review.models import Review
from capacita.review.reviewed import Reviewed, register_reviewed

MADE_UP = "made-up"
CODES: dict[str, Mapping[str, str]] = {}  # what each review says, by its key
_WAY = (State.SUBMITTED, State.IN_REVIEW, State.AGREED, State.COUNTRY_COMMENT, State.APPROVED, State.PUBLISHED)


def register_made_up() -> list[str]:
    """The states that the kind was told of, as they come."""
    told: list[str] = []
    register_reviewed(
        MADE_UP,
        Reviewed(
            Verb.ASSESS_LAW, lambda review: None, lambda review, at: told.append(review.state),
            lambda review: WorkWords(review.subject_key, f"/made-up/{review.key}/"),
            lambda review: CODES.get(review.key, {}),
        ),
    )  # fmt: skip
    return told


def review_in(
    state: State, *, author: str, country: str, reviewer: str = "made up", pair: str = "",
    codes: Mapping[str, str] | None = None,
) -> Review:  # fmt: skip
    """A review in the state, each step taken in the table alone. `reviewer` looks at it; others approve and publish."""
    at = now()
    made = Review.objects.create(
        kind=MADE_UP, subject_key=f"{country}/article", country=country, author=author, pair=pair, begun_at=at, changed_at=at
    )  # fmt: skip
    took = {
        State.IN_REVIEW: {"reviewer": reviewer},
        State.APPROVED: {"approver": "one more"},
        State.PUBLISHED: {"publisher": "another"},
    }
    CODES[made.key] = codes or {}
    for each in _WAY:
        if made.state == state:
            break
        Review.objects.filter(pk=made.pk).update(state=each, **took.get(each, {}))
        made.refresh_from_db()
    return made
