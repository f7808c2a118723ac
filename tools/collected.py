"""Collects the static files of all apps under hashed names, with Brotli and gzip beside them, for WhiteNoise."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tools.steps import ROOT, Step


def _collect() -> None:
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity=0"],
            cwd=ROOT,
            env={
                **{name: value for name, value in os.environ.items() if name != "CAPACITA_DEBUG"},
                "DJANGO_SETTINGS_MODULE": "capacita.config.settings",
                "CAPACITA_HOME": home,
                "DATABASE_URL": "",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr)


COLLECTED = Step(
    name="static files",
    made_from=("src/capacita/*/static/**/*", "src/capacita/config/settings.py", "tools/collected.py"),
    makes=("src/capacita/web/served/staticfiles.json",),
    make=_collect,
)
