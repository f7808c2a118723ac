"""The bytes of sources on disk, under their SHA-256. A file that is there is never written again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings

from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import UnknownKeyError


def keep_bytes(content: bytes) -> str:
    """The digest under which `content` now lies on disk, whole: written aside first, then moved into place."""
    digest = sha256_hex(content)
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    return digest


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
