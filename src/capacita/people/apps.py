"""Registers grants and their reviews as append-only, and hears the sign-in library."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "capacita.people"
    verbose_name = "People"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.people import reminding, signing
        from capacita.people.daily import register_daily
        from capacita.people.models import Grant, GrantReview, Interest

        immutability.protect(Grant, may_change=("revoked_at", "revoked_by"), once=True)
        immutability.protect(GrantReview)
        immutability.protect(Interest, may_change=("ended_at", "ended_by"), once=True)
        signing.listen()
        register_daily("reminders", reminding.send_reminders)
