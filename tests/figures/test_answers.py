"""A figure as JSON and as CSV: exactly its records, each with its sources, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from capacita.audit.actions import record_entry
from capacita.audit.queries import head_at, last_done_at, verification
from capacita.figures.answers import (
    CSV_COLUMNS,
    definition_answer,
    figure_answer,
    figure_csv,
    neutralised,
    plain_number,
)
from capacita.figures.registry import definition, figure
from capacita.figures.values import FigureValue
from capacita.kernel.asked import asked_moment
from tests.golden.moments import KNOWN_TODAY, THEN, on


def rows_of(value: FigureValue) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(figure_csv(value))))


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
    rows = rows_of(value)
    assert tuple(rows[0]) == CSV_COLUMNS
    counted = [row for row in rows if row["status"] == "counted"]
    assert [row["subject"] for row in counted] == [each["subject"] for each in figure_answer(value)["records"]]
    assert all(row["source"] for row in counted)


@pytest.mark.django_db
def test_csv_has_a_row_for_everything_that_the_receipt_names_with_its_status_and_reason() -> None:
    value = figure("reach.invited", at=on(2026, 1, 14))
    rows = rows_of(value)
    named = [row for row in rows if row["status"] != "receipt"]
    assert {row["subject"] for row in named} == value.printed_keys
    (lapsed,) = [row for row in named if row["status"] == "counted, not certain"]
    assert (lapsed["subject"], "may have lapsed" in lapsed["reason"]) == ("BF", True)
    assert {row["reason"] for row in named if row["status"] == "left out"} >= {"Party", "signed"}
    open_ones = [row for row in rows_of(figure("reach.invited", at=KNOWN_TODAY)) if row["status"] == "undetermined"]
    assert [(row["subject"], bool(row["reason"])) for row in open_ones] == [("TT", True)]


@pytest.mark.django_db
def test_the_last_rows_of_a_csv_run_it_again() -> None:
    value = figure("reach.signed", at=THEN, instrument="ets189")
    rows = rows_of(value)
    said = {row["name"]: row["what"] for row in rows if row["status"] == "receipt"}
    assert rows[-len(said) :] == [row for row in rows if row["status"] == "receipt"]
    again = figure(
        said["id"],
        at=asked_moment(said["as_of"], said["known_on"], said["recorded_at"]),
        instrument=said["instrument"],
        basis=said["basis"],
    )
    assert again.receipt_digest == said["receipt"]
    assert str(again.value) == said["value"]


@pytest.mark.django_db
def test_an_answer_pins_the_recording_time_and_the_head_of_the_chain_then() -> None:
    last, head = last_done_at(), head_at(None)
    record_entry(by="test", verb="touch", subject_kind="test", subject_key="1")
    pinned = figure_answer(figure("reach.parties", at=replace(THEN, recorded_at=last)))
    assert last is not None
    assert (pinned["recorded_at"], pinned["catalogue_version"]) == (last.isoformat(), head)
    now = figure_answer(figure("reach.parties", at=THEN))
    assert now["recorded_at"] > pinned["recorded_at"]
    seq, _, digest = now["catalogue_version"].partition(":")
    assert verification(head=(int(seq), digest)).holds
    assert (now["receipt"], now["facts_digest"]) == (pinned["receipt"], pinned["facts_digest"])


@pytest.mark.django_db
def test_footnotes_go_with_every_name_whatever_its_place() -> None:
    """Palestine* is left out of the Parties and Kosovo* is in a project."""
    parties = figure_answer(figure("reach.parties", at=THEN))
    assert [each["key"] for each in parties["footnotes"]] == ["palestine"]
    supported = figure("reach.supported", at=THEN)
    assert [each["key"] for each in figure_answer(supported)["footnotes"]] == ["kosovo"]
    noted = {row["subject"]: row["footnote"] for row in rows_of(supported) if row["footnote"]}
    assert list(noted) == ["XK"]
    assert "1244" in noted["XK"]
    with translation.override("fr"):
        assert "1244" in figure_answer(figure("reach.supported", at=THEN))["footnotes"][0]["text"]


@pytest.mark.django_db
def test_a_definition_gives_its_parameters_with_their_kinds() -> None:
    found = definition_answer(definition("reach.parties"), THEN, {})
    assert [(each["name"], each["kind"]) for each in found["parameters"]] == [
        ("instrument", "instrument"),
        ("basis", "word"),
    ]
    assert found["rule_since"] == "2026-11-24"


@pytest.mark.django_db
def test_an_amount_is_a_number_in_json_and_whole_in_csv() -> None:
    value = figure("portfolio.budget_total", at=THEN)
    assert figure_answer(value)["value"] == 36_345_000
    assert sum(Decimal(row["amount"]) for row in rows_of(value) if row["status"] == "counted") == 36_345_000


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
