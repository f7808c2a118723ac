"""A figure as JSON and as CSV: exactly its records, each with its sources, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest

from capacita.figures.answers import CSV_COLUMNS, figure_answer, figure_csv, neutralised, plain_number
from capacita.figures.registry import figure
from tests.golden.moments import KNOWN_TODAY, THEN


@pytest.mark.django_db
def test_json_holds_every_record_with_its_sources() -> None:
    value = figure("reach.together", at=KNOWN_TODAY)
    answer = json.loads(json.dumps(figure_answer(value)))
    assert (answer["value"], answer["low"], answer["high"]) == (74, 74, 75)
    assert [each["key"] for each in answer["undetermined"]] == ["TT"]
    assert len(answer["records"]) == 74
    assert all(each["citation"] and each["sources"] for each in answer["records"])
    assert answer["rule"] == "treaty.status@1"
    assert answer["receipt"] == value.receipt_digest


@pytest.mark.django_db
def test_csv_holds_the_records_of_the_json() -> None:
    value = figure("reach.invited", at=THEN)
    rows = list(csv.DictReader(io.StringIO(figure_csv(value))))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [row["subject"] for row in rows] == [each["subject"] for each in figure_answer(value)["records"]]
    assert all(row["source"] for row in rows)


@pytest.mark.django_db
def test_an_amount_is_a_number_in_json_and_whole_in_csv() -> None:
    value = figure("portfolio.budget_total", at=THEN)
    assert figure_answer(value)["value"] == 36_345_000
    rows = list(csv.DictReader(io.StringIO(figure_csv(value))))
    assert sum(Decimal(row["amount"]) for row in rows) == 36_345_000


@pytest.mark.django_db
def test_what_is_not_recorded_is_null_with_its_reason() -> None:
    answer = figure_answer(figure("reach.drawing", at=THEN))
    assert answer["value"] is None
    assert answer["high"] is None
    assert answer["reason"]


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_quoted(cell: str) -> None:
    assert neutralised(cell) == f"'{cell}"
    assert neutralised("plain = text") == "plain = text"


def test_decimals_become_numbers_that_json_knows() -> None:
    assert plain_number(Decimal("36345000.00")) == 36_345_000
    assert isinstance(plain_number(Decimal("36345000.00")), int)
    assert plain_number(Decimal("0.5")) == 0.5
    assert plain_number(None) is None
