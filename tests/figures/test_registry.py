"""The registry: what it refuses, with a hint; many values in the queries of one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacita.figures.registry import definition, definitions, figure, figure_series, register_figure
from capacita.kernel.errors import InputError, UnknownKeyError
from tests.golden.moments import THEN

CONTRACT = {
    "reach.parties", "reach.signed", "reach.signed_ever", "reach.invited", "reach.together", "reach.supported",
    "portfolio.projects", "portfolio.budget_total",
}  # fmt: skip


def test_the_figures_that_are_promised_are_there() -> None:
    assert {each.id for each in definitions()} >= CONTRACT
    for id in ("reach.parties", "reach.signed", "reach.signed_ever", "reach.invited", "reach.together"):
        assert "instrument" in {parameter.name for parameter in definition(id).parameters}


def test_an_id_is_defined_once() -> None:
    import dataclasses

    with pytest.raises(ValueError, match="defined twice"):
        register_figure(dataclasses.replace(definition("reach.parties")))


def test_an_unknown_figure_is_refused_with_those_nearby() -> None:
    with pytest.raises(UnknownKeyError, match=r"Did you mean reach\.parties"):
        definition("reach.partys")


@pytest.mark.django_db
def test_unknown_parameters_and_values_are_refused_with_what_there_is() -> None:
    with pytest.raises(InputError, match="It takes: instrument, basis"):
        figure("reach.parties", at=THEN, country="FR")
    with pytest.raises(InputError, match="ets185"):
        figure("reach.parties", at=THEN, instrument="ets186")
    with pytest.raises(InputError, match="It takes: none"):
        figure("portfolio.projects", at=THEN, instrument="ets185")
    with pytest.raises(InputError, match="project"):
        figure("portfolio.project_budget", at=THEN)


@pytest.mark.django_db
def test_many_values_of_one_figure_cost_the_queries_of_one() -> None:
    codes = ["GLACY+", "CYBERSOUTH", "CYBEREAST", "IPROCEEDS-2"]
    with CaptureQueriesContext(connection) as one:
        figure("portfolio.project_budget", at=THEN, project=codes[0])
    with CaptureQueriesContext(connection) as many:
        found = figure_series("portfolio.project_budget", at=THEN, parameters=[{"project": code} for code in codes])
    assert [value.parameters["project"] for value in found] == codes
    # What a parameter may be is looked up for each set; the facts are read once.
    assert len(many) <= len(one) + 2 * (len(codes) - 1)
