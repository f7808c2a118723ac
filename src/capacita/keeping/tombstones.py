"""The list of erased persons (opaque keys only) and bytes (digests only) that outlives a backup: kept beside every one,
put together, replayed.

A line is {"person": key, "erased_at": time, "receipt": digest}, with the places at which words were struck out as
"struck", or {"bytes": digest, "erased_at": time}.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from capacita.evidence.erasing_actions import erase_bytes_again
from capacita.keeping.manifest import ERASED
from capacita.keeping.queries import backup_folders, backups_in
from capacita.kernel.errors import InputError, Problem
from capacita.people.erasure import replay_tombstones
from capacita.people.rules import Standing

_log = logging.getLogger(__name__)
# A folder in which nothing was put for so long is no longer asked for.
_BACKUPS_COUNT = timedelta(days=366)


def tombstones_in(*paths: Path) -> list[str]:
    """The lines of these files, each once, in the order of erasure. A file that is absent has none."""
    found: dict[str, str] = {}
    for path in paths:
        if not path.exists():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                found.setdefault(line.strip(), _erased_at(line, path, number))
    return sorted(found, key=lambda line: (found[line], line))


def last_erased_at(lines: Collection[str]) -> datetime | None:
    """When the last of these was erased; None of no lines."""
    return max((datetime.fromisoformat(json.loads(line)["erased_at"]).astimezone(UTC) for line in lines), default=None)


def write_tombstones(path: Path, lines: list[str]) -> None:
    """The file holds these lines, whole: written aside first, then moved into place."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def keep_beside(home: Path, folder: Path) -> Path | None:
    """The list of this installation, added to the one in a folder of backups; None where nobody was erased."""
    beside = folder / ERASED
    with _alone(home):
        lines = tombstones_in(beside, home / ERASED)
        if not lines:
            return None
        if not beside.exists() or lines != tombstones_in(beside):
            write_tombstones(beside, lines)
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
    own = tombstones_in(_home() / ERASED)
    if not own:
        return []
    found = (_lacking(own, folder) for folder in backup_folders(since=on - _BACKUPS_COUNT))
    return [each for each in found if each is not None]


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


def _erased_at(line: str, path: Path, number: int) -> str:
    try:
        told = json.loads(line)
        if (told.get("person") or told.get("bytes")) and _are_places(told.get("struck", {})):
            return datetime.fromisoformat(told["erased_at"]).astimezone(UTC).isoformat()
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise InputError(Problem("is no line of an erased person", str(path), row=number))


def _are_places(struck: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether these are places as an erasure tells them."""
    for each in (each for places in struck.values() for each in places):
        label, _colon, number = each["row"].partition(":")
        spans = [(int(begin), int(end)) for begin, end in each.get("spans", [])]
        is_named = bool(label) and number.isdecimal() and isinstance(each["left"], str)
        if not is_named or any(begin < 0 or end <= begin for begin, end in spans):
            return False
        if "field" in each and not (
            isinstance(each["field"], str) and type(each["at"]) is int and each["at"] >= 0 and spans
        ):
            return False
    return True


def _lacking(own: Collection[str], folder: Path) -> Behind | None:
    """The reason is blank where the list is merely behind."""
    try:
        if not (folder / ERASED).exists() and not backups_in(folder):
            return Behind(folder, "there is no backup in it, or its disk is not there")
        lacks = set(own) - set(tombstones_in(folder / ERASED))
    except (OSError, InputError) as error:
        return Behind(folder, str(error))
    return Behind(folder, "") if lacks else None


def _brought_up(found: Behind) -> Behind | None:
    """None once the folder has the whole list."""
    if found.reason:
        return found
    try:
        keep_beside(_home(), found.folder)
    except (OSError, InputError) as error:
        return replace(found, reason=str(error))
    return None


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Of two processes that keep lists, one: the other would put back the shorter list that it had read."""
    lock = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _home() -> Path:
    return Path(settings.CAPACITA_HOME)
