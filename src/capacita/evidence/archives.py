"""Safe opening of ZIP archives, before anything in them is parsed: what they unpack to is bounded, by what they say and
by what is there; nothing lies before, between, behind or on top of their parts.

What the parts mean is the business of `workbooks` and `office`.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from capacita.evidence.reading import MAX_BYTES
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MAX_UNPACKED = 20 * 1024 * 1024
MAX_ENTRIES = 1_000
_MAX_DIRECTORY = MAX_ENTRIES * 1_024
_MAX_NAME = 250
_MAX_RATIO = 400
_RATIO_FROM = 1024 * 1024
# Between two parts a writer may leave what it says of the first of them once more, and nothing else.
_MAX_GAP = 24
_CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s22x2H")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
    UnicodeError, OverflowError,
)  # fmt: skip


def open_zip(
    content: bytes, *, file: str, max_unpacked: int = MAX_UNPACKED, max_entries: int = MAX_ENTRIES
) -> zipfile.ZipFile:
    """The archive in `content`, every part of it unpacked once in small pieces and found as long as it says.

    Refuses what is no archive or has something around it, more parts or bytes than the limits, parts that unpack to
    400 times their size, are encrypted, are links, share a name or leave the archive.
    """
    if len(content) > MAX_BYTES:
        raise _refused(file, said("is larger than %(n)s MB", n=MAX_BYTES // 1_048_576), said("Split the file."))
    _check_ends(content, file, max_entries, max_unpacked)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        _check_sizes(entries, file, max_entries, max_unpacked)
        for entry in entries:
            _check_entry(entry, file)
        _check_places(content, archive, file)
        _check_names(entries, file)
        for entry in entries:
            _unpack(archive, entry, file)
    except _BROKEN as error:
        message = said("is a broken or altered archive (%(kind)s)", kind=type(error).__name__)
        raise _refused(file, message, said("Save it again from the program that made it.")) from None
    return archive


def _check_ends(content: bytes, file: str, max_entries: int, max_unpacked: int) -> None:
    """It begins with a part, ends with the end of its directory, and the directory is no longer than can be read."""
    if not content.startswith(b"PK\x03\x04"):
        raise _refused(file, said("is no archive of the kind that an office program writes"))
    if len(content) < _END.size or content[-_END.size :][:4] != b"PK\x05\x06":
        raise _refused(
            file,
            said("is cut short, or has something behind its end"),
            said("Save it again from the program that made it."),
        )
    *_, directory, _offset, _comment = _END.unpack(content[-_END.size :])
    if directory > _MAX_DIRECTORY:
        raise _too_large(file, max_entries, max_unpacked)
    if content[-42:-38] == b"PK\x06\x07":
        raise _refused(file, said("is written for sizes that are not taken"), said("Save it again, smaller."))


def _check_sizes(entries: Sequence[zipfile.ZipInfo], file: str, max_entries: int, max_unpacked: int) -> None:
    if len(entries) > max_entries or sum(entry.file_size for entry in entries) > max_unpacked:
        raise _too_large(file, max_entries, max_unpacked)


def _check_entry(entry: zipfile.ZipInfo, file: str) -> None:
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise _refused(file, said("is protected by a password"), said("Save it without a password."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refused(file, said("holds a link in place of a part (%(name)s)", name=ascii(name[:80])))
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in entry.orig_filename or ":" in name:
        raise _refused(file, said("holds a path that leaves the archive (%(name)s)", name=ascii(name[:80])))
    if not name or len(name) > _MAX_NAME or not entry.orig_filename.isprintable():
        raise _refused(file, said("holds a part without a readable name"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(file, said("is packed in a way that is not taken"), said("Save it again, or as PDF."))
    if entry.file_size > _RATIO_FROM and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1):
        raise _refused(file, said("unpacks to hundreds of times its size (%(name)s)", name=ascii(name[:80])))


def _check_names(entries: Sequence[zipfile.ZipInfo], file: str) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) < len(names):
        raise _refused(file, said("holds two parts of one name"), said("Save it again from the program that made it."))


def _check_places(content: bytes, archive: zipfile.ZipFile, file: str) -> None:
    """The parts lie one behind the other from the first byte to the directory: none twice, nothing else."""
    at = 0
    for begin, end in sorted(_places(content, archive)):
        if not 0 <= begin - at <= _MAX_GAP:
            raise _refused(file, said("holds parts that overlap, or something between them"))
        at = end
    if not 0 <= archive.start_dir - at <= _MAX_GAP:
        raise _refused(file, said("holds parts that overlap, or something between them"))


def _places(content: bytes, archive: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    for entry in archive.infolist():
        begin = entry.header_offset
        _mark, name, extra = _LOCAL.unpack_from(content, begin)
        yield begin, begin + 30 + name + extra + entry.compress_size


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> None:
    """The part read to its end: its digest and its length are as the directory says."""
    length = 0
    with archive.open(entry) as part:
        while piece := part.read(_CHUNK):
            length += len(piece)
    if length != entry.file_size:
        raise _refused(file, said("says a wrong length of a part (%(name)s)", name=ascii(entry.filename[:80])))


def _too_large(file: str, max_entries: int, max_unpacked: int) -> InputError:
    message = said("unpacks to more than %(n)s MB or %(parts)s parts", n=max_unpacked // 1_048_576, parts=max_entries)
    return _refused(file, message, said("Take out large pictures and what is not needed, or save it as CSV or PDF."))


def _refused(file: str, message: str, remedy: str = "") -> InputError:
    return InputError(Problem(message, file, remedy=remedy))
