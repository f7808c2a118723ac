"""The bytes of sources on disk, under their SHA-256. A file that is there is never written again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings

from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import UnknownKeyError

# Nothing takes so long to be written: what is older was left by a process that was killed.
_LEFT_AFTER_SECONDS = 600


def keep_bytes(content: bytes) -> str:
    """The digest under which `content` now lies on disk, whole: written aside first, then moved into place."""
    digest = sha256_hex(content)
    path = _path(digest)
    if not path.exists():
        aside = path.parents[1] / "unfinished"
        for folder in (aside, path.parent):
            folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=aside)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            begun = os.fstat(stream.fileno()).st_mtime
        Path(temporary).replace(path)
        _sync_folder(path.parent)
        _sweep(aside, begun - _LEFT_AFTER_SECONDS)
    return digest


def _sync_folder(folder: Path) -> None:
    """The name is as safe as the bytes: else a power cut could leave a record of a file that is not there."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(aside: Path, before: float) -> None:
    for left in aside.iterdir():
        try:
            if left.stat().st_mtime < before:
                left.unlink()
        except FileNotFoundError:
            continue  # another process has moved or swept it


def kept_bytes(digest: str) -> bytes:
    """The bytes kept under `digest`, checked against it. Refuses what is absent or no longer matches."""
    try:
        content = _path(digest).read_bytes()
    except OSError:
        raise UnknownKeyError("snapshot", digest) from None
    if sha256_hex(content) != digest:
        raise UnknownKeyError("unaltered snapshot", digest)
    return content


def _path(digest: str) -> Path:
    return Path(settings.CAPACITA_HOME) / "snapshots" / digest[:2] / digest
