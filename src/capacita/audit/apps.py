"""Registers the audit tables as append-only and keeps the database's triggers in place after each migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "capacita.audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from capacita.audit import immutability
        from capacita.audit.models import Entry, Payload

        immutability.protect(Entry)
        immutability.protect(Payload, may_change=("salt", "body"), only_to_null=True)
        pre_migrate.connect(_lift, sender=self, dispatch_uid="capacita.audit.immutability.lift")
        post_migrate.connect(_install, dispatch_uid="capacita.audit.immutability")


def _lift(*, using: str, plan: list[Any], **_: Any) -> None:
    from capacita.audit import immutability

    if plan:
        immutability.lift(using)


def _install(*, using: str, **_: Any) -> None:
    from capacita.audit import immutability

    immutability.install(using)
