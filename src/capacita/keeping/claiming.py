"""One at a time: a folder that belongs to the process which holds its lock, and goes when it is done."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capacita.kernel.errors import RefusedError


@contextmanager
def claimed(folder: Path, busy: str) -> Iterator[Path]:
    """The folder, made if need be, for this process alone; gone with all that is in it when the block ends.

    What a process that was killed left in it is still there. Refused with the sentence `busy` while another has it.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(busy) from None
        yield folder
        shutil.rmtree(folder)
    finally:
        os.close(lock)


def emptied(folder: Path) -> None:
    """Nothing but the lock is left in a claimed folder."""
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.name != "lock":
            each.unlink()
