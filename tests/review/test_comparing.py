"""Two who rated the same apart: what they differ on is talked over, settled by one of them or a third, and told for good."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from capacita.audit.queries import verification
from capacita.kernel.errors import InputError, RefusedError
from capacita.people.choices import InterestKind
from capacita.people.inbox import waiting_for
from capacita.people.interest_actions import declare_interest
from capacita.people.models import User
from capacita.people.rules import Standing
from capacita.review import reviewed
from capacita.review.actions import comparing, reviewing
from capacita.review.choices import NoteKind, State
from capacita.review.comparing import (
    agreement_of,
    comparison_of,
    differences,
    dissents_from,
    holding_elsewhere,
    may_see_comparison,
    open_items,
)
from capacita.review.models import Comparison, ComparisonNote, Review
from capacita.review.permissions import reviews_visible_to
from tests.people import cast
from tests.review.made_up import CODES, MADE_UP, register_made_up

pytestmark = pytest.mark.django_db
By = Callable[[str], Standing]


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewed, "_kinds", {**reviewed._kinds})
    register_made_up()


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "one": cast.person("one@example.org", "legal_assessor", cast.MOROCCO),
        "other": cast.person("other@example.org", "legal_assessor", cast.MOROCCO),
        "third": cast.person("third@example.org", "legal_assessor", cast.MOROCCO),
        "reviewer": cast.person("reviewer@example.org", "reviewer"),
        "country": cast.person("country@example.org", "country_focal_point", cast.MOROCCO),
    }


@pytest.fixture
def by(people: dict[str, User]) -> By:
    return lambda name: cast.standing(people[name])


def handed_in(name: str, by: By, **codes: str) -> Review:
    made = reviewing.begin_review(MADE_UP, "MA/article", country="MA", pair="p", by=by(name))
    CODES[made.key] = codes
    reviewing.submit_review(made, by=by(name))
    return made


@pytest.fixture
def two(by: By) -> tuple[Review, Review, Comparison]:
    """They agree on e1, and differ on e2 and e3."""
    one = handed_in("one", by, e1="MET", e2="MET", e3="PART")
    other = handed_in("other", by, e1="MET", e2="NOT", e3="MET")
    found = comparison_of(one)
    assert found is not None
    return one, other, found


def texts(user: Standing) -> list[str]:
    return [each.words.text for each in waiting_for(user)]


def test_where_two_differ_is_listed_with_both_codes_and_waits_for_both_and_for_the_reviewer(
    two: tuple[Review, Review, Comparison], by: By
) -> None:
    _one, _other, comparison = two
    found = agreement_of(comparison)
    assert (found.items, found.same) == (3, 1)
    assert [(each.item, each.first, each.second) for each in differences(comparison)] == [
        ("e2", "MET", "NOT"), ("e3", "PART", "MET"),
    ]  # fmt: skip
    for name in ("one", "other"):
        assert texts(by(name)) == ["Two rated differently: MA/article"]
    assert "Two rated differently: MA/article" in texts(by("reviewer"))
    assert may_see_comparison(by("one"), comparison)
    assert may_see_comparison(by("reviewer"), comparison)
    assert not may_see_comparison(by("country"), comparison)
    assert texts(by("country")) == []


def test_what_is_said_of_an_item_is_dated_and_stays(two: tuple[Review, Review, Comparison], by: By) -> None:
    _one, _other, comparison = two
    for name in ("one", "other", "reviewer"):
        comparing.talk_over(comparison, "e2", text=f"{name} says so", by=by(name))
    assert [each.text for each in differences(comparison)[0].talks] == [
        "one says so", "other says so", "reviewer says so",
    ]  # fmt: skip
    for name in ("third", "country"):
        with pytest.raises(RefusedError):
            comparing.talk_over(comparison, "e2", text="I as well", by=by(name))
    with pytest.raises(InputError, match="do not differ"):
        comparing.talk_over(comparison, "e1", text="why", by=by("one"))
    with pytest.raises(DatabaseError), transaction.atomic():
        ComparisonNote.objects.update(text="otherwise")


def test_nothing_is_agreed_before_every_difference_is_settled_and_then_the_other_sheet_ends(
    two: tuple[Review, Review, Comparison], by: By
) -> None:
    one, other, comparison = two
    reviewing.take_review(one, by=by("reviewer"))
    with pytest.raises(RefusedError, match="2 of the elements"):
        reviewing.agree_review(one, by=by("reviewer"))
    comparing.give_way(comparison, "e2", text="I had read the old text.", by=by("one"))
    with pytest.raises(RefusedError, match="settled already"):
        comparing.give_way(comparison, "e2", by=by("other"))
    assert open_items(comparison) == ["e3"]
    comparing.give_way(comparison, "e3", by=by("other"))
    assert texts(by("one")) == texts(by("other")) == []
    reviewing.agree_review(one, by=by("reviewer"))
    other.refresh_from_db()
    assert (one.state, other.state) == (State.AGREED, State.SETTLED)
    assert {item: review.author for item, review in holding_elsewhere(one).items()} == {"e2": by("other").key}
    assert verification().holds


def test_a_third_who_is_neither_of_the_two_decides_and_whoever_keeps_to_another_code_says_why(
    two: tuple[Review, Review, Comparison], people: dict[str, User], by: By
) -> None:
    one, _other, comparison = two
    comparing.give_way(comparison, "e3", by=by("other"))
    with pytest.raises(RefusedError, match="never by one of the two"):
        comparing.ask_third(comparison, people["third"], by=by("one"))
    with pytest.raises(RefusedError, match="Two rate this apart"):
        reviewing.begin_review(MADE_UP, "MA/article", country="MA", pair="p", by=by("third"))
    for name in ("one", "other", "reviewer", "country"):
        with pytest.raises(InputError, match="one of the two"):
            comparing.ask_third(comparison, people[name], by=by("reviewer"))
    sheet = comparing.ask_third(comparison, people["third"], by=by("reviewer"))
    assert texts(by("third")) == ["You are asked to decide as third assessor: MA/article"]
    assert not may_see_comparison(by("third"), comparison)
    CODES[sheet.key] = {"e2": "NOT", "e3": "NOT"}
    reviewing.submit_review(sheet, by=by("third"))
    assert texts(by("third")) == texts(by("one")) == []
    assert sheet.state == State.SETTLED
    # e3 was settled by the two: the third decides what was left.
    assert {item: review.author for item, review in holding_elsewhere(one).items()} == {"e2": by("third").key}
    with pytest.raises(RefusedError, match="nothing here"):
        comparing.state_dissent(comparison, "e3", text="It is in part.", by=by("other"))
    with pytest.raises(InputError, match="says why"):
        comparing.state_dissent(comparison, "e2", text=" ", by=by("one"))
    comparing.state_dissent(comparison, "e2", text="Section 5 says it in so many words.", by=by("one"))
    ((dissent),) = dissents_from(one)
    assert (dissent.item, dissent.code, dissent.by) == ("e2", "MET", by("one").key)


def test_who_has_only_the_organisations_second_factor_can_be_asked_as_third(
    two: tuple[Review, Review, Comparison], by: By
) -> None:
    _one, _other, comparison = two
    oidc = cast.person("oidc@example.org", "legal_assessor", cast.MOROCCO, second_factor=False)
    assert comparing.ask_third(comparison, oidc, by=by("reviewer")).author == oidc.key


def test_who_serves_the_country_is_never_the_third(
    two: tuple[Review, Review, Comparison], people: dict[str, User], by: By
) -> None:
    _one, _other, comparison = two
    declare_interest(people["third"], kind=InterestKind.SERVICE, country="MA", law="", by=by("third"))
    with pytest.raises(InputError, match="serves the country"):
        comparing.ask_third(comparison, people["third"], by=by("reviewer"))
    for key in (people["third"].key, people["one"].key):
        with pytest.raises(DatabaseError), transaction.atomic():
            Comparison.objects.filter(pk=comparison.pk).update(third=key)


def test_the_database_refuses_that_anybody_else_settles_and_that_it_is_settled_twice(
    two: tuple[Review, Review, Comparison], by: By
) -> None:
    one, other, comparison = two
    at = comparison.opened_at
    for key, holds in ((by("reviewer").key, one), (by("one").key, one), (by("third").key, other)):
        with pytest.raises(DatabaseError), transaction.atomic():
            ComparisonNote.objects.create(
                comparison=comparison, at=at, by=key, kind=NoteKind.TAKEN, item="e2", holds=holds
            )
    comparing.give_way(comparison, "e2", by=by("one"))
    with pytest.raises(DatabaseError), transaction.atomic():
        ComparisonNote.objects.create(
            comparison=comparison, at=at, by=by("other").key, kind=NoteKind.TAKEN, item="e2", holds=one
        )


def test_nothing_is_agreed_while_somebody_still_rates_the_same_apart(by: By) -> None:
    one = handed_in("one", by, e1="MET")
    draft = reviewing.begin_review(MADE_UP, "MA/article", country="MA", pair="p", by=by("other"))
    reviewing.take_review(one, by=by("reviewer"))
    with pytest.raises(RefusedError, match="still rates the same apart"):
        reviewing.agree_review(one, by=by("reviewer"))
    reviewing.withdraw_review(draft, text="no time", by=by("other"))
    reviewing.agree_review(one, by=by("reviewer"))


def test_a_sheet_that_came_back_and_was_revised_settles_by_itself(
    two: tuple[Review, Review, Comparison], by: By
) -> None:
    one, _other, comparison = two
    reviewing.return_review(one, text="Read section 5 again.", by=by("reviewer"))
    with pytest.raises(RefusedError, match="no longer both"):
        comparing.give_way(comparison, "e2", by=by("one"))
    CODES[one.key] = {"e1": "MET", "e2": "NOT", "e3": "MET"}
    reviewing.submit_review(one, by=by("one"))
    assert open_items(comparison) == []
    assert texts(by("one")) == []


def test_who_made_one_of_the_two_or_decided_between_them_confirms_neither(
    two: tuple[Review, Review, Comparison], people: dict[str, User], by: By
) -> None:
    """What is settled in a sheet is theirs as well: they would look at their own ratings."""
    one, other, comparison = two
    for name in ("other", "third"):
        cast.give(people[name], "reviewer")
    with pytest.raises(RefusedError, match="another person does"):
        reviewing.take_review(one, by=by("other"))
    sheet = comparing.ask_third(comparison, people["third"], by=by("reviewer"))
    CODES[sheet.key] = {"e2": "MET", "e3": "MET"}
    reviewing.submit_review(sheet, by=by("third"))
    with pytest.raises(RefusedError, match="another person does"):
        reviewing.take_review(other, by=by("third"))
    for name in ("other", "third"):
        with pytest.raises(DatabaseError, match="made apart"), transaction.atomic():
            Review.objects.filter(pk=one.pk).update(state=State.IN_REVIEW, reviewer=people[name].key)
    reviewing.take_review(one, by=by("reviewer"))
    reviewing.agree_review(one, by=by("reviewer"))
    with pytest.raises(RefusedError, match="another person does"):
        reviewing.approve_review(one, text="The country was not asked.", by=by("third"))


def test_who_took_a_sheet_before_handing_in_the_same_does_not_agree_with_it(people: dict[str, User], by: By) -> None:
    cast.give(people["other"], "reviewer")
    one = handed_in("one", by, e1="MET")
    reviewing.take_review(one, by=by("other"))
    handed_in("other", by, e1="MET")
    with pytest.raises(RefusedError, match="another person does"):
        reviewing.agree_review(one, by=by("other"))


def test_whoever_may_still_rate_the_same_sees_nothing_of_it_before_it_is_agreed(by: By) -> None:
    def sees(name: str) -> bool:
        return reviews_visible_to(Review.objects.filter(pk=one.pk), by(name)).exists()

    one = handed_in("one", by, e1="MET")
    assert [sees(name) for name in ("one", "reviewer", "other", "third")] == [True, True, False, False]
    handed_in("other", by, e1="MET")
    assert [sees(name) for name in ("other", "third")] == [True, False]
    reviewing.take_review(one, by=by("reviewer"))
    assert not sees("third")
    reviewing.agree_review(one, text="So it is.", by=by("reviewer"))
    assert sees("third")
