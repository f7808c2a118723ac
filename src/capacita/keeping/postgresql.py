"""The database in PostgreSQL: copied by pg_dump as of one snapshot, put back by pg_restore on all processors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from capacita.keeping.manifest import Held
from capacita.kernel.errors import RefusedError

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_FUNCTIONS = (
    "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS "
    "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)
# Where Debian and others keep the programs of each version.
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
_SAME = ("--no-owner", "--no-privileges", "--no-comments")
Ask = Callable[[str], list[tuple[Any, ...]]]


def copy(target: Path, held: Callable[[Ask], Held]) -> tuple[Held, list[str]]:
    """The database as of one moment, as an archive of pg_dump; what it held is read in the same snapshot."""
    program = programs("pg_dump", server_version())
    reading = connection.copy()
    try:
        with reading.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]

            def ask(query: str) -> list[tuple[Any, ...]]:
                cursor.execute(query)
                return list(cursor.fetchall())

            # Not compressed here: the whole backup is, and faster.
            options = ("--format=custom", "--compress=0", f"--snapshot={snapshot}", "--lock-wait-timeout=60s")
            with _running(program, *options, *_SAME, f"--file={target}"):
                return held(ask), []
    finally:
        reading.close()


def is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return not cursor.fetchall()


def put_back(copied: Path) -> None:
    program = programs("pg_restore", server_version())
    connection.close()
    # Not in one transaction: whoever restores clears away what one that failed has left.
    jobs = f"--jobs={len(os.sched_getaffinity(0))}"
    with _running(program, "--exit-on-error", jobs, *_SAME, "--dbname", archive=copied):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE IF EXISTS "{name}" CASCADE')
        cursor.execute(_FUNCTIONS)
        for (signature,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION IF EXISTS {signature} CASCADE")


def server_version() -> int:
    """The server's version as its first number."""
    connection.ensure_connection()
    return int(connection.pg_version) // 10_000  # type: ignore[attr-defined]


def programs(name: str, server: int) -> str:
    """The program of PostgreSQL that fits the server: of its own version, or the next later one.

    A later pg_restore says to an older server what it does not understand, an older pg_dump cannot read a later one.
    """
    found: dict[int, str] = {}
    candidates = [str(path / name) for place in _PLACES for path in sorted(Path("/").glob(place[1:]))]
    on_path = shutil.which(name)
    for candidate in [*([on_path] if on_path else []), *candidates]:
        version = _version(candidate)
        if version is not None:
            found.setdefault(version, candidate)
    fitting = [version for version in found if version >= server]
    if not fitting:
        has = f"only that of version {max(found)} is" if found else "it is not"
        raise RefusedError(
            f"The server is PostgreSQL {server}, whose program {name} is needed here, and {has}. "
            f"Install it: on Debian, apt-get install postgresql-client-{server}."
        )
    return found[min(fitting)]


def _version(program: str) -> int | None:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603 - our own words
    except OSError:
        return None
    told = re.search(r"\) (\d+)", done.stdout)
    return int(told[1]) if told and not done.returncode else None


@contextmanager
def _running(program: str, *options: str, archive: Path | None = None) -> Iterator[None]:
    """Within, a program runs on the database; afterwards it has ended well.

    The password goes by the environment, where no list of processes shows it.
    """
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *where, name = arguments[1:]
    words = [program, *where, *options, name, *([str(archive)] if archive else [])]
    told_by = {**os.environ, **(environment or {})}
    with subprocess.Popen(words, env=told_by, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603 - our own words
        try:
            yield
            error = running.communicate()[1]
        except BaseException:
            running.kill()
            raise
    if running.returncode:
        told = error.strip().splitlines()
        raise RefusedError(f"{Path(program).name} failed: {told[0] if told else f'exit code {running.returncode}'}.")
