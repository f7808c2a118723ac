"""Office files without who wrote them and what cameras wrote into their pictures. What is read in them stays as it was:
the names of those who commented or changed a text as well.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from capacita.evidence.bare_pictures import bare_picture
from capacita.evidence.markup import open_xml
from capacita.evidence.rules import file_ending

_PICTURES = (
    ".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".wdp", ".mp3", ".mp4",
    ".m4a", ".wav",
)  # fmt: skip
# By the name space of the root, whatever the part is called: which elements name persons or offices (ECMA-376, part 2,
# 8.2, and part 1, 22.2). In those that an office adds itself every text may.
_TEXTS = ("lpwstr", "lpstr", "bstr")
_NAMING = {
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": ("creator", "lastModifiedBy"),
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": (
        "Company",
        "Manager",
        "HyperlinkBase",
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": _TEXTS,
    "http://purl.oclc.org/ooxml/officeDocument/extendedProperties": ("Company", "Manager", "HyperlinkBase"),
    "http://purl.oclc.org/ooxml/officeDocument/customProperties": _TEXTS,
}


def bare_office(content: bytes, *, file: str) -> bytes:
    """A document that `office` has checked, without author, last editor, company, manager and custom properties, and
    with its pictures as `bare_pictures` leaves them; workbooks behind charts as well.

    The very bytes that were given where there was nothing to take away. Refuses what `bare_pictures` refuses.
    """
    out = io.BytesIO()
    is_changed = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bare:
        for entry in archive.infolist():
            given = archive.read(entry)
            left = _bare_part(given, entry.filename, file)
            is_changed |= left != given
            # Without the time at which the part was written, and what its writer noted beside it.
            bare.writestr(zipfile.ZipInfo(entry.filename), left, entry.compress_type)
    return out.getvalue() if is_changed else content


def _bare_part(content: bytes, name: str, file: str) -> bytes:
    ending = file_ending(name.rpartition("/")[2])
    if ending in _PICTURES:
        return bare_picture(content, part=name, file=file)
    if ending == ".xlsx":
        return bare_office(content, file=file)
    if ending == ".xml" and any(space.encode() in content for space in _NAMING):
        return _bare_properties(content, file)
    return content


def _bare_properties(content: bytes, file: str) -> bytes:
    root = open_xml(content, file=file)
    naming = _NAMING.get(etree.QName(root).namespace or "", ())
    found = [each for each in root.iter() if etree.QName(each).localname in naming and each.text]
    for each in found:
        each.text = None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) if found else content
