"""Masters of decks: the product's own, made here, or the organisation's, checked as a file from outside."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.util import Emu, Pt

from capacita.drawing import palette
from capacita.drawing.pptx import colour
from capacita.kernel.errors import InputError, Problem

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)
FONT = "Noto Sans"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_PARTS = 2_000
_TITLE, _DIVIDER, _ONLY = 0, 2, 5


def own_master() -> Any:
    """An empty deck in the product's look: 16:9, its fonts and colours, three layouts."""
    deck = Presentation()
    stretch = WIDTH / deck.slide_width
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    _theme(master)
    for holder in (master, *(deck.slide_layouts[index] for index in (_TITLE, _DIVIDER, _ONLY))):
        for shape in holder.placeholders:
            shape.left, shape.width = int(shape.left * stretch), int(shape.width * stretch)
    _place_titles(deck)
    _accent(deck)
    layouts = deck.slide_layouts
    for index in reversed(range(len(layouts))):
        if index not in (_TITLE, _DIVIDER, _ONLY):
            layouts.remove(layouts[index])
    return deck


def uploaded_master(content: bytes) -> Any:
    """A deck with the layouts and theme of an organisation's file and none of its slides.

    Refuses what is not a deck, unpacks to too much, or holds macros.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise _refused("is not a PPTX file", "Save it as a PowerPoint presentation (.pptx).") from None
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise _refused("unpacks to more than is read", "Remove large pictures from the master.")
    names = [entry.filename for entry in entries]
    if any("vbaProject" in name or (name.endswith(".bin") and "vba" in name.lower()) for name in names):
        raise _refused("holds macros", "Save it without macros, as .pptx.")
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise _refused("holds a path that leaves the archive", "Save it again from PowerPoint or LibreOffice.")
    try:
        deck = Presentation(io.BytesIO(content))
        listed = deck.slides._sldIdLst
        for each in list(listed):
            deck.part.drop_rel(each.rId)
            listed.remove(each)
        layouts = len(deck.slide_layouts)
    except Exception as error:  # noqa: BLE001 - python-pptx raises many kinds for a broken file
        raise _refused(f"cannot be read as a deck ({type(error).__name__})", "Save it again as .pptx.") from None
    if not layouts:
        raise _refused("has no slide layout", "Choose a file with at least one layout.")
    return deck


def layout_for(deck: Any, kind: str) -> Any:
    """The layout of a deck that fits a section: title, divider, or one with a title only."""
    by_kind: dict[str, list[Any]] = {"title": [], "divider": [], "content": []}
    for layout in deck.slide_layouts:
        kinds = {str(shape.placeholder_format.type).split(" ")[0].split(".")[-1] for shape in layout.placeholders}
        words = layout.name.lower()
        if "CENTER_TITLE" in kinds:
            by_kind["title"].append(layout)
        elif "section" in words or "titre de section" in words:
            by_kind["divider"].append(layout)
        elif "TITLE" in kinds and not kinds & {"BODY", "OBJECT", "PICTURE", "VERTICAL_TITLE"}:
            by_kind["content"].append(layout)
    wanted = by_kind[kind] or by_kind["content"] or by_kind["title"]
    return wanted[0] if wanted else deck.slide_layouts[0]


def _refused(message: str, remedy: str) -> InputError:
    return InputError(Problem(f"the master {message}", column="master", remedy=remedy))


def _theme(master: Any) -> None:
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    text = part.blob.decode()
    for old, new in (("Calibri Light", FONT), ("Calibri", FONT)):
        text = text.replace(f'typeface="{old}"', f'typeface="{new}"')
    for name, value in (("dk2", palette.INK), ("accent1", palette.ACCENT), ("hlink", palette.ACCENT)):
        start = text.find(f"<a:{name}>")
        end = text.find(f"</a:{name}>")
        if start >= 0:
            text = text[:start] + f'<a:{name}><a:srgbClr val="{value[1:].upper()}"/>' + text[end:]
    part._blob = text.encode()


def _place_titles(deck: Any) -> None:
    margin = 560_000
    for layout, top, height, size in (
        (deck.slide_layouts[_ONLY], 300_000, 820_000, 28),
        (deck.slide_layouts[_DIVIDER], 2_600_000, 1_300_000, 40),
        (deck.slide_layouts[_TITLE], 1_500_000, 1_300_000, 40),
    ):
        for shape in layout.placeholders:
            if shape.placeholder_format.idx == 0:
                shape.left, shape.top, shape.width, shape.height = margin, top, WIDTH - 2 * margin, height
                frame = shape.text_frame
                paragraph = frame.paragraphs[0]
                paragraph.font.size = Pt(size)
                paragraph.font.bold = True
                paragraph.font.color.rgb = colour(palette.INK)
            elif layout is deck.slide_layouts[_DIVIDER] or shape.placeholder_format.idx in (10, 11, 12, 13, 1):
                shape._element.getparent().remove(shape._element)
    for shape in list(deck.slide_master.placeholders):
        if shape.placeholder_format.idx in (10, 11, 12):
            shape._element.getparent().remove(shape._element)


def _accent(deck: Any) -> None:
    """A thin band at the edge of the layouts, in the product's one accent."""
    for index in (_TITLE, _ONLY):
        layout = deck.slide_layouts[index]
        # Layouts take no new shapes from the library: the band is written as the drawing's own markup.
        band = etree.fromstring(
            f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr><p:cNvPr id="900" name="Band" descr=""/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
            f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{WIDTH}" cy="{90_000 if index == _ONLY else 180_000}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{palette.ACCENT[1:].upper()}"/></a:solidFill>'
            "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        )
        layout.shapes._spTree.insert(2, band)
