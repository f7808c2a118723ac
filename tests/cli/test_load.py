"""`capacita load`: what it prints, what it refuses with which exit code, and figures re-run from before a change."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from capacita.audit.models import Entry
from capacita.cli.commands import app
from capacita.evidence.catalogue import catalogues
from capacita.evidence.models import fact_models
from capacita.kernel.clock import now
from capacita.kernel.errors import InputError
from capacita.standards.models import RequirementElement, TreatyAction

RUN = CliRunner()
PATHS = {each.name: each.path for each in catalogues()}
DATES = ["--as-of", "2020-02-21", "--known-on", "2020-02-21"]


@pytest.fixture(autouse=True)
def _no_new_tables(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are there; making them again would end the test's transaction."""
    monkeypatch.setattr("capacita.cli.commands.bring_up_to_date", lambda: None)


def signed(*options: str) -> int:
    result = RUN.invoke(app, ["figure", "reach.signed", *DATES, *options, "--json"])
    assert result.exit_code == 0, result.output
    return int(json.loads(result.output)["value"])


def copy(folder: Path, name: str, old: str = "", new: str = "") -> Path:
    target = folder / PATHS[name].name
    text = PATHS[name].read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return target


def test_loading_again_prints_that_nothing_changed() -> None:
    rows = json.loads(RUN.invoke(app, ["load", "--json"]).output)
    assert {row["catalogue"] for row in rows} == set(PATHS)
    assert all(row["unchanged"] == row["rows"] and not row["removed"] for row in rows)
    assert {row["added"] + row["superseded"] for row in rows} == {0}


def test_a_changed_file_supersedes_and_the_old_figure_can_be_asked_for_again(tmp_path: Path) -> None:
    before = now()
    time.sleep(0.001)
    path = copy(tmp_path, "treaty_actions", "IE,Ireland,signature,2002-02-28", "IE,Ireland,signature,2020-02-28")
    result = RUN.invoke(app, ["load", str(path)])
    assert "1 superseded" in result.output
    assert signed() == 2
    assert signed("--recorded-at", before.isoformat()) == 3


def test_a_row_taken_out_is_named_and_stays(tmp_path: Path) -> None:
    path = copy(tmp_path, "treaty_actions")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("ETS185,NZ,")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = RUN.invoke(app, ["load", str(path)])
    assert "no longer in the file, kept in the database: ets185/NZ/accession/1" in result.output
    assert TreatyAction.objects.recorded().filter(key="ets185/NZ/accession/1").exists()


def test_the_file_of_provisions_fills_their_elements_as_well(tmp_path: Path) -> None:
    text = str(RequirementElement.objects.recorded().order_by("key").values_list("text", flat=True)[0])
    path = copy(tmp_path, "provisions", text, "worded anew")
    rows = json.loads(RUN.invoke(app, ["load", str(path), "--json"]).output)
    assert {row["catalogue"]: row["superseded"] for row in rows} == {"provisions": 0, "elements": 1}


@pytest.mark.parametrize(
    "name", ["nonsense.csv", "treaty_actions.ods", "provisions.xlsx", "treaty_action.csv", "elements.yaml"]
)
def test_a_file_that_is_named_like_no_catalogue_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    result = RUN.invoke(app, ["load", str(tmp_path / name)])
    assert isinstance(result.exception, InputError)
    assert "Name it after one of:" in str(result.exception)
    assert "treaty_actions.csv" in str(result.exception)


def test_of_several_files_one_bad_row_keeps_all_out(tmp_path: Path) -> None:
    before = [Entry.objects.count(), *(model.objects.count() for model in fact_models())]
    good = copy(tmp_path, "projects", "GLACY+,", "GLACY+,")
    good.write_text(good.read_text(encoding="utf-8") + "NEW,New project,,,,https://example.org\n", encoding="utf-8")
    bad = copy(tmp_path, "treaty_actions", "2006-01-10", "2006-01-32")
    result = RUN.invoke(app, ["load", str(good), str(bad)])
    assert isinstance(result.exception, InputError)
    assert "treaty_actions.csv, row " in str(result.exception)
    assert [Entry.objects.count(), *(model.objects.count() for model in fact_models())] == before
    assert signed() == 3


def test_a_wrong_row_is_withdrawn_with_its_reason(tmp_path: Path) -> None:
    path = copy(tmp_path, "treaty_actions")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("ETS185,IE,")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    withdraw = ["load", str(path), "--withdraw", "ets185/IE/signature/1"]
    assert "for a reason" in str(RUN.invoke(app, withdraw).exception)
    result = RUN.invoke(app, [*withdraw, "--reason", "the register names another State"])
    assert "withdrawn: ets185/IE/signature/1" in result.output
    assert signed() == 2


def test_of_a_file_of_bad_rows_the_first_are_told_and_how_many_more(tmp_path: Path) -> None:
    path = copy(tmp_path, "treaty_actions")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *["ETS185,FR,F,x,2012,x,year,,,"] * 90_000]) + "\n", encoding="utf-8")
    told = str(RUN.invoke(app, ["load", str(path)]).exception).splitlines()
    assert len(told) == 51
    assert told[-1] == "and 89,950 more"
