"""The database as one SQLite file: copied by SQLite's own online backup, put back as a file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from capacita.keeping.manifest import Ask, Copied, Held
from capacita.kernel.errors import InputError, Problem, RefusedError

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
# Eight megabytes, each of which is put on the disk before the next: where gigabytes wait to be written, whoever commits
# meanwhile waits for all of them.
_PAGES_AT_A_TIME = 2_000
_PATIENCE_SECONDS = 20


@contextmanager
def copied(target: Path, held: Callable[[Ask], Held]) -> Iterator[Copied]:
    """The database as of one moment, in one file."""
    told = _copy(target, held)
    yield Copied([(target.name, target)], lambda: told)


def is_empty() -> bool:
    path = database_path()
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with closing(_connected(path)) as opened:
            return not opened.execute(TABLES).fetchall()
    except sqlite3.Error:
        return False


def put_back(copied: Path) -> None:
    clear()
    copied.rename(database_path())


def clear() -> None:
    connection.close()
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{database_path()}{end}").unlink(missing_ok=True)


def database_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _copy(target: Path, held: Callable[[Ask], Held]) -> tuple[Held, list[str]]:
    if is_empty():
        raise InputError(Problem("there is nothing to back up yet", remedy="Run “capacita load” first."))
    try:
        with (
            closing(_connected(database_path())) as source,
            closing(sqlite3.connect(target)) as made,
            target.open("rb") as disk,
        ):
            # A read that stays open holds its moment: without it, each write of others would begin the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                made, pages=_PAGES_AT_A_TIME, sleep=0, progress=lambda _code, _left, _all: os.fdatasync(disk.fileno())
            )
            source.execute("ROLLBACK")
            made.execute("PRAGMA journal_mode=DELETE")
            told = [str(row[0]) for row in made.execute("PRAGMA quick_check(5)") if row[0] != "ok"]
            return held(lambda query: made.execute(query).fetchall()), [
                f"the database is damaged: {each}" for each in told
            ]
    except sqlite3.Error as error:
        raise RefusedError(f"The database cannot be copied: {error}.") from error


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=_PATIENCE_SECONDS
    )
