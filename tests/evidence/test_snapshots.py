"""Bytes kept under their digest: once, whole, and refused when they no longer match."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from capacita.evidence.snapshots import keep_bytes, kept_bytes
from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import UnknownKeyError


def test_bytes_come_back_as_they_were_and_lie_there_once(home: Path) -> None:
    digest = keep_bytes(b"as received")
    assert digest == sha256_hex(b"as received")
    (path,) = [each for each in home.rglob("*") if each.is_file()]
    before = path.stat().st_mtime_ns
    assert keep_bytes(b"as received") == digest
    assert path.stat().st_mtime_ns == before
    assert kept_bytes(digest) == b"as received"


def test_altered_bytes_and_unknown_digests_are_refused(home: Path) -> None:
    digest = keep_bytes(b"as received")
    path = next(each for each in home.rglob("*") if each.is_file())
    path.chmod(0o600)
    path.write_bytes(b"as received, and a word more")
    with pytest.raises(UnknownKeyError, match="unaltered snapshot"):
        kept_bytes(digest)
    for unknown in ("0" * 64, "../../etc/hostname"):
        with pytest.raises(UnknownKeyError):
            kept_bytes(unknown)


def test_what_a_killed_process_left_unfinished_is_swept_away_and_what_is_being_written_is_not(home: Path) -> None:
    keep_bytes(b"the first")
    left, fresh = home / "snapshots" / "unfinished" / "left", home / "snapshots" / "unfinished" / "fresh"
    for path in (left, fresh):
        path.write_bytes(b"half")
    old = left.stat().st_mtime - 3600
    os.utime(left, (old, old))
    keep_bytes(b"the second")
    assert not left.exists()
    assert fresh.exists()
