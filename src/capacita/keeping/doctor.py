"""Everything that `capacita doctor` looks at, in order: the folder, the database, how it is operated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from capacita.keeping import database_health, folder_health, list_health, operation_health, schema_health
from capacita.keeping.findings import Finding
from capacita.kernel.errors import CapacitaError

# What a look or a mending may end with on a machine, or on files, that are not as they should be.
_FAILED = (CapacitaError, DatabaseError, OSError, ValueError)


def findings(*, at: datetime, mend: bool) -> list[Finding]:
    """What is wrong at the time `at`. With `mend`, what can be set right without loss has been."""
    return [_mended(each) if mend else each for each in _all(Path(settings.CAPACITA_HOME), at)]


def _all(home: Path, at: datetime) -> Iterator[Finding]:
    yield from _looked(partial(folder_health.findings, home))
    yield from _looked(operation_health.settings_findings)
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(
            "database", f"it cannot be reached: {str(error).splitlines()[0]}", database_health.remedy_for_reaching()
        )
        return
    missing = list(_looked(database_health.migration_findings))
    yield from missing
    yield from _looked(partial(database_health.vendor_findings, at))
    if missing:
        # The rest asks tables that may not be there.
        return
    for look in (
        schema_health.schema_findings,
        schema_health.writing_findings,
        schema_health.search_findings,
        partial(database_health.record_findings, at),
        partial(folder_health.kept_findings, home),
        partial(operation_health.key_findings, home),
        operation_health.restore_findings,
        partial(operation_health.receiving_findings, at.date()),
        partial(operation_health.backup_findings, home, at),
        partial(operation_health.daily_findings, at),
        # Before the lists of the folders, which are compared with it.
        partial(list_health.list_findings, home, at.date()),
        partial(operation_health.erased_findings, at),
        partial(operation_health.cleaning_findings, at),
    ):
        yield from _looked(look)


def _looked(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a look finds; that it could not be finished is one more finding, and the next look is taken."""
    try:
        yield from look()
    except _FAILED as error:
        yield Finding(
            "doctor",
            f"this could not be looked at: {_first_line(error)}",
            "See that this account may read and write the installation's folder and its database.",
        )


def _mended(found: Finding) -> Finding:
    """The same finding after its mending; where that fails it stays, and says why."""
    try:
        return found.mended()
    except _FAILED as error:
        return replace(found, message=f"{found.message}; it could not be mended: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
