"""Triggers by which the database itself refuses to change what may not change, on SQLite and PostgreSQL.

Apps register tables in `apps.py`; the triggers are lifted while migrations run and made again after them: a table
remade by a SQLite migration loses them silently, and a column that one names cannot be dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

_PREFIX = "capacita_keep"
# Stands in a kept text where an erasure took out the words that named a person.
STRUCK_OUT = "[…]"
_TRIGGERS = {
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal",
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}


@dataclass(frozen=True)
class Protection:
    """What may still change of a table's rows: nothing, or `may_change` columns.

    With `once` a column may be set from null and never again; with `only_to_null` it may be blanked. Of the columns
    `may_strike`, words may be struck out, and the text says so from then on.
    """

    model: type[models.Model]
    may_change: tuple[str, ...] = ()
    once: bool = False
    only_to_null: bool = False
    may_strike: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guard:
    """A condition under which the database refuses a row: SQL that both databases read, over NEW and, at a change, OLD."""

    model: type[models.Model]
    name: str
    at: str
    when: str
    says: str


_protected: dict[str, Protection] = {}
_guards: dict[str, Guard] = {}


def protect(
    model: type[models.Model],
    *,
    may_change: tuple[str, ...] = (),
    once: bool = False,
    only_to_null: bool = False,
    may_strike: tuple[str, ...] = (),
) -> None:
    """From the next migration on, the database refuses to delete a row of `model` or change it otherwise."""
    _protected[model._meta.db_table] = Protection(model, may_change, once, only_to_null, may_strike)


def guard(model: type[models.Model], name: str, *, at: str, when: str, says: str) -> None:
    """From the next migration on, the database refuses an INSERT or UPDATE (`at`) of a row for which `when` holds.

    For what a check constraint cannot say: it compares with the row before, or looks into another table.
    """
    _guards[f"{model._meta.db_table}_{name}"] = Guard(model, name, at, when, says)


def _guarded() -> dict[str, list[Guard]]:
    found: dict[str, list[Guard]] = {}
    for each in _guards.values():
        found.setdefault(each.model._meta.db_table, []).append(each)
    return found


def _statements(table: str, vendor: str) -> list[str]:
    """Everything that makes the table's triggers, in order."""
    is_postgresql = vendor == "postgresql"
    made: list[str] = []
    if table in _protected:
        made += (_postgresql if is_postgresql else _sqlite)(table, _protected[table])
    for each in _guarded().get(table, ()):
        made += (_postgresql_guard if is_postgresql else _sqlite_guard)(table, each)
    return made


def install(using: str = "default") -> None:
    """Make the triggers of every protected table that exists. Running it again changes nothing."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in sorted(expected() & tables):
            for statement in _statements(table, connection.vendor):
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
    return set(_protected) | set(_guarded())


def unprotected(using: str = "default") -> list[str]:
    """Protected tables whose triggers are missing, switched off or otherwise than made; empty when all is in place."""
    connection = connections[using]
    tables = set(connection.introspection.table_names()) & expected()
    made, meant = (_in_postgresql if connection.vendor == "postgresql" else _in_sqlite)(connection, tables)
    return [table for table in sorted(expected()) if table not in tables or made[table] != meant[table]]


def missing(using: str = "default") -> list[str]:
    """The triggers that are not there by name, in one query; `unprotected` looks at what they do as well."""
    connection = connections[using]
    named = re.compile(r'CREATE TRIGGER "([^"]+)"')
    meant = {
        name
        for table in expected()
        for statement in _statements(table, connection.vendor)
        for name in named.findall(statement)
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        return sorted(meant - {str(name) for name, _table in cursor.fetchall()})


Texts = Mapping[str, set[str]]


def _in_sqlite(connection: BaseDatabaseWrapper, tables: set[str]) -> tuple[Texts, Texts]:
    """The texts of the triggers by table, as they are and as they are made here: SQLite keeps them word by word."""
    meant = {
        table: {text for text in _statements(table, "sqlite") if text.startswith("CREATE TRIGGER")} for table in tables
    }
    made: dict[str, set[str]] = {table: set() for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_PREFIX}%"]
        )
        for table, text in cursor.fetchall():
            made.setdefault(table, set()).add(text)
    return made, meant


def _in_postgresql(connection: BaseDatabaseWrapper, tables: set[str]) -> tuple[Texts, Texts]:
    """The same on PostgreSQL, which keeps triggers in words of its own.

    So they are made once more, on empty temporary tables of the same columns and names, read, and undone.
    """
    made = _postgresql_triggers(connection, tables)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'CREATE TEMPORARY TABLE "{table}" (LIKE "{table}") ON COMMIT DROP')
            for statement in _statements(table, "postgresql"):
                cursor.execute(statement)
        meant = _postgresql_triggers(connection, tables)
        transaction.set_rollback(True, using=connection.alias)
    return made, meant


def _postgresql_triggers(connection: BaseDatabaseWrapper, tables: set[str]) -> Texts:
    """Of the tables that their names now mean: how each trigger is made, whether it is on, what its function does."""
    found: dict[str, set[str]] = {table: set() for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_get_triggerdef(t.oid, true), tgenabled, prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid "
            "WHERE NOT tgisinternal AND pg_table_is_visible(c.oid) AND tgname LIKE %s",
            [f"{_PREFIX}%"],
        )
        for table, *told in cursor.fetchall():
            found.setdefault(table, set()).add(" ".join(map(str, told)))
    return found


def _uniquely(model: type[models.Model]) -> Iterator[tuple[list[str], list[str]]]:
    """The sets of columns that no two rows share, each with the columns that must be null for it to hold."""
    for field in model._meta.concrete_fields:
        if field.unique:
            yield [str(field.column)], []
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            nulls = [_null_column(model, each) for each in (constraint.condition or Q()).children]
            yield [_column(model, name) for name in constraint.fields], nulls


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _null_column(model: type[models.Model], condition: Any) -> str:
    match condition:
        case (str(lookup), True) if lookup.endswith("__isnull"):
            return _column(model, lookup.removesuffix("__isnull"))
    raise NotImplementedError(f"a unique constraint of {model.__name__} under another condition than a null column")


def _columns(protection: Protection) -> list[str]:
    return [field.column for field in protection.model._meta.concrete_fields if field.column]


def _changed(protection: Protection, differs: str, text: str, marks: tuple[str, ...]) -> str:
    """The condition under which an update is refused. `differs` compares null as a value, in words of the database."""
    conditions = []
    for column in _columns(protection):
        new, old = f'NEW."{column}"', f'OLD."{column}"'
        refused = [f"{new} {differs} {old}"]
        if column in protection.may_change:
            # What is blanked may not be filled with what it was, either.
            refused = [f"{new} IS NOT NULL"] if protection.only_to_null else refused * protection.once
            refused += [f"{old} IS NOT NULL"] * protection.once
        if column in protection.may_strike:
            refused += [f"coalesce({text.format(new)}, '') NOT LIKE '%{mark}%'" for mark in marks]
        if refused:
            conditions.append(f"({' AND '.join(refused)})")
    return " OR ".join(conditions)


def _sqlite(table: str, protection: Protection) -> list[str]:
    # Columns of JSON hold the mark as it is escaped there.
    marks = (STRUCK_OUT, json.dumps(STRUCK_OUT).strip('"'))
    changed = _changed(protection, "IS NOT", "{}", marks)
    taken = " OR ".join(_taken(table, columns, nulls) for columns, nulls in _uniquely(protection.model))
    refusal = f"SELECT RAISE(ABORT, '{table} keeps its rows: they are superseded, never changed or deleted')"
    return [
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_update"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_update" BEFORE UPDATE ON "{table}" WHEN {changed} BEGIN {refusal}; END',
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_delete"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_delete" BEFORE DELETE ON "{table}" BEGIN {refusal}; END',
        # INSERT OR REPLACE removes a row that is in its way without asking the trigger above.
        f'DROP TRIGGER IF EXISTS "{_PREFIX}_{table}_insert"',
        f'CREATE TRIGGER "{_PREFIX}_{table}_insert" BEFORE INSERT ON "{table}" WHEN {taken} BEGIN {refusal}; END',
    ]


def _taken(table: str, columns: list[str], nulls: list[str]) -> str:
    """Whether a row of the table has the new row's values already."""
    same = [f'"{column}" = NEW."{column}"' for column in columns]
    null = [f'"{column}" IS NULL AND NEW."{column}" IS NULL' for column in nulls]
    return f'EXISTS (SELECT 1 FROM "{table}" WHERE {" AND ".join(same + null)})'  # noqa: S608 - our own names


def _postgresql(table: str, protection: Protection) -> list[str]:
    changed = _changed(protection, "IS DISTINCT FROM", "{}::text", (STRUCK_OUT,))
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


def _sqlite_guard(table: str, each: Guard) -> list[str]:
    name = f"{_PREFIX}_{table}_{each.name}"
    return [
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" BEFORE {each.at} ON "{table}" WHEN {each.when} '
        f"BEGIN SELECT RAISE(ABORT, '{each.says}'); END",
    ]


def _postgresql_guard(table: str, each: Guard) -> list[str]:
    # The condition stands in the function: that of a trigger may not look into another table.
    name = f"{_PREFIX}_{table}_{each.name}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {each.when} THEN RAISE EXCEPTION '{each.says}'; END IF; RETURN NEW; END $$",
        f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
        f'CREATE TRIGGER "{name}" BEFORE {each.at} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()',
    ]
