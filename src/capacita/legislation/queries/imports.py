"""Reads of texts on their way in, and of what is recorded of the same law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet, Sum
from django.db.models.functions import Length

from capacita.kernel.errors import RefusedError
from capacita.kernel.said import said
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, TextImport
from capacita.legislation.permissions import require_record_law, visible_to
from capacita.legislation.rules.imports import Held
from capacita.legislation.rules.order import reference_order
from capacita.people.rules import Standing


def imports_of(user: Standing, work_key: str) -> QuerySet[TextImport]:
    """What `user` is importing of a law, the last changed first, without the files."""
    rows = visible_to(TextImport.objects.filter(work_key=work_key), user)
    return rows.defer("content", "pieces").order_by("-changed_at")


def imports_seen_by(user: Standing) -> QuerySet[TextImport]:
    return visible_to(TextImport.objects.defer("content"), user)


def bytes_on_their_way(person: str) -> int:
    """What is kept of the files of a person's imports, none of which is recorded yet."""
    rows = TextImport.objects.filter(author=person)
    return int(rows.aggregate(total=Sum(Length("content")))["total"] or 0)


def provisions_held(work_key: str) -> list[Held]:
    """The provisions of a law that are recorded now, in the order of its text; absences are none."""
    rows = LawProvision.objects.recorded().filter(work_key=work_key, absent_as_of="")
    found = [Held(row.key, row.ref, row.valid_from, row.valid_to) for row in rows]
    return sorted(found, key=lambda each: (reference_order(each.reference), each.key))


def texts_held(provisions: Iterable[str], *, language: str, kind: str) -> Mapping[str, list[ProvisionText]]:
    """The texts recorded now of these provisions, in one language and of one kind, by provision."""
    named = sorted(set(provisions))
    found: dict[str, list[ProvisionText]] = {}
    for start in range(0, len(named), 500):
        rows = ProvisionText.objects.recorded().filter(
            provision_key__in=named[start : start + 500], language=language, kind=kind
        )
        for each in rows.select_related("citation").order_by("valid_from", "key"):
            found.setdefault(each.provision_key, []).append(each)
    return found


def ever_taken(model: type[LawProvision | ProvisionText], stem: str) -> set[str]:
    """Every key that begins with the stem, current or not."""
    return set(model.objects.filter(key__startswith=stem).values_list("key", flat=True))


def law_recorded(key: str) -> LegalWork | None:
    return LegalWork.objects.recorded().filter(key=key).first()


def own_import(held: TextImport, *, by: Standing) -> TextImport:
    """The row as it is now, held for whoever changes it. Refused to everybody but its author."""
    found = TextImport.objects.select_for_update().defer("content").filter(pk=held.pk).first()
    if found is None:
        raise RefusedError(said("This text has been recorded or dropped already."))
    if by.is_public or found.author != by.key:
        raise RefusedError(said("A text on its way in is changed by its author alone."))
    require_record_law(by, found.iso2)
    return found
