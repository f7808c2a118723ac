"""For whom work waits: those who may do it now, and once one person may no longer, those to whom it is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from capacita.audit.queries import history
from capacita.kernel.clock import now, today
from capacita.kernel.errors import RefusedError
from capacita.people.actions import deactivate_person, give_back_grant, revoke_grant
from capacita.people.choices import InterestKind, Verb
from capacita.people.inbox import count_waiting, does_wait_for, put_work, waiting_for
from capacita.people.interest_actions import declare_interest
from capacita.people.models import Grant, User, Work
from capacita.people.reminding import send_reminders
from capacita.people.rules import Scope, Standing
from capacita.review.actions import reviewing
from capacita.review.actions.submitting import keep_draft, return_submission
from capacita.review.actions.writing_in import answer_question, ask_question, mark_answer_read
from capacita.review.choices import State
from capacita.review.models import Question, Submission
from capacita.review.queries import answer_token, questions_of, reviews
from tests.people import cast
from tests.review.made_up import MADE_UP, register_made_up
from tests.review.test_submitting import hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _caught(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from capacita.review import reviewed

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(reviewed, "_kinds", {**reviewed._kinds})
    register_made_up()


@pytest.fixture
def alice() -> User:
    return cast.person("alice@example.org", "programme_manager")


@pytest.fixture
def bob() -> User:
    return cast.person("bob@example.org", "programme_manager")


def lines(person: User) -> list[str]:
    user = cast.standing(person)
    found = [each.words.text for each in waiting_for(user)]
    assert count_waiting(user, most=99) == len(found)
    return found


def ends(person: User) -> Grant:
    grant = Grant.objects.get(person=person)
    revoke_grant(grant, by=cast.command())
    return grant


def returned(author: User, by: User) -> Submission:
    submission = hand_in(cast.standing(author))
    return_submission(submission, remark="Which day?", by=cast.standing(by))
    return submission


def answered(asker: User) -> Question:
    asked = ask_question(
        text="When?", about="", sent_to="a@example.net", language="en", days=5, by=cast.standing(asker)
    )  # fmt: skip
    answer_question(asked, token=answer_token(asked), answer="Then.", name="X")
    return asked


def in_review(people: dict[str, User], *, is_returned: bool = False) -> Any:
    author, reviewer = cast.standing(people["author"]), cast.standing(people["reviewer"])
    review = reviewing.begin_review(MADE_UP, "MA/article", country="MA", pair="p", by=author)
    reviewing.submit_review(review, by=author)
    reviewing.take_review(review, by=reviewer)
    if is_returned:
        reviewing.return_review(review, text="Which article?", by=reviewer)
    return review


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "author": cast.person("author@example.org", "legal_assessor", cast.MOROCCO),
        "second": cast.person("second@example.org", "legal_assessor", cast.MOROCCO),
        "reviewer": cast.person("reviewer@example.org", "reviewer"),
        "other": cast.person("other@example.org", "reviewer", cast.MOROCCO),
    }


def test_what_came_back_to_somebody_who_left_is_left_to_whoever_may_record_it(alice: User, bob: User) -> None:
    submission = returned(alice, bob)
    editor = cast.person("erin@example.org", "project_editor", cast.CYBERSOUTH)
    with pytest.raises(RefusedError, match="mended by its author"):
        keep_draft(submission.change, revises=submission, by=cast.standing(bob))
    assert (len(lines(alice)), lines(bob)) == (1, [])
    ends(alice)
    assert (lines(alice), len(lines(bob)), lines(editor)) == ([], 1, [])
    browser = cast.browser(bob)
    assert "Mend it and hand it in again" in browser.get(f"/record/submissions/{submission.key}/").content.decode()
    draft = browser.post(f"/record/submissions/{submission.key}/revise/")["Location"]
    browser.post(f"{draft}check/")
    assert Submission.objects.get(revises=submission.key).author == bob.key
    assert not any(text.startswith("Returned") for text in lines(bob))


def test_no_letter_goes_to_who_may_do_it_no_longer_and_one_goes_to_who_may(alice: User, bob: User) -> None:
    returned(alice, bob)
    grant = ends(alice)
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
    assert [letter.to for letter in mail.outbox] == [["bob@example.org"]]
    give_back_grant(grant, by=cast.command())
    assert (len(lines(alice)), lines(bob)) == (1, [])


def test_an_answer_to_somebody_whose_account_was_closed_is_read_by_others_who_may_ask(alice: User, bob: User) -> None:
    asked, viewer = answered(alice), cast.person("vera@example.org")
    assert (lines(bob), list(questions_of(cast.standing(bob)))) == ([], [])
    deactivate_person(alice, by=cast.command())
    assert lines(bob) == ["Answered: When?"]
    assert lines(viewer) == []
    assert not questions_of(cast.standing(viewer)).exists()
    browser = cast.browser(bob)
    assert "Then." in browser.get(f"/questions/{asked.key}/").content.decode()
    mark_answer_read(asked, by=cast.standing(bob))
    assert lines(bob) == []


def test_what_a_reviewer_had_taken_is_taken_by_another_once_that_one_may_not(people: dict[str, User]) -> None:
    review = in_review(people)
    assert lines(people["other"]) == []
    ends(people["reviewer"])
    assert lines(people["other"]) == ["Review: MA/article"]
    other = cast.standing(people["other"])
    reviewing.take_review(review, by=other)
    reviewing.agree_review(review, by=other)
    assert review.state == State.AGREED


def test_a_draft_that_its_author_left_is_cleared_away_by_a_reviewer_and_holds_up_nobody(
    people: dict[str, User],
) -> None:
    review, second = in_review(people, is_returned=True), cast.standing(people["second"])
    other, reviewer = cast.standing(people["other"]), cast.standing(people["reviewer"])
    own = reviewing.begin_review(MADE_UP, "MA/article", country="MA", pair="p", by=second)
    reviewing.submit_review(own, by=second)
    reviewing.take_review(own, by=reviewer)
    assert review not in reviews(other, kind=MADE_UP)
    with pytest.raises(RefusedError, match="still rates"):
        reviewing.agree_review(own, by=reviewer)
    ends(people["author"])
    assert lines(people["second"]) == []
    assert lines(people["other"]) == ["Returned to you: MA/article"]
    assert review in reviews(other, kind=MADE_UP)
    reviewing.agree_review(own, by=reviewer)
    reviewing.withdraw_review(review, text="Its author has left.", by=other)
    assert lines(people["other"]) == ["Approve: MA/article"]
    assert history("review", review.key)[0].verb == "withdraw_review"


def test_work_about_a_country_is_none_for_who_serves_it_and_is_left_to_others(people: dict[str, User]) -> None:
    review = in_review(people)
    reviewer, other = people["reviewer"], people["other"]
    declare_interest(reviewer, kind=InterestKind.SERVICE, country="MA", law="", by=cast.standing(reviewer))
    assert lines(reviewer) == []
    assert lines(other) == ["Review: MA/article"]
    reviewing.take_review(review, by=cast.standing(other))
    reviewing.agree_review(review, by=cast.standing(other))
    assert (lines(reviewer), lines(other)) == ([], ["Approve: MA/article"])
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
    assert not does_wait_for(cast.standing(reviewer), "to_approve", review.key)


def test_a_grant_that_ran_out_leaves_the_work_and_one_to_come_does_not_take_it(alice: User, bob: User) -> None:
    returned(alice, bob)
    later = today() + timedelta(days=3)
    carol = cast.person("carol@example.org", "programme_manager", until_on=later)
    put_work(
        "returned", Submission.objects.get().key, by="cli", at=now(), due_on=None, person=carol.key,
        verb=Verb.RECORD_FACTS, scope=Scope(*_scope()),
    )  # fmt: skip
    assert len(waiting_for(cast.standing(bob))) == 0
    assert len(waiting_for(cast.standing(bob, later))) == 1


def _scope() -> tuple[Any, str]:
    found = Submission.objects.get()
    return found.scope.kind, found.scope.key


def test_work_for_one_person_without_a_verb_stays_with_that_person(alice: User, bob: User) -> None:
    submission = hand_in(cast.standing(alice))
    put_work("returned", submission.key, by="cli", at=now(), due_on=None, person=alice.key)
    ends(alice)
    assert len(lines(alice)) == 1
    assert not any(text.startswith("Returned") for text in lines(bob))
    assert waiting_for(Standing("", today())) == []
    assert Work.objects.count() == 2
