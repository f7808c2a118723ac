"""Documents that are kept as sources: what each is by its content, of an allow list. They stay as they were received.

Beside the kinds of `files`, a source may be a page (HTML) or a document in XML. What is kept of it is handed out to those
alone who work with it, and never shown.
"""

from __future__ import annotations

import io
import re
import zipfile

from capacita.evidence.choices import ENDINGS, FileKind
from capacita.evidence.files import open_file
from capacita.evidence.markup import open_xml
from capacita.evidence.office import office_kind
from capacita.evidence.plain import open_text
from capacita.evidence.rules import file_name
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

HTML, XML = "text/html", "application/xml"
_ENDINGS = {HTML: ".html", XML: ".xml", **{kind.value: endings[0] for kind, endings in ENDINGS.items()}}
# As people read them.
SOURCE_KINDS = ", ".join(sorted((*(each[0][1:].upper() for each in ENDINGS.values()), "HTML", "XML")))
_BEGINNINGS = (
    (b"%PDF-", FileKind.PDF), (b"\x89PNG\r\n\x1a\n", FileKind.PNG), (b"\xff\xd8\xff", FileKind.JPEG),
)  # fmt: skip
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title")
_HEAD = 4_096
# Pages are written in many encodings; none of those in use for them writes letters with these.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SCRIPT = re.compile(rb"<\s*script\b", re.IGNORECASE)


def copy_name(title: str, media_type: str) -> str:
    """The name under which the copy of a source is handed out: its title, and the ending of what it is."""
    return file_name(f"{title.replace('/', ' ')}{_ENDINGS.get(media_type, '')}")


def open_source(content: bytes, *, file: str) -> str:
    """The media type of the document, found by its content alone, whatever its name or its host says.

    Refuses what `files` refuses of its kind; a page or a text with signs that no text has or with an archive in it; XML
    that `markup` refuses; a text that is no page and holds a script; every other kind.
    """
    if not content:
        raise InputError(Problem(said("is empty"), file))
    kind = _kind(content, file)
    if kind is not None:
        stem = file.rpartition(".")[0] or file or "source"
        return open_file(content, name=f"{stem}{ENDINGS[kind][0]}", as_given=True).kind
    if _NO_TEXT.search(content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise _refused(file)
    head = content.removeprefix(b"\xef\xbb\xbf")[:_HEAD].lstrip().lower()
    if head.startswith(b"<") and any(each in head for each in _PAGE):
        return HTML
    if head.startswith(b"<"):
        open_xml(content, file=file)
        return XML
    if _SCRIPT.search(content):
        raise _refused(file)
    open_text(content, kind=FileKind.TEXT, file=file)
    return FileKind.TEXT


def _kind(content: bytes, file: str) -> FileKind | None:
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    return office_kind(content, file=file) if content.startswith(b"PK\x03\x04") else None


def _refused(file: str) -> InputError:
    message = said("is of a kind that is not kept as a source")
    return InputError(Problem(message, file, remedy=said("These are taken: %(kinds)s.", kinds=SOURCE_KINDS)))
