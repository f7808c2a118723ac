"""Triggers by which the database itself refuses to change what may not change, on SQLite and PostgreSQL.

Apps register tables in `apps.py`; the triggers are lifted while migrations run and made again after them: a table
remade by a SQLite migration loses them silently, and a column that one names cannot be dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections, models

_PREFIX = "capacita_keep"
_TRIGGERS = {
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal",
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}


@dataclass(frozen=True)
class Protection:
    """What may still change of a table's rows: nothing, or `may_change` columns.

    With `once` a column may be set from null and never again; with `only_to_null` it may be blanked.
    """

    model: type[models.Model]
    may_change: tuple[str, ...] = ()
    once: bool = False
    only_to_null: bool = False


_protected: dict[str, Protection] = {}


def protect(
    model: type[models.Model], *, may_change: tuple[str, ...] = (), once: bool = False, only_to_null: bool = False
) -> None:
    """From the next migration on, the database refuses to delete a row of `model` or change it otherwise."""
    _protected[model._meta.db_table] = Protection(model, may_change, once, only_to_null)


def install(using: str = "default") -> None:
    """Make the triggers of every protected table that exists. Running it again changes nothing."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table, protection in sorted(_protected.items()):
            if table in tables:
                for statement in make(table, protection):
                    cursor.execute(statement)


def lift(using: str = "default") -> None:
    """Take the triggers away, for a migration to change the tables: a column that a trigger names cannot be dropped."""
    connection = connections[using]
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        for name, table in cursor.fetchall():
            if str(name).startswith(_PREFIX):
                cursor.execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if is_postgresql else ""))


def expected() -> set[str]:
    """The tables that are to be protected."""
    return set(_protected)


def unprotected(using: str = "default") -> list[str]:
    """Protected tables whose triggers are missing in the database; empty when all is in place."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        found = {(str(name), str(table)) for name, table in cursor.fetchall()}
    wanted = ("update", "delete")
    return [
        table
        for table in sorted(_protected)
        if any((f"{_PREFIX}_{table}_{event}", table) not in found for event in wanted)
    ]


def _columns(protection: Protection) -> list[str]:
    return [field.column for field in protection.model._meta.concrete_fields if field.column]


def _sqlite(table: str, protection: Protection) -> list[str]:
    fixed = [column for column in _columns(protection) if column not in protection.may_change]
    conditions = [f'NEW."{column}" IS NOT OLD."{column}"' for column in fixed]
    for column in protection.may_change:
        if protection.once:
            conditions.append(f'OLD."{column}" IS NOT NULL')
        if protection.only_to_null:
            conditions.append(f'NEW."{column}" IS NOT NULL')
    changed = " OR ".join(conditions)
    refusal = f"SELECT RAISE(ABORT, '{table} keeps its rows: they are superseded, never changed or deleted')"
    return [
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_update"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_update" BEFORE UPDATE ON "{table}" WHEN {changed} BEGIN {refusal}; END',
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_delete"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_delete" BEFORE DELETE ON "{table}" BEGIN {refusal}; END',
    ]


def _postgresql(table: str, protection: Protection) -> list[str]:
    conditions = [
        f'NEW."{column}" IS DISTINCT FROM OLD."{column}"'
        for column in _columns(protection)
        if column not in protection.may_change
    ]
    for column in protection.may_change:
        if protection.once:
            conditions.append(f'OLD."{column}" IS NOT NULL')
        if protection.only_to_null:
            conditions.append(f'NEW."{column}" IS NOT NULL')
    changed = " OR ".join(conditions)
    function = f"{_PREFIX}_refuse"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
        f"'% keeps its rows: they are superseded, never changed or deleted', TG_TABLE_NAME; END $$",
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_update" ON "{table}"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_update" BEFORE UPDATE ON "{table}" FOR EACH ROW '
        f"WHEN ({changed}) EXECUTE FUNCTION {function}()",
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_delete" ON "{table}"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_delete" BEFORE DELETE ON "{table}" FOR EACH ROW '
        f"EXECUTE FUNCTION {function}()",
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_truncate" ON "{table}"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_truncate" BEFORE TRUNCATE ON "{table}" EXECUTE FUNCTION {function}()',
    ]
