"""Migrations change protected tables: the triggers are out of their way, and in place again afterwards."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


def _django(home: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**clean, "CAPACITA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "capacita.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.sqlite
def test_a_column_that_a_trigger_names_can_be_dropped_and_the_table_stays_protected(tmp_path: Path) -> None:
    _django(tmp_path, "migrate", "--verbosity", "0")
    _django(tmp_path, "migrate", "figures", "0001", "--verbosity", "0")
    _django(tmp_path, "migrate", "--verbosity", "0")
    (database,) = tmp_path.glob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'figures_claim'"
        )
        assert {"capacita_keep_figures_claim_update", "capacita_keep_figures_claim_delete"} <= {
            name for (name,) in rows
        }
