"""The web app's place in the project."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "capacita.web"
    verbose_name = "Web"

    def ready(self) -> None:
        from capacita.keeping.backing import cleared_away
        from capacita.people.erasure import register_cleaning

        register_cleaning("unfinished backups", cleared_away)
