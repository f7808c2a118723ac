"""Where countries stand by public ratings: counted for certain, left open by what is not assessed, or left out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from capacita.evidence.citing import cite
from capacita.evidence.writing import supersede
from capacita.figures.queries import claims, claims_beside
from capacita.figures.registry import figure
from capacita.figures.rules import Agreement
from capacita.kernel.clock import now, today
from capacita.kernel.moment import Moment
from capacita.legislation.alignment import requirements
from capacita.legislation.models import LawRating
from capacita.legislation.queries.status import article_statuses, country_status
from capacita.legislation.queries.substantive import substantive_bounds
from capacita.standards.models import Provision

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 2)
AT = Moment(ON, ON)
ALL = tuple(map(str, (*range(2, 12), *range(15, 22))))


def rate(iso2: str, articles: Mapping[str, str], *, on: date = ON, territory: str = "", **values: Any) -> None:
    """Public ratings of every element of the articles, each article by one code."""
    at, citation = now(), cite({"made up for a test"}, at=now())["made up for a test"]
    for number, code in articles.items():
        article = requirements().articles[number]
        for element in (*article.core, *article.supporting):
            LawRating.objects.create(
                key=f"{iso2}/{territory or '-'}/{element}/{on}/{values.get('publication', '')}", digest="0" * 64,
                citation=citation, recorded_at=at, iso2=iso2, territory=territory,
                article_key=article.key, element_key=element, holds_from=on, code=code,
                **{
                    "publication": "public", "is_demonstration": False, "review_key": "made up", "stated_on": on, **values,
                },
            )  # fmt: skip


def count(id: str, at: Moment = AT, **asked: str) -> tuple[Any, ...]:
    value = figure(id, at=at, **asked)
    return value.value, value.low, {each.key for each in value.undetermined}, {each.key for each in value.left_out}


def test_nothing_is_computed_where_nothing_is_rated_and_the_survey_stands_beside() -> None:
    assert figure("legislation.substantive", at=AT).low is None
    survey = [each for each in claims(at=Moment(date(2026, 1, 1), date(2026, 1, 1))) if each.kind == "survey"]
    beside = claims_beside(survey, at=Moment(date(2026, 1, 1), date(2026, 1, 1)))
    assert len(beside) == 8
    assert {each.comparison.agreement for each in beside} == {Agreement.NOT_COMPUTABLE}
    assert all(each.computed is not None and "States not assessed" in each.computed.reason for each in beside)


def test_each_state_counts_by_its_ratings_and_what_is_open_is_named() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    # Eight of ten, with 5 and 9 partly: the least that counts. One more below, and it does not.
    rate("PH", {**dict.fromkeys(ALL, "MET"), "5": "PART", "9": "PART"})
    rate("GH", {**dict.fromkeys(ALL, "MET"), "5": "PART", "9": "PART", "10": "PART"})
    rate("LK", {**dict.fromkeys(ALL, "MET"), "9": "NOT"})
    rate("MU", dict.fromkeys(ALL[:7], "MET"))
    rate("FR", dict.fromkeys(ALL, "MET"), publication="internal")
    value, low, undetermined, left_out = count("legislation.substantive")
    assert (value, low, undetermined, left_out) == (None, 2, {"MU"}, {"GH", "LK"})
    found = figure("legislation.substantive", at=AT)
    assert {each.subject for each in found.records} == {"RO", "PH"}
    # Every rating that counts, and no other, each with what it cites.
    per_state = sum(len(each.core) + len(each.supporting) for n, each in requirements().articles.items() if n in ALL)
    assert len(found.records) == 2 * per_state
    # With seven of ten Ghana would count as well; with nine, Romania alone.
    assert any("it would be 3" in note and "it would be 1" in note for note in found.notes)


def test_powers_without_safeguards_are_counted_apart() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    rate("PH", {**dict.fromkeys(ALL, "MET"), "15": "NOT"})
    rate("GH", {number: "MET" for number in ALL if number != "15"})
    assert count("legislation.powers")[1:] == (1, {"GH"}, {"PH"})
    assert count("legislation.substantive")[1] == 3


def test_the_neighbouring_thresholds_count_powers_with_their_safeguards_alone() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    rate("PH", {**dict.fromkeys(ALL, "MET"), "15": "NOT"})
    rate("GH", {number: "MET" for number in ALL if number != "15"})
    note = next(each for each in figure("legislation.powers", at=AT).notes if "With at least 4" in each)
    assert note.endswith("it would be 1, with 6 it would be 1.")


def test_counts_are_shown_without_what_rests_on_secondary_sources_alone_as_well() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    rate("PH", {number: "MET" for number in ALL if number != "2"})
    rate("PH", {"2": "MET-G"}, flags=["WEAK"])
    for id, counted, asked in (
        ("legislation.substantive", (2, 1), {}),
        ("legislation.article", (2, 1), {"article": "2"}),
        ("legislation.articles", (10, 9), {"country": "PH"}),
    ):
        found = figure(id, at=AT, **asked)
        assert found.low == counted[0]
        note = f"Without the ratings that rest on secondary sources alone it would be {counted[1]}."
        assert note in found.notes
    assert not any("secondary" in each for each in figure("legislation.articles", at=AT, country="RO").notes)


def test_a_country_whose_law_differs_by_territory_counts_as_the_lowest(client: Client) -> None:
    rate("GB", dict.fromkeys(ALL, "MET"), territory="England and Wales")
    rate("GB", {**dict.fromkeys(ALL, "MET"), "2": "NOT"}, territory="Scotland")
    assert count("legislation.substantive")[1:] == (0, set(), {"GB"})
    found = country_status("GB", at=AT)
    assert found is not None
    assert found.substantive.highest.low == "largely_in_line"
    page = client.get(f"/legislation/GB/?as_of={ON}").content.decode()
    assert "(England and Wales, Scotland): the lowest counts." in page
    assert "The highest: substantive law largely in line, powers largely in place." in page


def test_what_is_rated_of_the_whole_country_holds_in_a_territory_as_far_as_that_is_not_rated_apart() -> None:
    rate("GB", dict.fromkeys(ALL, "MET"))
    rate("GB", {"16": "PART"}, territory="Scotland")
    assert count("legislation.substantive")[1:] == (1, set(), set())
    assert substantive_bounds(["GB"], at=AT)["GB"].low == "largely_in_line"
    found = country_status("GB", at=AT)
    assert found is not None
    assert {name: each.articles["16"].low for name, each in found.results.items()} == {
        "": "in_line",
        "Scotland": "partly",
    }
    assert {each.articles["2"].low for each in found.results.values()} == {"in_line"}


def test_an_article_stands_on_its_map_as_on_the_page_of_the_country() -> None:
    """Also where a part of the country was rated on other articles alone."""
    rate("GB", {"2": "MET"}, territory="England and Wales")
    rate("GB", {"16": "MET"}, territory="Scotland")
    rate("FR", {"2": "MET"})
    rate("FR", {"16": "MET"}, territory="Mayotte")
    for iso2, number in (("GB", "2"), ("GB", "16"), ("FR", "2"), ("FR", "16")):
        found = country_status(iso2, at=AT)
        assert found is not None
        assert article_statuses(f"ets185/art_{number}", at=AT)[iso2] == found.lowest.articles[number], (iso2, number)
    assert count("legislation.article", article="2")[1:] == (1, {"GB"}, set())


def test_the_law_of_a_day_is_that_of_the_last_assessment_before_and_was_known_from_its_own_day() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    rate("RO", {"2": "NOT"}, on=ON + timedelta(days=100), cause="law_changed")
    later = ON + timedelta(days=200)
    assert count("legislation.substantive")[1] == 1
    assert count("legislation.substantive", Moment(later, later))[1] == 0
    assert count("legislation.substantive", Moment(later, ON))[1] == 1
    assert figure("legislation.substantive", at=Moment(ON - timedelta(days=1), later)).low is None


def test_a_published_count_runs_again_to_the_same_number_after_later_edits() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    then = now()
    before = figure("legislation.substantive", at=Moment(ON, ON, then))
    supersede(LawRating, LawRating.objects.filter(article_key="ets185/art_2"), at=now())
    assert count("legislation.substantive")[1] == 0
    again = figure("legislation.substantive", at=Moment(ON, ON, then))
    assert (again.low, again.facts_digest) == (before.low, before.facts_digest) == (1, before.facts_digest)


def test_the_receipt_lists_every_rating_with_its_citation(client: Client) -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    page = client.get(f"/figures/legislation.substantive/?as_of={ON}").content.decode()
    assert "Article 2, e1" in page
    assert "made up for a test" in page
    csv = b"".join(client.get(f"/figures/legislation.substantive/records.csv?as_of={ON}")).decode()
    counted = figure("legislation.substantive", at=Moment(ON, today())).records
    assert sum(line.startswith("RO/") for line in csv.splitlines()) == len(counted) > 100


def test_every_element_of_the_rule_is_one_of_the_catalogue() -> None:
    assert {each.key for each in Provision.objects.recorded().filter(instrument="ets185")} == set(
        requirements().provisions
    )
