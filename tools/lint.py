"""`make lint`: every check that reads the tree and runs nothing of it. All run; the exit code says if one failed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from tools import translations, tree, upgrades
from tools.steps import ROOT

_PYTHON = sys.executable
_COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff format", (_PYTHON, "-m", "ruff", "format", "--check", "--quiet", ".")),
    ("ruff check", (_PYTHON, "-m", "ruff", "check", "--quiet", ".")),
    ("mypy", (_PYTHON, "-m", "mypy")),
    ("floors", (_PYTHON, "-c", "from importlinter.cli import lint_imports_command as check; check()")),
    ("migrations", (_PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run")),
    ("system check", (_PYTHON, "-m", "django", "check", "--fail-level=WARNING")),
)


def main() -> int:
    """Print one line per check and what each failing one says."""
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        settings = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "capacita.config.settings",
            "CAPACITA_HOME": home,
            "DATABASE_URL": "",
        }
        for name, command in _COMMANDS:
            begun = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
            failed += _report(name, begun, (done.stdout + done.stderr).strip() if done.returncode else "")
    for name, check in {**tree.CHECKS, "upgrades": upgrades.breaking, "messages": translations.hidden}.items():
        begun = time.monotonic()
        failed += _report(name, begun, "\n".join(check()))
    return 1 if failed else 0


def _report(name: str, begun: float, complaint: str) -> int:
    verdict = "FAILED" if complaint else "ok"
    print(f"  {name:<22}{verdict:<8}{time.monotonic() - begun:5.1f} s", flush=True)
    if complaint:
        print(f"\n{complaint}\n", flush=True)
    return int(bool(complaint))


if __name__ == "__main__":
    sys.exit(main())
