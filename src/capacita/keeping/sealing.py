"""Closing and opening a backup: a compressed stream in the age format, never whole in memory.

`age --decrypt -i backup.key FILE | tar xz` opens the same files without the product.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from isal import igzip_threaded
from pyrage import x25519

from capacita.kernel.errors import InputError, Problem

_FAST = 1
CHUNK = 1 << 18
_SETTLED_EVERY = 1 << 23


def seal(chunks: Iterable[bytes], target: BinaryIO, recipient: x25519.Recipient) -> None:
    """Write what `chunks` give to `target`, compressed and enciphered. Their own errors, and those of `target`, come out.

    It is put on the disk as it grows: others commit meanwhile, and would wait for all of it. What is read is compressed
    by a thread of its own while this one enciphers what came before.
    """
    reading, writing = os.pipe()
    failures: list[BaseException] = []
    with ThreadPoolExecutor(1) as thread:
        compressing = thread.submit(_compress, chunks, writing)
        try:
            with os.fdopen(reading, "rb", buffering=CHUNK) as stream:
                pyrage.encrypt_io(stream, _Writing(target, failures), [recipient])
        except pyrage.EncryptError as error:
            # The library tells an error of a stream by its text only.
            raise failures[0] if failures else error from None
    compressing.result()


def _compress(chunks: Iterable[bytes], into: int) -> None:
    with os.fdopen(into, "wb") as out, igzip_threaded.open(out, "wb", _FAST) as packed:  # type: ignore[no-untyped-call]
        for chunk in chunks:
            packed.write(chunk)


@contextmanager
def opened(path: Path, identity: x25519.Identity) -> Iterator[BinaryIO]:
    """The compressed stream inside a backup, read to its end when the block ends.

    Whatever is read has passed the cipher's own check piece by piece; that none is missing is known at the end of the
    block only, which refuses a file that was changed, cut, or closed with another key.
    """
    reading, writing = os.pipe()
    failures: list[Exception] = []

    def decipher() -> None:
        with suppress(BrokenPipeError), os.fdopen(writing, "wb") as out, path.open("rb") as sealed:
            try:
                pyrage.decrypt_io(sealed, out, [identity])
            except (OSError, pyrage.DecryptError) as error:
                failures.append(error)

    worker = threading.Thread(target=decipher, daemon=True)
    worker.start()
    stream = os.fdopen(reading, "rb", buffering=CHUNK)
    try:
        yield stream
        while stream.read(CHUNK):
            pass
    except Exception:
        stream.close()
        worker.join()
        # A stream that stops early makes its reader stumble: the cause is what stopped it.
        _refuse(path, [each for each in failures if "pipe" not in str(each).lower()])
        raise
    finally:
        stream.close()
        worker.join()
    _refuse(path, failures)


def _refuse(path: Path, failures: list[Exception]) -> None:
    for failure in failures:
        if "matching keys" in str(failure):
            message, remedy = "is not opened by this key", "Give the key that it was closed with: --key FILE."
        elif isinstance(failure, OSError) and failure.errno is not None:
            raise failure
        else:
            message, remedy = "was changed, or is cut short, or is no backup", "Take another copy of it."
        raise InputError(Problem(message, path.name, remedy=remedy)) from failure


class _Writing(io.RawIOBase):
    """The target, whose own error is kept."""

    def __init__(self, target: BinaryIO, failures: list[BaseException]) -> None:
        self._target, self._failures, self._waiting = target, failures, 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        try:
            written = int(self._target.write(content))
            self._waiting += written
            if self._waiting >= _SETTLED_EVERY:
                self._target.flush()
                os.fdatasync(self._target.fileno())
                self._waiting = 0
            return written
        except BaseException as error:
            self._failures.append(error)
            raise
