"""Declaring what keeps a person from judging something, and ending it: by the person, or by who manages access."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import InterestKind
from capacita.people.models import Interest, User
from capacita.people.permissions import may_manage_access
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


def declare_interest(person: User, *, kind: InterestKind, country: str, law: str, by: Standing) -> Interest:
    """The interest holds from now on. A law that was drafted is named."""
    _require(person, by)
    if kind is InterestKind.DRAFTED and not law.strip():
        raise RefusedError(_("Name the law that was drafted."))
    with in_turn_of(by):
        made = Interest.objects.create(
            person=person, kind=kind, country=country, law=law.strip(), declared_by=by.key, declared_at=now()
        )
        record_entry(
            by=by.key, verb="declare_interest", subject_kind="person", subject_key=person.key,
            after={"interest": made.key, "kind": kind, "country": country},
        )  # fmt: skip
    return made


def end_interest(interest: Interest, *, by: Standing) -> None:
    """The interest holds no longer, and stays on record."""
    _require(interest.person, by)
    with in_turn_of(by):
        if not Interest.objects.filter(pk=interest.pk, ended_at=None).update(ended_at=now(), ended_by=by.key):
            raise RefusedError(_("This was ended before."))
        record_entry(
            by=by.key, verb="end_interest", subject_kind="person", subject_key=interest.person.key,
            before={"interest": interest.key, "kind": interest.kind, "country": interest.country},
        )  # fmt: skip


def _require(person: User, by: Standing) -> None:
    if by.key != person.key and not may_manage_access(by):
        raise RefusedError(_("An interest is declared by the person, or by an administrator."))
