"""What files tell of a person: their names, which people type, and who gave them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePath

from django.db.models import Q
from django.utils.translation import gettext as _

from capacita.evidence.models import KeptFile
from capacita.people.erasure import Hit, Looking, register_looking
from capacita.people.export import Holding, register_export
from capacita.people.personal.queries.persons import meant_by

_ROW = "evidence.KeptFile:"


def register() -> None:
    register_looking("names of files", Looking(find, forget_file_names))
    register_export("files", files)


def find(keys: Sequence[str]) -> list[Hit]:
    """Files whose names name the person."""
    meant = meant_by(keys)
    return [
        Hit(f"{_ROW}{pk}", _("Names of files"), name, meant.surely(name))
        for pk, name in KeptFile.objects.order_by("pk").values_list("pk", "name").iterator()
        if meant.perhaps(name)
    ]


def forget_file_names(keys: Sequence[str], rows: Collection[str]) -> dict[str, int]:
    """These files are called by their kind alone. What is in them stays: an officer takes it away by hand."""
    found = KeptFile.objects.filter(pk__in=[int(each.removeprefix(_ROW)) for each in rows])
    for each in found:
        KeptFile.objects.filter(pk=each.pk).update(name=f"file{PurePath(each.name).suffix}")
    return {"files": len(found)}


def files(person: str) -> Holding:
    """Files that the person gave, and files whose names name the person."""
    named = [int(hit.row.removeprefix(_ROW)) for hit in find([person]) if hit.is_sure]
    rows = KeptFile.objects.filter(Q(uploaded_by=person) | Q(pk__in=named)).order_by("pk")
    return Holding(
        _("Files"), list(rows.values("key", "name", "scope_kind", "scope_key", "uploaded_at", "withdrawn_at"))
    )
