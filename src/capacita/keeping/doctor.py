"""Everything that `capacita doctor` looks at, in order: the folder, the database, how it is operated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from capacita.keeping import database_health, folder_health, operation_health
from capacita.keeping.findings import Finding


def findings(*, at: datetime, mend: bool) -> list[Finding]:
    """What is wrong at the time `at`. With `mend`, what can be set right without loss has been."""
    return [each.mended() if mend else each for each in _all(Path(settings.CAPACITA_HOME), at)]


def _all(home: Path, at: datetime) -> Iterator[Finding]:
    yield from folder_health.findings(home)
    yield from operation_health.settings_findings()
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(
            "database", f"it cannot be reached: {str(error).splitlines()[0]}", database_health.remedy_for_reaching()
        )
        return
    missing = list(database_health.migration_findings())
    yield from missing
    yield from database_health.vendor_findings(at)
    if missing:
        # The rest asks tables that may not be there.
        return
    yield from database_health.record_findings(at)
    yield from folder_health.kept_findings(home)
    yield from operation_health.restore_findings()
    yield from operation_health.backup_findings(home, at)
    yield from operation_health.erased_findings(at)
