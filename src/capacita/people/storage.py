"""That what was deleted is gone from the disk as well: free pages, old pages, the log of what is about to be written."""

from __future__ import annotations

from django.db import DatabaseError, connection, connections

from capacita.people.declarations import naming_columns

_WAITS = "10s"


def clean_database() -> bool:
    """Rewrite what held personal data, so that no freed space of the database's files keeps it.

    SQLite: the whole file, and its write-ahead log is emptied. PostgreSQL: each table that names persons; its
    write-ahead log is left to the server, which reuses it in time.
    False where somebody else was in the way: it is then tried again. Nothing happens inside a transaction.
    """
    if connection.in_atomic_block:
        return False
    try:
        return _clean_postgresql() if connection.vendor == "postgresql" else _clean_sqlite()
    except DatabaseError:
        return False


def _clean_sqlite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_pages = cursor.fetchone()
    return not busy


def _clean_postgresql() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_WAITS])
        try:
            for table in naming_columns():
                cursor.execute(f'VACUUM (FULL) "{table}"')
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    return True


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
