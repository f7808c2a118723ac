"""What backups write into the database: that one was taken out of the house, that one came back, who has seen to that."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry, record_look
from capacita.audit.choices import Look
from capacita.keeping.keys import secrets_in_use
from capacita.keeping.queries import ACKNOWLEDGED, KIND, RESTORED, restore_to_tell
from capacita.kernel.errors import RefusedError
from capacita.people.permissions import require_manage_access
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


def record_backup(
    *, name: str, folder: str, sha256: str, size: int, head: str, faults: int, by: str, recipient: str = ""
) -> None:
    """The audit chain tells of the backup, and by which keys: their public half, and what tells one from another.

    It changes no record, so that pages stay in memory.
    """
    record_look(
        by=by,
        verb=Look.EXPORT,
        subject_kind=KIND,
        subject_key=name,
        after={
            "folder": folder,
            "sha256": sha256,
            "size": size,
            "head": head,
            "faults": faults,
            "recipient": recipient,
            "secret": secrets_in_use()[0],
        },
    )


def record_restore(*, name: str, made_at: str, head: str, by: str) -> None:
    """The audit chain tells from which backup it goes on, and everybody is signed out."""
    with in_turn():
        # Sessions that were ended after the backup was made would live again.
        UserSession.objects.all().delete()
        Session.objects.all().delete()
        record_entry(
            by=by, verb=RESTORED, subject_kind=KIND, subject_key=name, after={"made_at": made_at, "head": head}
        )


def acknowledge_restore(*, by: Standing) -> None:
    """An administrator has seen to what the restore did not bring back: it is told no more.

    Refused where no restore is being told of, so that of two who acknowledge it one does.
    """
    with in_turn_of(by):
        require_manage_access(by)
        restored = restore_to_tell()
        if restored is None:
            raise RefusedError(_("This was acknowledged before."))
        record_entry(by=by.key, verb=ACKNOWLEDGED, subject_kind=KIND, subject_key=restored.name)
