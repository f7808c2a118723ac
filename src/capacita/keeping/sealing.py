"""Closing and opening a backup: a compressed stream in the age format, never whole in memory.

`age --decrypt -i backup.key FILE | tar xz` opens the same files without the product.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from isal import isal_zlib
from pyrage import x25519

from capacita.kernel.errors import InputError, Problem

_GZIP = 31
_FAST = 1
CHUNK = 1 << 18
_SETTLED_EVERY = 1 << 23


def seal(chunks: Iterable[bytes], target: BinaryIO, recipient: x25519.Recipient) -> None:
    """Write what `chunks` give to `target`, compressed and enciphered. Their own errors, and those of `target`, come out.

    It is put on the disk as it grows: others commit meanwhile, and would wait for all of it.
    """
    failures: list[BaseException] = []
    try:
        pyrage.encrypt_io(_Reading(_compressed(chunks), failures), _Writing(target, failures), [recipient])
    except pyrage.EncryptError as error:
        # The library tells an error of a stream by its text only.
        raise failures[0] if failures else error from None


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


def _compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = isal_zlib.compressobj(_FAST, isal_zlib.DEFLATED, _GZIP)
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()


class _Reading(io.RawIOBase):
    """Chunks as the stream that the library reads."""

    def __init__(self, chunks: Iterator[bytes], failures: list[BaseException]) -> None:
        self._chunks, self._failures, self._left = chunks, failures, memoryview(b"")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._left:
                self._left = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self._failures.append(error)
            raise
        taken, self._left = self._left[:size], self._left[size:]
        return bytes(taken)


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
