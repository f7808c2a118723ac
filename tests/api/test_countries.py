"""Countries and areas over the API."""

from __future__ import annotations

import pytest

from tests.api.asking import SEMINAR, all_pages, ask, refusal

pytestmark = pytest.mark.django_db


def test_search_ignores_case_and_accents_and_knows_codes() -> None:
    assert [each["iso2"] for each in ask("/countries", q="COTE D")["items"]] == ["CI"]
    assert [each["iso2"] for each in ask("/countries", q="tunis")["items"]] == ["TN"]
    assert "TT" in [each["iso2"] for each in ask("/countries", q="TTO")["items"]]


def test_names_follow_the_date_and_the_language() -> None:
    before = ask("/countries/MK", as_of="2018-06-01")["name"]
    after = ask("/countries/MK", as_of="2020-02-21")["name"]
    assert "North Macedonia" not in before
    assert after == "North Macedonia"
    assert ask("/countries/DE", language="fr")["name"] == "Allemagne"


def test_names_are_listed_in_the_readers_order() -> None:
    names = [each["name"] for each in ask("/countries", language="fr", limit=200)["items"]]
    assert names.index("Égypte") < names.index("Finlande")


def test_names_with_a_status_footnote_bring_it() -> None:
    page = ask("/countries", q="kosovo")
    (kosovo,) = page["items"]
    (footnote,) = page["footnotes"]
    assert kosovo["footnote"] == footnote["key"] == "kosovo"
    assert "Resolution 1244" in footnote["text"]
    assert ask("/countries/PS")["footnotes"][0]["key"] == "palestine"


def test_standing_of_a_state_has_the_act_that_decides_it() -> None:
    tunisia = ask("/countries/TN", **SEMINAR)
    standing = next(each for each in tunisia["standings"] if each["instrument"] == "ets185")["standing"]
    assert standing["status"] == "invited"
    assert standing["decided_by"]["act"] == "invited_to_accede"
    assert next(each for each in tunisia["standings"] if each["instrument"] == "uncc")["standing"] is None


def test_an_uncertain_standing_gives_all_that_is_possible() -> None:
    trinidad = ask("/countries/TT", as_of="2020-02-21", known_on="2026-11-23")
    standing = next(each for each in trinidad["standings"] if each["instrument"] == "ets185")["standing"]
    assert standing["possible"] == ["invited", "none"]


def test_memberships_and_names_cite_their_sources() -> None:
    tunisia = ask("/countries/tn")
    assert tunisia["memberships"]
    assert all(each["cited"]["text"] for each in (*tunisia["memberships"], *tunisia["names"]))
    assert {each["language"] for each in tunisia["names"]} == {"en", "fr"}


def test_pages_hold_every_country_once() -> None:
    rows = [each["iso2"] for each in all_pages("/countries", limit=17)]
    assert len(rows) == len(set(rows)) == 204


def test_an_unknown_code_is_not_found() -> None:
    assert "ZZ" in refusal("/countries/ZZ", 404)["detail"]


def test_a_date_past_the_sources_says_so() -> None:
    assert ask("/countries", as_of="2030-01-01")["beyond_sources"] is True
    assert ask("/countries", **SEMINAR)["beyond_sources"] is False
