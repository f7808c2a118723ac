"""Safe opening of tables in a DOCX: what any such file is checked for first, then the rows of its tables as text.

The header is known by its place, not by its words: whoever sends such a file out writes it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from capacita.evidence.archives import open_zip
from capacita.evidence.choices import FileKind
from capacita.evidence.markup import open_xml
from capacita.evidence.office import MAX_UNPACKED, open_office
from capacita.evidence.reading import Table, table_of
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

_TEXT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx_table(content: bytes, *, file: str, columns: Sequence[str]) -> Table:
    """The rows of all tables with as many columns as are named, without their headers, as one table of text.

    A row's number counts the rows of these tables together. Refuses whatever `open_office` does, and a document without
    such a table. What was deleted with its change tracked is no text.
    """
    open_office(content, kind=FileKind.DOCX, file=file)
    with open_zip(content, file=file, max_unpacked=MAX_UNPACKED) as archive:
        written = archive.read(_TEXT) if _TEXT in archive.namelist() else b""
    lines = list(_lines(open_xml(written, file=file), len(columns))) if written else []
    if not lines:
        message = said("holds no table with %(n)s columns", n=len(columns))
        raise InputError(Problem(message, file, remedy=said("Fill in the document that was sent, and keep its table.")))
    return table_of([(1, list(columns)), *lines], file=file, columns=columns)


def _lines(root: etree._Element, width: int) -> Iterator[tuple[int, list[str]]]:
    number = 1
    for table in root.iter(f"{_W}tbl"):
        rows = [[_text(cell) for cell in row.findall(f"{_W}tc")] for row in table.findall(f"{_W}tr")]
        if not rows or len(rows[0]) != width:
            continue
        for cells in rows[1:]:
            number += 1
            if any(cells):
                yield number, cells


def _text(cell: etree._Element) -> str:
    """The cell's paragraphs, one a line."""
    paragraphs = ("".join(_pieces(each)) for each in cell.iter(f"{_W}p"))
    return "\n".join(paragraphs).strip()


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for each in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        yield (each.text or "") if each.tag == f"{_W}t" else " "
