"""Pictures inside office files without what was written beside them, pixel for pixel as they were.

They are not drawn anew as `pictures` does: the document itself turns, cuts and scales them, and would do it twice.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from lxml import etree

from capacita.evidence.markup import open_xml
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

_PNG = b"\x89PNG\r\n\x1a\n"
# The pieces of a PNG that say what is seen, and how it moves (W3C, PNG 3rd edition, 11). Whatever else a program or a
# camera wrote goes: texts, EXIF, times, profiles, pieces of its own.
_PNG_SEEN = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB cICP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT".split())
# Of a JPEG (ITU-T T.81, table B.1): frames, tables, scans. APPn and comments go but for what says the colours.
_JPEG_SEEN = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xE0)} - {0xC8})
_JFIF, _ADOBE, _SCAN, _END = 0xE0, 0xEE, 0xDA, 0xD9
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# How often it moves, as every browser knows it. Other applications of a GIF, and its comments, go.
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_SVG = "http://www.w3.org/2000/svg"
_NOT_DRAWN = ("metadata", "script")
_SVG_NAMES = ("{http://www.w3.org/1999/xlink}", "{http://www.w3.org/XML/1998/namespace}")
# Kinds that keep place and camera where a part of the picture stands, and that are not taken apart here.
_BESIDE_INSIDE = (b"II*\x00", b"MM\x00*", b"II\xbc")
# How EXIF, XMP and the place of a film begin, inside whatever kind of drawing or film.
_MARKS = (b"Exif\x00\x00", b"http://ns.adobe.com/xap/", b"<x:xmpmeta", b"\xa9xyz", b"com.apple.quicktime.location")


def bare_picture(content: bytes, *, part: str, file: str) -> bytes:
    """The same picture, film or sound without place, camera, description, comments, profile and preview.

    PNG, JPEG, GIF and SVG are taken apart. Refused: one of these that cannot be, TIFF and JPEG XR, and any other with
    EXIF, XMP or a place in it. `part` is what the office file calls it.
    """
    try:
        if content.startswith(_PNG):
            return _PNG + b"".join(_png(content))
        if content.startswith(b"\xff\xd8"):
            return b"\xff\xd8" + b"".join(_jpeg(content))
        if content.startswith((b"GIF87a", b"GIF89a")):
            return b"".join(_gif(content))
    except (IndexError, struct.error, ValueError):
        raise _refused(part, file) from None
    if part.lower().endswith(".svg"):
        return _svg(content, file)
    if content.startswith(_BESIDE_INSIDE) or any(each in content for each in _MARKS):
        raise _refused(part, file)
    return content


def _png(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">L4s", content, at)
        end = at + length + 12
        if end > len(content):
            raise ValueError
        if kind in _PNG_SEEN:
            yield content[at:end]
        at = end


def _jpeg(content: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError
        while content[at + 1] == 0xFF:
            at += 1
        kind = content[at + 1]
        if kind == _END:
            # What lies behind it, such as a second picture or a film, is gone.
            yield content[at : at + 2]
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if kind == _JFIF and content[at + 4 : at + 9] == b"JFIF\x00":
            # Without its preview.
            yield b"\xff\xe0\x00\x10" + content[at + 4 : at + 16] + b"\x00\x00"
        elif kind == _ADOBE and content[at + 4 : at + 9] == b"Adobe":
            yield b"\xff\xee\x00\x0e" + content[at + 4 : at + 16]
        elif kind in _JPEG_SEEN:
            if kind == _SCAN:
                found = _AFTER_SCAN.search(content, end)
                if found is None:
                    raise ValueError
                end = found.start()
            yield content[at:end]
        at = end


def _gif(content: bytes) -> Iterator[bytes]:
    at = 13 + _colours(content[10])
    yield content[:at]
    while content[at] != 0x3B:
        if content[at] == 0x2C:
            start = at
            at = _blocks_end(content, at + 11 + _colours(content[at + 9]))
            yield content[start:at]
        elif content[at] == 0x21:
            start, kind = at, content[at + 1]
            at = _blocks_end(content, at + 2)
            if kind == 0xF9 or (kind == 0xFF and content[start + 3 : start + 14] in _GIF_LOOPS):
                yield content[start:at]
        else:
            raise ValueError
    yield b"\x3b"


def _colours(packed: int) -> int:
    """How many bytes its own table of colours takes."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _blocks_end(content: bytes, at: int) -> int:
    while content[at]:
        at += content[at] + 1
    return at + 1


def _svg(content: bytes, file: str) -> bytes:
    """Drawn elements alone, with the attributes of drawing: what the program noted of itself and of its user goes, and
    so do scripts.
    """
    root = open_xml(content, file=file)
    for each in list(root.iter()):
        space = etree.QName(each).namespace
        parent = each.getparent()
        if parent is not None and (space != _SVG or etree.QName(each).localname in _NOT_DRAWN):
            # A text behind it belongs to what is around it; a drawing has none there.
            parent.remove(each)
        for name in list(each.attrib):
            if str(name).startswith(("{", "on")) and not str(name).startswith(_SVG_NAMES):
                del each.attrib[name]
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _refused(part: str, file: str) -> InputError:
    message = said(
        "holds a picture or film of which place, camera and description cannot be taken away (%(name)s)",
        name=ascii(part[-80:]),
    )
    return InputError(
        Problem(message, file, remedy=said("Put it in as PNG or JPEG, or take it out; or save the file as PDF."))
    )
