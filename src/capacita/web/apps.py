"""The web app's place in the project."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "capacita.web"
    verbose_name = "Web"

    def ready(self) -> None:
        from capacita.evidence.erasing_actions import register_told
        from capacita.keeping.backing import cleared_away
        from capacita.keeping.tombstones import run_lists, told_beside_backups
        from capacita.kernel.clock import today
        from capacita.people.daily import register_daily
        from capacita.people.erasure import register_cleaning

        register_cleaning("unfinished backups", cleared_away)
        register_told("lists of the erased", lambda: told_beside_backups(on=today()))
        register_cleaning("lists of the erased", lambda: told_beside_backups(on=today()))
        # After the erasures of the day, which add to the lists.
        register_daily("lists of the erased", run_lists)
