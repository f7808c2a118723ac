"""What files tell of a person: their names, which people type, and who gave them."""

from __future__ import annotations

from pathlib import PurePath

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from capacita.evidence.models import KeptFile
from capacita.people.erasure import register_erasure
from capacita.people.export import Holding, register_export
from capacita.people.personal.queries.persons import addresses_of, written_names_of


def register() -> None:
    register_erasure("names of files", forget_file_names, holds=lambda person: _naming(person).exists())
    register_export("files", files)


def forget_file_names(person: str) -> dict[str, int]:
    """Files whose names name the person are called by their kind alone. What is in them stays: withdraw them by hand."""
    found = list(_naming(person))
    for each in found:
        KeptFile.objects.filter(pk=each.pk).update(name=f"file{PurePath(each.name).suffix}")
    return {"files": len(found)}


def files(person: str) -> Holding:
    """Files that the person gave, and files whose names name the person."""
    rows = KeptFile.objects.filter(Q(uploaded_by=person) | Q(pk__in=_naming(person).values("pk"))).order_by("pk")
    return Holding(
        _("Files"), list(rows.values("key", "name", "scope_kind", "scope_key", "uploaded_at", "withdrawn_at"))
    )


def _naming(person: str) -> QuerySet[KeptFile]:
    wanted = Q(pk__in=[])
    for words in (*addresses_of(person), *(name for name in written_names_of(person) if " " in name)):
        # Names of files have other signs than blanks between words as often as not.
        wanted |= Q(name__iregex=r"[\s_.-]+".join(_escaped(word) for word in words.split()))
    return KeptFile.objects.filter(wanted)


def _escaped(word: str) -> str:
    return "".join(each if each.isalnum() else f"\\{each}" for each in word)
