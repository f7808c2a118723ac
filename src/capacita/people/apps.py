"""Registers grants and their reviews as append-only, and hears the sign-in library."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "capacita.people"
    verbose_name = "People"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.people import signing
        from capacita.people.models import Grant, GrantReview

        immutability.protect(Grant, may_change=("revoked_at", "revoked_by"), once=True)
        immutability.protect(GrantReview)
        signing.listen()
