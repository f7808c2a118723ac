"""The registry: what it refuses, with a hint; many values in the queries of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacita.audit.queries import last_done_at
from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.figures.registry import (
    ParameterKind,
    definition,
    definitions,
    figure,
    figure_in_words,
    figure_series,
    register_figure,
)
from capacita.kernel.errors import InputError, UnknownKeyError
from capacita.people.models import LOADER
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
def test_a_parameter_s_value_of_then_is_known_at_its_recording_time(tmp_path: Path) -> None:
    """The fund is renamed: its old name is refused today and answered as of what the database held before."""
    old, new = "End Violence against Children Fund", "Safe Online Fund"
    value = figure("portfolio.funder_total", at=THEN, funder=old)
    pinned = replace(THEN, recorded_at=last_done_at())
    source = next(each.path for each in catalogues() if each.name == "project_terms")
    renamed = tmp_path / source.name
    renamed.write_text(source.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    load_catalogues(by=LOADER, files={"project_terms": renamed})
    with pytest.raises(InputError, match="is not known"):
        figure("portfolio.funder_total", at=THEN, funder=old)
    assert figure("portfolio.funder_total", at=pinned, funder=old).receipt_digest == value.receipt_digest
    with pytest.raises(InputError, match="is not known"):
        figure("portfolio.funder_total", at=pinned, funder=new)
    assert figure("portfolio.budget_total", at=pinned, funding_type=old).value == 850_000


@pytest.mark.django_db
def test_before_anything_was_recorded_a_parameter_has_no_value() -> None:
    never = replace(THEN, recorded_at=datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(InputError, match="None was recorded"):
        figure("portfolio.project_budget", at=never, project="GLACY+")


def test_every_parameter_says_what_kind_it_is() -> None:
    kinds = {parameter.name: parameter.kind for each in definitions() for parameter in each.parameters}
    assert kinds == {
        "country": ParameterKind.COUNTRY,
        "instrument": ParameterKind.INSTRUMENT,
        "basis": ParameterKind.WORD,
        "project": ParameterKind.PROJECT,
        "funder": ParameterKind.DIMENSION,
        "funding_type": ParameterKind.DIMENSION,
        "article": ParameterKind.WORD,
        "group": ParameterKind.WORD,
    }


@pytest.mark.django_db
def test_a_figure_in_words_says_which_one_it_is() -> None:
    def said(id: str, **parameters: str) -> str:
        return figure_in_words(figure(id, at=THEN, **parameters))

    assert said("reach.parties") == "reach.parties (Instrument: Budapest Convention, ETS 185; Counted from: deposit)"
    assert said("reach.parties", instrument="ets189") != said("reach.parties")
    assert said("portfolio.project_budget", project="GLACY+") == "portfolio.project_budget (Project: GLACY+)"
    assert said("portfolio.budget_total") == "portfolio.budget_total"


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
