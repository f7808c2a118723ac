"""What two who rated apart settled becomes the rating; what was shared is the country's to see and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from capacita.kernel.clock import today
from capacita.kernel.errors import InputError
from capacita.kernel.moment import Moment
from capacita.legislation.actions.rating import begin_rating
from capacita.legislation.models import LawRating
from capacita.legislation.permissions import ratings_visible_to
from capacita.legislation.queries.beside import Beside, beside_ratings
from capacita.legislation.queries.rating import elements_of_article, ratings_on
from capacita.legislation.rules.sheets import Sheet
from capacita.people.choices import ScopeKind
from capacita.people.inbox import waiting_for
from capacita.people.models import User
from capacita.people.reminding import send_reminders
from capacita.people.rules import Scope, Standing
from capacita.publishing.published import published_head
from capacita.review.actions import comparing, reviewing, with_country
from capacita.review.comparing import comparison_of
from capacita.review.models import Review
from tests.legislation.test_rating import keep, met
from tests.people import cast

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 2)
ROMANIA = Scope(ScopeKind.COUNTRY, "RO")
SHEET = Sheet("RO", "ets185/art_2", ON)
By = Callable[[str], Standing]


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "author": cast.person("author@example.org", "legal_assessor", ROMANIA),
        "second": cast.person("second@example.org", "legal_assessor", ROMANIA),
        "third": cast.person("third@example.org", "legal_assessor", ROMANIA),
        "reviewer": cast.person("reviewer@example.org", "reviewer"),
        "manager": cast.person("manager@example.org", "programme_manager"),
        "romania": cast.person("romania@example.org", "country_focal_point", ROMANIA),
        "morocco": cast.person("morocco@example.org", "country_focal_point", cast.MOROCCO),
    }


@pytest.fixture
def by(people: dict[str, User]) -> By:
    return lambda name: cast.standing(people[name])


def rated(name: str, by: By, *, first: str = "MET", submitted: bool = True) -> Review:
    """A sheet in which all is met but the first element, which has the code."""
    review = begin_rating(SHEET, by=by(name))
    elements = [each.key for each in elements_of_article(SHEET.article_key)]
    for element in elements:
        keep(review, element, by(name), **met())
    if first != "MET":
        keep(review, elements[0], by(name), code=first, text="no words on parts of a system")
    if submitted:
        reviewing.submit_review(review, by=by(name))
    return review


def brought_to_comment(by: By) -> Review:
    review, _alike = rated("author", by), rated("second", by)
    reviewing.take_review(review, by=by("reviewer"))
    reviewing.agree_review(review, by=by("reviewer"))
    with_country.ask_country(review, until=today() + timedelta(days=20), by=by("reviewer"))
    return review


def seen_by(user: Standing) -> set[str]:
    rows = ratings_on(at=Moment(ON, today()), public_only=False)
    return set(ratings_visible_to(rows, user).values_list("publication", flat=True))


def test_the_thirds_rating_is_the_one_that_is_recorded_and_a_dissent_stands_beside_it(
    people: dict[str, User], by: By
) -> None:
    lead, _other = rated("author", by), rated("second", by, first="PART")
    element = elements_of_article(SHEET.article_key)[0].key
    comparison = comparison_of(lead)
    assert comparison is not None
    sheet = comparing.ask_third(comparison, people["third"], by=by("reviewer"))
    with pytest.raises(InputError) as refusal:
        reviewing.submit_review(sheet, by=by("third"))
    # A third rates what the two differ on, and nothing else.
    assert [each.column for each in refusal.value.problems] == [f"{element}/code"]
    keep(sheet, element, by("third"), code="NOT", text="searched the code and the gazette on 2 March 2024")
    reviewing.submit_review(sheet, by=by("third"))
    comparing.state_dissent(comparison, element, text="Article 360 says it.", by=by("author"))
    reviewing.take_review(lead, by=by("reviewer"))
    reviewing.agree_review(lead, by=by("reviewer"))
    reviewing.approve_review(lead, text="The country was not asked.", by=by("reviewer"))
    row = LawRating.objects.recorded().get(element_key=element)
    assert (row.code, row.text, row.flags) == (
        "NOT", "searched the code and the gazette on 2 March 2024", ["CONTESTED"],
    )  # fmt: skip
    (beside,) = beside_ratings([row])[row.key]
    assert (beside.kind, beside.code, beside.text) == ("dissent", "MET", "Article 360 says it.")
    others = LawRating.objects.recorded().filter(review_key=lead.key).exclude(element_key=element)
    assert {each.code for each in others} == {"MET"}


def test_what_is_approved_is_the_offices_until_it_is_shared_and_then_that_countrys_alone(by: By) -> None:
    review, _alike = rated("author", by), rated("second", by)
    reviewing.take_review(review, by=by("reviewer"))
    reviewing.agree_review(review, by=by("reviewer"))
    reviewing.approve_review(review, text="The country was not asked.", by=by("reviewer"))
    assert seen_by(by("reviewer")) == {"internal"}
    assert not _told_of_its_source()
    assert seen_by(by("romania")) == seen_by(by("morocco")) == seen_by(Standing("", today())) == set()
    with_country.share_review(review, by=by("manager"))
    assert seen_by(by("reviewer")) == seen_by(by("romania")) == {"shared"}
    assert seen_by(by("morocco")) == seen_by(Standing("", today())) == set()
    assert not _told_of_its_source()
    reviewing.publish_review(review, by=by("manager"))
    assert seen_by(by("morocco")) == seen_by(Standing("", today())) == {"public"}
    assert _told_of_its_source()


def _told_of_its_source() -> bool:
    """Whether the public pages of the source that the ratings cite, and its answer to programs, tell of a rating."""
    row = LawRating.objects.recorded()[0]
    key = row.citation.cited.order_by("pk")[0].source.key
    page = Client().get(f"/sources/{key}/").content.decode()
    kinds = {each["kind"] for each in Client().get(f"/api/v1/sources/{key}?limit=200").json()["items"]}
    assert ("Ratings of law" in page) is ("legislation.lawrating" in kinds)
    return "Ratings of law" in page


def test_the_country_and_who_approves_are_shown_the_rating_that_holds(people: dict[str, User], by: By) -> None:
    lead, _other = rated("author", by), rated("second", by, first="PART")
    element = elements_of_article(SHEET.article_key)[0].key
    comparison = comparison_of(lead)
    assert comparison is not None
    comparing.give_way(comparison, element, by=by("author"))
    reviewing.take_review(lead, by=by("reviewer"))
    reviewing.agree_review(lead, by=by("reviewer"))
    with_country.ask_country(lead, until=today() + timedelta(days=20), by=by("reviewer"))
    for name in ("romania", "manager", "author"):
        page = cast.browser(people[name]).get(f"/legislation/ratings/{lead.key}/").content.decode()
        first = page.partition(f'id="{element}"')[2].partition("</form>")[0]
        assert 'value="PART" checked' in first
        assert "no words on parts of a system" in first


def test_what_two_settled_is_revised_by_its_author_alone_once_it_comes_back(people: dict[str, User], by: By) -> None:
    """The country's comment changes an element on which both agreed, and one on which its author gave way."""
    lead, _other = rated("author", by), rated("second", by, first="PART")
    conceded, agreed, *_others = [each.key for each in elements_of_article(SHEET.article_key)]
    comparison = comparison_of(lead)
    assert comparison is not None
    comparing.give_way(comparison, conceded, by=by("author"))
    for number, changed in enumerate(({agreed: "PART"}, {conceded: "NOT"})):
        reviewing.take_review(lead, by=by("reviewer"))
        reviewing.agree_review(lead, by=by("reviewer"))
        reviewing.return_review(lead, text="See the country's comment.", by=by("reviewer"))
        page = cast.browser(people["author"]).get(f"/legislation/ratings/{lead.key}/").content.decode()
        first = page.partition(f'id="{conceded}"')[2].partition("</form>")[0]
        assert 'value="PART" checked' in first, number
        for element, code in changed.items():
            keep(lead, element, by("author"), code=code, text="as the country says")
        reviewing.submit_review(lead, by=by("author"))
    reviewing.take_review(lead, by=by("reviewer"))
    reviewing.agree_review(lead, by=by("reviewer"))
    reviewing.approve_review(lead, text="The country was not asked.", by=by("reviewer"))
    rows = {row.element_key: (row.code, row.text) for row in LawRating.objects.recorded()}
    assert rows[agreed] == ("PART", "as the country says")
    assert rows[conceded] == ("NOT", "as the country says")


def test_an_objection_is_printed_beside_what_is_published_and_withheld_it_waits_for_nobody(by: By) -> None:
    review = brought_to_comment(by)
    element = elements_of_article(SHEET.article_key)[1].key
    with_country.comment_for_country(review, text="We do not agree.", objects=True, item=element, by=by("romania"))
    assert [each.words.text for each in waiting_for(by("reviewer"))] == [
        "The country commented: Article 2, Romania, law of 2 March 2024"
    ]
    reviewing.approve_review(review, by=by("reviewer"))
    with_country.withhold_review(review, text="To be talked over first.", by=by("manager"))
    assert waiting_for(by("manager")) == []
    assert set(LawRating.objects.recorded().values_list("publication", flat=True)) == {"shared"}
    reviewing.publish_review(review, text="With the objection beside it.", by=by("manager"))
    rows = list(LawRating.objects.recorded().filter(publication="public"))
    assert {row.key: [each.text for each in told] for row, told in _told(rows)}[_key(rows, element)] == [
        "We do not agree."
    ]
    assert sum(bool(told) for _row, told in _told(rows)) == 1
    evidence = Client().get(f"/legislation/RO/articles/2/?as_of={today()}").content.decode()
    assert "The country objects" in evidence
    assert "We do not agree." in evidence


def _told(rows: list[LawRating]) -> list[tuple[LawRating, tuple[Beside, ...]]]:
    beside = beside_ratings(rows)
    return [(row, beside[row.key]) for row in rows]


def _key(rows: list[LawRating], element: str) -> str:
    return next(row.key for row in rows if row.element_key == element)


def test_an_approved_sheet_waits_for_another_person_and_never_for_its_author(people: dict[str, User], by: By) -> None:
    cast.give(people["author"], "reviewer")
    review = rated("author", by)
    reviewing.take_review(review, by=by("reviewer"))
    reviewing.agree_review(review, by=by("reviewer"))
    assert waiting_for(by("author")) == []
    reviewing.approve_review(review, text="The country was not asked.", by=by("reviewer"))
    assert waiting_for(by("author")) == waiting_for(by("reviewer")) == []
    assert len(waiting_for(by("manager"))) == 1


def test_the_day_for_a_comment_that_did_not_come_is_told_once_and_then_the_office_may_go_on(by: By) -> None:
    review = brought_to_comment(by)
    over = today() + timedelta(days=20)
    assert with_country.note_deadlines(over - timedelta(days=1)) == {"deadlines": 0}
    assert with_country.note_deadlines(over) == {"deadlines": 1}
    assert with_country.note_deadlines(over + timedelta(days=1)) == {"deadlines": 0}
    assert [each.words.text for each in waiting_for(by("manager"))] == [
        "The day for the country's comment is over: Article 2, Romania, law of 2 March 2024"
    ]
    assert reviewing.may_skip_comment(review, over)
    # A comment that comes late is still heard.
    with_country.comment_for_country(review, text="We agree.", by=by("romania"))
    assert len(waiting_for(by("manager"))) == 1
    assert waiting_for(by("romania")) == []


def test_a_country_that_is_asked_again_has_its_time_again(by: By) -> None:
    review = brought_to_comment(by)
    with_country.comment_for_country(review, text="Section 5 was left out.", by=by("romania"))
    assert reviewing.may_skip_comment(review, today())
    reviewing.return_review(review, text="See the country's comment.", by=by("reviewer"))
    reviewing.submit_review(review, by=by("author"))
    reviewing.take_review(review, by=by("reviewer"))
    reviewing.agree_review(review, by=by("reviewer"))
    # What it said is heard; asked once more, it has until the new day.
    assert reviewing.may_skip_comment(review, today())
    over = today() + timedelta(days=30)
    with_country.ask_country(review, until=over, by=by("reviewer"))
    assert not reviewing.may_skip_comment(review, today())
    assert with_country.note_deadlines(over) == {"deadlines": 1}


def test_the_country_is_written_to_when_it_is_asked_and_again_when_the_day_is_near(by: By, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    brought_to_comment(by)
    for on, letters in ((today(), 1), (today() + timedelta(days=1), 1), (today() + timedelta(days=18), 2)):
        send_reminders(on)
        written = [each for each in mail.outbox if each.to == ["romania@example.org"]]
        assert len(written) == letters, on
        assert "Your country's comment is asked for: Article 2, Romania" in str(written[-1].body)


def test_only_steps_that_change_what_is_public_empty_the_memory_of_pages(by: By) -> None:
    before = published_head()
    review = brought_to_comment(by)
    with_country.comment_for_country(review, text="We agree.", by=by("romania"))
    reviewing.approve_review(review, by=by("reviewer"))
    assert published_head() == before
    reviewing.publish_review(review, by=by("manager"))
    published = published_head()
    assert published != before
    reviewing.withdraw_review(review, text="It was the wrong law.", by=by("manager"))
    assert published_head() != published


def test_a_focal_point_finds_the_sheet_once_it_is_shared_without_what_the_office_says_of_it(
    people: dict[str, User], by: By
) -> None:
    review = rated("author", by, submitted=False)
    element = elements_of_article(SHEET.article_key)[0].key
    keep(review, element, by("author"), comment="zqx-note", **met())
    reviewing.submit_review(review, by=by("author"))
    reviewing.take_review(review, by=by("reviewer"))
    reviewing.agree_review(review, text="zqx-agreed", by=by("reviewer"))
    address = f"/legislation/ratings/{review.key}/"
    romania, morocco = cast.browser(people["romania"]), cast.browser(people["morocco"])
    assert romania.get(address).status_code == 404
    with_country.ask_country(review, until=today() + timedelta(days=20), by=by("reviewer"))
    page = romania.get(address).content.decode()
    assert "Access without right" in page
    assert "zqx" not in page
    assert "zqx-note" in cast.browser(people["manager"]).get(address).content.decode()
    assert morocco.get(address).status_code == 404
    answered = romania.post(
        f"{address}steps/comment/", {"text": "Section 5 was left out.", "item": element, "objects": "1"}
    )
    assert answered.status_code == 302
    page = romania.get(address).content.decode()
    assert "The country objects" in page
    assert "Section 5 was left out." in page


def test_the_two_settle_what_they_differ_on_on_its_own_page(people: dict[str, User], by: By) -> None:
    lead = rated("author", by)
    other = begin_rating(SHEET, by=by("second"))
    address = f"/legislation/ratings/{lead.key}/apart/"
    assert cast.browser(people["second"]).get(address).status_code == 404
    for each in elements_of_article(SHEET.article_key):
        keep(other, each.key, by("second"), code="PART", text="no words on parts", cited=met()["cited"])
    reviewing.submit_review(other, by=by("second"))
    element = elements_of_article(SHEET.article_key)[0].key
    second, author = cast.browser(people["second"]), cast.browser(people["author"])
    page = second.get(address).content.decode()
    assert "0 of" in page
    assert "no words on parts" in page
    second.post(f"{address}talk/", {"item": element, "text": "Where are the parts?"})
    assert "Where are the parts?" in author.get(address).content.decode()
    refused = author.post(f"{address}talk/", {"item": element, "text": " "})
    assert refused.status_code == 400
    assert "a remark says something" in refused.content.decode()
    assert author.post(f"{address}give-way/", {"item": element}).status_code == 302
    assert "settled: PART" in second.get(address).content.decode()
    for who in ("romania", "morocco"):
        assert cast.browser(people[who]).get(address).status_code == 404
    manager = cast.browser(people["manager"])
    assert "Third" in manager.get(address).content.decode()
    assert manager.post(f"{address}third/", {"person": people["third"].key}).status_code == 302
    sheet = Review.objects.get(author=people["third"].key)
    page = cast.browser(people["third"]).get(f"/legislation/ratings/{sheet.key}/").content.decode()
    assert page.count('class="element"') == len(elements_of_article(SHEET.article_key)) - 1
