"""A brief as a deck: native tables and shapes, alternative text, receipts in the speaker notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from capacita.drawing import palette
from capacita.drawing.pptx import Box, colour, describe, draw_bars, draw_columns, draw_cycle, draw_map
from capacita.drawing.spec import Columns, Cycle, TimeBars, WorldMap
from capacita.publishing.brief import Brief, Bullets, Line, Paragraph, Picture, Section, Table, Tiers
from capacita.publishing.masters import FONT, layout_for, own_master, uploaded_master
from capacita.publishing.repack import repacked

_MARGIN = 560_000
_TOP = 1_230_000
_FOOT = 360_000


def render_deck(brief: Brief, *, master: bytes | None = None) -> bytes:
    """The brief as PPTX, byte for byte the same for the same brief."""
    deck = uploaded_master(master) if master else own_master()
    pen = _Pen(deck, brief, is_own=master is None)
    for number, section in enumerate(brief.sections, start=1):
        pen.section(section, number)
    core = deck.core_properties
    core.title, core.author, core.subject = brief.heading, brief.title.organisation or "Capacita", brief.dated
    core.language, core.last_modified_by, core.revision = brief.language, "Capacita", 1
    core.created = core.modified = datetime.combine(brief.at.as_of, time(), UTC)
    out = io.BytesIO()
    deck.save(out)
    return repacked(out.getvalue(), brief.at.as_of)


class _Pen:
    """Writes sections on slides of one deck."""

    def __init__(self, deck: Any, brief: Brief, *, is_own: bool) -> None:
        self.deck, self.brief, self.is_own = deck, brief, is_own
        self.width, self.height = int(deck.slide_width), int(deck.slide_height)
        self.is_rtl = brief.direction == "rtl"
        self.slide: Any = None

    def section(self, section: Section, number: int) -> None:
        kind = section.layout if section.layout in ("title", "divider") else "content"
        self.slide = self.deck.slides.add_slide(layout_for(self.deck, kind))
        holder = self.slide.shapes.title
        if holder is not None:
            self._heading(holder.text_frame, section)
        for shape in list(self.slide.placeholders):
            if holder is None or shape.placeholder_format.idx != 0:
                shape._element.getparent().remove(shape._element)
        {"title": self._title, "divider": self._nothing, "map": self._map, "key": self._key}.get(
            section.layout, self._flow
        )(section)
        if section.layout not in ("title", "divider"):
            self._footer(section, number)
        self._notes(section)

    def _heading(self, frame: Any, section: Section) -> None:
        """The heading in the title placeholder; an organisation's master keeps its own type."""
        frame.text = section.heading
        frame.word_wrap = True
        paragraph = frame.paragraphs[0]
        self._side(paragraph)
        if not self.is_own:
            return
        frame.margin_left = frame.margin_right = 0
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        is_divider = section.layout == "divider"
        run = paragraph.runs[0]
        run.font.size = Pt({"title": 36, "divider": 38}.get(section.layout, 26))
        run.font.bold = True
        run.font.name = FONT
        run.font.color.rgb = colour(palette.PAPER if is_divider else palette.INK)
        run._r.get_or_add_rPr().set("cap", "none")
        if is_divider:
            self.slide.background.fill.solid()
            self.slide.background.fill.fore_color.rgb = colour(palette.INK)

    def _nothing(self, section: Section) -> None:
        """A divider says its heading only."""

    def _title(self, section: Section) -> None:
        title = self.brief.title
        top = 2_850_000
        lines = [
            (title.session, 22, True),
            (", ".join(part for part in (title.place, title.date) if part), 16, False),
            (title.speaker, 18, True),
            (" · ".join(part for part in (title.function, title.organisation) if part), 16, False),
            (title.link, 14, False),
            (self.brief.dated, 12, False),
        ]
        frame = self._box(Box(_MARGIN, top, self.width - 2 * _MARGIN, 2_400_000))
        first = True
        for text, size, bold in lines:
            if text:
                paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
                first = False
                self._write(paragraph, ((text, "", bold),), size, palette.INK if bold else palette.INK_2, after=8)
        small = [text for text in (self.brief.funding_statement, self.brief.disclaimer) if text]
        if small:
            frame = self._box(Box(_MARGIN, self.height - 1_250_000, self.width - 2 * _MARGIN, 1_000_000))
            for index, text in enumerate(small):
                paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
                self._write(paragraph, ((text, "", False),), 10, palette.INK_3)
        if self.brief.logo:
            picture = self.slide.shapes.add_picture(io.BytesIO(self.brief.logo), _MARGIN, 420_000, height=Emu(800_000))
            describe(picture, "Logo", title.organisation or "Logo")

    def _flow(self, section: Section) -> None:
        """Blocks one under the other; two lists stand side by side."""
        top = _TOP
        bottom = self.height - _FOOT - (300_000 if section.footnotes else 0) - 80_000
        lists = [block for block in section.blocks if isinstance(block, Bullets)]
        side_by_side = len(lists) == 2
        for block in section.blocks:
            width = self.width - 2 * _MARGIN
            match block:
                case Paragraph():
                    top += self._paragraph(block, Box(_MARGIN, top, width, 420_000))
                case Bullets() if side_by_side:
                    column = lists.index(block) if not self.is_rtl else 1 - lists.index(block)
                    self._bullets(block, Box(_MARGIN + column * (width // 2), top, width // 2 - 150_000, bottom - top))
                case Bullets():
                    rows = sum(1.0 if level == 0 else 0.85 for level, _line in block.items)
                    height = min(bottom - top - 500_000, int(rows * 440_000))
                    self._bullets(block, Box(_MARGIN, top, width, height))
                    top += height + 80_000
                case Table():
                    top += self._table(block, Box(_MARGIN, top, width, bottom - top)) + 120_000
                case Picture():
                    height = bottom - top - 380_000
                    self._picture(block, Box(_MARGIN + width // 20, top + 150_000, width * 9 // 10, height - 200_000))
                    top += height
                case Tiers():
                    self._tiers(block, Box(_MARGIN, top, width, bottom - top))

    def _map(self, section: Section) -> None:
        """The map beside its tiers."""
        panel = 4_150_000
        width = self.width - 2 * _MARGIN - panel - 150_000
        bottom = self.height - _FOOT - 640_000
        for block in section.blocks:
            if isinstance(block, Picture):
                left = _MARGIN + (panel + 150_000 if self.is_rtl else 0)
                self._picture(block, Box(left, _TOP - 120_000, width, bottom - _TOP + 120_000))
            elif isinstance(block, Tiers):
                left = _MARGIN if self.is_rtl else self.width - _MARGIN - panel
                self._tiers(block, Box(left, _TOP - 60_000, panel, bottom - _TOP - 60_000), size=12)

    def _key(self, section: Section) -> None:
        """One page: map and tiers above, projects and the series below."""
        width = self.width - 2 * _MARGIN
        pictures = [block for block in section.blocks if isinstance(block, Picture)]
        tables = [block for block in section.blocks if isinstance(block, Table)]
        notes = [block for block in section.blocks if isinstance(block, Paragraph)]
        tiers = [block for block in section.blocks if isinstance(block, Tiers)]
        self._picture(pictures[0], Box(_MARGIN, _TOP - 200_000, width * 5 // 12, 2_300_000), insets=False)
        for each in tiers:
            self._tiers(
                each,
                Box(_MARGIN + width * 11 // 24, _TOP - 200_000, width * 13 // 24, 2_500_000),
                size=11,
                remarks=False,
            )
        top = _TOP + 2_360_000
        for table in tables:
            self._table(table, Box(_MARGIN, top, width * 2 // 3, self.height - top - 1_060_000), size=10)
        if len(pictures) > 1:
            self._picture(pictures[1], Box(_MARGIN + width * 2 // 3 + 120_000, top, width // 3 - 120_000, 1_900_000))
        if notes:
            self._paragraph(notes[0], Box(_MARGIN, self.height - _FOOT - 640_000, width * 2 // 3, 300_000), size=10)

    def _picture(self, block: Picture, box: Box, *, insets: bool = True) -> None:
        match block.spec:
            case WorldMap():
                draw_map(self.slide, block.spec, box, insets=insets)
            case Cycle():
                draw_cycle(self.slide, block.spec, box)
            case TimeBars():
                draw_bars(self.slide, block.spec, box)
            case Columns():
                draw_columns(self.slide, block.spec, box)

    def _paragraph(self, block: Paragraph, box: Box, size: float | None = None) -> int:
        points = size or {"lead": 20, "note": 13, "missing": 16}.get(block.kind, 16)
        frame = self._box(box)
        ink = palette.INK if block.kind == "lead" else palette.INK_2
        self._write(frame.paragraphs[0], self._runs(block.line), points, ink)
        characters = sum(len(run.text) for run in block.line)
        rows = 1 + int(characters * points * 6_900 / max(box.width, 1))
        return int(rows * points * 17_500) + 120_000

    def _bullets(self, block: Bullets, box: Box) -> None:
        frame = self._box(box)
        paragraph = frame.paragraphs[0]
        if block.heading:
            self._write(paragraph, ((block.heading, "", True),), 18, palette.ACCENT, after=8)
            paragraph = frame.add_paragraph()
        for index, (level, line) in enumerate(block.items):
            if index:
                paragraph = frame.add_paragraph()
            self._write(
                paragraph,
                self._runs(line),
                20 if level == 0 else 17,
                palette.INK if level == 0 else palette.INK_2,
                after=7,
            )
            self._bullet(paragraph, level)

    def _bullet(self, paragraph: Any, level: int) -> None:
        properties = paragraph._p.get_or_add_pPr()
        indent = 260_000
        side = "marR" if self.is_rtl else "marL"
        properties.set(side, str(indent * (level + 1) + (200_000 if level else 0)))
        properties.set("indent", str(-indent))
        for old in properties.findall(qn("a:buNone")):
            properties.remove(old)
        ink = properties.makeelement(qn("a:buClr"), {})
        ink.append(ink.makeelement(qn("a:srgbClr"), {"val": palette.ACCENT[1:].upper()}))
        properties.append(ink)
        properties.append(properties.makeelement(qn("a:buChar"), {"char": "•" if level == 0 else "–"}))

    def _table(self, block: Table, box: Box, *, size: float = 14) -> int:
        rows = len(block.rows) + 1
        row = min(max(box.height // rows, 240_000), 560_000)
        shape = self.slide.shapes.add_table(rows, len(block.header), box.left, box.top, box.width, row * rows)
        describe(shape, block.summary, block.summary)
        table = shape.table
        self._plain_style(shape)
        for index, share in enumerate(block.widths):
            table.columns[index].width = int(box.width * share)
        for each in table.rows:
            each.height = row
        for index, text in enumerate(block.header):
            self._cell(
                table.cell(0, index),
                ((text, "", True),),
                size - 3,
                palette.INK_3,
                block.aligns[index],
                line=palette.INK,
            )
        for number, line in enumerate(block.rows, start=1):
            for index, cell in enumerate(line):
                self._cell(table.cell(number, index), self._runs(cell), size, palette.INK, block.aligns[index])
        return row * rows

    def _cell(
        self,
        cell: Any,
        runs: Sequence[tuple[str, str, bool]],
        size: float,
        ink: str,
        align: str,
        line: str = palette.LINE,
    ) -> None:
        cell.fill.background()
        cell.margin_left = cell.margin_right = Emu(80_000)
        cell.margin_top = cell.margin_bottom = Emu(25_000)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        self._write(paragraph, runs, size, ink)
        paragraph.alignment = PP_ALIGN.RIGHT if (align == "r") != self.is_rtl else PP_ALIGN.LEFT
        properties = cell._tc.get_or_add_tcPr()
        border = properties.makeelement(qn("a:lnB"), {"w": "9525"})
        fill = border.makeelement(qn("a:solidFill"), {})
        fill.append(fill.makeelement(qn("a:srgbClr"), {"val": line[1:].upper()}))
        border.append(fill)
        properties.insert(0, border)

    def _plain_style(self, shape: Any) -> None:
        properties = shape._element.graphic.graphicData.tbl.tblPr
        properties.set("bandRow", "0")
        properties.set("firstRow", "1")
        if self.is_rtl:
            properties.set("rtl", "1")
        style = properties.find(qn("a:tableStyleId"))
        if style is not None:
            style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid

    def _tiers(self, block: Tiers, box: Box, *, size: float = 14, remarks: bool = True) -> None:
        rows = len(block.rows)
        row = box.height // rows
        shape = self.slide.shapes.add_table(rows, 3, box.left, box.top, box.width, row * rows)
        describe(shape, _("Tiers"), _("Tiers with their counts"))
        self._plain_style(shape)
        table = shape.table
        table.columns[0].width = 300_000
        table.columns[2].width = 900_000
        table.columns[1].width = box.width - 1_200_000
        for index, each in enumerate(block.rows):
            table.rows[index].height = row
            mark = "" if not each.kind else "○" if each.kind == "supported" else "●"
            ink = palette.RING if each.kind == "supported" else palette.fill(each.kind)
            line = palette.INK if each.is_sum else palette.LINE
            self._cell(table.cell(index, 0), ((mark, "", True),), size + 2, ink, "l", line)
            self._cell(table.cell(index, 1), ((each.named, "", each.is_sum),), size, palette.INK, "l", line)
            if each.remark and remarks:
                paragraph = table.cell(index, 1).text_frame.add_paragraph()
                self._write(paragraph, ((each.remark, "", False),), 8, palette.INK_3)
                paragraph.alignment = PP_ALIGN.RIGHT if self.is_rtl else PP_ALIGN.LEFT
            big = size + 6 if len(each.count.text) < 6 else size - 1
            self._cell(table.cell(index, 2), self._runs((each.count,), strong=True), big, palette.INK, "r", line)

    def _footer(self, section: Section, number: int) -> None:
        width = self.width - 2 * _MARGIN
        if section.footnotes:
            frame = self._box(Box(_MARGIN, self.height - _FOOT - 560_000, width, 540_000))
            frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            self._write(frame.paragraphs[0], ((" ".join(section.footnotes), "", False),), 7, palette.INK_3)
        frame = self._box(Box(_MARGIN, self.height - _FOOT, width, 260_000))
        text = " · ".join(
            part
            for part in (
                "Capacita",
                self.brief.dated,
                _("facts %s") % self.brief.facts_digest,
                self.brief.title.link,
                str(number),
            )
            if part
        )
        self._write(frame.paragraphs[0], ((text, "", False),), 9, palette.INK_3)

    def _notes(self, section: Section) -> None:
        if section.receipts:
            self.slide.notes_slide.notes_text_frame.text = "\n\n".join(section.receipts)

    def _runs(self, line: Line, *, strong: bool = False) -> tuple[tuple[str, str, bool], ...]:
        return tuple((run.text, run.receipt, run.is_strong or strong) for run in line)

    def _box(self, box: Box) -> Any:
        frame = self.slide.shapes.add_textbox(box.left, box.top, box.width, box.height).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return frame

    def _write(
        self, paragraph: Any, runs: Sequence[tuple[str, str, bool]], size: float, ink: str, *, after: float = 0
    ) -> None:
        for text, receipt, bold in runs:
            run = paragraph.add_run()
            run.text = text
            run.font.size = Pt(size)
            run.font.bold = bold
            run.font.name = FONT
            run.font.color.rgb = colour(ink)
            if receipt and self.brief.site:
                run.hyperlink.address = self.brief.site + receipt
        if after:
            paragraph.space_after = Pt(after)
        self._side(paragraph)

    def _side(self, paragraph: Any) -> None:
        paragraph.alignment = PP_ALIGN.RIGHT if self.is_rtl else PP_ALIGN.LEFT
        if self.is_rtl:
            paragraph._p.get_or_add_pPr().set("rtl", "1")
