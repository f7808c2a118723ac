"""Makes the index anew where it was made by other rules of folding, or not yet."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "capacita.search"
    verbose_name = "Search"

    def ready(self) -> None:
        post_migrate.connect(_bring_up_to_date, sender=self, dispatch_uid="capacita.search.index")


def _bring_up_to_date(*, using: str, **_: Any) -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from capacita.search.models import Folding
    from capacita.search.writing import is_current, rebuild

    tables = connections[using].introspection.table_names()
    if Folding._meta.db_table not in tables or is_current():
        return
    executor = MigrationExecutor(connections[using])
    # The records are read by their tables of today: a database on its way to another version waits.
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        rebuild()
