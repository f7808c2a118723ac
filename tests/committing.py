"""A database of its own for the test that commits: a copy of the ready one, thrown away afterwards.

Emptying tables between tests is impossible here, since the database refuses to delete facts, and would lose them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
    """Until the test ends, Django's database (in every thread) is a copy with the reference data; commits are real.

    On SQLite the copy is a file, so that two connections contend for it as they do in the product.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        ready = connections["default"]
        name = str(ready.settings_dict["NAME"])
        copy = str(tmp_path / "committing.sqlite3") if ready.vendor == "sqlite" else f"{name}_committing"
        if ready.vendor == "sqlite":
            _copy_sqlite(ready, copy)
        else:
            ready.close()
            _on_maintenance(ready, f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
            _on_maintenance(ready, f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        shared = connections.settings["default"]
        before = shared["NAME"]
        shared["NAME"] = copy
        del connections["default"]
        try:
            yield
        finally:
            connections["default"].close()
            shared["NAME"] = before
            connections["default"] = ready
            if ready.vendor == "postgresql":
                _on_maintenance(ready, f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture
def heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit happens at once: a test's own transaction never commits, and a request's does."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, **_: do())


def _copy_sqlite(ready: Any, copy: str) -> None:
    ready.ensure_connection()
    with sqlite3.connect(copy) as target:
        ready.connection.backup(target)
    target.close()


def _on_maintenance(ready: Any, statement: str) -> None:
    with ready._nodb_cursor() as cursor:
        cursor.execute(statement)
