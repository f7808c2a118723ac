"""The one database, copied while others write and put back: SQLite and PostgreSQL behind the same four functions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from capacita.audit.models import Entry
from capacita.evidence.models import BytesErasure, KeptFile, Snapshot
from capacita.evidence.snapshots import Shelf
from capacita.keeping import postgresql, sqlite
from capacita.keeping.manifest import DATABASES, Ask, Copied, Held

# Which rows name bytes that are kept on disk: the folder, the table, and which of its rows. The column is `sha256`.
NAMING = ((Shelf.SNAPSHOTS, Snapshot, "TRUE"), (Shelf.FILES, KeptFile, "removed_at IS NULL"))
# Whose bytes were erased for good, though their rows stay.
_GONE = BytesErasure._meta.db_table


class _Vendor(Protocol):
    """What the module of each kind of database offers."""

    TABLES: str

    def copied(self, target: Path, held: Callable[[Ask], Held]) -> AbstractContextManager[Copied]: ...
    def is_empty(self) -> bool: ...
    def put_back(self, copied: Path) -> None: ...
    def clear(self) -> None: ...


def kind() -> str:
    """sqlite or postgresql."""
    return connection.vendor


def copy_name() -> str:
    """What the copy is called in a backup."""
    return DATABASES[kind()]


def copied(target: Path) -> AbstractContextManager[Copied]:
    """Within, the database as of one moment is copied to `target`.

    Writers are neither stopped nor waited for. Refused: a database that is not there, a full disk, programs of
    PostgreSQL that are absent or older than its server.
    """
    return _vendor().copied(target, held)


def is_empty() -> bool:
    """True while the database has no table, or does not exist yet."""
    return _vendor().is_empty()


def put_back(copied: Path) -> Held:
    """The empty database now is the copy, and this is what it holds."""
    _vendor().put_back(copied)
    return held_now()


def held_now() -> Held:
    """What the database holds."""
    with connection.cursor() as cursor:

        def ask(query: str) -> list[tuple[Any, ...]]:
            cursor.execute(query)
            return list(cursor.fetchall())

        return held(ask)


def clear() -> None:
    """The database is empty again, whatever a restore that failed had put into it."""
    _vendor().clear()


def held(ask: Ask) -> Held:
    """What a database holds, asked through `ask` alone, so that a copy can be asked as well."""
    tables = [str(name) for (name,) in ask(_vendor().TABLES)]
    # The names of tables and columns are the database's own.
    rows = {table: int(ask(f'SELECT count(*) FROM "{table}"')[0][0]) for table in sorted(tables)}  # noqa: S608
    migrations = sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations"))
    last = ask(f'SELECT seq, digest FROM "{Entry._meta.db_table}" ORDER BY seq DESC LIMIT 1')  # noqa: S608
    named: set[str] = set()
    for shelf, model, condition in NAMING:
        table = model._meta.db_table
        if table in rows:
            # A copy of an earlier version knows of none that were erased.
            left = f'sha256 NOT IN (SELECT sha256 FROM "{_GONE}" WHERE confirmed_at IS NOT NULL)'  # noqa: S608
            kept = f"{condition} AND {left}" if _GONE in rows else condition
            found = ask(f'SELECT DISTINCT sha256 FROM "{table}" WHERE {kept}')  # noqa: S608
            named |= {f"{shelf.value}/{digest}" for (digest,) in found}
    return Held(tuple(migrations), rows, f"{last[0][0]}:{last[0][1]}" if last else "", tuple(sorted(named)))


def place() -> str:
    """The database's file, or its name on the server."""
    return str(connection.settings_dict["NAME"])


def address() -> str:
    """Which database this is, told from any other that the same folder could be pointed at. No password."""
    told = connection.settings_dict
    # SQLite lies in the folder itself.
    parts = ("HOST", "PORT", "NAME") if kind() == "postgresql" else ()
    return ":".join((kind(), *(str(told[name]) for name in parts)))


def how_to_be_empty(folder: str, rest: str) -> str:
    """What to type for an empty place beside this one: `folder` for the new one, `rest` after the command."""
    command = restore_command(folder, rest)
    if kind() == "postgresql":
        return f"Make a new database, {command_for_database()}, and type: {command}"
    return f"Name a new folder: {command}"


def command(rest: str) -> str:
    """The product's command on this installation, as it is typed in a shell that knows nothing of it."""
    return _typed(str(settings.CAPACITA_HOME), place(), rest)


def command_beside(folder: str, rest: str) -> str:
    """The same on a folder, and on a server a database, beside this one, into which a backup comes back."""
    return _typed(folder, f"{place()}_restored", rest)


def restore_command(folder: str, rest: str) -> str:
    """The command that fills the folder, and on a server a new database beside this one."""
    return command_beside(folder, f"restore {rest}")


def _typed(folder: str, database: str, rest: str) -> str:
    named = f"DATABASE_URL=postgresql://…/{database} " if kind() == "postgresql" else ""
    return f"CAPACITA_HOME={folder} {named}{program()} {rest}"


def command_for_database() -> str:
    """What whoever may make databases types for an empty one beside this, owned by the same account."""
    account = connection.settings_dict["USER"]
    return " ".join(["createdb", *(["-O", str(account)] if account else []), f"{place()}_restored"])


def program() -> str:
    """The product's command as it is typed in full: it is seldom on the path of whoever restores."""
    beside = Path(sys.executable).with_name("capacita")
    return str(beside) if beside.is_file() else "capacita"


def _vendor() -> _Vendor:
    return postgresql if connection.vendor == "postgresql" else sqlite
