"""Word, Excel and PowerPoint files from outside (Office Open XML): parts of known kinds only, nothing that runs by itself
when the file is opened, nothing that is loaded from elsewhere.

Their text is not read here; workbooks that fill a catalogue are opened by `workbooks`.
"""

from __future__ import annotations

import re
import zipfile

from lxml import etree

from capacita.evidence.archives import open_zip
from capacita.evidence.choices import FileKind
from capacita.evidence.markup import open_xml
from capacita.evidence.rules import file_ending
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import Said, said

MAX_UNPACKED = 64 * 1024 * 1024
MAX_MARKUP = 32 * 1024 * 1024
_MAIN = {
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
_TYPES = "[Content_Types].xml"
_MARKUP = (".xml", ".rels", ".vml")
_SEEN = (
    ".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".wdp", ".odttf",
    ".fntdata", ".mp3", ".mp4", ".m4a", ".wav",
)  # fmt: skip
_ACTIVE = re.compile(
    r"vbaproject|macro|activex|oleobject|externallink|afchunk|attachedtemplate|customui", re.IGNORECASE
)
_LINKED = re.compile(r"(?:https?|mailto):[^\s\x00-\x1f]*\Z|#", re.IGNORECASE)
# What a field of a text, or a cell, can be told to fetch or to start.
_FIELD = re.compile(r"\b(?:DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|AUTOTEXT|MACROBUTTON)\b", re.IGNORECASE)
_CELL = re.compile(
    rb"WEBSERVICE\s*\(|FILTERXML\s*\(|\bRTD\s*\(|\bCALL\s*\(|REGISTER\.ID|\w\|\s*(?:'|&apos;)", re.IGNORECASE
)
_FIELDS = etree.XPath("//*[local-name()='instrText']/text() | //*[local-name()='fldSimple']/@*[local-name()='instr']")
_RUNNING = etree.XPath(
    "boolean(//*[local-name()='ddeLink' or local-name()='oleLink' or local-name()='oleObj' or local-name()='control']"
    " | //*[local-name()='hlinkClick' or local-name()='hlinkHover']/@action[starts-with(., 'ppaction://program')"
    " or starts-with(., 'ppaction://macro') or starts-with(., 'ppaction://ole')])"
)


def open_office(content: bytes, *, kind: FileKind, file: str, is_inside: bool = False) -> bytes:
    """The same bytes, found to be a document of that kind.

    Refuses macros, embedded objects (a chart may hold its workbook), fields and formulas that fetch or start something,
    relations to elsewhere other than links, document types, and parts of unknown kinds.
    """
    with open_zip(content, file=file, max_unpacked=MAX_UNPACKED) as archive:
        names = archive.namelist()
        if _TYPES not in names:
            raise _refused(file, said("is no document of an office program"))
        _check_types(archive, kind, file)
        for name in names:
            _check_part(archive, name, file, is_inside=is_inside)
        if sum(entry.file_size for entry in archive.infolist() if _is_markup(entry.filename)) > MAX_MARKUP:
            raise _refused(file, said("holds more text than is checked"), said("Save it as PDF."))
        for name in names:
            if _is_markup(name):
                _check_markup(archive.read(name), name, file)
    return content


def office_kind(content: bytes, *, file: str) -> FileKind:
    """Which kind of document the archive says that it is; `open_office` then checks whether it is a sound one."""
    with open_zip(content, file=file, max_unpacked=MAX_UNPACKED) as archive:
        types = archive.read(_TYPES) if _TYPES in archive.namelist() else b""
    for kind, main in _MAIN.items():
        if main.encode() in types:
            return kind
    raise _refused(file, said("is no document of an office program"))


def _check_types(archive: zipfile.ZipFile, kind: FileKind, file: str) -> None:
    """What the parts are said to be: the main one of the kind, none of them active."""
    root = open_xml(archive.read(_TYPES), file=file)
    types = [str(each.get("ContentType", "")) for each in root.iter() if each.get("ContentType")]
    if any(_ACTIVE.search(each) for each in types):
        raise _refused(file, said("holds macros or embedded objects"), said("Save it without them, or as PDF."))
    if types.count(_MAIN[kind]) != 1 or any(each in types for other, each in _MAIN.items() if other is not kind):
        raise _refused(file, said("is another kind of document than its name says"))


def _check_part(archive: zipfile.ZipFile, name: str, file: str, *, is_inside: bool) -> None:
    ending = file_ending(name.rpartition("/")[2])
    if _ACTIVE.search(name.rpartition("/")[2]):
        raise _refused(file, said("holds macros or embedded objects"), said("Save it without them, or as PDF."))
    if name.endswith("/") or _is_markup(name) or ending in _SEEN or "/printerSettings/" in name:
        return
    if ending == ".xlsx" and "/embeddings/" in name and not is_inside:
        # The figures behind a chart.
        open_office(archive.read(name), kind=FileKind.XLSX, file=file, is_inside=True)
        return
    raise _refused(
        file,
        said("holds a part of a kind that is not taken (%(name)s)", name=ascii(name[:80])),
        said("Save it as PDF."),
    )


def _check_markup(content: bytes, name: str, file: str) -> None:
    root = open_xml(content, file=file)
    if name.endswith(".rels"):
        for each in root.iter("{*}Relationship"):
            _check_relation(each, file)
    elif _FIELD.search(_fields(root)) or _RUNNING(root) or ("/worksheets/" in name and _CELL.search(content)):
        raise _refused(
            file,
            said("holds a field or formula that fetches or starts something"),
            said("Remove it, or save it as PDF."),
        )


def _fields(root: etree._Element) -> str:
    """What the fields of a text are told to do: one may be cut into many pieces."""
    found = _FIELDS(root)
    return "".join(map(str, found)) if isinstance(found, list) else ""


def _check_relation(relation: etree._Element, file: str) -> None:
    kind, target = str(relation.get("Type", "")), str(relation.get("Target", ""))
    if _ACTIVE.search(kind):
        raise _refused(file, said("holds macros or embedded objects"), said("Save it without them, or as PDF."))
    if relation.get("TargetMode", "").lower() == "external":
        if not kind.endswith("/hyperlink") or not _LINKED.match(target):
            raise _refused(file, said("loads something from elsewhere"), said("Embed it, or save it as PDF."))
    elif ":" in target or target.startswith(("\\\\", "//")):
        raise _refused(file, said("loads something from elsewhere"), said("Embed it, or save it as PDF."))


def _is_markup(name: str) -> bool:
    return name.lower().endswith(_MARKUP)


def _refused(file: str, message: Said, remedy: str = "") -> InputError:
    return InputError(Problem(message, file, remedy=remedy))
