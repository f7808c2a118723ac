"""The database in PostgreSQL: copied by pg_dump as of one snapshot, put back by pg_restore on all processors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from capacita.keeping.manifest import Ask, Copied, Held, part_name
from capacita.kernel.errors import RefusedError

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_FUNCTIONS = (
    "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS "
    "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)
# Where Debian and others keep the programs of each version.
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
_SAME = ("--no-owner", "--no-privileges", "--no-comments")
# An archive goes into a backup in so many bytes at a time; its table of contents takes less.
_PART_BYTES = 1 << 25


@contextmanager
def copied(target: Path, held: Callable[[Ask], Held]) -> Iterator[Copied]:
    """The database as of one moment, as an archive that pg_dump writes to `target` while its parts are read.

    What it held is counted in the same snapshot, beside that.
    """
    program = programs("pg_dump", server_version())
    reading = connection.copy()
    try:
        with reading.cursor() as cursor, ThreadPoolExecutor(1) as beside:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]

            def ask(query: str) -> list[tuple[Any, ...]]:
                cursor.execute(query)
                return list(cursor.fetchall())

            # Not compressed here: the whole backup is, and faster.
            options = ("--format=custom", "--compress=0", f"--snapshot={snapshot}", "--lock-wait-timeout=60s")
            with _running(program, *options, *_SAME, f"--file={target}") as dump:
                counted = beside.submit(held, ask)
                yield Copied(_parts(target, dump), lambda: (counted.result(), []))
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


def _parts(archive: Path, dump: _Program) -> Iterator[tuple[str, bytes]]:
    """The archive as it grows, in parts; the first comes last, since pg_dump ends by writing there where tables begin."""
    begins = _PART_BYTES
    while not (has_ended := dump.has_ended(within=0.02)) or begins < archive.stat().st_size:
        if has_ended or _size(archive) >= begins + _PART_BYTES:
            yield _part(archive, begins)
            begins += _PART_BYTES
    yield _part(archive, 0)


def _part(archive: Path, begins: int) -> tuple[str, bytes]:
    with archive.open("rb") as stream:
        stream.seek(begins)
        return part_name(archive.name, begins), stream.read(_PART_BYTES)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


class _Program:
    """A program of PostgreSQL at its work."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], told: IO[bytes]) -> None:
        self._name, self._process, self._told = name, process, told

    def has_ended(self, *, within: float | None) -> bool:
        """Within so many seconds, or whenever it may be; refused where it has ended badly."""
        try:
            code = self._process.wait(within)
        except subprocess.TimeoutExpired:
            return False
        if code:
            self._told.seek(0)
            told = self._told.read().decode(errors="replace").strip().splitlines()
            raise RefusedError(f"{self._name} failed: {told[0] if told else f'exit code {code}'}.")
        return True


@contextmanager
def _running(program: str, *options: str, archive: Path | None = None) -> Iterator[_Program]:
    """Within, a program runs on the database; afterwards it has ended well.

    The password goes by the environment, where no list of processes shows it.
    """
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *where, name = arguments[1:]
    words = [program, *where, *options, name, *([str(archive)] if archive else [])]
    by_environment = {**os.environ, **(environment or {})}
    with (
        TemporaryFile() as told,
        subprocess.Popen(words, env=by_environment, stdout=subprocess.DEVNULL, stderr=told) as process,  # noqa: S603 - our own words
    ):
        running = _Program(Path(program).name, process, told)
        try:
            yield running
            running.has_ended(within=None)
        except BaseException:
            process.kill()
            raise
