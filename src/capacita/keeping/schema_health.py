"""Whether the database has the tables, columns, indexes and constraints of this version, and takes what is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.operations import CreateModel

from capacita.evidence.models import Source
from capacita.keeping.findings import Finding
from capacita.people.models import Attempt
from capacita.search.models import Document
from capacita.search.writing import is_current

_RESTORE = "Stop the site and restore the last backup: capacita restore"


def schema_findings() -> Iterator[Finding]:
    """What the models have and the database lacks: what somebody took away behind the product's back."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            options = model._meta
            if not options.managed or options.proxy:
                continue
            if options.db_table not in tables:
                yield Finding("database", f"the table {options.db_table} is not there", _RESTORE)
                continue
            for missing in _missing(cursor, model):
                yield Finding("database", f"the table {options.db_table} lacks {missing}", _RESTORE)


def writing_findings() -> Iterator[Finding]:
    """Whether a row can be written: tried, and taken back."""
    try:
        with transaction.atomic():
            Attempt.objects.create(cache_key="doctor", value="", expires="2000-01-01T00:00Z")
            transaction.set_rollback(True)
    except DatabaseError as error:
        told = str(error).strip().splitlines()[0]
        yield Finding(
            "database", f"nothing can be written: {told}",
            "See that the disk has room, that the file and its folder belong to this account, and that the server takes"
            " writes.",
        )  # fmt: skip


def search_findings() -> Iterator[Finding]:
    """Whether what is published can be found by its words."""
    if connection.vendor == "sqlite" and "search_words" not in connection.introspection.table_names():
        yield Finding("search", "the table search_words is not there", _RESTORE)
    elif not is_current() or (not Document.objects.exists() and Source.objects.exists()):
        yield Finding("search", "nothing can be found by its words", "Run “capacita search rebuild”.")


def half_made(plan: list[tuple[Any, bool]]) -> str:
    """A table that is there though the change that makes it is not on record; blank where there is none."""
    tables = set(connection.introspection.table_names())
    for migration, _backwards in plan:
        for each in migration.operations:
            if isinstance(each, CreateModel):
                table = each.options.get("db_table") or f"{migration.app_label}_{each.name.lower()}"
                if table in tables:
                    return str(table)
    return ""


def _missing(cursor: Any, model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    columns = {each.name for each in connection.introspection.get_table_description(cursor, table)}
    absent = {str(each.column) for each in model._meta.concrete_fields} - columns
    yield from (f"the column {each}" for each in sorted(absent))
    held = connection.introspection.get_constraints(cursor, table)
    for each in (*model._meta.indexes, *model._meta.constraints):
        if each.name not in held:
            yield f"{'the index' if isinstance(each, models.Index) else 'the constraint'} {each.name}"
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        column = str(field.column)
        alike = [told for told in held.values() if told["columns"] and told["columns"][0] == column]
        if field.unique and not any(told["unique"] and len(told["columns"]) == 1 for told in alike):
            yield f"what keeps {column} unique"
        elif getattr(field, "db_index", False) and not any(told["index"] or told["unique"] for told in alike):
            yield f"the index of {column}"
