"""No door lets an author review the own rating, or anybody rate the law of the own country, whatever the roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from capacita.api.contract import document
from capacita.legislation.actions.rating import begin_rating, keep_rating
from capacita.legislation.models import RATINGS, RatingDraft
from capacita.legislation.queries.rating import elements_of_article
from capacita.legislation.rules.sheets import Sheet
from capacita.people.choices import InterestKind, ScopeKind
from capacita.people.interest_actions import declare_interest
from capacita.people.models import User
from capacita.people.roles import granted_roles
from capacita.people.rules import Scope
from capacita.review.actions import reviewing
from capacita.review.models import Review
from tests.people import cast

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 2)
ROMANIA = Scope(ScopeKind.COUNTRY, "RO")
_SCOPES = (Scope(ScopeKind.ALL), ROMANIA, Scope(ScopeKind.PROJECT, "CYBERSOUTH"))
RATING = {"code": "MET", "cited": [{"provision": "ro-cp-360", "words": "Access without right"}]}


@pytest.fixture
def author() -> User:
    """Somebody who holds every role there is, and rates."""
    found = cast.person("author@example.org", "legal_assessor", ROMANIA)
    for role in granted_roles():
        cast.give(found, role.key, next(each for each in _SCOPES if each.kind in role.scopes))
    # A session ends when roles change: the person as it is now signs in.
    found.refresh_from_db()
    return found


@pytest.fixture
def reviewer() -> User:
    return cast.person("reviewer@example.org", "reviewer")


@pytest.fixture
def handed_in(author: User) -> Review:
    by = cast.standing(author)
    review = begin_rating(Sheet("RO", "ets185/art_2", ON), by=by)
    for element in elements_of_article("ets185/art_2"):
        keep_rating(review, element.key, RATING, version=0, by=by)
    reviewing.submit_review(review, by=by)
    return review


def tried(author: User, review: Review, step: str, **fields: str) -> None:
    """The step by the page, which is refused in words and leaves the review as it was."""
    review.refresh_from_db()
    before = (review.state, review.reviewer, review.approver, review.publisher)
    answer = cast.browser(author).post(f"/legislation/ratings/{review.key}/steps/{step}/", {"text": "yes", **fields})
    assert answer.status_code == 400, (step, answer.status_code)
    review.refresh_from_db()
    assert (review.state, review.reviewer, review.approver, review.publisher) == before, step


def test_the_pages_let_no_author_take_a_step_of_the_review_however_far_it_has_come(
    author: User, reviewer: User, handed_in: Review
) -> None:
    steps = ("take", "agree", "return", "ask", "share", "approve", "publish", "withhold")
    onwards = (
        lambda by: reviewing.take_review(handed_in, by=by),
        lambda by: reviewing.agree_review(handed_in, by=by),
        lambda by: reviewing.approve_review(handed_in, text="The country was not asked.", by=by),
    )
    for onward in (*onwards, None):
        for step in steps:
            tried(author, handed_in, step)
        if onward is not None:
            onward(cast.standing(reviewer))
    assert handed_in.state == "approved"


def test_what_an_author_rated_is_offered_to_others_only(author: User, handed_in: Review) -> None:
    content = cast.browser(author).get(f"/legislation/ratings/{handed_in.key}/").content.decode()
    assert "/steps/withdraw/" in content
    for step in ("take", "agree", "approve", "publish"):
        assert f"/steps/{step}/" not in content


def workbook_of(client: Client) -> bytes:
    answer = client.get("/legislation/RO/workbench/ratings.xlsx?on=2024-03-02")
    assert answer.status_code == 200
    return bytes(answer.content)


def test_neither_page_nor_workbook_takes_ratings_of_whoever_serves_the_country(author: User) -> None:
    browser = cast.browser(author)
    content = workbook_of(browser)
    sheet = begin_rating(Sheet("RO", "ets185/art_3", ON), by=cast.standing(author))
    declare_interest(author, kind=InterestKind.SERVICE, country="RO", law="", by=cast.standing(author))
    answers: list[Any] = [
        browser.post("/legislation/RO/workbench/", {"article": "ets185/art_2", "on": "2024-03-02"}),
        browser.get("/legislation/RO/workbench/ratings.xlsx?on=2024-03-02"),
    ]
    for step in ({}, {"step": "apply"}):
        sent = SimpleUploadedFile("ratings.xlsx", content)
        answers.append(browser.post("/legislation/RO/workbench/upload/", {"file": sent, **step}))
    element = elements_of_article("ets185/art_3")[0].key
    typed = {"code": "MET", "cited": '[{"provision": "ro-cp-360", "words": ""}]', "version": "0"}
    answers.append(
        browser.post(
            f"/legislation/ratings/{sheet.key}/elements/{element}/", typed, headers={"accept": "application/json"}
        )
    )
    assert [each.status_code for each in answers] == [400, 404, 404, 404, 409]
    tried(author, sheet, "submit")
    assert Review.objects.filter(kind=RATINGS).count() == 1
    assert not RatingDraft.objects.exists()


def test_a_filled_workbook_reaches_the_own_sheets_only(author: User, handed_in: Review) -> None:
    other = cast.person("other@example.org", "legal_assessor", ROMANIA)
    browser = cast.browser(other)
    sent = SimpleUploadedFile("ratings.xlsx", workbook_of(browser))
    browser.post("/legislation/RO/workbench/upload/", {"file": sent, "step": "apply"})
    assert set(handed_in.rating_drafts.values_list("code", flat=True)) == {"MET"}
    assert all(each.author == other.key for each in Review.objects.exclude(pk=handed_in.pk))


def test_the_api_changes_nothing_and_there_is_no_other_way_in() -> None:
    methods = {
        (path, method) for path, operations in document()["paths"].items() for method in operations if method != "get"
    }
    assert not {path for path, _ in methods if "law" in path or "rating" in path or "review" in path}
    assert not apps.is_installed("django.contrib.admin")
