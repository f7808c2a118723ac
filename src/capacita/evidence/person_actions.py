"""What files tell of a person: who gave them. Their names, which people type, are free text."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.evidence.models import KeptFile
from capacita.people.export import Holding, register_export


def register() -> None:
    register_export("files", files)


def files(person: str) -> Holding:
    """Files that the person gave."""
    rows = KeptFile.objects.filter(uploaded_by=person).order_by("pk")
    return Holding(
        _("Files"), list(rows.values("key", "name", "scope_kind", "scope_key", "uploaded_at", "withdrawn_at"))
    )
