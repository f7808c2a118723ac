"""Declaring what keeps a person from judging something, which the person does, and ending it, which another decides."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import InterestKind, Verb
from capacita.people.inbox import put_work, settle_work
from capacita.people.models import Interest, User
from capacita.people.permissions import may_manage_access
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of

# Work in the inbox: whoever manages access decides whether an interest is over.
END_INTEREST = "end_interest"
# Characters of a reason.
MOST_SAID = 300


def declare_interest(person: User, *, kind: InterestKind, country: str, law: str, by: Standing) -> Interest:
    """The interest holds from now on. A law that was drafted is named."""
    if by.key != person.key and not may_manage_access(by):
        raise RefusedError(_("An interest is declared by the person, or by an administrator."))
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


def ask_to_end_interest(interest: Interest, *, reason: str, by: Standing) -> None:
    """The person says why the interest is over. It holds on until another, who manages access, has decided."""
    if by.key != interest.person.key:
        raise RefusedError(_("Whoever declared an interest asks for its end."))
    at = now()
    with in_turn_of(by):
        _require_holding(interest, reason)
        put_work(
            END_INTEREST, interest.key, by=by.key, at=at, due_on=None, verb=Verb.MANAGE_ACCESS, not_for=by.key
        )  # fmt: skip
        _record(interest, "ask_to_end_interest", reason, by)


def end_interest(interest: Interest, *, reason: str, by: Standing) -> None:
    """The interest holds no longer, and stays on record with the reason. Work that was begun before stays bound by it.

    Refused for the person: somebody else who manages access decides.
    """
    _require_other(interest, by)
    at = now()
    with in_turn_of(by):
        _require_holding(interest, reason)
        Interest.objects.filter(pk=interest.pk, ended_at=None).update(ended_at=at, ended_by=by.key)
        settle_work(END_INTEREST, interest.key, by=by.key, at=at)
        _record(interest, "end_interest", reason, by)


def keep_interest(interest: Interest, *, reason: str, by: Standing) -> None:
    """The interest holds on, for the reason, although the person asked for its end. Refused as its end is."""
    _require_other(interest, by)
    at = now()
    with in_turn_of(by):
        _require_holding(interest, reason)
        settle_work(END_INTEREST, interest.key, by=by.key, at=at)
        _record(interest, "keep_interest", reason, by)


def _require_other(interest: Interest, by: Standing) -> None:
    if by.key == interest.person.key or not may_manage_access(by):
        raise RefusedError(_("An interest is ended by another person than whoever has it: by an administrator."))


def _require_holding(interest: Interest, reason: str) -> None:
    if not Interest.objects.filter(pk=interest.pk, ended_at=None).exists():
        raise RefusedError(_("This was ended before."))
    if not reason.strip():
        raise RefusedError(_("Say why."))


def _record(interest: Interest, verb: str, reason: str, by: Standing) -> None:
    record_entry(
        by=by.key, verb=verb, subject_kind="person", subject_key=interest.person.key,
        after={
            "interest": interest.key, "kind": interest.kind, "country": interest.country, "reason": reason.strip()
        },
    )  # fmt: skip
