"""Whether the site can serve: the database answers, is up to date and guarded, and the folder can be written to."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from capacita.audit import immutability

_LEAST_BYTES_FREE = 100_000_000


def lacking() -> list[str]:
    """The names of what is not as it must be: database, migrations, triggers, folder. Three small queries, one file."""
    found: list[str] = []
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("database", _answers),
        ("migrations", _is_up_to_date),
        ("triggers", _is_guarded),
        ("folder", lambda: _can_be_written(settings.CAPACITA_HOME)),
    )
    for name, holds in checks:
        try:
            if not holds():
                found.append(name)
        except (DatabaseError, OSError):
            found.append(name)
    return found


def _answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


@lru_cache(maxsize=1)
def _last_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _is_up_to_date() -> bool:
    return _last_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


def _is_guarded() -> bool:
    return not immutability.missing()


def _can_be_written(folder: Path) -> bool:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"ready")
    return shutil.disk_usage(folder).free >= _LEAST_BYTES_FREE
