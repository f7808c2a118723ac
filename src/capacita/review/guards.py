"""What the database itself refuses of reviews, whoever asks and by whichever door.

The states follow one another as laid down; nobody who serves a country has part in the review of it. That the reviewer
is not the author, and that two people publish, are check constraints of the table.
"""

from __future__ import annotations

from capacita.audit import immutability
from capacita.review.choices import EDGES, ENDED, State
from capacita.review.models import Review, ReviewStep

_MOVES = ("state", "reviewer", "approver", "publisher", "comment_until", "changed_at")


def guard_reviews() -> None:
    """Hold reviews to their states, and those who serve the country away, in the database itself."""
    immutability.protect(ReviewStep)
    immutability.protect(Review, may_change=_MOVES)
    immutability.guard(
        Review, "first", at="INSERT", when=f"NEW.state <> '{State.DRAFT}'", says="a review begins as a draft"
    )
    edges = " OR ".join(
        f"(OLD.state = '{begin}' AND NEW.state IN ({', '.join(repr(str(each)) for each in sorted(ends))}))"
        for begin, ends in EDGES.items()
        if ends
    )
    immutability.guard(
        Review, "states", at="UPDATE", when=f"OLD.state <> NEW.state AND NOT ({edges})",
        says="a review goes from state to state as it is laid down",
    )  # fmt: skip
    ended = ", ".join(repr(str(each)) for each in ENDED)
    same = " AND ".join(f"o.{each} = NEW.{each}" for each in ("kind", "subject_key", "author"))
    immutability.guard(
        Review, "once", at="INSERT", says="an author has one open review of a subject",
        when=f"EXISTS (SELECT 1 FROM review_review o WHERE {same} AND o.state NOT IN ({ended}))",  # noqa: S608 - our own
    )  # fmt: skip
    serves = (
        "EXISTS (SELECT 1 FROM people_interest i JOIN people_user u ON u.id = i.person_id WHERE i.ended_at IS NULL "
        "AND i.country = NEW.country AND u.key IN (NEW.author, NEW.reviewer, NEW.approver, NEW.publisher))"
    )
    says = "nobody has part in the review of the country that he or she serves"
    immutability.guard(Review, "interest_at_first", at="INSERT", when=serves, says=says)
    took = " OR ".join(f"OLD.{each} <> NEW.{each}" for each in ("reviewer", "approver", "publisher"))
    onward = f"NEW.state NOT IN ('{State.DRAFT}', '{State.WITHDRAWN}', '{State.SUPERSEDED}') AND OLD.state <> NEW.state"
    immutability.guard(Review, "interest", at="UPDATE", when=f"(({took}) OR ({onward})) AND {serves}", says=says)
