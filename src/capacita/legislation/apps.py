"""Registers what legislation adds: catalogues, figures, and how its records are said."""

from __future__ import annotations

from django.apps import AppConfig


class LegislationConfig(AppConfig):
    name = "capacita.legislation"
    verbose_name = "Legislation"
