"""An installation in a folder of its own, with a database that commits, and empty places beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connections
from django.test import override_settings

from capacita.evidence.models import Snapshot
from capacita.keeping import backing, databases
from capacita.keeping.backing import Made
from capacita.kernel.clock import now
from tests.people import cast

Elsewhere = Callable[[str], AbstractContextManager[Path]]


@pytest.fixture
def home(committing: None, tmp_path: Path) -> Iterator[Path]:
    """An installation with the reference data, its kept bytes and a key for backups."""
    folder = tmp_path / "home"
    # Those that the database names: other tests leave bytes whose rows were rolled back.
    for digest in Snapshot.objects.values_list("sha256", flat=True).distinct():
        place = folder / "snapshots" / digest[:2] / digest
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(configured.CAPACITA_HOME) / "snapshots" / digest[:2] / digest, place)
    with override_settings(CAPACITA_HOME=folder, SECRET_KEY=configured.SECRET_KEY):
        yield folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    """`with elsewhere("name") as home`: an empty folder and an empty database of the same kind, until the block ends."""

    @contextmanager
    def empty(name: str) -> Iterator[Path]:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        here = connections["default"]
        shared = connections.settings["default"]
        before = shared["NAME"]
        there = str(folder / "capacita.sqlite3") if here.vendor == "sqlite" else f"{before}_{name}"
        if here.vendor == "postgresql":
            _on_maintenance(f'DROP DATABASE IF EXISTS "{there}" WITH (FORCE)')
            _on_maintenance(f'CREATE DATABASE "{there}"')
        shared["NAME"] = there
        del connections["default"]
        try:
            with override_settings(CAPACITA_HOME=folder, SECRET_KEY="fresh"):
                yield folder
        finally:
            connections["default"].close()
            shared["NAME"] = before
            connections["default"] = here
            if here.vendor == "postgresql":
                _on_maintenance(f'DROP DATABASE "{there}" WITH (FORCE)')

    return empty


def make(folder: Path, keep: int | None = None) -> Made:
    return backing.make_backup(folder=folder, at=now(), keep=keep, by=cast.command())


def nothing_is_in(home: Path) -> bool:
    """True for a place as it was before: no database, no file but keys."""
    left = {each.name for each in home.iterdir()} - {"backup.key", "secret.key"}
    return databases.is_empty() and not left


def _on_maintenance(statement: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(statement)
