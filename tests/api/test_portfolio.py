"""The office, projects, programme texts and SDG targets over the API."""

from __future__ import annotations

import pytest

from tests.api.asking import SEMINAR, all_pages, ask, refusal

pytestmark = pytest.mark.django_db


def test_six_projects_were_under_way_at_the_seminar() -> None:
    rows = ask("/projects", course="ongoing", **SEMINAR)["items"]
    assert [each["code"] for each in rows] == [
        "CYBEREAST", "CYBERSOUTH", "ENDOCSEA", "GLACY+", "IPROCEEDS-2", "OCTOPUS-2014",
    ]  # fmt: skip
    exact = next(each for each in rows if each["code"] == "IPROCEEDS-2")["terms"]["budget"]
    assert (exact["amount"], exact["currency"], exact["step"]) == (4945000, "EUR", 1)


def test_a_projects_terms_follow_what_was_known() -> None:
    known = ask("/projects/GLACY%2B", as_of="2020-02-21", known_on="2018-04-01")["project"]
    assert known["terms"]["end"]["date"].startswith("2021")
    assert known["terms"]["budget"]["amount"] == 13_500_000
    assert all(each["known_from"]["date"] <= "2018-04-01" for each in known["statements"])


def test_an_amendment_holds_from_its_effect() -> None:
    before = ask("/projects/CYBERSOUTH", as_of="2020-02-21", known_on="2026-11-23")["project"]["terms"]
    after = ask("/projects/cybersouth", as_of="2022-01-15", known_on="2026-11-23")["project"]["terms"]
    assert (before["end"]["date"], before["budget"]["amount"]) == ("2020-06", 3_330_000)
    assert (after["end"]["date"][:7], after["budget"]["amount"]) == ("2023-12", 5_005_000)


def test_each_term_names_the_statement_that_gives_it() -> None:
    found = ask("/projects/IPROCEEDS-2", **SEMINAR)["project"]
    keys = {each["key"] for each in found["statements"]}
    assert {each["by"] for each in found["evidence"]} <= keys
    budget = next(each for each in found["evidence"] if each["field"] == "budget")
    assert budget["confirmed_by"]
    assert all(each["cited"]["sources"] for each in found["statements"])


def test_a_project_of_which_nothing_had_been_stated_is_not_listed() -> None:
    codes = {each["code"] for each in all_pages("/projects", limit=10, **SEMINAR)}
    assert "CYBERUA" not in codes
    assert "GLACY+" in codes


def test_pages_hold_every_project_once() -> None:
    codes = [each["code"] for each in all_pages("/projects", limit=4)]
    assert len(codes) == len(set(codes)) == 25


def test_names_in_projects_bring_their_footnotes() -> None:
    found = ask("/projects/IPROCEEDS-2", **SEMINAR)
    assert "XK" in [each["iso2"] for each in found["project"]["countries"]]
    assert [each["key"] for each in found["footnotes"]] == ["kosovo"]


def test_an_unknown_project_is_not_found_with_a_hint() -> None:
    assert "GLACY" in refusal("/projects/GLACI", 404)["errors"][0]["remedy"]


def test_office_texts_and_targets_are_records_with_sources() -> None:
    assert ask("/office", language="fr")["city"] == "Bucarest"
    kinds = [each["kind"] for each in ask("/programme-texts")["items"]]
    assert kinds[0] == "definition"
    assert "aim" in kinds
    targets = all_pages("/sdg-targets", limit=7)
    assert len({each["target"] for each in targets}) == len(targets) == 29
    assert all(each["cited"]["text"] for each in targets)
