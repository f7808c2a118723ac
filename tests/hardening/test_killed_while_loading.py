"""Killed in the middle of a load: the old state or the new one, never half of either, and the chain holds."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

# `make harden` may ask for many more; each takes a few seconds.
KILLS = int(os.environ.get("CAPACITA_KILLS", "3"))
TABLES = {"standards_treatyaction": 422, "countries_country": 204, "portfolio_projectterms": 41, "audit_entry": 1}


def command(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    clean = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**clean, "CAPACITA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "capacita.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", "capacita.cli", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def counts(home: Path) -> dict[str, int]:
    (database,) = home.glob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        present = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] if table in present else 0
            for table in TABLES
        }


@pytest.mark.sqlite
@pytest.mark.parametrize("turn", range(KILLS))
def test_a_load_that_is_killed_leaves_all_or_nothing(tmp_path: Path, turn: int) -> None:
    source = random.Random(turn)
    loading = command(tmp_path, "load")
    time.sleep(source.uniform(0.6, 2.6))
    loading.send_signal(signal.SIGKILL)
    loading.wait()
    if list(tmp_path.glob("*.sqlite3")):
        assert counts(tmp_path) in (dict.fromkeys(TABLES, 0), TABLES)
    assert command(tmp_path, "load").wait() == 0
    found = counts(tmp_path)
    assert {table: found[table] for table in TABLES if table != "audit_entry"} == {
        table: number for table, number in TABLES.items() if table != "audit_entry"
    }
    assert command(tmp_path, "audit", "verify").wait() == 0
    assert command(tmp_path, "check").wait() == 0
