"""The list of the erased that lies beside the database and beside backups (`erased.jsonl`): how it is read and kept.

A line is {"person": key, "erased_at": time, "receipt": digest}, with the places at which words were struck out as
"struck", or {"bytes": digest, "erased_at": time}. It names nobody.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from django.conf import settings

from capacita.kernel.disk import settle
from capacita.kernel.errors import Problem

_log = logging.getLogger(__name__)
_NAMED = re.compile(rb'"(?:person|bytes)": "([^"]*)')
_registered: dict[str, Callable[[], Iterable[str]]] = {}
# What a line that is none may raise when it is read.
_NO_LINE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True)
class Listed:
    """What a list says: each line with the time of the erasure, and by row what is no line.

    `refused` says why the file could not be read at all.
    """

    lines: dict[str, str] = field(default_factory=dict)
    unread: dict[int, bytes] = field(default_factory=dict)
    refused: str = ""

    def fault(self, path: Path) -> Problem | None:
        """What is wrong with the list that lies there; None of one that is whole."""
        if self.refused:
            return Problem(f"cannot be read ({self.refused})", str(path))
        if self.unread:
            return Problem("is no line of an erased person", str(path), row=min(self.unread))
        return None


def register_listed(name: str, lines: Callable[[], Iterable[str]]) -> None:
    """Have the list hold what `lines` gives: a line of each erasure of one kind that the database tells."""
    _registered[name] = lines


def on_record() -> list[str]:
    """The lines of every erasure that the database tells, of whatever kind."""
    return list(chain.from_iterable(lines() for lines in _registered.values()))


def own_list() -> Path:
    """The list beside the database."""
    return Path(settings.CAPACITA_HOME) / "erased.jsonl"


def parse_erased(content: bytes) -> Listed:
    """What a list of these bytes says. It refuses none: what is no line is told beside the lines."""
    lines: dict[str, str] = {}
    unread: dict[int, bytes] = {}
    for row, piece in enumerate(map(bytes.strip, content.split(b"\n")), start=1):
        if piece:
            try:
                line = piece.decode()
                lines.setdefault(line, _checked(line))
            except _NO_LINE:
                unread[row] = piece
    return Listed(lines, unread)


def listed_in(path: Path) -> Listed:
    """What the list in this file says; one that is absent says nothing."""
    try:
        return parse_erased(path.read_bytes())
    except FileNotFoundError:
        return Listed()
    except OSError as error:
        return Listed(refused=error.strerror or str(error))


def in_order(lines: Mapping[str, str]) -> list[str]:
    """In the order of erasure."""
    return sorted(lines, key=lambda line: (lines[line], line))


def keep_erased() -> int:
    """The list beside the database is whole, and lies on the disk: what could be read in it, and all that is on record.

    How many it lacked.
    """
    path = own_list()
    with alone(path.parent):
        return keep_lines(path, on_record())


def keep_lines(path: Path, lines: Iterable[str]) -> int:
    """The list holds these lines and each that could be read in it, whole and on the disk. How many it lacked.

    Of a file in which something could not be read that these lines do not say, the old one stays beside it.
    """
    held = listed_in(path)
    lacking = {line: _erased_at(json.loads(line)) for line in lines if line not in held.lines}
    if lacking or held.fault(path):
        everything = in_order(held.lines | lacking)
        write_list(path, everything, keep_old=bool(held.refused) or not _are_known(held.unread.values(), everything))
    return len(lacking)


def write_list(path: Path, lines: list[str], *, keep_old: bool = False) -> None:
    """The file holds these lines, whole and on the disk: written aside first, then moved into place."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
            stream.flush()
            os.fsync(stream.fileno())
        if keep_old:
            old = path.rename(_free(path))
            _log.warning("a list of the erased could not be read", extra={"fields": {"kept": str(old)}})
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    settle(path.parent)


def unread_beside(path: Path) -> list[Path]:
    """The files that were kept beside this list, since something in them could not be read."""
    return sorted(path.parent.glob(f"{path.name}.unread-*"))


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Of two processes that keep the same list, one, by this file or folder: the other would put back a shorter one."""
    lock = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _checked(line: str) -> str:
    """When that was erased which the line tells, in UTC."""
    told = json.loads(line)
    if not (told.get("person") or told.get("bytes")) or not _are_places(told.get("struck", {})):
        raise ValueError("it names nobody, or no places")
    return _erased_at(told)


def _erased_at(told: Mapping[str, Any]) -> str:
    return datetime.fromisoformat(told["erased_at"]).astimezone(UTC).isoformat()


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


def _are_known(pieces: Iterable[bytes], lines: Iterable[str]) -> bool:
    """Whether each piece names by its whole key somebody in these lines, as one does that was cut short, and nobody else."""
    known = {key for line in lines for key in _NAMED.findall(line.encode())}
    return all((named := _NAMED.findall(each)) and known.issuperset(named) for each in pieces)


def _free(path: Path) -> Path:
    """A name beside the list that nothing has."""
    names = (path.with_name(f"{path.name}.unread-{number}") for number in count(1))
    return next(each for each in names if not each.exists())
