"""Registers what is append-only, what is declared and erased, and hears the sign-in library."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "capacita.people"
    verbose_name = "People"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.audit.erasures import register_tombstones
        from capacita.people import declared, reminding, signing  # noqa: F401 - declarations are made by importing them
        from capacita.people.daily import register_daily
        from capacita.people.erasure import attested, finish_erasures
        from capacita.people.models import Grant, GrantReview, Interest
        from capacita.people.personal import handlers, holdings, retention
        from capacita.people.personal import models as personal

        immutability.protect(Grant, may_change=("revoked_at", "revoked_by"), once=True)
        immutability.protect(GrantReview)
        immutability.protect(Interest, may_change=("ended_at", "ended_by"), once=True)
        for register in (personal.Disclosure, personal.DisclosedPerson, personal.Notice, personal.NotSame):
            immutability.protect(register)
        immutability.protect(personal.Merge, may_change=("undone_at", "undone_by"), once=True)
        immutability.protect(personal.Tombstone, may_change=("cleaned_at",), once=True)
        register_tombstones(attested)
        handlers.register()
        holdings.register()
        retention.register_own()
        register_daily("reminders", reminding.send_reminders)
        register_daily("retention", retention.run_retention)
        # After retention, so that what went is cleaned away on the same day.
        register_daily("erasures", lambda on: finish_erasures())
        signing.listen()
        post_migrate.connect(_keep_out_of_statistics, dispatch_uid="capacita.people.statistics")


def _keep_out_of_statistics(*, using: str, **_: Any) -> None:
    from capacita.people import storage

    storage.keep_out_of_statistics(using)
