"""The rule for domestic law on the command line: JSON out, every fault at once, exit code 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from capacita.cli.commands import app
from capacita.kernel.errors import CapacitaError
from capacita.legislation.alignment import alignment_answer, alignment_of, example

RUN = CliRunner()
EXPECTED = alignment_answer(alignment_of(example()))


def test_ratings_in_a_file_and_from_standard_input_are_evaluated(tmp_path: Path) -> None:
    path = tmp_path / "ratings.json"
    path.write_bytes(example())
    for result in (
        RUN.invoke(app, ["legislation", "evaluate", str(path)]),
        RUN.invoke(app, ["legislation", "evaluate", "-"], input=example()),
    ):
        assert result.exit_code == 0, result.output
        assert json.loads(result.output) == EXPECTED


@pytest.mark.parametrize("content", ["[]", '{"ets185/art_2": {"e1": "met", "e1": 2}, "x": {}}', " " * 100_001])
def test_what_is_wrong_is_refused(content: str) -> None:
    result = RUN.invoke(app, ["legislation", "evaluate", "-"], input=content)
    assert result.exit_code == 1
    assert isinstance(result.exception, CapacitaError)
    assert result.output == ""


def test_no_database_is_needed_and_every_fault_has_a_line(tmp_path: Path) -> None:
    environment = {**os.environ, "CAPACITA_HOME": str(tmp_path / "home"), "DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "capacita.cli", "legislation", "evaluate", "-"]

    def run(content: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, input=content, env=environment, capture_output=True, check=False)

    assert json.loads(run(example()).stdout) == EXPECTED
    wrong = run(b'{"ets185/art_2": {"e1": "met"}, "ets185/art_24": {}}')
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    first, second = wrong.stderr.decode().strip().splitlines()
    assert first.startswith("ets185/art_2/e1: unknown_code: “met” is not a rating.")
    assert second.startswith("ets185/art_24: not_ratable: Article 24 (Extradition) cannot be rated")


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["legislation", "evaluate", str(tmp_path / "none.json")])
    assert result.exit_code == 1
    assert "none.json" in str(result.exception)
