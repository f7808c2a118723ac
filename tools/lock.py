"""Pins the dependencies: exact versions with SHA-256, naming no index, so that any mirror can serve them."""

from __future__ import annotations

import subprocess
import sys

from tools.steps import ROOT

_OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--annotation-style=line",
    "--quiet",
)


def main() -> int:
    """Write requirements/development.lock, then requirements/runtime.lock with the same versions."""
    uv = [sys.executable, "-m", "uv", "pip", "compile", *_OPTIONS]
    development = ["requirements/development.in", "-o", "requirements/development.lock", *sys.argv[1:]]
    runtime = ["requirements/runtime.in", "-c", "requirements/development.lock", "-o", "requirements/runtime.lock"]
    for each in (development, runtime):
        code = subprocess.run([*uv, *each], cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
