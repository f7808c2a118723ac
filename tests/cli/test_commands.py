"""The command line's contracts: keys of the JSON, exit codes, helpful refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from capacita.cli.commands import app
from capacita.kernel.errors import CapacitaError

pytestmark = pytest.mark.django_db
RUN = CliRunner()
CONTRACT = {
    "id", "value", "low", "high", "undetermined", "unit", "rule", "as_of", "known_on", "sourced_to", "records",
}  # fmt: skip


def answer(*arguments: str) -> dict[str, object]:
    result = RUN.invoke(app, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "id",
    "reach.parties reach.signed reach.signed_ever reach.invited reach.together reach.supported portfolio.projects "
    "portfolio.budget_total".split(),
)
def test_a_figure_prints_the_contract_s_keys(id: str) -> None:
    found = answer("figure", id, "--as-of", "2020-02-21", "--known-on", "2020-02-21")
    assert set(found) >= CONTRACT
    assert found["id"] == id
    assert (found["as_of"], found["known_on"]) == ("2020-02-21", "2020-02-21")
    assert found["records"]


def test_instrument_and_basis_are_taken() -> None:
    found = answer("figure", "reach.parties", "--as-of", "2026-02-05", "--instrument", "cets224", "--basis", "in_force")
    assert found["value"] == 0


def test_all_figures_are_listed() -> None:
    result = RUN.invoke(app, ["figure", "--list"])
    assert "reach.together" in result.output
    assert "portfolio.budget_total" in result.output


def test_the_list_gives_each_figure_s_typed_parameters() -> None:
    result = RUN.invoke(app, ["figure", "--list", "--json"])
    rows = {each["id"]: each for each in json.loads(result.output)}
    assert [(each["name"], each["kind"], each["default"]) for each in rows["reach.parties"]["parameters"]] == [
        ("instrument", "instrument", "ets185"),
        ("basis", "word", "deposit"),
    ]
    assert rows["portfolio.budget_stated"]["rule_since"] == "2026-11-24"


def test_a_figure_printed_as_json_is_run_again_from_what_it_names() -> None:
    first = answer("figure", "reach.supported", "--as-of", "2020-02-21")
    assert first["footnotes"]
    assert first["catalogue_version"]
    again = answer(
        "figure", "reach.supported", "--as-of", "2020-02-21",
        "--known-on", str(first["known_on"]), "--recorded-at", str(first["recorded_at"]),
    )  # fmt: skip
    assert again == first


def test_a_person_reads_the_footnotes_and_that_a_sum_is_a_lower_bound() -> None:
    assert "1244" in RUN.invoke(app, ["figure", "reach.supported", "--as-of", "2020-02-21"]).output
    total = RUN.invoke(app, ["figure", "portfolio.budget_total", "--as-of", "2026-11-24"]).output
    assert "at least EUR\u00a03.9\u00a0million" in total


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["figure", "reach.partys"], "Did you mean reach.parties"),
        (["figure", "reach.parties", "--as-of", "2020-02-30"], "not a day of the calendar"),
        (["figure", "reach.parties", "--instrument", "ets186"], "For example: ets18"),
        (["figure", "portfolio.projects", "--basis", "deposit"], "has no parameter"),
        (["figure"], "--list"),
        (["load", "nonsense.csv"], "not named like a catalogue"),
        (["audit", "verify", "--head", "x"], "SEQ:DIGEST"),
        (["brief", "seminar", "-o", "deck.doc"], ".pptx, .pdf or .html"),
    ],
)
def test_refusals_say_what_to_do(arguments: list[str], words: str) -> None:
    result = RUN.invoke(app, arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, CapacitaError)
    assert words in str(result.exception)


def test_the_chain_is_verified_and_its_head_printed() -> None:
    found = answer("audit", "verify")
    assert found["holds"] is True
    head = str(found["head"])
    assert answer("audit", "verify", "--head", head)["holds"] is True
    seq = head.partition(":")[0]
    broken = RUN.invoke(app, ["audit", "verify", "--head", f"{seq}:{'0' * 64}"])
    assert broken.exit_code == 3


def test_check_finds_no_fault_and_lists_what_differs() -> None:
    result = RUN.invoke(app, ["check", "--json"])
    found = json.loads(result.output)
    assert result.exit_code == 0
    assert not [each for each in found if each["is_fault"]]
    assert sum(each["kind"] == "published statement" for each in found) == 5


def test_a_brief_is_written(tmp_path: Path) -> None:
    target = tmp_path / "deck.pptx"
    result = RUN.invoke(
        app, ["brief", "seminar", "--as-of", "2020-02-21", "--known-on", "2020-02-21", "-o", str(target)]
    )
    assert result.exit_code == 0, result.output
    assert target.read_bytes().startswith(b"PK")
