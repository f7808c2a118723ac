"""Correcting the own name; what somebody was called before is kept, to find the person by when he or she is erased."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.actions import keyed_digest
from capacita.people.models import User
from capacita.people.personal.models import Formerly
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of

MOST_NAME = 200  # characters, as the column holds


def correct_name(person: User, name: str, *, by: Standing) -> None:
    """The person is called so from now on, beside what was done before as well. The same name changes nothing.

    The chain tells both names as digests. Refused to anybody but the owner, and for a name that is blank or too long.
    """
    if by.key != person.key:
        raise RefusedError(_("Everybody corrects the own name."))
    wanted = " ".join(name.split())
    if not wanted:
        raise RefusedError(_("A person needs a name."))
    if len(wanted) > MOST_NAME:
        raise RefusedError(_("A name has %(most)d characters at most.") % {"most": MOST_NAME})
    with in_turn_of(by):
        held = User.objects.select_for_update().get(pk=person.pk)
        if not held.is_active:
            raise RefusedError(_("This account is closed."))
        if held.name == wanted:
            return
        note_former(held.key, "names", held.name)
        User.objects.filter(pk=held.pk).update(name=wanted)
        record_entry(
            by=by.key, verb="correct_name", subject_kind="person", subject_key=held.key,
            before={"name": keyed_digest(held.name) if held.name else ""}, after={"name": keyed_digest(wanted)},
        )  # fmt: skip


def note_former(person: str, kind: str, text: str) -> None:
    """Part of an action: what was written until now may say this of the person. `kind` is as contacts note it."""
    if text and not Formerly.objects.filter(person=person, kind=kind, text=text).exists():
        Formerly.objects.create(person=person, kind=kind, text=text, until=now())
