"""Reading what is known of backups, and which lie in a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.db.models import QuerySet

from capacita.audit.choices import Look
from capacita.audit.models import Entry, stands

KIND = "backup"
RESTORED = "restore_backup"
ACKNOWLEDGED = "acknowledge_restore"
END = ".tar.gz.age"
_NAME = re.compile(rf"capacita-\d{{8}}T\d{{6}}Z{re.escape(END)}\Z")


@dataclass(frozen=True)
class RecordedBackup:
    """A backup on record: when it was recorded, and the file. `faults` counts what was wrong while it was made.

    `recipient` is the public half of the key that closed it, `secret` tells the installation's key of then from others.
    `size` is in bytes; None where the entry does not tell it.
    """

    at: datetime
    path: str
    faults: int
    recipient: str = ""
    secret: str = ""
    size: int | None = None


@dataclass(frozen=True)
class RecordedRestore:
    """That the installation came back: when, from which file, and how things stood at `made_at` when that was made."""

    at: datetime
    name: str
    made_at: datetime


def restore_to_tell() -> RecordedRestore | None:
    """The last restore, until an administrator has acknowledged it; None where there was none."""
    last = _told_of(RESTORED, ACKNOWLEDGED).first()
    if last is None or last.verb == ACKNOWLEDGED:
        return None
    told = (last.payload.body or {}).get("after") or {}
    try:
        made_at = datetime.fromisoformat(str(told.get("made_at", "")))
    except ValueError:
        made_at = last.at
    return RecordedRestore(last.at, last.subject_key, made_at)


def last_backup() -> RecordedBackup | None:
    """None while the audit chain tells of no backup."""
    return next(iter(recorded_backups(most=1)), None)


def recorded_backups(*, most: int) -> list[RecordedBackup]:
    """The backups of which the audit chain tells, the newest first; whether the files are still there it does not know."""
    return [_recorded(each) for each in _told_of(Look.EXPORT)[:most]]


def backup_folders(*, since: date) -> list[Path]:
    """The folders into which a backup on record was put since then, each once."""
    rows = _told_of(Look.EXPORT).filter(at__date__gte=since)
    return sorted({Path(_recorded(each).path).parent for each in rows})


def made_at(path: Path) -> datetime | None:
    """When the backup was made, as its name says; None where somebody called it otherwise."""
    if not _NAME.match(path.name):
        return None
    return datetime.strptime(path.name.removesuffix(END), "capacita-%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _told_of(*verbs: str) -> QuerySet[Entry]:
    """What the chain tells of backups by these verbs, the newest first."""
    rows = Entry.objects.filter(stands("subject_kind", KIND), verb__in=verbs)
    return rows.select_related("payload").order_by("-seq")


def _recorded(entry: Entry) -> RecordedBackup:
    told = (entry.payload.body or {}).get("after") or {}
    path = Path(str(told.get("folder", ""))) / entry.subject_key
    recipient, secret = str(told.get("recipient", "")), str(told.get("secret", ""))
    return RecordedBackup(entry.at, str(path), int(told.get("faults", 0)), recipient, secret, told.get("size"))


def backup_name(at: datetime) -> str:
    return f"capacita-{at:%Y%m%dT%H%M%SZ}{END}"


def backups_in(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first."""
    if not folder.is_dir():
        return []
    return sorted(
        (each for each in folder.iterdir() if _NAME.match(each.name)), key=lambda each: each.name, reverse=True
    )
