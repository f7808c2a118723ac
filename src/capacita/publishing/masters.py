"""Masters of decks: the product's own, made here, or the organisation's; and the frame in which a slide is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Pt

from capacita.drawing import palette
from capacita.drawing.pptx import colour
from capacita.publishing.uploads import checked_master, without_slides

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)
MARGIN = 560_000
_TITLE = 44.0  # points, where a master does not say
NAVY = 3_500_000  # the dark part of the title slide
FONT = "Noto Sans"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_KINDS = {"title": "title", "secHead": "divider", "titleOnly": "content"}
_AT_THE_FOOT = ("DATE", "FOOTER", "SLIDE_NUMBER")


@dataclass(frozen=True)
class Frame:
    """Where the blocks of a slide may stand, in EMU."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


def own_master() -> Any:
    """An empty deck in the product's look: 16:9, its fonts and colours, three layouts."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    without_slides(deck)
    _theme(deck.slide_master)
    layouts = deck.slide_layouts
    for layout in reversed(list(layouts)):
        if layout._element.get("type") not in _KINDS:
            layouts.remove(layout)
    _clear(deck.slide_master, keep=(0, 1))
    for layout in layouts:
        _clear(layout, keep=(0,))
    for shape in deck.slide_master.placeholders:
        top, height = (330_000, 700_000) if shape.placeholder_format.idx == 0 else (1_300_000, 4_900_000)
        shape.left, shape.top, shape.width, shape.height = MARGIN, top, WIDTH - 2 * MARGIN, height
    _title_layout(layout_for(deck, "title"))
    _divider_layout(layout_for(deck, "divider"))
    content = layout_for(deck, "content")
    _place(content, 330_000, 700_000, 26, palette.INK, MSO_ANCHOR.MIDDLE)
    _band(content, 0, 90_000, palette.ACCENT)
    return deck


def uploaded_master(content: bytes) -> Any:
    """A deck with the layouts and theme of an organisation's file and none of its slides. Refuses unsafe files."""
    return checked_master(content)


def layout_for(deck: Any, kind: str) -> Any:
    """The layout of a deck that fits a section: title, divider, or one with a title only; else the nearest."""
    by_kind: dict[str, list[Any]] = {"title": [], "divider": [], "content": [], "titled": []}
    for layout in deck.slide_layouts:
        kinds = {_kind(shape) for shape in layout.placeholders}
        if layout._element.get("type") in _KINDS:
            by_kind[_KINDS[layout._element.get("type")]].append(layout)
        elif "CENTER_TITLE" in kinds:
            by_kind["title"].append(layout)
        elif "TITLE" in kinds:
            by_kind["titled" if kinds & {"BODY", "OBJECT", "PICTURE", "VERTICAL_BODY"} else "content"].append(layout)
    nearest = {"title": ("title", "divider", "content"), "divider": ("divider", "title", "content")}
    for choice in (*nearest.get(kind, ("content",)), "titled", "title"):
        if by_kind[choice]:
            return by_kind[choice][0]
    return deck.slide_layouts[0]


def title_size(slide: Any) -> float:
    """The size in points in which the slide's layout, or its master, sets a title."""
    layout = slide.slide_layout
    titles = [each._element for each in layout.placeholders if each.placeholder_format.idx == 0]
    stated = [
        *(size for title in titles for size in title.xpath(".//a:lvl1pPr/a:defRPr/@sz")),
        *layout.slide_master._element.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr/@sz"),
    ]
    return int(stated[0]) / 100 if stated else _TITLE


def frame_of(deck: Any, slide: Any) -> Frame:
    """The room under the heading and above what the layout keeps at its foot."""
    width, height = int(deck.slide_width), int(deck.slide_height)
    edge = MARGIN * width // int(WIDTH)
    left, right, top, bottom = edge, width - edge, height // 6, height - edge * 2 // 5
    holder = slide.shapes.title
    if holder is not None and holder.width is not None:
        low = int(holder.top + holder.height)
        if holder.width > width * 0.6:
            left, right = int(holder.left), int(holder.left + holder.width)
        if low < height * 0.4:
            top = low + 60_000
    feet = [
        int(shape.top)
        for source in (slide.slide_layout, slide.slide_layout.slide_master)
        for shape in source.placeholders
        if _kind(shape) in _AT_THE_FOOT and shape.top is not None and shape.top > height * 0.8
    ]
    return Frame(width, height, max(left, 0), min(right, width), top, min([bottom, *(foot - 30_000 for foot in feet)]))


def _kind(shape: Any) -> str:
    return str(shape.placeholder_format.type).split(" ")[0].split(".")[-1]


def _clear(source: Any, *, keep: tuple[int, ...]) -> None:
    for shape in list(source.placeholders):
        if shape.placeholder_format.idx not in keep:
            shape._element.getparent().remove(shape._element)


def _title_layout(layout: Any) -> None:
    _place(layout, 620_000, 1_650_000, 38, palette.PAPER, MSO_ANCHOR.BOTTOM)
    _band(layout, NAVY, 70_000, palette.ACCENT)
    _band(layout, 0, NAVY, palette.INK)


def _divider_layout(layout: Any) -> None:
    _place(layout, 2_300_000, 2_200_000, 38, palette.PAPER, MSO_ANCHOR.MIDDLE)
    layout.background.fill.solid()
    layout.background.fill.fore_color.rgb = colour(palette.INK)
    _band(layout, int(HEIGHT) - 180_000, 180_000, palette.ACCENT)


def _place(layout: Any, top: int, height: int, size: float, ink: str, anchor: Any) -> None:
    """The layout's title: its place and its type, so that slides added by hand look the same."""
    for shape in layout.placeholders:
        shape.left, shape.top, shape.width, shape.height = MARGIN, top, WIDTH - 2 * MARGIN, height
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.word_wrap, frame.vertical_anchor = True, anchor
        for old in shape._element.xpath(".//a:lstStyle"):
            old.getparent().replace(old, _title_style(size, ink))


def _title_style(size: float, ink: str) -> Any:
    return etree.fromstring(
        f'<a:lstStyle xmlns:a="{_A}"><a:lvl1pPr algn="l"><a:defRPr sz="{int(Pt(size).pt * 100)}" b="1" cap="none">'
        f'<a:solidFill><a:srgbClr val="{ink[1:].upper()}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
    )


def _band(layout: Any, top: int, height: int, ink: str) -> None:
    """A band across the layout. Layouts take no new shapes from the library: it is written as markup."""
    number = 900 + len(layout.shapes._spTree)
    band = etree.fromstring(
        f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr><p:cNvPr id="{number}" name="Band" descr=""/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="{top}"/><a:ext cx="{WIDTH}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{ink[1:].upper()}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )
    layout.shapes._spTree.insert(2, band)


def _theme(master: Any) -> None:
    """The product's fonts and colours as the theme, without the shadows of the library's own."""
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    space = {"a": _A}
    theme.set("name", "Capacita")
    for fonts in ("majorFont", "minorFont"):
        for script, face in (("latin", FONT), ("cs", "Noto Sans Arabic")):
            for each in theme.iterfind(f".//a:{fonts}/a:{script}", space):
                each.set("typeface", face)
    inks = {"dk2": palette.INK, "lt2": palette.WASH, "accent1": palette.ACCENT, "accent2": palette.fill("party"),
            "accent3": palette.fill("signed"), "accent4": palette.fill("invited"), "accent5": palette.fill("aligned"),
            "accent6": palette.fill("drawing"), "hlink": palette.INK, "folHlink": palette.INK}  # fmt: skip
    for name, ink in inks.items():
        for each in theme.iterfind(f".//a:clrScheme/a:{name}", space):
            each[:] = [etree.Element(f"{{{_A}}}srgbClr", val=ink[1:].upper())]
    for style in theme.iterfind(".//a:effectStyleLst/a:effectStyle", space):
        style[:] = [etree.Element(f"{{{_A}}}effectLst")]
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
