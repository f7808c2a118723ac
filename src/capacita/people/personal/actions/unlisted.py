"""Somebody who has neither account nor contact, and asks: held by what an officer typed for as long as that takes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.kernel.identifiers import opaque_key
from capacita.people.personal.models import Unlisted
from capacita.people.personal.permissions import require_care
from capacita.people.personal.queries.registers import has_asked
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


def seek_unlisted(*, names: Iterable[str], addresses: Iterable[str], numbers: Iterable[str], by: Standing) -> str:
    """The fresh opaque key under which somebody is found by these names, addresses and numbers.

    They are kept while something that the person asked is open (`forget_answered`), and go with an erasure. The chain
    tells how many were typed, and none of them.
    """
    require_care(by)
    typed = {"names": _each(names), "email": _each(addresses), "phone": _each(numbers)}
    if not any(typed.values()):
        raise RefusedError(_("Write a name, an e-mail address or a telephone number."))
    key = opaque_key()
    with in_turn_of(by):
        Unlisted.objects.bulk_create(
            Unlisted(person=key, kind=kind, text=text, typed_at=now())
            for kind, texts in typed.items()
            for text in texts
        )
        record_entry(
            by=by.key, verb="seek_unlisted", subject_kind="person", subject_key=key,
            after={kind: len(texts) for kind, texts in typed.items()},
        )  # fmt: skip
    return key


def forget_answered(person: str) -> None:
    """Part of an action: what was typed of somebody who is not listed goes once nothing that the person asked is open."""
    if not has_asked(person):
        Unlisted.objects.filter(person=person).delete()


def _each(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for each in texts if (text := " ".join(each.split()))))
