"""A database of its own for a test of minutes: this process works on it, and tells others how to."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest


@contextlib.contextmanager
def on_database(address: str, home: Path, *, loaded: bool) -> Iterator[Mapping[str, str]]:
    """Until the end Django works on the database at `address` (blank: SQLite in `home`), with tables and, if `loaded`,
    the reference data. Yields the environment in which another process works on the same."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from capacita.config import home as product
    from capacita.evidence.loading import load_catalogues
    from capacita.people.models import LOADER

    home.mkdir(exist_ok=True)
    before, folder = connections.settings["default"], settings.CAPACITA_HOME
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": product.database(home, address)})[
        "default"
    ]
    settings.CAPACITA_HOME = home
    try:
        call_command("migrate", verbosity=0, interactive=False)
        if loaded:
            load_catalogues(by=LOADER)
        yield environment(address, home)
    finally:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = before
        settings.CAPACITA_HOME = folder


def environment(address: str, home: Path) -> dict[str, str]:
    """That of a process of the product on this database."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("CAPACITA_SKIPPED", "PYTEST_CURRENT_TEST")
    }
    return {
        **kept,
        "CAPACITA_HOME": str(home),
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "capacita.config.settings",
    }


def times(name: str, usual: int) -> int:
    """How often something is tried: HARDEN_KILLS=2000 and the like say more or less than usual."""
    text = os.environ.get(name, "")
    if text and not text.isdigit():
        pytest.fail(f"{name} is “{text}”: give a number.", pytrace=False)
    return int(text or usual)
