"""Rating one article of a country's law: what is kept, what is refused, and what becomes public by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, RefusedError
from capacita.kernel.moment import Moment
from capacita.legislation.actions.rating import begin_rating, keep_rating
from capacita.legislation.models import LawRating, RatingDraft
from capacita.legislation.queries.baseline import lacks_second
from capacita.legislation.queries.rating import elements_of_article, holding, rated_apart, ratings_on, sheet_of
from capacita.legislation.rules.sheets import Sheet
from capacita.people.choices import InterestKind, ScopeKind
from capacita.people.interest_actions import declare_interest
from capacita.people.models import User
from capacita.people.rules import Scope, Standing
from capacita.review.actions import reviewing
from capacita.review.models import Review
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
        "reviewer": cast.person("reviewer@example.org", "reviewer"),
        "manager": cast.person("manager@example.org", "programme_manager"),
    }


@pytest.fixture
def by(people: dict[str, User]) -> By:
    return lambda name: cast.standing(people[name])


def keep(review: Review, element: str, by: Standing, **values: Any) -> RatingDraft:
    held = review.rating_drafts.filter(element_key=element).first()
    return keep_rating(review, element, values, version=held.version if held else 0, by=by)


def met(provision: str = "ro-cp-360") -> dict[str, Any]:
    return {"code": "MET", "cited": [{"provision": provision, "words": "Access without right"}]}


def rated(by: By, sheet: Sheet = SHEET, **values: Any) -> Review:
    review = begin_rating(sheet, by=by("author"))
    for element in elements_of_article(sheet.article_key):
        keep(review, element.key, by("author"), **(values or met()))
    return review


def rated_as_well(review: Review, by: By) -> None:
    """A second person rates the same apart, and alike, and hands it in."""
    second = begin_rating(sheet_of(review), by=by("second"))
    for each in review.rating_drafts.all():
        held = {name: getattr(each, name) for name in ("code", "text", "cited", "flags", "cause")}
        keep(second, each.element_key, by("second"), **held)
    reviewing.submit_review(second, by=by("second"))


def brought_through(review: Review, by: By, *, publish: bool = True, alone: bool = False) -> None:
    reviewing.submit_review(review, by=by("author"))
    if not alone and lacks_second(review):
        rated_as_well(review, by)
    reviewing.take_review(review, by=by("reviewer"))
    reviewing.agree_review(review, by=by("reviewer"))
    reviewing.approve_review(review, text="The country was not asked.", by=by("reviewer"))
    if publish:
        reviewing.publish_review(review, by=by("manager"))


def seen(*, public_only: bool = True, on: date = ON) -> dict[str, str]:
    rows = ratings_on(at=Moment(on, today()), public_only=public_only, iso2="RO")
    return {key: row.code for held in holding(rows).values() for key, row in held.items()}


def test_what_was_rated_is_the_offices_once_approved_and_everybodys_once_a_second_person_published_it(by: By) -> None:
    review = rated(by)
    brought_through(review, by, publish=False)
    elements = {each.key for each in elements_of_article("ets185/art_2")}
    assert len(elements) >= 4
    assert set(seen(public_only=False)) == elements
    assert seen() == {}
    reviewing.publish_review(review, by=by("manager"))
    assert seen() == dict.fromkeys(elements, "MET")
    assert seen(on=ON - timedelta(days=1)) == {}
    # What a rating cites is the source of the provision.
    row = LawRating.objects.recorded().get(element_key="ets185/art_2/e1")
    assert "legislatie.just.ro" in row.citation.text
    reviewing.withdraw_review(review, text="It was the wrong law.", by=by("manager"))
    assert seen() == {}


def test_a_later_assessment_stands_beside_the_earlier_and_says_why_it_differs(by: By) -> None:
    brought_through(rated(by), by)
    later = Sheet("RO", "ets185/art_2", date(2025, 1, 1))
    review = rated(by, later, code="PART", text="no aggravated form", cited=met()["cited"])
    with pytest.raises(InputError, match="say why it changes"):
        reviewing.submit_review(review, by=by("author"))
    for element in elements_of_article("ets185/art_2"):
        keep(review, element.key, by("author"), cause="law_changed")
    brought_through(review, by)
    assert set(seen().values()) == {"MET"}
    assert set(seen(on=date(2025, 6, 1)).values()) == {"PART"}


def test_what_is_public_stands_until_what_corrects_it_is_published(by: By) -> None:
    """Approved, withdrawn or withheld, a correction takes nothing from the public; one assessor is enough for it."""
    brought_through(rated(by), by)
    for publish in (False, True):
        review = rated(by, code="PART", text="no aggravated form", cited=met()["cited"], cause="error_corrected")
        brought_through(review, by, publish=False, alone=True)
        assert set(seen().values()) == {"MET"}
        if publish:
            reviewing.publish_review(review, by=by("manager"))
            assert set(seen().values()) == {"PART"}
        else:
            reviewing.withdraw_review(review, text="It was right before.", by=by("manager"))
            assert set(seen().values()) == {"MET"}


def test_the_first_public_ratings_of_an_article_are_of_two_who_rated_it_apart(people: dict[str, User], by: By) -> None:
    review = rated(by)
    manager = cast.browser(people["manager"])
    address = f"/legislation/ratings/{review.key}/"
    brought_through(review, by, publish=False, alone=True)
    assert "Only one rated this" in manager.get(address).content.decode()
    with pytest.raises(RefusedError, match="only one did"):
        reviewing.publish_review(review, by=by("manager"))
    refused = manager.post(f"{address}steps/publish/", {"text": ""})
    assert refused.status_code == 400
    assert "two rate it apart before it is, and only one did" in refused.content.decode()
    review.refresh_from_db()
    assert (review.state, seen()) == ("approved", {})
    # Withdrawn and rated by both it is published; a later assessment may then be of one.
    reviewing.withdraw_review(review, text="Only one rated it.", by=by("manager"))
    brought_through(rated(by), by)
    assert set(seen().values()) == {"MET"}
    later = rated(by, Sheet("RO", "ets185/art_2", date(2025, 1, 1)))
    assert "a second person rates it apart" not in manager.get(f"/legislation/ratings/{later.key}/").content.decode()
    brought_through(later, by, alone=True)
    assert later.state == "published"


def test_only_what_decides_is_rated_by_two(by: By) -> None:
    """Articles 10 and 22, unlike those of the offences and powers that decide, may be rated by one."""
    assert lacks_second(begin_rating(Sheet("RO", "ets185/art_21", ON), by=by("author")))
    for number in (10, 11, 15, 22, 35):
        assert not lacks_second(begin_rating(Sheet("RO", f"ets185/art_{number}", ON), by=by("author")))


def test_a_sheet_that_is_not_complete_is_not_handed_in_and_each_reason_stands_at_its_element(by: By) -> None:
    review = begin_rating(SHEET, by=by("author"))
    first, second, third, *_others = [each.key for each in elements_of_article("ets185/art_2")]
    keep(review, first, by("author"), code="MET")
    keep(review, second, by("author"), code="PART", cited=met()["cited"])
    keep(review, third, by("author"), **met("ro-161-42"))
    with pytest.raises(InputError) as refusal:
        reviewing.submit_review(review, by=by("author"))
    told = {each.column: each.message for each in refusal.value.problems}
    assert "cite one" in told[f"{first}/cited"]
    assert "missing" in told[f"{second}/text"]
    assert "was not in force" in told[f"{third}/cited"]
    assert sum(message == "is not rated yet" for message in told.values()) == len(_others)
    assert review.state == "draft"


@pytest.mark.parametrize(("on", "is_party"), [(date(2004, 3, 2), False), (ON, True)])
def test_a_state_that_is_no_party_on_the_date_has_no_reservation(on: date, is_party: bool, by: By) -> None:
    """Romania ratified on 12 May 2004."""
    sheet = Sheet("RO", "ets185/art_15", on)
    review = rated(by, sheet, code="UNK", text="the code was not found")
    element = elements_of_article(sheet.article_key)[0].key
    keep(review, element, by("author"), code="RES", text="its declaration of 2004", cause="")
    if is_party:
        reviewing.submit_review(review, by=by("author"))
        return
    with pytest.raises(InputError, match="was no Party") as refusal:
        reviewing.submit_review(review, by=by("author"))
    assert [each.column for each in refusal.value.problems] == [f"{element}/code"]


def test_what_rests_on_text_that_nobody_verified_is_a_demonstration_that_counts_nowhere(by: By) -> None:
    tenth = Sheet("RO", "ets185/art_10", ON)
    review = rated(by, tenth, code="PART", text="what is missing", cited=[{"provision": "ro-8-96-copy"}])
    with pytest.raises(InputError, match="not known"):
        reviewing.submit_review(review, by=by("author"))
    nineteenth = Sheet("RO", "ets185/art_19", ON)
    review = rated(by, nineteenth, code="PART", text="what is missing", cited=[{"provision": "ro-cpp-168"}])
    brought_through(review, by)
    rows = LawRating.objects.recorded().filter(review_key=review.key)
    assert {(row.is_demonstration, row.publication) for row in rows} == {(True, "internal")}
    assert seen() == seen(public_only=False) == {}
    with pytest.raises(DatabaseError), transaction.atomic():
        LawRating.objects.create(
            **{name: getattr(rows[0], name) for name in ("key", "digest", "iso2", "article_key", "element_key", "code")},
            citation=rows[0].citation, holds_from=ON, recorded_at=rows[0].recorded_at, review_key="x",
            publication="public", is_demonstration=True, superseded_at=rows[0].recorded_at,
        )  # fmt: skip


def test_secondary_sources_alone_never_make_it_met_and_are_flagged(by: By) -> None:
    review = rated(by, code="MET", cited=[{"provision": "ro-cp-360", "class": "4"}])
    with pytest.raises(InputError, match="secondary sources"):
        reviewing.submit_review(review, by=by("author"))
    for element in elements_of_article("ets185/art_2"):
        keep(review, element.key, by("author"), code="PART", text="only a digest was read")
    brought_through(review, by)
    rows = LawRating.objects.recorded().filter(review_key=review.key)
    assert {tuple(row.flags) for row in rows} == {("WEAK",)}


def test_only_the_author_types_and_only_while_it_is_in_work(by: By) -> None:
    review = rated(by)
    with pytest.raises(RefusedError, match="author alone"):
        keep(review, "ets185/art_2/e1", by("reviewer"), code="NOT")
    with pytest.raises(RefusedError, match="another window"):
        keep_rating(review, "ets185/art_2/e1", {"code": "NOT"}, version=0, by=by("author"))
    with pytest.raises(InputError, match="no element"):
        keep(review, "ets185/art_3/e1", by("author"), code="NOT")
    with pytest.raises(InputError, match="no code"):
        keep(review, "ets185/art_2/e1", by("author"), code="GOOD")
    for name, value in (
        ("cause", "weather"), ("flags", ["RED"]), ("cited", 7), ("cited", [7]), ("cited", [{"words": "no provision"}]),
        ("cited", [{"provision": 1}]), ("cited", [{"provision": "ro-cp-360", "class": "best"}]), ("text", "x" * 10_001),
        ("comment", "x" * 10_001),
    ):  # fmt: skip
        with pytest.raises(InputError):
            keep(review, "ets185/art_2/e1", by("author"), **{name: value})
    reviewing.submit_review(review, by=by("author"))
    with pytest.raises(RefusedError, match="author alone"):
        keep(review, "ets185/art_2/e1", by("author"), code="NOT")


def test_nobody_rates_the_own_country_and_no_article_without_elements(people: dict[str, User], by: By) -> None:
    for article in ("ets185/art_1", "ets185/art_23", "ets185/art_99"):
        with pytest.raises(InputError, match="not ratable"):
            begin_rating(Sheet("RO", article, ON), by=by("author"))
    with pytest.raises(InputError, match="has come"):
        begin_rating(Sheet("RO", "ets185/art_2", today() + timedelta(days=1)), by=by("author"))
    with pytest.raises(RefusedError):
        begin_rating(Sheet("PH", "ets185/art_2", ON), by=by("author"))
    declare_interest(people["author"], kind=InterestKind.SERVICE, country="RO", law="", by=by("author"))
    with pytest.raises(RefusedError, match="serves"):
        begin_rating(SHEET, by=by("author"))


def test_two_who_rate_the_same_sheet_do_so_blind_and_are_compared_once_both_are_in(by: By) -> None:
    first, second = rated(by), begin_rating(SHEET, by=by("second"))
    elements = [each.key for each in elements_of_article("ets185/art_2")]
    for element in elements:
        keep(second, element, by("second"), **met())
    keep(second, elements[0], by("second"), code="PART", text="no words on parts of a system")
    reviewing.submit_review(first, by=by("author"))
    assert rated_apart(second, by("second")) == []
    reviewing.submit_review(second, by=by("second"))
    ((other, agreed),) = rated_apart(second, by("second"))
    assert other == first
    assert (agreed.items, agreed.same) == (len(elements), len(elements) - 1)
    assert agreed.differing == ((elements[0], "PART", "MET"),)


def test_passages_that_may_be_the_place_are_offered_with_why_and_never_those_known_already(
    people: dict[str, User], by: By
) -> None:
    sheet = Sheet("RO", "ets185/art_16", ON)
    review = begin_rating(sheet, by=by("author"))
    page = cast.browser(people["author"]).get(f"/legislation/ratings/{review.key}/").content.decode()
    assert "Passages that may be the place" in page
    assert "Why this passage" in page
    # The preservation on foreign request (art. 63) is no law mapped to Article 16, and speaks of preservation.
    assert 'data-passage="ro-161-63"' in page
    assert page.count('data-passage="ro-cpp-154"') == 1
