"""The text of a DOCX, paragraph by paragraph, with the numbers that the word processor writes before them.

Its parts were looked at by `office` before they are read.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from capacita.evidence.choices import FileKind
from capacita.evidence.office import open_office
from capacita.evidence.raised import raised
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

MOST_PARAGRAPHS = 60_000
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


def read_docx_paragraphs(content: bytes, *, file: str) -> list[str]:
    """The paragraphs in order, those of tables as well; none blank. Refuses what `open_office` refuses."""
    open_office(content, kind=FileKind.DOCX, file=file)
    try:
        document = Document(io.BytesIO(content))
        numbers = _Numbers(document)
        found = []
        for each in _paragraphs(document):
            text = f"{numbers.before(each)}{_text(each)}".strip()
            found += [line.strip() for line in text.split("\n") if line.strip()]
            if len(found) > MOST_PARAGRAPHS:
                raise InputError(
                    Problem(said("has more paragraphs than are read"), file, remedy=said("Split the file."))
                )
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - python-docx raises many kinds for a broken document
        remedy = said("Save it again, or copy its text and paste it.")
        raise InputError(Problem(said("cannot be read as DOCX"), file, remedy=remedy)) from None
    return found


def _paragraphs(document: Any) -> Iterator[Paragraph]:
    for each in document.iter_inner_content():
        if isinstance(each, Table):
            for row in each.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield each


def _text(paragraph: Paragraph) -> str:
    """Its runs, those of links as well, raised digits raised."""
    parts = []
    for run in paragraph._p.iter(qn("w:r")):  # noqa: SLF001 - the runs of links as well
        text = "".join(_piece(each) for each in run)
        mark = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
        parts.append(raised(text) if mark is not None and mark.get(qn("w:val")) == "superscript" else text)
    return "".join(parts)


def _piece(element: Any) -> str:
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag == qn("w:tab"):
        return " "
    return "\n" if element.tag in (qn("w:br"), qn("w:cr")) else ""


class _Numbers:
    """The numbers of a document's lists, counted as its paragraphs are read."""

    def __init__(self, document: Any) -> None:
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._list_of: dict[str, str] = {}
        part = next(
            (each.target_part for each in document.part.rels.values() if each.reltype.endswith("/numbering")), None
        )
        root = getattr(part, "element", None)
        if root is None:
            return
        for each in root.iter(qn("w:abstractNum")):
            self._levels[each.get(qn("w:abstractNumId"), "")] = dict(map(_level, each.iter(qn("w:lvl"))))
        for each in root.iter(qn("w:num")):
            named = each.find(qn("w:abstractNumId"))
            if named is not None:
                self._list_of[each.get(qn("w:numId"), "")] = named.get(qn("w:val"), "")

    def before(self, paragraph: Paragraph) -> str:
        """What stands before the paragraph, with a space; blank where it is in no list, or in one of bullets."""
        listed = _listed(paragraph)
        levels = self._levels.get(self._list_of.get(listed[0], ""), {}) if listed else {}
        if not listed or listed[1] not in levels:
            return ""
        counts, level = self._counts[self._list_of[listed[0]]], listed[1]
        _text, _format, start = levels[level]
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        text, how, _start = levels[level]
        if how in ("bullet", "none"):
            return ""
        for each in range(_LEVELS):
            text = text.replace(f"%{each + 1}", _written(max(counts[each], 1), levels.get(each, ("", "decimal", 1))[1]))
        return f"{text} "


def _level(element: Any) -> tuple[int, tuple[str, str, int]]:
    def value(name: str, otherwise: str) -> str:
        found = element.find(qn(name))
        return found.get(qn("w:val"), otherwise) if found is not None else otherwise

    start = value("w:start", "1")
    place = element.get(qn("w:ilvl"), "0")
    told = (value("w:lvlText", ""), value("w:numFmt", "decimal"), int(start) if start.isdigit() else 1)
    return (int(place) if place.isdigit() else 0), told


def _listed(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list that a paragraph is in, by itself or by its style, and how deep."""
    styled = paragraph.style.element if paragraph.style is not None else None
    for each in (paragraph._p, styled):  # noqa: SLF001 - python-docx knows no lists
        found = next(each.iter(qn("w:numPr")), None) if each is not None else None
        if found is not None:
            number, level = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
            depth = level.get(qn("w:val"), "0") if level is not None else "0"
            return (number.get(qn("w:val"), "") if number is not None else ""), min(int(depth), _LEVELS - 1)
    return None


def _written(number: int, how: str) -> str:
    number = min(number, 9_999)
    if how in ("lowerLetter", "upperLetter"):
        text = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return text.upper() if how == "upperLetter" else text
    if how in ("lowerRoman", "upperRoman"):
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return text.upper() if how == "upperRoman" else text
    return str(number)
