"""A legal profile as DOCX: a real table whose header repeats, each text in its language and direction."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from capacita.publishing.legal_profile import RIGHT_TO_LEFT, LawCell, LegalProfile, Passage, ProfileRow, printable
from capacita.publishing.repack import repacked

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA"}
_QUIET = RGBColor(0x4A, 0x57, 0x75)
_WIDTHS = (Cm(9), Cm(16.5))


def profile_docx(profile: LegalProfile) -> bytes:
    """The same bytes for the same profile."""
    document = Document()
    _set_up(document, profile)
    document.add_heading(level=1).add_run(profile.heading)
    for line in profile.lines:
        _write(document.add_paragraph(), Passage(line), profile, ink=_QUIET)
    table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _direct_table(table, profile)
    for cell, text in zip(table.rows[0].cells, profile.header, strict=True):
        _write(cell.paragraphs[0], Passage(text), profile, bold=True)
    _repeat(table.rows[0])
    for row in profile.rows:
        cells = table.add_row().cells
        _provision(cells[0], row, profile)
        _laws(cells[1], row, profile)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width
    for note in profile.notes:
        _write(document.add_paragraph(), Passage(note), profile, size=8, ink=_QUIET)
    _direct(document.paragraphs[0], profile.direction == "rtl")
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), profile.on)


def _set_up(document: Any, profile: LegalProfile) -> None:
    """A landscape page of A4, the language of its words, and what the file says of itself."""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin = section.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Sans", Pt(9.5)
    core = document.core_properties
    core.title, core.author, core.language = profile.heading, "Capacita", profile.language
    core.comments = core.keywords = core.category = ""
    core.last_modified_by, core.revision = "Capacita", 1
    core.created = core.modified = datetime.combine(profile.on, time(), UTC)


def _provision(cell: Any, row: ProfileRow, profile: LegalProfile) -> None:
    first = cell.paragraphs[0]
    _write(first, Passage(row.title), profile, bold=True)
    _write(cell.add_paragraph(), Passage(row.heading, "en"), profile, bold=True)
    if row.status:
        _write(cell.add_paragraph(), Passage(row.status), profile)
    _write(cell.add_paragraph(), Passage(row.summary, "en"), profile)


def _laws(cell: Any, row: ProfileRow, profile: LegalProfile) -> None:
    if not row.laws:
        _write(cell.paragraphs[0], Passage(_("No provision recorded for this date.")), profile, ink=_QUIET)
    for number, law in enumerate(row.laws):
        _law(cell, cell.paragraphs[0] if number == 0 else cell.add_paragraph(), law, profile)


def _law(cell: Any, first: Any, law: LawCell, profile: LegalProfile) -> None:
    _write(first, law.name, profile, bold=True)
    for text in law.words.text.splitlines():
        if text.strip():
            _write(cell.add_paragraph(), Passage(text, law.words.language), profile)
    _write(cell.add_paragraph(), Passage(law.standing), profile, size=8, ink=_QUIET)
    _write(cell.add_paragraph(), Passage(law.source), profile, size=8, ink=_QUIET)


def _write(
    paragraph: Any, said: Passage, profile: LegalProfile, *, bold: bool = False, size: float = 0, ink: Any = None
) -> None:
    """The text in a run of its language; a paragraph runs in the direction of what it says."""
    run = paragraph.add_run(printable(said.text))
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if ink is not None:
        run.font.color.rgb = ink
    language = said.language or profile.language
    is_rtl = said.is_rtl if said.language else profile.direction == "rtl"
    marks = run._r.get_or_add_rPr()
    if is_rtl:
        marks.append(OxmlElement("w:rtl"))
    named = OxmlElement("w:lang")
    locale = _LOCALES.get(language, language)
    named.set(qn("w:bidi" if language in RIGHT_TO_LEFT else "w:val"), locale)
    marks.append(named)
    paragraph.paragraph_format.space_after = Pt(3)
    _direct(paragraph, is_rtl)


def _direct(paragraph: Any, is_rtl: bool) -> None:
    properties = paragraph._p.get_or_add_pPr()
    if is_rtl and properties.find(qn("w:bidi")) is None:
        properties.insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
            "w:mirrorIndents", "w:jc", "w:rPr",
        )  # fmt: skip


def _direct_table(table: Any, profile: LegalProfile) -> None:
    if profile.direction == "rtl":
        properties = table._tbl.tblPr
        properties.insert(1, OxmlElement("w:bidiVisual"))


def _repeat(row: Any) -> None:
    """The header stands on every page, and is told as one."""
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)
