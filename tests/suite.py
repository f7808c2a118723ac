"""`make test`: the suite on SQLite, what touches the database again on PostgreSQL, then the journeys in a browser.

`python -m tests.suite tests/reach -k parties` passes its words on to every run.
"""

from __future__ import annotations

import collections
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import machine, postgres

_NOTHING_COLLECTED = 5
# File by file, in the order that tests/conftest.py gives: the longest first, so that no process waits at the end.
_TWO_PROCESSES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
# Each process serves a site of its own; most of the journeys are in one file.
_TWO_BROWSERS = ("-n", "2", "--dist", "worksteal")
# Collecting all other tests takes a process half a minute; tests/contracts/test_house.py holds that no journey is elsewhere.
_JOURNEYS = () if sys.argv[1:] else ("tests/journeys",)
_LEFT_OUT = {
    "postgresql": "the suite ran on SQLite only",
    "chromium": "no journey was made in a browser",
    "libreoffice": "no written file was opened in LibreOffice",
}


def main() -> int:
    """Run all, print what was skipped and why; 0 only if all that ran passed and nothing required lacked."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    lacking, required = machine.lacking(), machine.required()
    absent = sorted(required & lacking.keys())
    if absent:
        for name in absent:
            print(f"CAPACITA_REQUIRE={name}: {lacking[name]}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        skipped = Path(folder) / "skipped"
        verdicts = [_run("on SQLite", skipped, "", "-m", "not browser", *_TWO_PROCESSES)]
        if "postgresql" not in lacking:
            with postgres.cluster() as address:
                verdicts.append(_run("on PostgreSQL", skipped, address, "-m", "not browser", *_TWO_PROCESSES))
        if "chromium" not in lacking:
            verdicts.append(_run("journeys in Chromium", skipped, "", "-m", "browser", *_TWO_BROWSERS, *_JOURNEYS))
        _print_skipped(skipped, lacking)
    print("\nPassed." if not any(verdicts) else "\nFAILED.")
    return 1 if any(verdicts) else 0


def _run(title: str, skipped: Path, address: str, *options: str) -> int:
    print(f"\n=== {title} ===", flush=True)
    begun = time.monotonic()
    environment = {**os.environ, "CAPACITA_SKIPPED": str(skipped), "DATABASE_URL": address}
    # Where Python is told to keep nothing compiled, every program that a test starts would compile the product anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # Kills and floods take minutes and are asked for by `make harden`.
    command = [sys.executable, "-m", "pytest", "-q", "--ignore=tests/hardening", *options, *sys.argv[1:]]
    code = subprocess.run(command, env=environment, check=False).returncode
    print(f"=== {title}: {time.monotonic() - begun:.0f} s ===", flush=True)
    # A run with no test for it is a fault of a whole suite, and none of a chosen part.
    return 0 if code == _NOTHING_COLLECTED and len(sys.argv) > 1 else code


def _print_skipped(skipped: Path, lacking: dict[str, str]) -> None:
    lines = skipped.read_text(encoding="utf-8").splitlines() if skipped.exists() else []
    reasons = collections.Counter(json.loads(line) for line in lines)
    if not reasons and not lacking:
        print("\nNothing was skipped.")
        return
    print("\nSkipped:")
    for name, remedy in lacking.items():
        print(f"  {name}: {_LEFT_OUT[name]} ({remedy})")
    for reason, times in reasons.most_common():
        if not any(reason.startswith(f"{name}:") for name in lacking):
            print(f"  {times} × {reason}")


if __name__ == "__main__":
    sys.exit(main())
