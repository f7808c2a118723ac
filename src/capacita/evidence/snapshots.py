"""Bytes on disk under their SHA-256: those of sources, and files that people gave. One that is there is never written again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from capacita.kernel.digests import sha256_hex
from capacita.kernel.disk import settle
from capacita.kernel.errors import UnknownKeyError

# The folder of a shelf in which bytes lie while they are written. Nothing takes so long as this to be written.
UNFINISHED = "unfinished"
_LEFT_AFTER_SECONDS = 600


class Shelf(StrEnum):
    """A folder of the installation in which bytes are kept. Files can be taken away again; snapshots stay, unless two
    officers have what holds personal data erased.
    """

    SNAPSHOTS = "snapshots"
    FILES = "files"


def keep_bytes(content: bytes, shelf: Shelf = Shelf.SNAPSHOTS) -> str:
    """The digest under which `content` now lies on disk, whole: written aside first, then moved into place.

    Only the account that the product runs under can read it.
    """
    digest = sha256_hex(content)
    path = _path(digest, shelf)
    if not path.exists():
        aside = path.parents[1] / UNFINISHED
        for folder in (aside, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=aside)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            begun = os.fstat(stream.fileno()).st_mtime
        Path(temporary).replace(path)
        settle(path.parent)
        _sweep(aside, begun - _LEFT_AFTER_SECONDS)
    return digest


def kept_bytes(digest: str, shelf: Shelf = Shelf.SNAPSHOTS) -> bytes:
    """The bytes kept under `digest`, checked against it. Refuses what is absent or no longer matches."""
    try:
        content = _path(digest, shelf).read_bytes()
    except OSError:
        raise UnknownKeyError("snapshot", digest) from None
    if sha256_hex(content) != digest:
        raise UnknownKeyError("unaltered snapshot", digest)
    return content


def forget_bytes(digest: str, shelf: Shelf = Shelf.FILES) -> bool:
    """Nothing lies under `digest` on the shelf any more, on disk as well. False where nothing did."""
    path = _path(digest, shelf)
    if not path.exists():
        return False
    path.unlink()
    settle(path.parent)
    return True


def forget_strays(held: Collection[str], *, before: datetime) -> int:
    """How many files under no digest of `held` were removed: what a process that was killed had not yet recorded.

    Those written since `before` stay: somebody may be about to record them.
    """
    removed = 0
    for path in sorted((Path(settings.CAPACITA_HOME) / Shelf.FILES).glob("*/*")):
        if path.name not in held and path.stat().st_mtime < before.timestamp():
            path.unlink()
            removed += 1
    return removed


def _sweep(aside: Path, before: float) -> None:
    """Nothing lies aside any more that a process left there when it was killed."""
    for left in aside.iterdir():
        try:
            if left.stat().st_mtime < before:
                left.unlink()
        except FileNotFoundError:
            continue  # another process has moved or swept it


def _path(digest: str, shelf: Shelf) -> Path:
    return Path(settings.CAPACITA_HOME) / shelf / digest[:2] / digest
