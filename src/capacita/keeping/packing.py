"""A backup's files as one stream, and out of it again: an ordinary tar archive whose last member is the manifest."""

from __future__ import annotations

import ctypes
import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, BinaryIO

from isal import igzip_threaded, isal_zlib

from capacita.keeping.manifest import NAME, Manifest, PackedFile, Source, is_name_of_backup, parsed, place_of
from capacita.keeping.sealing import CHUNK
from capacita.kernel.errors import InputError, Problem

_BLOCK = 512
# The library's types call it a value.
_NotPackedError: type[Exception] = isal_zlib.error  # type: ignore[assignment]
_LARGEST_MANIFEST = 256 * 1024 * 1024


def packed(
    files: Iterable[tuple[str, Source]], close: Callable[[list[PackedFile], list[str]], Manifest]
) -> Iterator[bytes]:
    """The bytes of the archive: every file as its name and its path or content, then the manifest that `close` makes.

    It is given what was packed, and the names of files that had gone when their turn came.
    """
    done: list[PackedFile] = []
    gone: list[str] = []
    for name, source in files:
        try:
            stream = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        except FileNotFoundError:
            gone.append(name)
            continue
        with stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            yield _header(name, size)
            digest = hashlib.sha256()
            left = size
            while left:
                chunk = stream.read(min(CHUNK, left))
                if not chunk:
                    raise InputError(Problem("became shorter while it was read", str(source), remedy="Try again."))
                digest.update(chunk)
                left -= len(chunk)
                yield chunk
            yield _padding(size)
        done.append(PackedFile(name, size, digest.hexdigest()))
    content = close(done, gone).as_bytes()
    yield _header(NAME, len(content)) + content + _padding(len(content))
    yield bytes(2 * _BLOCK)


def unpacked(stream: BinaryIO, folder: Path | None, file: str) -> Manifest:
    """The manifest, after every file was read, checked against it, and written into `folder` if one is given.

    Whether it reached the disk is asked by `reach_disk`. Refused: a member that no backup has, a manifest that is absent, and a
    file that it does not name, or names with another size or digest. `file` is what refusals call the backup.
    """
    found: dict[str, PackedFile] = {}
    manifest: Manifest | None = None
    try:
        with (
            # Unpacked in a thread of its own, while this one compares and writes what came before.
            igzip_threaded.open(stream, "rb", block_size=4 * CHUNK) as plain,  # type: ignore[no-untyped-call]
            tarfile.open(fileobj=plain, mode="r|", bufsize=CHUNK) as archive,
        ):
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or not is_name_of_backup(member.name) or member.name in found or manifest:
                    raise InputError(Problem("holds what no backup holds", file, remedy="Take another backup."))
                if member.name == NAME:
                    manifest = parsed(content.read(_LARGEST_MANIFEST), file)
                else:
                    found[member.name] = _taken(content, member.name, folder)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, _NotPackedError) as error:
        raise InputError(Problem("is cut short, or is no backup", file, remedy="Take another backup.")) from error
    if manifest is None:
        raise InputError(Problem("has no manifest", file, remedy="Take another backup."))
    expected = {each.name: each for each in manifest.files}
    wrong = sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
    if wrong:
        raise InputError(*(Problem(f"{name} is not as the manifest says", file) for name in wrong))
    return manifest


def digest_of_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def reach_disk(folder: Path) -> None:
    """All that was written there is on disk afterwards; OSError where some of it could not be written.

    All at once: an office has a hundred thousand files, and to wait for the disk after each takes minutes. By the
    system's own call, since what Python has for it tells of no error.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):
        os.sync()
        return
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if libc.syncfs(place) != 0:
            raise OSError(ctypes.get_errno(), "what was unpacked could not be written to disk", str(folder))
    finally:
        os.close(place)


def _taken(content: IO[bytes], name: str, folder: Path | None) -> PackedFile:
    """The file as it came, written to its place in `folder`."""
    digest, size = hashlib.sha256(), 0
    with _opened_at(folder, name) if folder is not None else nullcontext() as out:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if out is not None:
                out.write(chunk)
    return PackedFile(name, size, digest.hexdigest())


def _opened_at(folder: Path, name: str) -> BinaryIO:
    """The file of this name, new, or the one that this is a part of, at the byte with which the part begins."""
    whole, begins = place_of(name)
    target = folder / whole
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    alone = 0 if whole != name else os.O_EXCL
    out = os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | alone, 0o600), "wb")
    out.seek(begins)
    return out


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)
