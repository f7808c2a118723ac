"""The bytes of sources on disk, under their SHA-256. A file that is there is never written again."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import UnknownKeyError


def keep_bytes(content: bytes) -> str:
    """The digest under which `content` now lies on disk, whole: written aside first, then put into place."""
    digest = sha256_hex(content)
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _put_nameless(content, path):
            _put_renamed(content, path)
        _sync_folder(path.parent)
    return digest


def _put_nameless(content: bytes, path: Path) -> bool:
    """Written without a name, which a process that is killed takes with it; False where the file system knows no such."""
    try:
        handle = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except (AttributeError, OSError):
        return False
    with os.fdopen(handle, "wb") as stream:
        _write(stream, content)
        try:
            with suppress(FileExistsError):
                os.link(f"/proc/self/fd/{stream.fileno()}", path, follow_symlinks=True)
        except OSError:
            return False
    return True


def _put_renamed(content: bytes, path: Path) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        _write(stream, content)
    Path(temporary).replace(path)


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(content)
    stream.flush()
    os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """The name is as safe as the bytes: else a power cut could leave a record of a file that is not there."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
