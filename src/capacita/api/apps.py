"""The API as an application of the site. It has no tables and registers nothing."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "capacita.api"
    verbose_name = "API"
