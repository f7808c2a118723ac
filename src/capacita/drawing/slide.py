"""What every drawing on a slide is made with: its box in EMU, names and alternative text, text, links, colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt


@dataclass(frozen=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


def colour(code: str) -> RGBColor:
    """A colour of the palette for python-pptx."""
    red, green, blue = (int(code[index : index + 2], 16) for index in (1, 3, 5))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]


def describe(shape: Any, name: str, words: str) -> None:
    """Name a shape and give it alternative text."""
    properties = shape.element.xpath(".//p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", words)


def is_complete(href: str) -> bool:
    """Whether an address leads somewhere from outside the site: only such a one is a link in a file."""
    return href.startswith(("https://", "http://"))


def lead(shape: Any, href: str) -> None:
    """A click on the shape opens the address, where it is a complete one."""
    if is_complete(href):
        shape.click_action.hyperlink.address = href


def write(
    paragraph: Any, text: str, size: float, ink: str, *, bold: bool = False, align: Any = None, rtl: bool = False
) -> None:
    """A run of text in a paragraph; right to left it begins at the right."""
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = bold
    run.font.color.rgb = colour(ink)
    paragraph.alignment = align if align is not None else (PP_ALIGN.RIGHT if rtl else PP_ALIGN.LEFT)
    if rtl:
        paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001 - the library has no public way to it
