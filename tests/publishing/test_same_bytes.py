"""A brief is the same, byte for byte, whatever made it: other hash seeds, other time zones, other folders."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

# One process makes all three files: each start of the product takes seconds.
PROGRAM = """
import json, sys
import django
django.setup()
from capacita.cli.commands import app
for words in json.loads(sys.argv[1]):
    app(words, standalone_mode=False)
"""
BRIEF = ("brief", "seminar", "--as-of", "2020-02-21", "--known-on", "2020-02-21", "-o")
LOAD = ("load", "--json")


def made(home: Path, *words: tuple[str, ...], seed: str, zone: str) -> tuple[bytes, ...]:
    """The brief as deck, document and page, once the words before it were done in the folder."""
    targets = [home / f"brief.{suffix}" for suffix in ("pptx", "pdf", "html")]
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        "CAPACITA_HOME": str(home),
        "PYTHONHASHSEED": seed,
        "TZ": zone,
        "DJANGO_SETTINGS_MODULE": "capacita.config.settings",
    }
    command = [sys.executable, "-c", PROGRAM, json.dumps([*words, *((*BRIEF, str(target)) for target in targets)])]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return tuple(target.read_bytes() for target in targets)


@pytest.mark.sqlite
@pytest.mark.usefixtures("committing")
def test_the_same_bytes_in_other_time_zones_and_hash_seeds(tmp_path: Path) -> None:
    """One reads what it loaded itself, the other what this process loaded, under a third seed and in UTC."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    shutil.copy(connection.settings_dict["NAME"], other / "capacita.sqlite3")
    assert made(one, LOAD, seed="1", zone="Pacific/Auckland") == made(other, seed="2", zone="America/Lima")
