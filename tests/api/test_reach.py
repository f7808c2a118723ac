"""Reach over the API: partition, series, changes, support."""

from __future__ import annotations

import pytest

from capacita.kernel.moment import Moment
from capacita.reach.queries import support
from tests.api.asking import SEMINAR, all_pages, ask, refusal

pytestmark = pytest.mark.django_db


def _names(tier: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["iso2"] for each in tier["states"]]


def test_partition_names_every_state_once() -> None:
    found = ask("/reach/partition", **SEMINAR)
    tiers = {each["tier"]: each for each in found["tiers"]}
    assert tiers["party"]["value"] == len(tiers["party"]["states"]) == 64
    assert _names(tiers["signed"]) == ["IE", "SE", "ZA"]
    assert _names(tiers["invited"]) == ["BF", "BJ", "BR", "CO", "MX", "NG", "TN"]
    everyone = [iso2 for tier in tiers.values() for iso2 in _names(tier)]
    assert len(everyone) == len(set(everyone)) == found["states"]


def test_partition_known_today_lists_who_is_undetermined() -> None:
    found = ask("/reach/partition", as_of="2020-02-21", known_on="2026-11-23")
    invited = next(each for each in found["tiers"] if each["tier"] == "invited")
    assert [each["iso2"] for each in invited["undetermined"]] == ["TT"]
    assert (invited["value"], invited["low"], invited["high"]) == (7, 7, 8)


def test_tiers_that_nobody_assessed_have_no_count() -> None:
    tiers = {each["tier"]: each for each in ask("/reach/partition", **SEMINAR)["tiers"]}
    assert tiers["aligned"]["value"] is None
    assert tiers["aligned"]["reason"]


def test_partition_brings_the_footnotes_of_its_names() -> None:
    assert [each["key"] for each in ask("/reach/partition")["footnotes"]] == ["palestine"]


def test_series_ends_on_the_day_asked_for_and_agrees_with_the_partition() -> None:
    found = ask("/reach/series", start="2018-01-31", end="2020-02-21", every="month", known_on="2020-02-21")
    last = found["items"][-1]
    assert (last["on"], last["party"], last["signed"], last["invited"]) == ("2020-02-21", 64, 3, 7)
    days = [each["on"] for each in found["items"]]
    assert days == sorted(set(days))
    assert days[1] == "2018-02-28"


def test_series_comes_in_pages() -> None:
    rows = all_pages("/reach/series", start="2001-01-01", end="2026-01-14", every="month", limit=100)
    assert len(rows) == len({each["on"] for each in rows}) == 302


def test_changes_name_who_moved_between_two_dates() -> None:
    found = ask("/reach/changes", start="2020-02-21", end="2026-01-14", known_on="2026-11-23")
    changes = {each["state"]["iso2"]: (each["before"], each["after"]) for each in found["changes"]}
    assert changes["BR"] == ("invited", "party")
    assert changes["SE"] == ("signed", "party")
    assert "FR" not in changes


def test_reversed_dates_are_refused() -> None:
    problem = refusal("/reach/changes", 400, start="2026-01-14", end="2020-02-21")
    assert problem["errors"][0]["field"] == "end"
    refusal("/reach/series", 400, start="2026-01-14", end="2020-02-21")
    refusal("/reach/changes", 422, start="2020-02-21")


def test_support_says_in_which_projects_a_country_is(seminar: Moment) -> None:
    found = ask("/reach/support", **SEMINAR)
    certain = {each["iso2"] for each in found["countries"] if each["certain"]}
    assert certain == support(at=seminar).certain
    georgia = next(each for each in found["countries"] if each["iso2"] == "GE")
    assert georgia["projects"] == ["CYBEREAST"]
    assert "OCTOPUS-2014" in found["global_projects"]
    assert [each["key"] for each in found["footnotes"]] == ["kosovo"]


def test_unknown_instruments_and_bases_are_refused() -> None:
    refusal("/reach/partition", 404, instrument="ets999")
    refusal("/reach/partition", 422, basis="ratification")
