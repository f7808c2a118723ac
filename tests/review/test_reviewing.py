"""From draft to publication: who may take which step, in the actions and in the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from capacita.audit.queries import history, verification
from capacita.evidence.models import Source
from capacita.kernel.errors import InputError, RefusedError
from capacita.people.choices import InterestKind
from capacita.people.inbox import waiting_for
from capacita.people.interest_actions import declare_interest, end_interest
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.review import reviewed
from capacita.review.actions import reviewing, with_country
from capacita.review.choices import EDGES, State
from capacita.review.models import Review
from capacita.review.queries import reviews
from tests.people import cast
from tests.review.made_up import MADE_UP, register_made_up

pytestmark = pytest.mark.django_db
KIND, SUBJECT = MADE_UP, "MA/article"


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each step of which the made-up kind of work is told."""
    monkeypatch.setattr(reviewed, "_kinds", {**reviewed._kinds})
    return register_made_up()


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "author": cast.person("author@example.org", "legal_assessor", cast.MOROCCO),
        "second": cast.person("second@example.org", "legal_assessor", cast.MOROCCO),
        "reviewer": cast.person("reviewer@example.org", "reviewer"),
        "manager": cast.person("manager@example.org", "programme_manager"),
        "country": cast.person("country@example.org", "country_focal_point", cast.MOROCCO),
    }


@pytest.fixture
def by(people: dict[str, User]) -> Callable[[str], Standing]:
    return lambda name: cast.standing(people[name])


def begun(by: Standing, **more: str) -> Review:
    return reviewing.begin_review(KIND, SUBJECT, country="MA", by=by, **more)


def brought_to(state: State, by: Callable[[str], Standing]) -> Review:
    review = begun(by("author"))
    steps: list[tuple[State, Callable[[], None]]] = [
        (State.SUBMITTED, lambda: reviewing.submit_review(review, by=by("author"))),
        (State.IN_REVIEW, lambda: reviewing.take_review(review, by=by("reviewer"))),
        (State.AGREED, lambda: reviewing.agree_review(review, by=by("reviewer"))),
        (State.COUNTRY_COMMENT, lambda: with_country.ask_country(review, until=_later(by), by=by("reviewer"))),
        (State.APPROVED, lambda: reviewing.approve_review(review, text="No answer is awaited.", by=by("reviewer"))),
        (State.PUBLISHED, lambda: reviewing.publish_review(review, by=by("manager"))),
    ]
    for reached, step in steps:
        if review.state == state:
            break
        step()
        assert review.state == reached
    return review


def _later(by: Callable[[str], Standing]) -> Any:
    return by("author").on + timedelta(days=20)


def test_work_goes_from_its_author_by_a_reviewer_and_the_country_to_publication(
    by: Callable[[str], Standing], kind: list[str]
) -> None:
    review = brought_to(State.COUNTRY_COMMENT, by)
    (waiting,) = waiting_for(by("country"))
    assert waiting.words.text == f"Your country's comment is asked for: {SUBJECT}"
    with_country.comment_for_country(review, text="We add section 5.", by=by("country"))
    assert waiting_for(by("country")) == []
    reviewing.approve_review(review, by=by("reviewer"))
    assert [each.words.text for each in waiting_for(by("manager"))] == [f"Approve: {SUBJECT}"]
    assert waiting_for(by("reviewer")) == []
    reviewing.publish_review(review, by=by("manager"))
    assert kind == ["submitted", "in_review", "agreed", "country_comment", "approved", "published"]
    assert [step.text for step in review.steps.filter(kind="comment")] == ["We add section 5."]
    assert waiting_for(by("manager")) == []
    assert [each.verb for each in history("review", review.key)].count("publish_review") == 1
    assert verification().holds


def test_an_author_takes_no_step_that_is_another_persons_whatever_the_roles(
    people: dict[str, User], by: Callable[[str], Standing]
) -> None:
    for role in ("reviewer", "programme_manager"):
        cast.give(people["author"], role)
    review = brought_to(State.SUBMITTED, by)
    steps: list[Callable[[], None]] = [
        lambda: reviewing.take_review(review, by=by("author")),
        lambda: reviewing.return_review(review, text="no", by=by("author")),
        lambda: reviewing.agree_review(review, by=by("author")),
        lambda: reviewing.approve_review(review, text="yes", by=by("author")),
        lambda: reviewing.publish_review(review, by=by("author")),
    ]
    for step in steps:
        with pytest.raises(RefusedError, match="another person"):
            step()
    assert review.state == State.SUBMITTED


def test_whoever_approved_does_not_publish(people: dict[str, User], by: Callable[[str], Standing]) -> None:
    review = brought_to(State.APPROVED, by)
    with pytest.raises(RefusedError, match="does not publish"):
        reviewing.publish_review(review, by=by("reviewer"))


def test_nobody_has_part_in_the_review_of_the_country_that_he_or_she_serves(
    people: dict[str, User], by: Callable[[str], Standing]
) -> None:
    review = brought_to(State.SUBMITTED, by)
    declare_interest(people["reviewer"], kind=InterestKind.SERVICE, country="MA", law="", by=by("reviewer"))
    declare_interest(people["second"], kind=InterestKind.DRAFTED, country="MA", law="Law 07-03", by=by("second"))
    with pytest.raises(RefusedError, match="serves"):
        reviewing.take_review(review, by=by("reviewer"))
    with pytest.raises(RefusedError, match="serves"):
        begun(by("second"))


def test_who_served_the_country_when_it_was_begun_has_no_part_in_it_afterwards(
    people: dict[str, User], by: Callable[[str], Standing]
) -> None:
    made = declare_interest(people["reviewer"], kind=InterestKind.SERVICE, country="MA", law="", by=by("reviewer"))
    review = brought_to(State.SUBMITTED, by)
    end_interest(made, reason="Left the ministry.", by=cast.command())
    with pytest.raises(RefusedError, match="serves"):
        reviewing.take_review(review, by=by("reviewer"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(reviewer=people["reviewer"].key)
    reviewing.withdraw_review(review, text="Begun anew.", by=by("author"))
    later = brought_to(State.SUBMITTED, by)
    reviewing.take_review(later, by=by("reviewer"))


def test_a_comment_for_the_country_needs_its_letter_unless_its_focal_point_says_it(
    by: Callable[[str], Standing],
) -> None:
    review = brought_to(State.COUNTRY_COMMENT, by)
    with pytest.raises(RefusedError, match="letter"):
        with_country.comment_for_country(review, text="They agree.", by=by("manager"))
    with pytest.raises(RefusedError):
        with_country.comment_for_country(review, text="I agree.", source_key="ab", by=by("second"))
    with pytest.raises(InputError, match="no recorded source"):
        with_country.comment_for_country(review, text="They agree.", source_key="ab", by=by("manager"))
    assert not review.steps.filter(kind="comment").exists()
    letter = Source.objects.order_by("pk")[0]
    with_country.comment_for_country(review, text="They agree.", source_key=letter.key, by=by("manager"))


def test_approval_without_the_country_needs_a_reason_until_its_time_is_over(by: Callable[[str], Standing]) -> None:
    review = brought_to(State.COUNTRY_COMMENT, by)
    with pytest.raises(InputError, match="reason"):
        reviewing.approve_review(review, by=by("reviewer"))
    assert review.state == State.COUNTRY_COMMENT
    assert reviewing.may_skip_comment(review, _later(by))


def test_what_comes_back_is_its_authors_draft_again(by: Callable[[str], Standing]) -> None:
    review = brought_to(State.IN_REVIEW, by)
    with pytest.raises(InputError, match="reason"):
        reviewing.return_review(review, text=" ", by=by("reviewer"))
    reviewing.return_review(review, text="Cite the section.", by=by("reviewer"))
    assert review.state == State.DRAFT
    assert [each.words.text for each in waiting_for(by("author"))] == [f"Returned to you: {SUBJECT}"]
    reviewing.submit_review(review, by=by("author"))


def test_a_published_one_supersedes_the_one_before(by: Callable[[str], Standing]) -> None:
    first = brought_to(State.PUBLISHED, by)
    second = brought_to(State.PUBLISHED, by)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.SUPERSEDED, State.PUBLISHED)


def test_two_who_rate_blind_see_nothing_of_each_other_before_both_are_in(by: Callable[[str], Standing]) -> None:
    one, other = begun(by("author"), pair="p1"), begun(by("second"), pair="p1")
    reviewing.submit_review(one, by=by("author"))
    assert list(reviews(by("second"), kind=KIND)) == [other]
    assert list(reviews(by("author"), kind=KIND)) == [one]
    reviewing.submit_review(other, by=by("second"))
    assert set(reviews(by("second"), kind=KIND)) == {one, other}
    # She may be asked to decide between the two.
    assert not list(reviews(cast.standing(cast.person("dana@example.org", "legal_assessor", cast.MOROCCO)), kind=KIND))


def test_two_at_once_one_moves_it_and_the_other_is_told(by: Callable[[str], Standing]) -> None:
    review = brought_to(State.SUBMITTED, by)
    stale = Review.objects.get(pk=review.pk)
    reviewing.take_review(review, by=by("reviewer"))
    with pytest.raises(RefusedError, match="in the meantime"):
        reviewing.take_review(stale, by=by("manager"))


# The database itself, asked past every action.


def refused(**columns: object) -> Callable[[Review], None]:
    def ask(review: Review) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**columns)

    return ask


@pytest.mark.parametrize(
    "begin", [each for each in State if each not in (State.SETTLED, State.SUPERSEDED, State.WITHDRAWN)]
)
def test_the_database_refuses_every_step_that_is_not_laid_down(begin: State, by: Callable[[str], Standing]) -> None:
    review = brought_to(begin, by)
    for end in State:
        if end != begin and end not in EDGES[begin]:
            refused(state=end, reviewer="x", approver="y", publisher="z")(review)


def test_the_database_refuses_an_author_who_reviews_and_one_who_serves_the_country(
    people: dict[str, User], by: Callable[[str], Standing]
) -> None:
    review = brought_to(State.IN_REVIEW, by)
    for column in ("reviewer", "approver", "publisher"):
        refused(**{column: review.author})(review)
    refused(approver="x", publisher="x")(review)
    refused(author="somebody-else")(review)
    refused(subject_key="TN/article")(review)
    refused(state=State.AGREED, reviewer="")(review)
    declare_interest(people["manager"], kind=InterestKind.SERVICE, country="MA", law="", by=by("manager"))
    for column in ("reviewer", "approver", "publisher"):
        refused(**{column: people["manager"].key})(review)
    declare_interest(people["reviewer"], kind=InterestKind.SERVICE, country="MA", law="", by=by("reviewer"))
    refused(state=State.AGREED)(review)
    at = review.begun_at
    for columns in (
        {"author": people["manager"].key},
        {"author": people["second"].key, "state": State.PUBLISHED, "reviewer": "x", "approver": "y", "publisher": "z"},
        {"author": people["author"].key},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.create(kind=KIND, subject_key=SUBJECT, country="MA", begun_at=at, changed_at=at, **columns)


def test_steps_and_reviews_stay(by: Callable[[str], Standing]) -> None:
    review = brought_to(State.SUBMITTED, by)
    for rows in (review.steps.all(), Review.objects.filter(pk=review.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        review.steps.update(text="otherwise")
