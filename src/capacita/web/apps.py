"""The web app's place in the project."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "capacita.web"
    verbose_name = "Web"
