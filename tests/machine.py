"""What this machine has of the three things that some tests need, and what to install for what it lacks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def chromium() -> str | None:
    """The system's Chromium; none is downloaded."""
    return _first("chromium", "chromium-browser", "google-chrome-stable")


def libreoffice() -> str | None:
    """LibreOffice's command."""
    return _first("soffice", "libreoffice")


def postgresql() -> str | None:
    """The folder that holds initdb and postgres: the newest under /usr/lib/postgresql, else that on the path."""
    found_in = (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    installed = sorted(
        (folder for folder in found_in if (folder / "initdb").exists()),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
    )
    if installed:
        return str(installed[-1])
    found = shutil.which("initdb")
    return str(Path(found).resolve().parent) if found and shutil.which("postgres") else None


def _first(*names: str) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


NEEDS: dict[str, tuple[Callable[[], str | None], str]] = {
    "postgresql": (postgresql, "no PostgreSQL server programs; on Debian: apt-get install postgresql"),
    "chromium": (chromium, "no Chromium; on Debian: apt-get install chromium"),
    "libreoffice": (libreoffice, "no LibreOffice; on Debian: apt-get install libreoffice-impress poppler-utils"),
}


def required() -> set[str]:
    """What `CAPACITA_REQUIRE` says must be there: without it a test fails instead of being skipped."""
    names = {name.strip() for name in os.environ.get("CAPACITA_REQUIRE", "").split(",") if name.strip()}
    unknown = names - NEEDS.keys()
    if unknown:
        raise SystemExit(f"CAPACITA_REQUIRE names {', '.join(sorted(unknown))}; it knows {', '.join(NEEDS)}.")
    return names


def lacking() -> dict[str, str]:
    """By name, what is not here, with what to do."""
    return {name: remedy for name, (find, remedy) in NEEDS.items() if find() is None}
