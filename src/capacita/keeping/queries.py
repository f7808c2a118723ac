"""Reading what is known of backups, and which lie in a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from capacita.audit.choices import Look
from capacita.audit.models import Entry

KIND = "backup"
END = ".tar.gz.age"
_NAME = re.compile(rf"capacita-\d{{8}}T\d{{6}}Z{re.escape(END)}\Z")


@dataclass(frozen=True)
class LastBackup:
    """The last backup on record: when it was recorded, and the file. `faults` counts what was wrong while it was made."""

    at: datetime
    path: str
    faults: int


def last_backup() -> LastBackup | None:
    """None while the audit chain tells of no backup."""
    entry = Entry.objects.filter(subject_kind=KIND, verb=Look.EXPORT).select_related("payload").order_by("-seq").first()
    if entry is None:
        return None
    told = (entry.payload.body or {}).get("after") or {}
    return LastBackup(entry.at, str(Path(str(told.get("folder", ""))) / entry.subject_key), int(told.get("faults", 0)))


def backup_name(at: datetime) -> str:
    return f"capacita-{at:%Y%m%dT%H%M%SZ}{END}"


def backups_in(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first."""
    if not folder.is_dir():
        return []
    return sorted(
        (each for each in folder.iterdir() if _NAME.match(each.name)), key=lambda each: each.name, reverse=True
    )
