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
        from capacita.people import declared, reminding, signing, waiting  # noqa: F401 - declarations are made by importing them
        from capacita.people.daily import register_daily
        from capacita.people.erased_list import register_listed
        from capacita.people.erasure import attested, finish_erasures, listed_persons
        from capacita.people.models import Grant, GrantReview, Interest
        from capacita.people.personal import handlers, holdings, letters, retention, texts
        from capacita.people.personal import models as personal
        from capacita.people.personal import waiting as officers
        from capacita.people.personal.actions.grouping import group_anew

        immutability.protect(Grant, may_change=("revoked_at", "revoked_by"), once=True)
        immutability.protect(GrantReview)
        immutability.protect(Interest, may_change=("ended_at", "ended_by"), once=True)
        immutability.guard(
            Interest, "ended_by_another", at="UPDATE", says="an interest is ended by another person than whoever has it",
            when="NEW.ended_by = (SELECT u.key FROM people_user u WHERE u.id = NEW.person_id)",
        )  # fmt: skip
        for register in (personal.DisclosedPerson, personal.Notice):
            immutability.protect(register)
        immutability.protect(personal.Disclosure, may_strike=("recipient", "purpose"))
        for decision in (personal.Merge, personal.NotSame):
            immutability.protect(decision, may_change=("undone_at", "undone_by"), once=True)
        immutability.protect(personal.Tombstone, may_change=("cleaned_at",), once=True)
        register_tombstones(attested)
        register_listed("persons", listed_persons)
        handlers.register()
        texts.register()
        letters.register()
        holdings.register()
        retention.register_own()
        register_daily("groups of contacts", lambda on: group_anew())
        # Before the letters, so that they name it on the same day.
        register_daily("reviews of roles", waiting.ask_for_reviews)
        register_daily("what officers must do", officers.put_what_waits)
        register_daily("reminders", reminding.send_reminders)
        register_daily("retention", retention.run_retention)
        # After retention, so that what went is cleaned away on the same day.
        register_daily("erasures", lambda on: finish_erasures())
        waiting.register()
        officers.register()
        signing.listen()
        post_migrate.connect(_keep_out_of_statistics, dispatch_uid="capacita.people.statistics")


def _keep_out_of_statistics(*, using: str, **_: Any) -> None:
    from capacita.people import storage

    storage.keep_out_of_statistics(using)
