"""The list of erased persons (opaque keys only) and bytes (digests only) that outlives a backup: made whole from the
database, kept beside every backup, put together, replayed. What a list is says `people.erased_list`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from capacita.evidence.erasing_actions import erase_bytes_again
from capacita.keeping.manifest import ERASED
from capacita.keeping.queries import backup_folders, backups_in
from capacita.kernel.errors import InputError
from capacita.people.erased_list import Listed, alone, in_order, keep_lines, listed_in, on_record, unread_beside
from capacita.people.erasure import replay_tombstones
from capacita.people.rules import Standing

_log = logging.getLogger(__name__)
# A folder in which nothing was put for so long is no longer asked for.
_BACKUPS_COUNT = timedelta(days=366)
_TAKE_OUT = (
    "Where a whole list lies elsewhere, take that one. Otherwise take this row out of it: whoever it named comes back, if"
    " no other list names them."
)
_MAKE_READABLE = "See that this account may read it."


def tombstones_in(*paths: Path, also: Mapping[str, str] | None = None) -> list[str]:
    """The lines of these files, each once, in the order of erasure. A file that is absent has none.

    Refused where something in them cannot be read: whoever it names would come back. `also` are lines with their times.
    """
    found = dict(also or {})
    for path in paths:
        held = listed_in(path)
        if fault := held.fault(path):
            raise InputError(replace(fault, remedy=_TAKE_OUT if held.unread else _MAKE_READABLE))
        found |= held.lines
    return in_order(found)


def last_erased_at(lines: Collection[str]) -> datetime | None:
    """When the last of these was erased; None of no lines."""
    return max((datetime.fromisoformat(json.loads(line)["erased_at"]).astimezone(UTC) for line in lines), default=None)


def own_fault() -> str:
    """What is wrong with the list beside the database, as far as it says so itself; blank of one that is whole."""
    path = _home() / ERASED
    return str(listed_in(path).fault(path) or "")


def own_lacks() -> int:
    """Of how many erasures that the database tells the list beside it knows nothing."""
    return len(set(on_record()) - listed_in(_home() / ERASED).lines.keys())


def keep_beside(home: Path, folder: Path) -> Path | None:
    """The list of this installation, added to the one in a folder of backups; None where nobody was erased.

    One that is damaged is made whole. Refused is one that cannot be read at all: its disk may be in trouble for a while.
    """
    beside, lock = folder / ERASED, home / "beside.lock"
    # Not the lock of the list here, which is written while somebody waits: the disk of backups may take its time.
    lock.touch(0o600)
    with alone(lock):
        own, held = _readable(home / ERASED), _readable(beside)
        if not own.lines and not held.lines:
            return None
        keep_lines(beside, own.lines)
    return beside


@dataclass(frozen=True)
class Behind:
    """A folder of backups whose list of erased persons lacks some, and why it could not be kept."""

    folder: Path
    reason: str


def lists_behind(*, on: date) -> list[Behind]:
    """Of the folders that received a backup in the last year: those whose list lacks somebody who was erased.

    None where nobody was erased. A folder without any backup counts as one that is not there: nothing may be mounted.
    """
    own = listed_in(_home() / ERASED).lines
    if not own:
        return []
    found = (_lacking(own, folder) for folder in _folders(on))
    return [each for each in found if each is not None]


def unread_lists(*, on: date) -> list[Path]:
    """Lists of which something could not be read, here and in those folders: they were kept when they were made anew."""
    return [each for folder in (_home(), *_folders(on)) for each in unread_beside(folder / ERASED)]


def keep_beside_backups(*, on: date) -> list[Behind]:
    """Every folder that received a backup in the last year has the whole list, but for those that are told."""
    left = [each for each in map(_brought_up, lists_behind(on=on)) if each is not None]
    for each in left:
        _log.warning("the list of erased persons is not kept", extra={"fields": {"folder": str(each.folder)}})
    return left


def told_beside_backups(*, on: date) -> bool:
    """After an erasure, and whatever comes of it: a list names nobody, so that nothing of the person waits for it."""
    keep_beside_backups(on=on)
    return True


def run_lists(on: date) -> dict[str, int]:
    """The daily job: what could not be reached when somebody was erased is told later."""
    return {"lists of backups behind": len(keep_beside_backups(on=on))}


def replay(lines: list[str], *, by: Standing) -> int:
    """Whoever was erased and came back is erased again, and so are bytes; how many."""
    return replay_tombstones(lines, by=by.key) + erase_bytes_again(lines, by=by.key) if lines else 0


def _lacking(own: Collection[str], folder: Path) -> Behind | None:
    """The reason is blank where the list is merely behind, or damaged."""
    try:
        if not (folder / ERASED).exists() and not backups_in(folder):
            return Behind(folder, "there is no backup in it, or its disk is not there")
        held = _readable(folder / ERASED)
    except (OSError, InputError) as error:
        return Behind(folder, str(error))
    return Behind(folder, "") if held.unread or not held.lines.keys() >= set(own) else None


def _readable(path: Path) -> Listed:
    """What the list says, whether whole or damaged. Refused where the file cannot be read."""
    held = listed_in(path)
    if held.refused and (fault := held.fault(path)):
        raise InputError(fault)
    return held


def _brought_up(found: Behind) -> Behind | None:
    """None once the folder has the whole list."""
    if found.reason:
        return found
    try:
        keep_beside(_home(), found.folder)
    except (OSError, InputError) as error:
        return replace(found, reason=str(error))
    return None


def _folders(on: date) -> list[Path]:
    return backup_folders(since=on - _BACKUPS_COUNT)


def _home() -> Path:
    return Path(settings.CAPACITA_HOME)
