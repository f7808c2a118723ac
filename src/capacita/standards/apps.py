"""Registers the standards' catalogues."""

from __future__ import annotations

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "capacita.standards"
    verbose_name = "Standards"

    def ready(self) -> None:
        from capacita.standards import catalogues

        catalogues.register()
