"""What can become of a submission, and the states through which reviewed work goes."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Confirmed by another person, returned with a reason by another person, or taken back by its author."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


class State(StrEnum):
    """Where a piece of reviewed work stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    AGREED = "agreed"
    COUNTRY_COMMENT = "country_comment"
    APPROVED = "approved"
    SETTLED = "settled"  # made apart from another, and settled in that one
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


# From each state to those that may follow. A reviewer who wants changes sends the work back to its author's draft.
EDGES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.IN_REVIEW, State.DRAFT, State.SETTLED, State.WITHDRAWN}),
    State.IN_REVIEW: frozenset({State.AGREED, State.DRAFT, State.SETTLED}),
    State.AGREED: frozenset({State.COUNTRY_COMMENT, State.APPROVED, State.DRAFT}),
    State.COUNTRY_COMMENT: frozenset({State.APPROVED, State.DRAFT}),
    State.APPROVED: frozenset({State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.SUPERSEDED, State.WITHDRAWN}),
    State.SETTLED: frozenset(),
    State.SUPERSEDED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
# In these somebody else than the author has looked at the work and agreed.
REVIEWED = (State.AGREED, State.COUNTRY_COMMENT, State.APPROVED, State.PUBLISHED, State.SUPERSEDED)
# The author may begin anew after these.
ENDED = (State.SETTLED, State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)


class StepKind(StrEnum):
    """A step itself, or what stands beside the steps: what the country said, and what the office decided on it."""

    STEP = "step"
    COMMENT = "comment"  # the country's
    OBJECTION = "objection"  # the country's, which does not agree
    ANSWER = "answer"  # the country's, to a question that was sent out
    DEADLINE = "deadline"  # the day for the country's comment passed without one; `item` is the day
    SHARED = "shared"
    WITHHELD = "withheld"


# What the country says of the ratings. An answer to a question helps to rate and is none.
COMMENTS = (StepKind.COMMENT, StepKind.OBJECTION)
SAID_BY_COUNTRY = (*COMMENTS, StepKind.ANSWER)


class NoteKind(StrEnum):
    """What is noted of an item on which two differ."""

    TALK = "talk"
    TAKEN = "taken"
    DISSENT = "dissent"
