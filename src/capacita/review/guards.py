"""What the database itself refuses of reviews, whoever asks and by whichever door.

The states follow one another as laid down; nobody who serves a country has part in the review of it. That the reviewer
is not the author, and that two people publish, are check constraints of the table.
"""

from __future__ import annotations

from collections.abc import Iterable

from capacita.audit import immutability
from capacita.people.choices import ScopeKind
from capacita.review.choices import EDGES, ENDED, REVIEWED, Outcome, State
from capacita.review.models import Comparison, ComparisonNote, Review, ReviewStep, Submission

_MOVES = ("state", "reviewer", "approver", "publisher", "comment_until", "shared_at", "changed_at")
# Who has an interest in what, as rows that a condition may name.
_INTERESTS = "people_interest i JOIN people_user u ON u.id = i.person_id"


def _bound_since(begun: str) -> str:
    """An interest binds while it holds, and binds work that was begun before it ended for good."""
    return f"(i.ended_at IS NULL OR i.ended_at > {begun})"


def guard_confirmations(catalogues: Iterable[str]) -> None:
    """Hold whoever has an interest in a country away from confirming or returning changes to its law: of `catalogues`."""
    named = ", ".join(repr(each) for each in sorted(catalogues))
    serves = (
        f"EXISTS (SELECT 1 FROM {_INTERESTS} WHERE {_bound_since('NEW.submitted_at')} "  # noqa: S608 - our own
        f"AND u.key = NEW.decided_by AND (NEW.scope_kind = '{ScopeKind.ALL}' OR i.country = NEW.scope_key))"
    )
    immutability.guard(
        Submission, "interest", at="UPDATE",
        when=f"NEW.outcome IN ('{Outcome.CONFIRMED}', '{Outcome.RETURNED}') AND NEW.catalogue IN ({named}) AND {serves}",
        says="nobody confirms a change to the law of a country in which he or she has an interest",
    )  # fmt: skip


def guard_reviews() -> None:
    """Hold reviews to their states, and those who serve the country away, in the database itself."""
    immutability.protect(ReviewStep, may_strike=("text",))
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
        f"EXISTS (SELECT 1 FROM {_INTERESTS} WHERE {_bound_since('NEW.begun_at')} "  # noqa: S608 - our own
        "AND i.country = NEW.country AND u.key IN (NEW.author, NEW.reviewer, NEW.approver, NEW.publisher))"
    )
    says = "nobody has part in the review of the country that he or she serves"
    immutability.guard(Review, "interest_at_first", at="INSERT", when=serves, says=says)
    took = " OR ".join(f"OLD.{each} <> NEW.{each}" for each in ("reviewer", "approver", "publisher"))
    ends = ", ".join(f"'{each}'" for each in (State.DRAFT, State.WITHDRAWN, State.SUPERSEDED, State.SETTLED))
    onward = f"NEW.state NOT IN ({ends}) AND OLD.state <> NEW.state"
    immutability.guard(Review, "interest", at="UPDATE", when=f"(({took}) OR ({onward})) AND {serves}", says=says)
    named = " OR ".join(
        f"NEW.{each} IN (f.author, s.author, c.third)" for each in ("reviewer", "approver", "publisher")
    )
    two = "review_comparison c JOIN review_review f ON f.id = c.first_id JOIN review_review s ON s.id = c.second_id"
    stand = " AND ".join(f"{each}.state <> '{State.WITHDRAWN}'" for each in ("f", "s"))
    made = f"EXISTS (SELECT 1 FROM {two} WHERE NEW.id IN (f.id, s.id) AND {stand} AND ({named}))"  # noqa: S608 - our own
    confirmed = ", ".join(repr(str(each)) for each in REVIEWED if each is not State.SUPERSEDED)
    immutability.guard(
        Review, "apart", at="UPDATE", when=f"(({took}) OR (OLD.state <> NEW.state AND NEW.state IN ({confirmed}))) AND {made}",
        says="nobody confirms what he or she made apart, or decided",
    )  # fmt: skip


def guard_comparisons() -> None:
    """Hold what two say of each other's work to those two and a third who is neither, in the database itself."""
    immutability.protect(Comparison, may_change=("third",), once=True)
    immutability.protect(ComparisonNote, may_strike=("text",))
    of_two = "FROM review_review f JOIN review_review s ON f.id = NEW.first_id AND s.id = NEW.second_id"
    unlike = (
        "f.kind <> s.kind OR f.subject_key <> s.subject_key OR f.author = s.author OR f.pair = '' OR f.pair <> s.pair"
    )
    immutability.guard(
        Comparison, "alike", at="INSERT", when=f"EXISTS (SELECT 1 {of_two} WHERE {unlike})",
        says="two reviews are compared that two persons made apart of one subject",
    )  # fmt: skip
    serves = (
        f"EXISTS (SELECT 1 FROM {_INTERESTS} WHERE {_bound_since('f.begun_at')} "  # noqa: S608 - our own
        "AND i.country = f.country AND u.key = NEW.third)"
    )
    is_one = "NEW.third IN (f.author, s.author, f.reviewer, s.reviewer)"
    for at in ("INSERT", "UPDATE"):
        immutability.guard(
            Comparison, f"third_{at.lower()}", at=at,
            when=f"NEW.third IS NOT NULL AND EXISTS (SELECT 1 {of_two} WHERE {is_one} OR {serves})",
            says="the third assessor is neither of the two nor their reviewer, and does not serve the country",
        )  # fmt: skip
    conceded = (
        '(NEW.holds_id = c.first_id AND NEW."by" = s.author) OR (NEW.holds_id = c.second_id AND NEW."by" = f.author)'
    )
    decided = '(NEW."by" = c.third AND h.author = c.third AND h.subject_key = f.subject_key AND h.kind = f.kind)'
    rows = (
        "FROM review_comparison c JOIN review_review f ON f.id = c.first_id JOIN review_review s ON s.id = c.second_id "
        "JOIN review_review h ON h.id = NEW.holds_id WHERE c.id = NEW.comparison_id"
    )
    immutability.guard(
        ComparisonNote, "taken", at="INSERT",
        when=f"NEW.holds_id IS NOT NULL AND NOT EXISTS (SELECT 1 {rows} AND ({conceded} OR {decided}))",
        says="an item is settled by the one who gives way, or by the third assessor",
    )  # fmt: skip
    immutability.guard(
        ComparisonNote, "settled_once", at="INSERT", says="an item is settled once",
        when="NEW.holds_id IS NOT NULL AND EXISTS (SELECT 1 FROM review_comparisonnote o WHERE o.holds_id IS NOT NULL "
        "AND o.comparison_id = NEW.comparison_id AND o.item = NEW.item)",
    )  # fmt: skip
