"""What the figures of the portfolio say: sums that are lower bounds, sentences where nothing is recorded, funders."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from capacita.figures.answers import figure_answer
from capacita.figures.registry import definition, figure
from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment
from capacita.portfolio.queries import projects
from capacita.portfolio.rules import funder
from capacita.portfolio.wording import amount_in_words, funder_in_words
from tests.golden.moments import THEN, on

pytestmark = pytest.mark.django_db
LATE = on(2026, 11, 24)
EARLY = on(2006, 6, 1)


def said(id: str, at: Moment, **parameters: str) -> str:
    value = figure(id, at=at, **parameters)
    return definition(id).sentence(value).replace("\u00a0", " ")


def printed(value: FigureValue) -> str:
    return amount_in_words(value).replace("\u00a0", " ")


def test_a_sum_to_which_a_project_under_way_adds_an_unknown_amount_is_at_least_so_much() -> None:
    """In November 2026 three projects are under way, and only CyberSouth+ has a recorded budget: 3.9 million."""
    assert figure("portfolio.projects", at=LATE).value == 3
    total = figure("portfolio.budget_total", at=LATE)
    assert (total.value, total.high, total.is_floor) == (Decimal(3_900_000), None, True)
    assert printed(total) == "at least EUR 3.9 million"
    assert figure_answer(total)["is_floor"]
    assert printed(figure("portfolio.budget_stated", at=LATE)) == "at least EUR 3.9 million"
    assert said("portfolio.budget_total", LATE) == (
        "On 24 November 2026, the projects under way had budgets of at least EUR 3.9 million together"
    )
    with translation.override("fr"):
        assert "au moins 3,9 millions d’euros" in said("portfolio.budget_total", LATE)


def test_undetermined_projects_alone_leave_the_sum_of_those_under_way_as_it_is() -> None:
    total = figure("portfolio.budget_total", at=THEN)
    assert total.undetermined
    assert (total.high, total.is_floor) == (None, False)
    assert printed(total) == "EUR 36.345 million"


def test_a_narrowed_sum_is_a_floor_only_for_its_own_projects() -> None:
    """In January 2022 the Octopus Project has no recorded budget; every joint project has one."""
    at = on(2022, 1, 15)
    assert figure("portfolio.budget_total", at=at).is_floor
    assert not figure("portfolio.budget_total", at=at, funding_type="EU/CoE JP").is_floor


def test_the_sums_beside_each_other_say_that_they_are_lower_bounds() -> None:
    notes = " ".join(figure("portfolio.budget_total", at=on(2022, 1, 15)).notes).replace("\u00a0", " ")
    assert "Together: at least EUR 33,172,222 by the terms, at least EUR 33,225,000 as last stated" in notes


@pytest.mark.parametrize(
    ("id", "parameters", "english", "french"),
    [
        (
            "portfolio.budget_total",
            {},
            "On 1 June 2006, no project is recorded as under way",
            "Au 1er juin 2006, aucun projet en cours n’est enregistré",
        ),
        (
            "portfolio.budget_stated",
            {},
            "On 1 June 2006, no project is recorded as under way",
            "Au 1er juin 2006, aucun projet en cours n’est enregistré",
        ),
        (
            "portfolio.project_budget",
            {"project": "GLACY"},
            "On 1 June 2006, no budget is recorded for GLACY",
            "Au 1er juin 2006, aucun budget n’est enregistré pour GLACY",
        ),
        (
            "portfolio.project_stated",
            {"project": "GLACY"},
            "By 1 June 2006, no budget is recorded for GLACY",
            "Au 1er juin 2006, aucun budget n’est enregistré pour GLACY",
        ),
        (
            "portfolio.funder_total",
            {"funder": "European Union"},
            "On 1 June 2006, no share or amount of European Union is recorded for the projects under way",
            "Au 1er juin 2006, aucune part ni aucun montant n’est enregistré pour les projets en cours"
            " (bailleur : Union européenne)",
        ),
    ],
)
def test_where_nothing_is_recorded_the_sentence_says_so(
    id: str, parameters: dict[str, str], english: str, french: str
) -> None:
    assert said(id, EARLY, **parameters) == english
    with translation.override("fr"):
        assert said(id, EARLY, **parameters) == french


def test_a_funder_s_total_names_the_projects_that_may_be_under_way() -> None:
    union = figure("portfolio.funder_total", at=THEN, funder="European Union")
    assert {each.key for each in union.undetermined} == {"EAP2", "EAP2018"}
    assert (union.high, union.is_floor) == (None, True)
    assert all(each.reason for each in union.undetermined)
    assert union.undetermined == tuple(
        each for each in figure("portfolio.projects", at=THEN).undetermined if each.key in {"EAP2", "EAP2018"}
    )


def test_a_rule_for_what_was_stated_has_a_version_of_its_own() -> None:
    assert str(definition("portfolio.budget_stated").rule) == "portfolio.last_stated@1"
    for id in ("portfolio.budget_stated", "portfolio.budget_total", "portfolio.funder_total"):
        given = {"funder": "European Union"} if id == "portfolio.funder_total" else {}
        assert figure(id, at=THEN, **given).rule == definition(id).rule


def test_one_amount_is_printed_as_it_was_stated_and_a_sum_in_millions() -> None:
    assert printed(figure("portfolio.project_budget", at=THEN, project="IPROCEEDS-2")) == "EUR 4,945,000"
    assert printed(figure("portfolio.project_budget", at=THEN, project="GLACY+")) == "EUR 19 million"
    assert printed(figure("portfolio.budget_total", at=THEN)) == "EUR 36.345 million"


def test_a_project_has_no_budget_before_it_starts_and_none_as_stated_before_anybody_stated_one() -> None:
    before, announced = on(2003, 1, 1), Moment(date(2019, 12, 20), date(2019, 12, 31))
    for id, why in (("portfolio.project_budget", "not started"), ("portfolio.project_stated", "no source had stated")):
        value = figure(id, at=before, project="CYBERSOUTH")
        assert (value.value, value.records) == (None, ())
        assert why in value.reason
    # iPROCEEDS-2 begins in January 2020, and a source of December 2019 states its budget.
    assert figure("portfolio.project_budget", at=announced, project="IPROCEEDS-2").value is None


def test_remarks_of_the_compilers_are_notes_and_no_objectives() -> None:
    objectives = {
        str(line.terms.objective.value).lower()
        for day in (on(2015, 1, 1), on(2022, 1, 15), on(2024, 6, 1))
        for line in projects(at=day)
        if line.terms.objective
    }
    assert objectives
    for remark in ("exact figure", "same objective", "finished", "closed after", "concept version"):
        assert not any(remark in each for each in objectives)


@pytest.mark.parametrize(
    ("stated", "english", "french"),
    [
        ("European Union (ENI East) 90%", "European Union (ENI East), 90%", "Union européenne (ENI East), 90 %"),
        ("United Kingdom GBP 100000", "United Kingdom, GBP 100,000", "Royaume-Uni, 100 000 GBP"),
        ("United States (INL)", "United States of America (INL)", "États-Unis d'Amérique (INL)"),
        ("Visa Europe", "Visa Europe", "Visa Europe"),
        ("others", "others, not named by the source", "d’autres, que la source ne nomme pas"),
    ],
)
def test_a_funder_is_said_in_the_reader_s_language_with_what_it_stated(stated: str, english: str, french: str) -> None:
    for language, expected in (("en", english), ("fr", french)):
        with translation.override(language):
            assert re.sub(r"\s", " ", funder_in_words(funder(stated), at=LATE)) == expected
