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
    _django(tmp_path, "migrate", "figures", "0001", "--verbosity", "0")
    _django(tmp_path, "migrate", "figures", "--verbosity", "0")
    (database,) = tmp_path.glob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'figures_claim'"
        )
        assert {"capacita_keep_figures_claim_update", "capacita_keep_figures_claim_delete"} <= {
            name for (name,) in rows
        }


@pytest.mark.sqlite
def test_keys_that_held_a_date_become_ordinals_by_start(tmp_path: Path) -> None:
    _django(tmp_path, "migrate", "countries", "0001", "--verbosity", "0")
    (database,) = tmp_path.glob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO evidence_citation (id, key, text, is_unverified) VALUES (1, 'c', 'general knowledge', 1)"
        )
        for name, start, superseded in (
            ("Türkiye", "2022-06-01", None),
            ("Turkey", "", None),
            ("Turkey once more", "", "2026-01-02 00:00:00+00:00"),
        ):
            connection.execute(
                "INSERT INTO countries_countryname (key, digest, citation_id, note, recorded_at, superseded_at, iso2, "
                "language, short_name, formal_name, valid_from, valid_to) "
                "VALUES (?, 'd', 1, '', '2026-01-01 00:00:00+00:00', ?, 'TR', 'en', ?, '', ?, '')",
                (f"TR/en/{start or 'always'}", superseded, name, start),
            )
    _django(tmp_path, "migrate", "countries", "--verbosity", "0")
    with sqlite3.connect(database) as connection:
        keys = dict(connection.execute("SELECT short_name, key FROM countries_countryname"))
    assert keys == {"Turkey": "TR/en/1", "Turkey once more": "TR/en/1", "Türkiye": "TR/en/2"}
