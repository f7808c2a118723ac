"""That what was deleted is gone from the disk as well: free pages, old pages, the log of what is about to be written."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from django.db import DatabaseError, connection, connections

from capacita.people.declarations import naming_columns

_log = logging.getLogger(__name__)
_WAITS = "10s"
# Seconds after each try: whoever is only reading is soon done.
_PAUSES = (0.5, 1, 2, 0)
# Bytes. Rewriting more may take longer than somebody waits for a page: 1.8 GB took 71 seconds on a busy machine.
_SMALL = 512 << 20
_NUMBER = re.compile(r"\d+")


def clean_database() -> bool:
    """Rewrite what held personal data, so that no freed space of the database's files keeps it.

    SQLite: the whole file, and its write-ahead log is emptied. PostgreSQL: each table that names persons; its
    write-ahead log is left to the server, which reuses it in time.
    False where somebody else was in the way, or reads what was there before: it is then tried again. Nothing happens
    inside a transaction.
    """
    if connection.in_atomic_block:
        return False
    try:
        return _clean_postgresql() if connection.vendor == "postgresql" else _clean_sqlite()
    except DatabaseError as error:
        # The class alone: what the server says may quote a row.
        cause = type(error.__cause__ or error).__name__
        _log.warning("the storage could not be cleaned", extra={"fields": {"because": cause}})
        return False


def clean_small_database() -> bool:
    """The same where it is soon done. Of a large database the write-ahead log alone is emptied: False, since the rest
    is done by the daily run."""
    if connection.in_atomic_block:
        return False
    try:
        if _size() <= _SMALL:
            return clean_database()
        if connection.vendor == "sqlite":
            _empty_log()
    except DatabaseError as error:
        _log.warning("the storage could not be looked at", extra={"fields": {"because": type(error).__name__}})
    return False


def _size() -> int:
    """Bytes that would be rewritten."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            tables = list(naming_columns())
            cursor.execute(
                "SELECT coalesce(sum(pg_total_relation_size(name::regclass)), 0) FROM unnest(%s::text[]) name", [tables]
            )
        return int(cursor.fetchone()[0])


def _clean_sqlite() -> bool:
    # In memory, where other temporary tables lie, the new file would need as much of it. config/home.py says where else.
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store=FILE")
        try:
            cursor.execute("VACUUM")
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")
    return _empty_log()


def _empty_log() -> bool:
    """SQLite's pages are all in the file, and the log beside it is empty. False while somebody still reads from it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_pages = cursor.fetchone()
    return not busy


def _clean_postgresql() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_WAITS])
        try:
            for wait in _PAUSES:
                kept = {table: rows for table in naming_columns() if (rows := _kept_dead(table))}
                if not kept:
                    return True
                time.sleep(wait)
            _log.warning("deleted rows are still read", extra={"fields": {"tables": kept, "readers": _readers()}})
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    return False


def _readers() -> list[tuple[str, str, float]]:
    """Who reads what was there before: kind of process, what it is doing, and since how many seconds. No words of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT backend_type, coalesce(state, ''), extract(epoch FROM now() - xact_start)::float "
            "FROM pg_stat_activity WHERE coalesce(backend_xmin, backend_xid) IS NOT NULL AND pid <> pg_backend_pid()"
            " AND (datname = current_database() OR datname IS NULL)"
        )
        return list(cursor.fetchall())


def _kept_dead(table: str) -> int:
    """Rewrite the table; how many deleted rows stay in it, since somebody who began earlier may still read them.

    Deleted rows go first, without rewriting: that looks at who reads this database, while rewriting keeps what any
    transaction of the whole server is older than. Only the server's own remark tells: its detail begins with that
    number, in whatever language.
    """
    kept: list[int] = []

    def note(said: Any) -> None:
        number = _NUMBER.search(said.message_detail or "")
        kept.append(int(number.group()) if number else 0)

    connection.ensure_connection()
    server: Any = connection.connection
    server.add_notice_handler(note)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'VACUUM "{table}"')
            cursor.execute(f'VACUUM (FULL, VERBOSE) "{table}"')
    finally:
        server.remove_notice_handler(note)
    return sum(kept)


def keep_out_of_statistics(using: str = "default") -> None:
    """PostgreSQL takes no samples of columns that name persons: its statistics would keep them beyond their deletion."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
            "WHERE pg_table_is_visible(pg_class.oid) AND attnum > 0 AND coalesce(attstattarget, -1) <> 0"
        )
        sampled = set(cursor.fetchall())
        for table, columns in naming_columns().items():
            for column in columns:
                if (table, column) in sampled:
                    cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')
