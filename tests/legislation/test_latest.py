"""Of several ratings of an element the one of the latest law holds: in counts, maps, lists of gaps and receipts alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from capacita.evidence.writing import supersede
from capacita.figures.registry import figure
from capacita.kernel.clock import now
from capacita.kernel.moment import Moment
from capacita.legislation.article_figures import article_count
from capacita.legislation.choices import Rating
from capacita.legislation.figures import recorded_count
from capacita.legislation.models import LawRating
from capacita.legislation.queries.gaps import gaps
from capacita.legislation.queries.latest import holding_codes
from capacita.legislation.queries.rating import ratings_on
from capacita.legislation.queries.status import article_statuses, country_status, country_statuses, ratings_behind
from tests.legislation.test_status_figures import ON, rate

pytestmark = pytest.mark.django_db
ARTICLE = "ets185/art_2"
LATER = ON + timedelta(days=30)


def told(at: Moment, *, public_only: bool = True) -> set[tuple[str, str]]:
    """How Article 2 stands in Romania by each way in which it is asked: all ways agree, so that one answer is left."""
    one = country_status("RO", at=at, public_only=public_only)
    assert one is not None
    found = {
        "of one": one.lowest.articles["2"],
        "of all": country_statuses(at=at, public_only=public_only)["RO"].lowest.articles["2"],
        "map": article_statuses(ARTICLE, at=at, public_only=public_only)["RO"],
    }
    return {(each.low.value, each.high.value) for each in found.values()}


def codes(at: Moment, *, public_only: bool = True) -> tuple[set[str], set[str]]:
    """The codes of Article 2 in the receipt of Romania, and in its list of gaps."""
    behind = ratings_behind(["RO"], at=at, public_only=public_only, article_key=ARTICLE)["RO"]
    listed = gaps(at=at, countries=["RO"], public_only=public_only)
    return {each.code for each in behind}, {each.rating.code for each in listed}


def test_the_later_law_holds_everywhere_from_its_day_and_once_it_was_known() -> None:
    rate("RO", {"2": "NOT"})
    rate("RO", {"2": "MET"}, on=LATER, cause="law_changed")
    before, after = Moment(LATER - timedelta(days=1), LATER), Moment(LATER, LATER)
    assert (told(before), codes(before)) == ({("not", "not")}, ({"NOT"}, {"NOT"}))
    assert (told(after), codes(after)) == ({("in_line", "in_line")}, ({"MET"}, set()))
    unknown_yet = Moment(LATER, LATER - timedelta(days=1))
    assert (told(unknown_yet), codes(unknown_yet)) == ({("not", "not")}, ({"NOT"}, {"NOT"}))


def test_a_gap_that_was_closed_is_none_and_one_that_opened_is_listed_once() -> None:
    rate("RO", {"2": "PART"})
    rate("RO", {"2": "MET"}, on=ON + timedelta(days=10))
    rate("RO", {"2": "NOT"}, on=LATER)
    closed, opened = Moment(ON + timedelta(days=10), LATER), Moment(LATER, LATER)
    assert gaps(at=closed, countries=["RO"]) == []
    listed = gaps(at=opened, countries=["RO", "PH"])
    assert {each.rating.holds_from for each in listed} == {LATER}
    assert len({each.rating.element_key for each in listed}) == len(listed) > 1
    assert gaps(at=opened, countries=[]) == []


def test_what_only_the_office_may_see_does_not_hide_what_is_public() -> None:
    rate("RO", {"2": "MET"})
    rate("RO", {"2": "NOT"}, on=LATER, publication="internal")
    rate("RO", {"2": "PART"}, on=LATER + timedelta(days=1), publication="internal", is_demonstration=True)
    at = Moment(LATER + timedelta(days=5), LATER + timedelta(days=5))
    assert (told(at), codes(at)) == ({("in_line", "in_line")}, ({"MET"}, set()))
    assert (told(at, public_only=False), codes(at, public_only=False)) == ({("not", "not")}, ({"NOT"}, {"NOT"}))


def test_each_territory_keeps_its_own_latest_rating() -> None:
    rate("GB", {"2": "MET"}, territory="England and Wales")
    rate("GB", {"2": "MET"}, territory="Scotland")
    rate("GB", {"2": "PART"}, territory="Scotland", on=LATER)
    found = holding_codes(ratings_on(at=Moment(LATER, LATER), public_only=True, article_key=ARTICLE))
    assert {name: set(each.values()) for name, each in found["GB"].items()} == {
        "England and Wales": {Rating.MET}, "Scotland": {Rating.PART},
    }  # fmt: skip


def test_a_superseded_rating_still_holds_as_it_was_recorded_then() -> None:
    rate("RO", {"2": "MET"})
    rate("RO", {"2": "NOT"}, on=LATER)
    then = now()
    supersede(LawRating, LawRating.objects.filter(holds_from=LATER), at=now())
    assert told(Moment(LATER, LATER)) == {("in_line", "in_line")}
    assert told(Moment(LATER, LATER, then)) == {("not", "not")}


def test_elements_that_the_catalogue_no_longer_has_count_nowhere() -> None:
    rate("RO", {"2": "MET"})
    for iso2 in ("RO", "PH"):
        row = LawRating.objects.filter(iso2="RO").earliest("pk")
        row.pk, row.key, row.iso2, row.element_key, row.code = None, f"{iso2} e99", iso2, f"{ARTICLE}/e99", "NOT"
        row.save()
    at = Moment(ON, ON)
    assert told(at) == {("in_line", "in_line")}
    assert country_status("PH", at=at) is None
    assert set(article_statuses(ARTICLE, at=at)) == set(country_statuses(at=at)) == {"RO"}


def test_nothing_stands_before_the_catalogue_was_recorded() -> None:
    rate("RO", {"2": "MET"})
    before = Moment(ON, ON, LawRating.objects.earliest("pk").recorded_at.replace(year=2001))
    assert article_statuses(ARTICLE, at=before) == {}


def test_a_count_shown_on_a_page_is_that_of_its_receipt() -> None:
    rate("RO", {"2": "MET"})
    rate("PH", {"2": "PART"})
    at = Moment(date(2026, 1, 1), date(2026, 1, 1))
    for shown, receipt in (
        (recorded_count(at=at), figure("legislation.countries", at=at)),
        (article_count("2", at=at), figure("legislation.article", at=at, article="2")),
    ):
        assert receipt.records
        assert not shown.records
        assert (shown.id, shown.parameters, shown.value, shown.low, shown.high, shown.sourced_to) == (
            receipt.id, receipt.parameters, receipt.value, receipt.low, receipt.high, receipt.sourced_to,
        )  # fmt: skip
    assert [each.key for each in figure("legislation.article", at=at, article="2").left_out] == ["PH"]
