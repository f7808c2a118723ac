"""Figures, their CSV, and published statements over the API."""

from __future__ import annotations

import csv
import io

import pytest

from capacita.api.figures import PARAMETERS
from capacita.figures.answers import figure_answer, figure_csv
from capacita.figures.registry import definitions, figure
from capacita.kernel.moment import Moment
from tests.api.asking import SEMINAR, all_pages, answer, ask, refusal

pytestmark = pytest.mark.django_db
_NEEDS = {
    "portfolio.project_budget": {"project": "GLACY+"},
    "portfolio.project_stated": {"project": "GLACY+"},
    "portfolio.funder_total": {"funder": "European Union"},
    "legislation.article": {"article": "16"},
    "legislation.articles": {"country": "RO", "group": "powers"},
}


@pytest.mark.parametrize("id", [each.id for each in definitions()])
def test_every_figure_is_answered_exactly_as_its_receipt(id: str, seminar: Moment) -> None:
    given = _NEEDS.get(id, {})
    expected = figure_answer(figure(id, at=seminar, **given))
    assert ask(f"/figures/{id}", **SEMINAR, **given) == expected


def test_every_parameter_of_a_figure_can_be_given() -> None:
    assert {parameter.name for each in definitions() for parameter in each.parameters} <= set(PARAMETERS)


def test_figures_of_another_instrument_and_basis() -> None:
    found = ask("/figures/reach.parties", as_of="2026-01-14", instrument="ets189", basis="in_force")
    assert found["parameters"] == {"instrument": "ets189", "basis": "in_force"}
    assert found["value"] < ask("/figures/reach.parties", as_of="2026-01-14")["value"] == 81


def test_csv_is_the_receipts_records(seminar: Moment) -> None:
    response = answer("/figures/reach.invited.csv", **SEMINAR)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "reach.invited-2020-02-21.csv" in response["Content-Disposition"]
    text = response.content.decode()
    assert text == figure_csv(figure("reach.invited", at=seminar))
    rows = list(csv.DictReader(io.StringIO(text)))
    subjects = sorted(row["subject"] for row in rows if row["status"] == "counted")
    assert subjects == ["BF", "BJ", "BR", "CO", "MX", "NG", "TN"]


def test_labels_come_in_the_language_asked_for() -> None:
    names = [each["name"] for each in ask("/figures/reach.signed", language="fr", **SEMINAR)["records"]]
    assert "Suède" in names


def test_definitions_say_which_values_a_parameter_takes() -> None:
    rows = {each["id"]: each for each in all_pages("/figures", limit=5)}
    assert set(rows) == {each.id for each in definitions()}
    instrument, _basis = rows["reach.parties"]["parameters"]
    assert instrument["choices"] == ["cets224", "ets185", "ets189", "uncc"]
    assert rows["portfolio.funder_total"]["parameters"][0]["required"] is True


@pytest.mark.parametrize(
    ("id", "given", "status", "word"),
    [
        ("reach.partys", {}, 404, "reach.parties"),
        ("reach.parties", {"instrument": "ets158"}, 400, "ets185"),
        ("portfolio.projects", {"instrument": "ets185"}, 400, "none"),
        ("portfolio.project_budget", {}, 400, "For example"),
    ],
)
def test_wrong_figures_and_parameters_are_refused_with_a_way_on(
    id: str, given: dict[str, str], status: int, word: str
) -> None:
    assert word in refusal(f"/figures/{id}", status, **given)["errors"][0]["remedy"]


def test_statements_of_a_figure_stand_beside_it() -> None:
    found = ask("/figures/reach.parties/claims", **SEMINAR)
    assert found["claims"]
    assert all(each["computed"] == 64 for each in found["claims"])


def test_a_statement_has_the_reason_why_it_differs() -> None:
    claims = all_pages("/claims", limit=25, kind="count")
    assert len(claims) == len({each["key"] for each in claims})
    beside = [ask(f"/claims/{each['key']}")["claim"] for each in claims if each["key"].startswith("treaty/")]
    differing = [each for each in beside if each["agreement"] == "differs"]
    assert len(differing) == 5
    assert all(each["reason"] and each["difference"] for each in differing)


def test_a_statement_that_was_not_yet_made_is_not_listed() -> None:
    days = [each["stated_on"] for each in all_pages("/claims", limit=50, known_on="2020-02-21")]
    assert days
    assert max(days) <= "2020-02-21"
    refusal("/claims/no/such/statement", 404)


def test_statements_are_asked_for_like_everything_that_is_dated() -> None:
    early = ask("/claims", as_of="2016-01-01", known_on="2026-11-23", limit=200)
    assert early["as_of"] == "2016-01-01"
    assert {each["stated_on"][:4] for each in early["items"]} == {"2008", "2010", "2015"}
    survey = ask("/claims/survey/substantive/2020-02-29", as_of="2026-11-23", known_on="2026-11-23")["claim"]
    assert (survey["valid_on"], survey["valid_precision"]) == ("2020-02-29", "month")
    refusal("/claims/survey/substantive/2020-02-29", 404, as_of="2020-02-21", known_on="2026-11-23")
    refusal("/claims", 400, as_of="2020-02-30")


def test_no_statement_leaks_past_what_was_known() -> None:
    given = {"as_of": "2020-02-21", "known_on": "2020-02-20"}
    assert ask("/figures/reach.parties/claims", **given)["claims"] == []
    assert ask("/figures/reach.parties/claims", **SEMINAR)["claims"]


def test_a_receipt_of_the_api_runs_again_with_what_it_names() -> None:
    first = ask("/figures/reach.supported", as_of="2020-02-21")
    again = ask(
        "/figures/reach.supported",
        as_of=first["as_of"],
        known_on=first["known_on"],
        recorded_at=first["recorded_at"],
    )
    assert again == first
    assert [each["key"] for each in first["footnotes"]] == ["kosovo"]
    assert first["catalogue_version"].partition(":")[0].isdigit()
    kinds = {each["name"]: each["kind"] for row in all_pages("/figures") for each in row["parameters"]}
    assert kinds["project"] == "project"


def test_words_follow_the_instrument_and_the_date() -> None:
    def party(**given: str) -> dict[str, object]:
        tiers = ask("/reach/partition", **given)["tiers"]
        found = next(each for each in tiers if each["tier"] == "party")
        return {"title": found["title"], "words": found["states"][0]["standing"]["words"].partition(",")[0]}

    assert party(as_of="2026-02-05", instrument="cets224") == {
        "title": "Ratified or acceded",
        "words": "ratified or acceded",
    }
    assert party(as_of="2026-02-05") == {"title": "Parties", "words": "Party"}
