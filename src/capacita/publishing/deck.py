"""A brief as a deck: where each part of a section stands on its slide. Every slide is fitted before it is written."""

from __future__ import annotations

import gc
import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from capacita.drawing import palette
from capacita.drawing.pptx import Box, draw_columns, draw_cycle, draw_map
from capacita.drawing.spec import Columns, Cycle, WorldMap
from capacita.publishing import measure
from capacita.publishing.addresses import led
from capacita.publishing.brief import Block, Brief, Bullets, Paragraph, Picture, Section, Table, Tiers
from capacita.publishing.lettering import Words, height_of, paragraphs, words
from capacita.publishing.masters import MARGIN, Frame, frame_of, layout_for, own_master, title_size, uploaded_master
from capacita.publishing.repack import repacked
from capacita.publishing.slide import SlideWriter, table_needed, tier_heights
from capacita.publishing.title_slide import write_title

_GAP = 110_000
_MOST_PROPERTY = 255  # characters of a property of a deck
_CARD = 170_000
_LETTERING = 1.7  # letters of the map beside those of a page: a slide is looked at from farther away


def render_deck(brief: Brief, *, master: bytes | None = None) -> bytes:
    """The brief as PPTX, byte for byte the same for the same brief."""
    try:
        return _rendered(brief, master)
    finally:
        # Parts of a deck know each other: until they are collected, the next brief comes on top of them.
        gc.collect()


def _rendered(brief: Brief, master: bytes | None) -> bytes:
    deck = uploaded_master(master) if master is not None else own_master()
    for number, section in enumerate(brief.sections, start=1):
        _Layout(deck, brief, section, number, is_own=master is None).write()
    core = deck.core_properties
    author = brief.title.organisation or "Capacita"
    core.title, core.author, core.subject = (text[:_MOST_PROPERTY] for text in (brief.heading, author, brief.dated))
    core.category = core.comments = core.keywords = core.content_status = core.identifier = core.version = ""
    core.language, core.last_modified_by, core.revision = brief.language, "Capacita", 1
    core.created = core.modified = core.last_printed = datetime.combine(brief.at.as_of, time(), UTC)
    out = io.BytesIO()
    deck.save(out)
    return repacked(out.getvalue(), brief.at.as_of)


class _Layout:
    """Lays one section out on a slide of its own."""

    def __init__(self, deck: Any, brief: Brief, section: Section, number: int, *, is_own: bool) -> None:
        self.brief, self.section, self.number, self.is_own = brief, section, number, is_own
        kind = section.layout if section.layout in ("title", "divider") else "content"
        self.slide = deck.slides.add_slide(layout_for(deck, kind))
        self.pen = SlideWriter(self.slide, brief, is_own=is_own)
        self.frame: Frame = frame_of(deck, self.slide)
        # Sizes are made for a slide of the product's own width; a narrower master takes smaller ones.
        self.scale = min(self.frame.width / 12_192_000, 1.0)

    def write(self) -> None:
        self._heading()
        subtitle = self._empty_places()
        layout = self.section.layout
        if layout == "title":
            write_title(self.pen, self.frame, subtitle, self.scale)
        elif layout != "divider":
            room = self._footer(self._headline())
            {"map": self._map, "key": self._key}.get(layout, self._flow)(room)
        self.pen.notes(self.section.receipts)

    def _heading(self) -> None:
        """The heading in the title's place; a master of an organisation's own keeps its type."""
        holder = self.slide.shapes.title
        if holder is None:
            box = Box(MARGIN, 300_000, self.frame.width - 2 * MARGIN, 820_000)
            self.pen.text(box, [words(self.section.heading, 26 * self.scale, strong=True)])
            return
        holder.text_frame.text = self.section.heading
        paragraph = holder.text_frame.paragraphs[0]
        if self.is_own or self.pen.is_rtl:
            self.pen.side(paragraph)
        if self.is_own:
            inner = holder.text_frame
            inner.margin_left = inner.margin_right = inner.margin_top = inner.margin_bottom = 0
            most = {"title": 38, "divider": 38}.get(self.section.layout, 26)
            pieces = [(self.section.heading, True)]
            scale = measure.fitting(lambda each: measure.height(pieces, most * each, holder.width), holder.height)
            if measure.width(self.section.heading, most * 0.7, is_strong=True) <= holder.width:
                # A little smaller on one line rather than a word alone on a second one.
                scale = measure.fitting(
                    lambda each: measure.width(self.section.heading, most * each, is_strong=True), holder.width
                )
            paragraph.runs[0].font.size = Pt(most * scale)
            return
        # A master's own type is kept where the heading has room in it.
        size = title_size(self.slide)
        scale = measure.fitting(
            lambda each: measure.height([(self.section.heading, True)], size * each, holder.width), holder.height
        )
        if scale < 1:
            paragraph.runs[0].font.size = Pt(size * scale)

    def _empty_places(self) -> Any:
        """Remove the layout's places that stay empty; a title slide's place for the subtitle is kept and given back."""
        subtitle = None
        for shape in list(self.slide.placeholders):
            if shape.placeholder_format.idx == 0:
                continue
            is_subtitle = str(shape.placeholder_format.type).startswith("SUBTITLE")
            if is_subtitle and self.section.layout == "title":
                subtitle = shape
            else:
                shape._element.getparent().remove(shape._element)
        return subtitle

    def _headline(self) -> int:
        """The sentence under the heading; where it ends."""
        top = self.frame.top
        if not self.section.headline:
            return top
        size = (16 if self.section.layout != "key" else 13) * self.scale
        said = Words(self.section.headline, size, palette.INK_2)
        height = said.height(self.frame.right - self.frame.left)
        self.pen.text(Box(self.frame.left, top, self.frame.right - self.frame.left, height), [said])
        return top + height + _GAP

    def _footer(self, top: int) -> Box:
        """Footnotes and the line at the foot; the room that remains for the blocks."""
        left, across = self.frame.left, self.frame.right - self.frame.left
        parts = ("Capacita", self.brief.dated, _("facts %s") % self.brief.facts_digest, self.brief.title.link)
        foot = words(" · ".join(each for each in parts if each), 9 * self.scale, palette.INK_3)
        number = words(str(self.number), 9 * self.scale, palette.INK_3)
        edge = 400_000
        height = foot.height(across - edge)
        bottom = self.frame.bottom - height
        begin, end = (left + edge, left) if self.pen.is_rtl else (left, left + across - edge)
        self.pen.text(Box(begin, bottom, across - edge, height), [foot])
        self.pen.text(Box(end, bottom, edge, height), [number], is_end=True)
        if self.section.footnotes:
            notes = [words(text, 7.5 * self.scale, palette.INK_3) for text in self.section.footnotes]
            height = height_of(notes, across)
            bottom -= height + 40_000
            self.pen.text(Box(left, bottom, across, height), notes, anchor=MSO_ANCHOR.BOTTOM)
        return Box(left, top, across, bottom - _GAP - top)

    def _flow(self, room: Box) -> None:
        """Blocks one under the other; two lists stand side by side as cards."""
        lists = [block for block in self.section.blocks if isinstance(block, Bullets)]
        if len(lists) == 2:
            self._cards(room, lists)
            return
        self._stack(self.section.blocks, room, most=1.15)

    def _stack(self, blocks: Sequence[Block], room: Box, *, most: float) -> None:
        """Blocks one under the other at the largest scale that fits; tables take some of what is left."""
        scale = self.scale * measure.fitting(
            lambda each: _needed(blocks, room.width, each * self.scale), room.height, most=most
        )
        spare = max(room.height - _needed(blocks, room.width, scale), 0)
        top = room.top
        for block in blocks:
            height = spare + _needed((block,), room.width, scale) - _GAP
            if isinstance(block, Picture):
                height = room.top + room.height - top
            top += self._block(block, Box(room.left, top, room.width, height), scale) + _GAP

    def _block(self, block: Block, box: Box, scale: float) -> int:
        match block:
            case Table():
                return self.pen.table(block, box, 14 * scale)
            case Bullets() | Paragraph():
                said = paragraphs(block, scale)
                height = height_of(said, box.width)
                self.pen.text(Box(box.left, box.top, box.width, height), said)
                return height
            case Tiers():
                return self.pen.tiers(block, box, 13 * scale)
            case Picture():
                edge = box.width // 24
                self._picture(block, Box(box.left + edge, box.top + 60_000, box.width - 2 * edge, box.height - 160_000))
                return box.height

    def _cards(self, room: Box, lists: list[Bullets]) -> None:
        gutter = 240_000
        across = (room.width - gutter) // 2
        lead = [block for block in self.section.blocks if isinstance(block, Paragraph)]

        def needed(scale: float) -> tuple[int, int]:
            """The heights of the sentence above and of the cards."""
            said = [each for block in lead for each in paragraphs(block, scale * self.scale)]
            cards = [height_of(paragraphs(each, scale * self.scale), across - 2 * _CARD) for each in lists]
            return height_of(said, room.width) + 2 * _GAP, max(cards) + 2 * _CARD

        scale = measure.fitting(lambda each: sum(needed(each)), room.height)
        above, tall = needed(scale)
        said = [each for block in lead for each in paragraphs(block, scale * self.scale)]
        self.pen.text(Box(room.left, room.top, room.width, above), said)
        tall = max(tall, min(room.height - above - _GAP, int(tall * 1.15)))
        for index, each in enumerate(lists):
            column = 1 - index if self.pen.is_rtl else index
            box = Box(room.left + column * (across + gutter), room.top + above, across, tall)
            self.pen.text(box, paragraphs(each, scale * self.scale), inset=_CARD, card=True)

    def _map(self, room: Box) -> None:
        """The map beside its tiers."""
        panel = int(room.width * 0.37)
        across = room.width - panel - 200_000
        for block in self.section.blocks:
            if isinstance(block, Picture):
                left = room.left + (panel + 200_000 if self.pen.is_rtl else 0)
                self._picture(block, Box(left, room.top, across, room.height))
            elif isinstance(block, Tiers):
                left = room.left if self.pen.is_rtl else room.left + room.width - panel
                self._tiers(block, Box(left, room.top, panel, room.height), 14)

    def _tiers(self, block: Tiers, box: Box, size: float, *, is_wide: bool = False) -> None:
        size *= self.scale
        scale = measure.fitting(
            lambda each: sum(tier_heights(block, box.width, size * each, is_wide=is_wide)), box.height
        )
        self.pen.tiers(block, box, size * scale, is_wide=is_wide)

    def _key(self, room: Box) -> None:
        """One page: map and tiers above, projects and the series below."""
        blocks = self.section.blocks
        pictures = [block for block in blocks if isinstance(block, Picture)]
        above, gutter = int(room.height * 0.52), 200_000
        top = room.top + above + _GAP
        below = room.top + room.height - top

        def halves(height: int, y: int, share: float) -> tuple[Box, Box]:
            """Two boxes side by side, the first where reading begins."""
            first = int(room.width * share)
            second = room.width - first - gutter
            if self.pen.is_rtl:
                return Box(room.left + second + gutter, y, first, height), Box(room.left, y, second, height)
            return Box(room.left, y, first, height), Box(room.left + first + gutter, y, second, height)

        world, beside = halves(above, room.top, 0.4)
        self._picture(pictures[0], world, insets=False)
        for block in blocks:
            if isinstance(block, Tiers):
                self._tiers(block, beside, 12, is_wide=True)
        table, chart = halves(below, top, 0.62)
        self._stack([block for block in blocks if isinstance(block, Table | Paragraph)], table, most=0.8)
        for each in pictures[1:]:
            self._picture(each, chart)

    def _picture(self, block: Picture, box: Box, *, insets: bool = True) -> None:
        match led(block.spec, self.brief.site):
            case WorldMap() as spec:
                draw_map(self.slide, spec, box, insets=insets, lettering=_LETTERING)
            case Cycle() as spec:
                draw_cycle(self.slide, spec, box)
            case Columns() as spec:
                draw_columns(self.slide, spec, box)


def _needed(blocks: Sequence[Block], across: int, scale: float) -> int:
    """The height of blocks one under the other; pictures take what is left."""
    total = 0
    for block in blocks:
        match block:
            case Table():
                total += table_needed(block, across, 14 * scale)
            case Bullets() | Paragraph():
                total += height_of(paragraphs(block, scale), across)
        total += _GAP
    return total
