"""PDF from outside: whole, unencrypted, one document and nothing else in the file, and nothing in it that runs, starts,
sends or holds other files.

Its text is read by `pdf_text`. What a reader of PDF does with a broken drawing is beyond what can be checked.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import Said, said

MAX_OBJECTS = 40_000
_MAX_DEPTH = 40
# Names by which a document runs a script, starts a program, sends what was typed, plays, or holds files.
_ACTIVE = frozenset(
    "/JavaScript /JS /Launch /EmbeddedFile /EmbeddedFiles /EF /RichMedia /RichMediaContent /XFA /SubmitForm /ImportData"
    " /GoToE /GoToR /Rendition /Movie /Sound /3D /Collection".split()
)
_SHORT = len("/Movie")
_NAME = re.compile(rb"/(?:[A-Za-z0-9]|#[0-9A-Fa-f]{2})+")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT = re.compile(rb"\d\s+obj\b")
# Where a signed or amended document ends for the last time.
_END = re.compile(rb"%%EOF[\s\x00]*\Z")
_MOST_UNPACKED = 24 * 1024 * 1024
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": _MOST_UNPACKED,
    "lzw_maximum_output_length": _MOST_UNPACKED,
    "run_length_maximum_output_length": _MOST_UNPACKED,
    "brotli_maximum_output_length": _MOST_UNPACKED,
    "array_based_stream_maximum_output_length": _MOST_UNPACKED,
    "maximum_declared_stream_length": _MOST_UNPACKED,
    "stream_decoding_work_maximum_length": 2 * _MOST_UNPACKED,
    "stream_filters_maximum_length": 2,
    # No program is called to unpack a picture.
    "jbig2dec_binary": None,
}
# What the library finds wrong with a document is for whoever gave it, and not for the log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def open_pdf(content: bytes, *, file: str) -> bytes:
    """The same bytes, found to be a PDF that only shows.

    Refuses encryption, scripts, actions that start or send, forms of the XFA kind, attachments, films, something before
    or behind the document, an archive in the same file, and more than 40,000 objects.
    """
    if not content.startswith(b"%PDF-") or not _END.search(content[-1_200:]):
        raise _refused(
            file, said("is no whole PDF, or something stands before or behind it"), said("Save it again as PDF.")
        )
    if _is_archive_too(content):
        raise _refused(file, said("is a PDF and an archive at once"), said("Print it to PDF."))
    if len(_OBJECT.findall(content)) > MAX_OBJECTS:
        raise _too_many(file)
    for found in {_plain_name(each) for each in set(_NAME.findall(content))}:
        # Of the short ones a packed picture may hold one by chance; they are looked for in the objects.
        if found in _ACTIVE and len(found) > _SHORT:
            raise _active(file, found)
    with apply_configuration(**LIMITS):
        _walk(content, file)
    return content


def _is_archive_too(content: bytes) -> bool:
    try:
        return zipfile.is_zipfile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return True  # one of several that belong together


def _walk(content: bytes, file: str) -> None:
    try:
        _look_at_all(PdfReader(io.BytesIO(content)), file)
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - pypdf raises many kinds for a broken document
        raise _refused(file, said("cannot be read as PDF"), said("Print it to PDF, and give that.")) from None


def _look_at_all(reader: PdfReader, file: str) -> None:
    """Every object of the document, those packed in streams as well, by what its dictionaries name."""
    if reader.is_encrypted:
        raise _refused(file, said("is protected by a password or encrypted"), said("Save it without protection."))
    numbers = {(number, generation) for generation, held in reader.xref.items() for number in held}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise _too_many(file)
    for number, generation in sorted(numbers):
        if number:
            _look(reader.get_object(IndirectObject(number, generation, reader)), file, 0)
    if not reader.pages:
        raise _refused(file, said("has no page"))


def _look(found: Any, file: str, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise _refused(file, said("cannot be read as PDF"), said("Print it to PDF, and give that."))
    if isinstance(found, DictionaryObject):
        for key, value in dict.items(found):
            _look(key, file, depth + 1)
            _look(value, file, depth + 1)
    elif isinstance(found, ArrayObject):
        for each in list.__iter__(found):
            _look(each, file, depth + 1)
    elif isinstance(found, NameObject) and str(found) in _ACTIVE:
        raise _active(file, str(found))


def _plain_name(name: bytes) -> str:
    return _ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), name).decode("latin-1")


def _active(file: str, name: str) -> InputError:
    message = said("holds something that runs, starts, sends or hides other files (%(name)s)", name=name)
    return _refused(file, message, said("Print it to PDF, and give that."))


def _too_many(file: str) -> InputError:
    return _refused(file, said("has more parts than can be checked"), said("Split it, or print it to PDF."))


def _refused(file: str, message: Said, remedy: str = "") -> InputError:
    return InputError(Problem(message, file, remedy=remedy))
