"""The load killed outright at any moment, and again after that: the old state or the new one, whole."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from capacita.evidence.catalogue import catalogues

pytestmark = pytest.mark.hardening
ACTIONS = next(each.path for each in catalogues() if each.name == "treaty_actions")
DATES = ["--as-of", "2020-02-21", "--known-on", "2020-02-21", "--json"]


class Installation:
    """A folder and a database of their own, reached through the shell only."""

    def __init__(self, home: Path, address: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self.environment = {**kept, "CAPACITA_HOME": str(home), "DATABASE_URL": address}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "capacita.cli", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def call(self, *arguments: str, seconds: float = 120) -> tuple[int, str, str]:
        running = self.start(*arguments)
        out, error = running.communicate(timeout=seconds)
        return running.returncode, out, error

    def ask(self, *arguments: str, seconds: float = 120) -> dict[str, object]:
        code, out, error = self.call(*arguments, seconds=seconds)
        assert code == 0, error
        found = json.loads(out)
        assert isinstance(found, dict)
        return found

    def killed(self, after: float, *arguments: str) -> bool:
        """Start a command and kill it `after` seconds; False when it had ended by then."""
        running = self.start(*arguments)
        time.sleep(after)
        ended = running.poll() is not None
        if not ended:
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate(timeout=60)
        return not ended


def shifted(folder: Path) -> Path:
    """The treaty actions with every note changed: each row supersedes its former self."""
    path = folder / ACTIONS.name
    with ACTIONS.open(encoding="utf-8", newline="") as old, path.open("w", encoding="utf-8", newline="") as new:
        rows = csv.DictReader(old)
        writer = csv.DictWriter(new, rows.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "note": f"{row['note']} seen again"} for row in rows)
    return path


def test_a_first_load_that_is_killed_can_be_made_again(tmp_path: Path, address: str) -> None:
    source = random.Random(9)
    here = Installation(tmp_path / "home", address)
    begun = time.monotonic()
    assert Installation(tmp_path / "measured", "").call("load")[0] == 0
    whole = time.monotonic() - begun
    for _ in range(8):
        here.killed(source.uniform(0.2, 1) * whole, "load")
        code, _, error = here.call("figure", "reach.parties", *DATES)
        # Nothing is loaded, or all is; half is never there.
        assert code == 0 or "run “capacita load” first" in error or "is not known" in error, error
    assert here.call("load")[0] == 0
    assert here.ask("figure", "reach.together", *DATES)["value"] == 74
    assert here.ask("audit", "verify", "--json")["holds"] is True


def test_a_load_over_old_facts_that_is_killed_leaves_the_old_or_the_new_whole(tmp_path: Path, address: str) -> None:
    source = random.Random(17)
    here = Installation(tmp_path / "home", address)
    assert here.call("load")[0] == 0
    begun = time.monotonic()
    assert here.call("load", str(ACTIONS))[0] == 0
    whole = time.monotonic() - begun
    changed = str(shifted(tmp_path))
    entries = here.ask("audit", "verify", "--json")["entries"]
    receipt = here.ask("figure", "reach.parties", *DATES)["receipt"]
    kills = 0
    for _ in range(10):
        kills += here.killed(source.uniform(0.5, 1.1) * whole, "load", changed)
        chain = here.ask("audit", "verify", "--json")
        assert chain["holds"] is True
        answer = here.ask("figure", "reach.parties", *DATES)
        assert answer["value"] == 64
        # An entry tells of every change, and there is no entry without its change.
        assert (answer["receipt"] == receipt) == (chain["entries"] == entries)
        if chain["entries"] != entries:
            break
    assert kills
    assert here.call("load", changed)[0] == 0
    assert here.ask("figure", "reach.parties", *DATES)["value"] == 64
    assert here.call("check")[0] == 0
