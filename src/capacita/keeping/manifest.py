"""What a backup says of itself: versions, counts, the head of the audit chain, and the digest of every file in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from capacita.audit.rules import parsed_head
from capacita.kernel.errors import InputError, Problem

FORMAT = 1
NAME = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
ERASED = "erased.jsonl"
SECRET = "secret.key"  # noqa: S105 - a file's name
# Folders of the installation whose files are part of a backup.
KEPT = ("snapshots", "files", "media")
_ALLOWED = re.compile(rf"(?:{'|'.join(map(re.escape, (*DATABASES.values(), ERASED, SECRET, NAME)))})\Z")
# A part of a file that still grew when its beginning was packed, by the number of the byte that it begins with.
_IS_PART = re.compile(rf"({re.escape(DATABASES['postgresql'])})\.([0-9]{{15}})\Z")
_LONGEST_NAME = 400


@dataclass(frozen=True)
class PackedFile:
    """One file of a backup; the size in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Held:
    """What the database held at the moment of the copy.

    `head` is SEQ:DIGEST of the audit chain, blank without entries; `named` lists the kept bytes that rows name, as
    folder/digest.
    """

    migrations: tuple[str, ...]
    rows: dict[str, int]
    head: str
    named: tuple[str, ...] = ()


# Where a member of a backup is read from: a file, or its own bytes.
Source = Path | bytes
# A database answers a query.
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Copied:
    """A database on its way into a backup: its files in order, and once these are read what it held and what is wrong."""

    files: Iterable[tuple[str, Source]]
    told: Callable[[], tuple[Held, list[str]]]


@dataclass(frozen=True)
class Manifest:
    """A backup in words. `faults` are those of the installation that were seen while it was copied."""

    product: str
    made_at: str
    database: str
    held: Held
    files: tuple[PackedFile, ...] = ()
    faults: tuple[str, ...] = field(default=())

    def as_bytes(self) -> bytes:
        told = {"format": FORMAT, **asdict(self)}
        # Which rows name which bytes is the database's to say.
        del told["held"]["named"]
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    @property
    def head(self) -> tuple[int, str] | None:
        return parsed_head(self.held.head)


def parsed(content: bytes, file: str) -> Manifest:
    """The manifest in `content`. Refused: what is none, and one of a later format."""
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise InputError(
                Problem(
                    f"is a backup of format {told['format']}; this version of Capacita knows format {FORMAT}",
                    file,
                    remedy="Restore it with the version that made it, or a later one.",
                )
            )
        held = told["held"]
        if held["head"] and parsed_head(held["head"]) is None:
            raise ValueError("its head is none")
        return Manifest(
            product=str(told["product"]),
            made_at=str(told["made_at"]),
            database=str(told["database"]),
            held=Held(
                tuple(map(str, held["migrations"])), {str(k): int(v) for k, v in held["rows"].items()}, held["head"]
            ),
            files=tuple(
                PackedFile(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in told["files"]
            ),
            faults=tuple(map(str, told["faults"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(Problem("its manifest cannot be read", file, remedy="Take another backup.")) from error


def part_name(name: str, begins: int) -> str:
    """What the part of a file that begins with this byte is called: in order of names, parts make the file."""
    return f"{name}.{begins:015}"


def place_of(name: str) -> tuple[str, int]:
    """The file that a member of a backup is written to, and with which of its bytes it begins."""
    part = _IS_PART.match(name)
    return (part[1], int(part[2])) if part else (name, 0)


def is_name_of_backup(name: str) -> bool:
    """True for the names that a backup may hold: nothing that leads out of the folder it is unpacked into."""
    if _ALLOWED.match(name) or _IS_PART.match(name):
        return True
    folder, *rest = name.split("/")
    return (
        folder in KEPT
        and bool(rest)
        and len(name) <= _LONGEST_NAME
        and "\0" not in name
        and all(part not in ("", ".", "..") for part in rest)
    )
