"""Registers the figures of reach."""

from __future__ import annotations

from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "capacita.reach"
    verbose_name = "Reach"

    def ready(self) -> None:
        from capacita.reach import figures

        figures.register()
