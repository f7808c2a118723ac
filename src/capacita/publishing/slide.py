"""One slide being written: text, tables and notes as native, editable parts, in the product's look or a master's own.

Lengths are in EMU, sizes in points. Where things stand is decided in `deck`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from capacita.drawing import palette
from capacita.drawing.pptx import Box, colour, describe
from capacita.publishing import measure
from capacita.publishing.brief import Brief, Run, Table, TierRow, Tiers
from capacita.publishing.lettering import INDENT, Words, height_of, words

_LANGUAGES = {"en": MSO_LANGUAGE_ID.ENGLISH_UK, "fr": MSO_LANGUAGE_ID.FRENCH}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # a table without style and grid
_GREY = "#8b97ad"  # rules that show on a light master and on a dark one
_SIDE = 70_000  # room at both sides of a cell
_PAD = 32_000  # room above and below a cell's text
_MARK = 300_000  # the column of a tier's colour
_COUNT, _SHORT_COUNT = 1_150_000, 760_000  # the column of counts: of words, or of numbers alone
_REMARK = 0.8  # the size of a remark beside that of the words above it
_BEYOND = 10**9
_MOST_SPARE = 130_000  # what a row takes of the room that is left


class SlideWriter:
    """Writes on one slide. With a master of an organisation's own, fonts and inks are left to its theme."""

    def __init__(self, slide: Any, brief: Brief, *, is_own: bool) -> None:
        self.slide, self.brief, self.is_own = slide, brief, is_own
        self.is_rtl = brief.direction == "rtl"

    def text(
        self,
        box: Box,
        paragraphs: Sequence[Words],
        *,
        anchor: Any = MSO_ANCHOR.TOP,
        inset: int = 0,
        card: bool = False,
        is_end: bool = False,
    ) -> None:
        """Paragraphs in a box; as a card the box has a quiet ground of its own."""
        shape = self.slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
        frame = shape.text_frame
        frame.auto_size, frame.word_wrap, frame.vertical_anchor = MSO_AUTO_SIZE.NONE, True, anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = inset
        if card and self.is_own:
            shape.fill.solid()
            shape.fill.fore_color.rgb = colour(palette.WASH)
            shape.line.color.rgb = colour(palette.LINE)
        for index, each in enumerate(paragraphs):
            self.write(frame.paragraphs[0] if index == 0 else frame.add_paragraph(), each, is_end=is_end)

    def write(self, paragraph: Any, said: Words, *, is_end: bool = False) -> None:
        """One paragraph with its runs; a figure leads to its receipt where a public address is configured."""
        for each in said.line:
            run = paragraph.add_run()
            run.text = each.text
            run.font.size, run.font.bold = Pt(said.size), each.is_strong
            run.font.language_id = _LANGUAGES.get(self.brief.language, MSO_LANGUAGE_ID.ENGLISH_UK)
            self._ink(run, said.ink)
            if each.receipt and self.brief.site:
                run.hyperlink.address = self.brief.site + each.receipt
        paragraph.space_after = Pt(said.after)
        self.side(paragraph, is_end=is_end)
        if said.level is not None:
            self._bullet(paragraph, said.level)

    def side(self, paragraph: Any, *, is_end: bool = False) -> None:
        paragraph.alignment = PP_ALIGN.RIGHT if is_end != self.is_rtl else PP_ALIGN.LEFT
        if self.is_rtl:
            paragraph._p.get_or_add_pPr().set("rtl", "1")

    def _ink(self, run: Any, ink: str) -> None:
        if self.is_own:
            run.font.color.rgb = colour(ink)
        elif ink == palette.ACCENT:
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1
        elif ink not in (palette.INK, palette.INK_2, palette.INK_3):
            run.font.color.rgb = colour(ink)

    def _bullet(self, paragraph: Any, level: int) -> None:
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", str(INDENT * (level + 1)))
        properties.set("indent", str(-INDENT))
        ink = properties.makeelement(qn("a:buClr"), {})
        if self.is_own:
            ink.append(ink.makeelement(qn("a:srgbClr"), {"val": palette.ACCENT[1:].upper()}))
        else:
            ink.append(ink.makeelement(qn("a:schemeClr"), {"val": "accent1"}))
        properties.append(ink)
        properties.append(properties.makeelement(qn("a:buChar"), {"char": "•" if level == 0 else "–"}))

    def table(self, block: Table, box: Box, size: float) -> int:
        """A native table; its height."""
        heights = table_heights(block, box.width, size)
        spare = max(box.height - sum(heights), 0) // len(heights)
        heights = [height + min(spare, _MOST_SPARE) for height in heights]
        columns = [int(box.width * share) for share in block.widths]
        table = self._grid(len(heights), columns, box, heights, block.summary)
        for index, text in enumerate(block.header):
            said = words(text, size * 0.8, palette.INK_3, strong=True)
            self._cell(table.cell(0, index), [said], is_end=block.aligns[index] == "r", rule=palette.INK)
        for number, row in enumerate(block.rows, start=1):
            for index, line in enumerate(row):
                self._cell(table.cell(number, index), [Words(line, size)], is_end=block.aligns[index] == "r")
        return sum(heights)

    def tiers(self, block: Tiers, box: Box, size: float, *, is_wide: bool = False) -> int:
        """The tiers as a native table: mark, words, count, and the remark under the words or beside them; its height."""
        heights = tier_heights(block, box.width, size, is_wide=is_wide)
        spare = max(box.height - sum(heights), 0) // len(heights)
        heights = [height + min(spare, _MOST_SPARE) for height in heights]
        columns = _tier_columns(block, box.width, is_wide=is_wide)
        table = self._grid(len(heights), columns, box, heights, _("Tiers with their counts"), has_header=False)
        for index, each in enumerate(block.rows):
            rule = palette.INK if each.is_sum else palette.LINE
            mark = "" if not each.kind else "○" if each.kind == "supported" else "●"
            ink = palette.RING if each.kind == "supported" else palette.fill(each.kind)
            cells = [[words(mark, size + 2, ink, strong=True)], *_tier_words(each, size, is_wide=is_wide)]
            for column, said in enumerate(cells):
                self._cell(table.cell(index, column), said, rule=rule)
            count = Words(
                (Run(each.count.text, each.count.receipt, is_strong=True),), _count_size(each, size, columns[-1])
            )
            self._cell(table.cell(index, len(columns) - 1), [count], is_end=True, rule=rule)
        return sum(heights)

    def _grid(
        self, rows: int, columns: list[int], box: Box, heights: list[int], alt: str, *, has_header: bool = True
    ) -> Any:
        shape = self.slide.shapes.add_table(rows, len(columns), box.left, box.top, sum(columns), sum(heights))
        describe(shape, alt, alt)
        properties = shape._element.graphic.graphicData.tbl.tblPr
        properties.set("bandRow", "0")
        properties.set("firstRow", "1" if has_header else "0")
        if self.is_rtl:
            properties.set("rtl", "1")
        style = properties.find(qn("a:tableStyleId"))
        if style is not None:
            style.text = _NO_STYLE
        table = shape.table
        for index, across in enumerate(columns):
            table.columns[index].width = Emu(across)
        for index, height in enumerate(heights):
            table.rows[index].height = Emu(height)
        return table

    def _cell(self, cell: Any, paragraphs: list[Words], *, is_end: bool = False, rule: str = palette.LINE) -> None:
        cell.margin_left = cell.margin_right = Emu(_SIDE)
        cell.margin_top = cell.margin_bottom = Emu(_PAD // 2)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame = cell.text_frame
        for index, each in enumerate(paragraphs):
            self.write(frame.paragraphs[0] if index == 0 else frame.add_paragraph(), each, is_end=is_end)
        if not paragraphs:
            # An empty cell would stand as tall as the theme's own type.
            end = frame.paragraphs[0]._p.get_or_add_endParaRPr()
            end.set("sz", "600")
        properties = cell._tc.get_or_add_tcPr()
        border = properties.makeelement(qn("a:lnB"), {"w": "9525"})
        fill = border.makeelement(qn("a:solidFill"), {})
        ink = rule if self.is_own else _GREY
        fill.append(fill.makeelement(qn("a:srgbClr"), {"val": ink[1:].upper()}))
        border.append(fill)
        properties.insert(0, border)

    def notes(self, receipts: Sequence[str]) -> None:
        if receipts:
            self.slide.notes_slide.notes_text_frame.text = "\n\n".join(receipts)


def table_needed(block: Table, across: int, size: float) -> int:
    """The height of a table; beyond any slide where a word would be cut, so that smaller type is tried."""
    columns = [int(across * share) - 2 * _SIDE for share in block.widths]
    cells = [(Words(line, size), room) for row in block.rows for line, room in zip(row, columns, strict=True)]
    is_cut = any(measure.is_cut(said.pieces, size, room) for said, room in cells)
    return _BEYOND if is_cut else sum(table_heights(block, across, size))


def table_heights(block: Table, across: int, size: float) -> list[int]:
    """The heights of the rows, the header's first."""
    columns = [int(across * share) - 2 * _SIDE for share in block.widths]
    heights = [
        max(
            Words((Run(text, is_strong=True),), size * 0.8).height(room)
            for text, room in zip(block.header, columns, strict=True)
        )
    ]
    heights += [
        max(Words(line, size).height(room) for line, room in zip(row, columns, strict=True)) for row in block.rows
    ]
    return [height + int(_PAD * size / 7) for height in heights]


def tier_heights(block: Tiers, across: int, size: float, *, is_wide: bool = False) -> list[int]:
    """The heights of the rows of tiers."""
    rooms = _tier_columns(block, across, is_wide=is_wide)[1:-1]
    found = []
    for each in block.rows:
        cells = zip(_tier_words(each, size, is_wide=is_wide), rooms, strict=True)
        height = max(height_of(said, room - 2 * _SIDE) for said, room in cells)
        found.append(max(height, measure.line_height(_count_size(each, size, _count_room(block)))) + _PAD)
    return found


def _tier_columns(block: Tiers, across: int, *, is_wide: bool) -> list[int]:
    count = _count_room(block)
    room = across - _MARK - count
    return [_MARK, int(room * 0.46), room - int(room * 0.46), count] if is_wide else [_MARK, room, count]


def _count_room(block: Tiers) -> int:
    return _SHORT_COUNT if all(len(row.count.text) <= 4 for row in block.rows) else _COUNT


def _tier_words(row: TierRow, size: float, *, is_wide: bool) -> list[list[Words]]:
    """The cells between mark and count: words and remark in one, or in one each."""
    label = words(row.named, size, strong=row.is_sum)
    remark = [words(row.remark, size * _REMARK, palette.INK_3)] if row.remark else []
    return [[label], remark] if is_wide else [[label, *remark]]


def _count_size(row: TierRow, size: float, across: int) -> float:
    """The largest size at which a count stays on one line: “64” is large, “not recorded” is not."""
    room = across - 2 * _SIDE
    sizes = (size + 6, size + 3, size, size * 0.85, size * 0.7)
    return next((each for each in sizes if measure.width(row.count.text, each, is_strong=True) <= room), sizes[-1])
