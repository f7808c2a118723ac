"""The installation's folder: who may look into it, what lies in it, room on its disk, kept bytes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from capacita.keeping import databases, kept, sqlite
from capacita.keeping.backing import WORK
from capacita.keeping.findings import Finding
from capacita.keeping.manifest import PackedFile
from capacita.keeping.packing import digest_of_file
from capacita.keeping.restoring import is_unfinished

PERMISSIONS = "permissions"
_FOR_THE_OWNER = ("secret.key", "backup.key")
_OTHERS, _OTHERS_WRITE = 0o077, 0o022
_LEAST_FREE = 1_000_000_000


def findings(home: Path) -> Iterator[Finding]:
    """What can be seen without the database."""
    yield from _too_open(home, _OTHERS, 0o700)
    for name in _FOR_THE_OWNER:
        yield from _too_open(home / name, _OTHERS, 0o600)
    owner = home.stat().st_uid
    if connection.vendor == "sqlite" and (database := sqlite.database_path()).exists():
        yield from _too_open(database, _OTHERS_WRITE, 0o600)
        if database.stat().st_uid != owner:
            yield Finding(
                "folder",
                f"{database} belongs to another account than {home}",
                f"chown it to the account that serves the site: chown --reference={home} {database}",
            )
    if is_unfinished(home):
        yield Finding("restore", "a restore runs, or was cut off", "Run “capacita restore FILE” again.")
    if (home / WORK).exists():
        yield Finding(
            "backup",
            f"{home / WORK} is there: a backup runs, or was cut off",
            "The next “capacita backup” clears it away.",
            is_fault=False,
        )
    yield from _room(home)


def kept_findings(home: Path) -> Iterator[Finding]:
    """Kept bytes that rows name and that are not there, or are no longer of their digest. Reads them all."""
    there = [
        PackedFile(name, path.stat().st_size, digest_of_file(path) if kept.is_under_its_digest(name) else "")
        for name, path in kept.kept_files(home)
    ]
    for fault in kept.faults(databases.held_now().named, there):
        yield Finding("kept bytes", fault, "Take this one file from a backup, or load or upload it again.")


def _too_open(path: Path, bits: int, mode: int) -> Iterator[Finding]:
    if path.exists() and path.stat().st_mode & bits:
        yield Finding(
            PERMISSIONS,
            f"{path} is open to other accounts ({path.stat().st_mode & 0o777:o})",
            f"chmod {mode:o} {path}",
            mend=lambda: path.chmod(mode),
        )


def _room(home: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(home).free
    database = sqlite.database_path() if connection.vendor == "sqlite" else None
    needed = max(_LEAST_FREE, 2 * database.stat().st_size if database and database.exists() else 0)
    if free < needed:
        yield Finding(
            "disk",
            f"{free / 1e9:,.1f} GB are free where {home} lies; {needed / 1e9:,.1f} GB are needed for a backup and growth",
            "Make room, or move the folder to a larger disk and set CAPACITA_HOME.",
        )
