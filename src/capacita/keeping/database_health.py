"""The database: whether it is of this version, safe against a crash, whole, and protected against changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from capacita.audit import immutability
from capacita.audit.queries import last_done_at, verification
from capacita.keeping.findings import Finding
from capacita.keeping.schema_health import half_made

_OLDEST_POSTGRESQL = 15
_CLOCKS_MAY_DIFFER = timedelta(minutes=1)
# What each database must be set to, so that what was acknowledged survives a loss of power.
_SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
_POSTGRESQL = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def remedy_for_reaching() -> str:
    if connection.vendor == "postgresql":
        return "Start the server, and see that DATABASE_URL names its address, an account and its password."
    return f"See that {connection.settings_dict['NAME']} is a file that this account may read and write."


def migration_findings() -> Iterator[Finding]:
    """Tables of an earlier version, or of a later one."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not executor.loader.applied_migrations:
        yield Finding(
            "database", "it is empty", "Run “capacita load”, or “capacita restore FILE” to bring a backup back."
        )
    elif table := half_made(plan):
        yield Finding(
            "database",
            f"the table {table} is there, and the change that makes it is not on record: a change stopped half-way",
            "Stop the site and restore the last backup with the version that made it: capacita restore",
        )
    elif plan:
        yield Finding(
            "version",
            f"the database lacks {len(plan)} changes of this version",
            "Make a backup, then run “capacita load”.",
        )
    later = sorted(
        ".".join(each) for each in set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    )
    if later:
        yield Finding(
            "version",
            f"the database is of a later version: it has {later[0]}",
            "Install that version again, or a later one.",
        )


def vendor_findings(at: datetime) -> Iterator[Finding]:
    """Settings by which the database keeps its promises, and the server's version and clock."""
    yield from _postgresql(at) if connection.vendor == "postgresql" else _sqlite()


def record_findings(at: datetime) -> Iterator[Finding]:
    """Triggers, audit chain, and a clock that does not run behind what is on record."""
    for table in immutability.unprotected():
        yield Finding(
            "triggers",
            f"{table} can be changed: its triggers are missing, switched off or otherwise than made",
            "Run “capacita doctor --mend”, and find out who could do that.",
            mend=immutability.install,
        )
    for each in verification().breaks[:20]:
        yield Finding(
            "audit chain",
            f"entry {each.seq}: {each.reason}",
            "Stop the site, copy everything, and compare with a backup: see “Verify the audit chain”.",
        )
    last = last_done_at()
    if last is not None and last - at > _CLOCKS_MAY_DIFFER:
        yield Finding(
            "clock",
            f"this machine says {at:%Y-%m-%d %H:%M} UTC, and the last entry was made at {last:%Y-%m-%d %H:%M}",
            "Set the clock, and have the machine keep it (timedatectl set-ntp true).",
        )


def _sqlite() -> Iterator[Finding]:
    for name, wanted in _SQLITE.items():
        (found,) = _asked(f"PRAGMA {name}")[0]
        if found != wanted:
            yield Finding(
                "database",
                f"SQLite's {name} is {found}, not {wanted}",
                "Put the database on a local disk: file systems over a network cannot hold it safely."
                if name == "journal_mode"
                else "Start the product with its own settings.",
            )
    told = [str(row[0]) for row in _asked("PRAGMA integrity_check(5)") if row[0] != "ok"]
    told += [
        f"row {row[1]} of {row[0]} refers to nothing in {row[2]}" for row in _asked("PRAGMA foreign_key_check")[:5]
    ]
    for each in told:
        yield Finding(
            "database", f"it is damaged: {each}", "Stop the site and restore the last backup: capacita restore"
        )


def _postgresql(at: datetime) -> Iterator[Finding]:
    version = int(connection.pg_version) // 10_000  # type: ignore[attr-defined]
    if version < _OLDEST_POSTGRESQL:
        yield Finding(
            "database",
            f"the server is PostgreSQL {version}; {_OLDEST_POSTGRESQL} is the oldest that is tried here",
            "Upgrade the server.",
        )
    for name, wanted in _POSTGRESQL.items():
        (found,) = _asked(f"SHOW {name}")[0]
        if found != wanted:
            yield Finding(
                "database",
                f"the server's {name} is {found}: what was acknowledged may be lost when the power goes",
                f"Set {name} = {wanted} in postgresql.conf and reload the server.",
            )
    (encoding,) = _asked("SHOW server_encoding")[0]
    if encoding != "UTF8":
        yield Finding(
            "database", f"its encoding is {encoding}, not UTF8", "Make a database with ENCODING 'UTF8' and restore."
        )
    (there,) = _asked("SELECT now()")[0]
    if abs(there - at) > _CLOCKS_MAY_DIFFER:
        yield Finding(
            "clock",
            f"the clocks of this machine and of the database's server differ by {abs(there - at).total_seconds():.0f} s",
            "Have both machines keep their clocks (timedatectl set-ntp true).",
        )


def _asked(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
