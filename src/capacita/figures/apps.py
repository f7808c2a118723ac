"""Registers the catalogue of published statements."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "capacita.figures"
    verbose_name = "Figures"

    def ready(self) -> None:
        from capacita.figures import catalogues

        catalogues.register()
