"""Killing writers at random moments, and looking at what they left: nothing lost, nothing by half, nothing broken."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.db import connection, transaction

from capacita.audit.models import Entry
from capacita.audit.queries import verification
from capacita.kernel.digests import sha256_hex
from tests.killing.deeds import balances

# Seconds until the kill, of every second writer from its first deed on: some come before it, most in the middle of one.
_SOONEST, _LATEST = 0.01, 0.2
_FIRST_WITHIN_SECONDS = 10
_FEW = 50


class Forge:
    """The process that forks writers on the database `name`, and the log in which they say what they have done."""

    def __init__(self, environment: Mapping[str, str], name: str, log: Path) -> None:
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing.writer", name, str(log)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, seed: int) -> int:
        """The process number of a new writer."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seed}\n")
        self.process.stdin.flush()
        return int(self._said())

    def wait_beyond(self, size: int) -> None:
        """Until the log is longer than `size` bytes: on a busy machine a writer may need a while for its first deed."""
        ends = time.monotonic() + _FIRST_WITHIN_SECONDS
        while self.size() <= size and time.monotonic() < ends:
            time.sleep(0.005)

    def size(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def kill(self, writer: int) -> None:
        """The writer and all of its group are gone, without a word."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(writer, signal.SIGKILL)
        ended = self._said()
        assert ended == "killed", f"the writer {ended}"

    def acknowledged(self) -> dict[int, str]:
        """The digest of each entry that a writer said was there, by number. A line cut off was not said."""
        lines = self.log.read_text().split("\n")[:-1] if self.log.exists() else []
        return {int(seq): digest for seq, _, digest in (line.partition(":") for line in lines)}

    def _said(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, "the process that forks writers has ended"
        return line


@contextlib.contextmanager
def forge(environment: Mapping[str, str], name: str, folder: Path) -> Iterator[Forge]:
    found = Forge(environment, name, folder / "acknowledged")
    try:
        yield found
    finally:
        assert found.process.stdin is not None
        found.process.stdin.close()
        found.process.wait(30)


def kill_writers(
    found: Forge, *, times: int, seed: int, home: Path, also: Callable[[int], None] = lambda number: None
) -> int:
    """Kill `times` writers, one after the other, and look after each; the number of deeds that were acknowledged.

    `also` is called with the number of the kill while the writer is at work, and may kill something itself.
    """
    source = random.Random(seed)
    for number in range(times):
        before = found.size()
        writer = found.start(source.getrandbits(32))
        if number % 2:
            found.wait_beyond(before)
        time.sleep(source.uniform(_SOONEST, _LATEST))
        also(number)
        found.kill(writer)
        connection.close()
        # What is broken stays broken, for the chain only grows: so a long run reads it whole at every tenth kill.
        look(found.acknowledged(), home, whole=times <= _FEW or number % 10 == 9)
    look(found.acknowledged(), home)
    return len(found.acknowledged())


def look(acknowledged: Mapping[int, str], home: Path, *, whole: bool = True) -> None:
    """Fails where an acknowledged deed is gone or there by half, and, if `whole`, where database or chain is broken."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        kept = dict(Entry.objects.values_list("seq", "digest"))
        lost = [seq for seq, digest in acknowledged.items() if kept.get(seq) != digest]
        assert not lost, f"acknowledged and lost: entries {lost}"
        half = [each.what for each in balances() if not each.holds]
        assert not half, f"there by half: {half}"
        broken = verification().breaks if whole else ()
        assert not broken, f"broken: {broken}"
    damaged = damage() if whole else []
    assert not damaged, f"damaged: {damaged}"
    misplaced = [each for each in (home / "snapshots").rglob("*") if each.is_file() and not _is_in_place(each)]
    assert not misplaced, f"by half or out of place: {misplaced}"


def _is_in_place(path: Path) -> bool:
    """A snapshot is whole, and what was cut off lies apart, where the next one kept sweeps it away."""
    return path.parent.name == "unfinished" or sha256_hex(path.read_bytes()) == path.name


def damage() -> list[object]:
    """What the database's own checks say against its tables and indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            found: list[object] = [row for row in cursor.fetchall() if row != ("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            return found + list(cursor.fetchall())
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
            "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indexrelid = c.oid "
            "WHERE a.amname = 'btree' AND n.nspname = 'public' AND i.indisvalid"
        )
        cursor.execute(
            "SELECT c.relname, h.msg FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, "
            "LATERAL verify_heapam(c.oid) h WHERE c.relkind = 'r' AND n.nspname = 'public'"
        )
        return list(cursor.fetchall())
