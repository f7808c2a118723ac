"""The world map as native shapes of a slide: one group of vector freeforms, each named and described."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE

from capacita.drawing import palette
from capacita.drawing.geometry import HEIGHT, WIDTH, WORLD_HEIGHT, Frame, frames
from capacita.drawing.slide import Box, describe, is_complete
from capacita.drawing.spec import AreaMark, WorldMap
from capacita.drawing.svg_map import APART, DOT, letters, rings

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STEPS = 20  # path units to one unit of the drawing
Place = tuple[float, float, float, float]


def draw_map(slide: Any, spec: WorldMap, box: Box, *, insets: bool = True, lettering: float = 1) -> None:
    """The map as one group of freeforms, one for each area, within `box`. An area whose mark leads to a complete
    address is a link to it."""
    height = HEIGHT if insets else WORLD_HEIGHT
    scale = min(box.width / WIDTH, box.height / height)
    left = box.left + int((box.width - WIDTH * scale) / 2)
    top = box.top + int((box.height - height * scale) / 2)
    group = slide.shapes.add_group_shape()
    describe(group, spec.title, spec.alt)
    pen = _Pen(slide, group.element, scale, left, top)
    for frame in frames() if insets else frames()[:1]:
        _draw_frame(pen, spec, frame, lettering)
    _fit_group(group.element, left, top, int(WIDTH * scale), int(height * scale))


def _draw_frame(pen: _Pen, spec: WorldMap, frame: Frame, lettering: float) -> None:
    if frame.key != "w":
        x, y, width, height = frame.place
        pen.shape("inset", AreaMark("sea", ""), (x, y, width, height), _preset("rect"))
    for code in frame.paths:
        place, geometry = _freeform(frame.paths[code])
        pen.shape(code, spec.areas.get(code, APART), place, geometry)
    for line in frame.lines:
        place, geometry = _freeform([line], is_closed=False)
        pen.line(place, geometry)
    for code in sorted(frame.dots):
        if code in spec.areas:
            x, y = frame.dots[code]
            pen.shape(code, spec.areas[code], (x - DOT, y - DOT, 2 * DOT, 2 * DOT), _preset("ellipse"))
    for x, y, radius in rings(spec, frame):
        pen.ring(x, y, radius)
    for letter, x, y, size, kind in letters(spec, frame, lettering):
        pen.letter(letter, x, y, size, palette.on_fill(kind))
    if frame.key != "w":
        pen.title(spec.inset_titles[("e", "c", "p").index(frame.key)], frame)


def _preset(name: str) -> str:
    return f'<a:prstGeom prst="{name}"><a:avLst/></a:prstGeom>'


def _freeform(rings: list[list[tuple[float, float]]], *, is_closed: bool = True) -> tuple[Place, str]:
    """Where rings or a line lie in the drawing, and their path."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    path = []
    for ring in rings:
        points = [(round((x - x0) * _STEPS), round((y - y0) * _STEPS)) for x, y in ring]
        path.append(f'<a:moveTo><a:pt x="{points[0][0]}" y="{points[0][1]}"/></a:moveTo>')
        path += [f'<a:lnTo><a:pt x="{x}" y="{y}"/></a:lnTo>' for x, y in points[1:]]
        if is_closed:
            path.append("<a:close/>")
    width, height = max(round((x1 - x0) * _STEPS), 1), max(round((y1 - y0) * _STEPS), 1)
    fill = "" if is_closed else ' fill="none"'
    return (x0, y0, x1 - x0, y1 - y0), (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{width}" h="{height}"{fill}>{"".join(path)}</a:path></a:pathLst></a:custGeom>'
    )


class _Pen:
    """Writes shapes into the map's group: written as markup, because there are three hundred of them."""

    def __init__(self, slide: Any, tree: Any, scale: float, left: int, top: int) -> None:
        self._slide, self._tree, self._scale, self._left, self._top = slide, tree, scale, left, top
        self._number = 1 + max(int(number) for number in tree.getparent().xpath(".//p:cNvPr/@id"))
        self._links: dict[str, str] = {}

    def shape(self, code: str, mark: AreaMark, place: Place, geometry: str) -> None:
        """An area, a dot or an inset's sea, named for its area and described by its label."""
        if mark.is_hatched:
            fill = (
                f'<a:pattFill prst="ltUpDiag"><a:fgClr>{_srgb(palette.HATCHING)}</a:fgClr>'
                f"<a:bgClr>{_srgb(palette.PAPER)}</a:bgClr></a:pattFill>"
            )
        else:
            fill = (
                f"<a:solidFill>{_srgb(palette.WASH if mark.kind == 'sea' else palette.fill(mark.kind))}</a:solidFill>"
            )
        stroke = palette.LINE if mark.kind == "sea" else palette.OUTLINE
        line = f'<a:ln w="{self._wide(0.35)}"><a:solidFill>{_srgb(stroke)}</a:solidFill><a:round/></a:ln>'
        shape = self._add(place, geometry + fill + line)
        properties = shape.find(f"{{{_P}}}nvSpPr/{{{_P}}}cNvPr")
        properties.set("name", mark.label.split(":")[0] if mark.label else code)
        properties.set("descr", mark.label)
        if is_complete(mark.href):
            link = etree.SubElement(properties, f"{{{_A}}}hlinkClick")
            link.set(f"{{{_R}}}id", self._link(mark.href))
        if not mark.label:
            _decorate(properties)

    def line(self, place: Place, geometry: str) -> None:
        """A border that is not settled: the outline broken by dashes."""
        stroke = (
            f'<a:ln w="{self._wide(0.8)}"><a:solidFill>{_srgb(palette.PAPER)}</a:solidFill>'
            '<a:prstDash val="sysDot"/><a:round/></a:ln>'
        )
        shape = self._add(place, f"{geometry}<a:noFill/>{stroke}", name="line")
        _decorate(shape.find(f"{{{_P}}}nvSpPr/{{{_P}}}cNvPr"))

    def ring(self, x: float, y: float, radius: float) -> None:
        """The mark of an area in a project: its words are in the area's own description."""
        fill = "<a:noFill/>" if radius > DOT else f"<a:solidFill>{_srgb(palette.PAPER)}</a:solidFill>"
        line = f'<a:ln w="{self._wide(1.2)}"><a:solidFill>{_srgb(palette.RING)}</a:solidFill></a:ln>'
        place = (x - radius, y - radius, 2 * radius, 2 * radius)
        shape = self._add(place, _preset("ellipse") + fill + line, name="ring")
        _decorate(shape.find(f"{{{_P}}}nvSpPr/{{{_P}}}cNvPr"))

    def letter(self, letter: str, x: float, y: float, size: float, ink: str) -> None:
        """The second cue of an area: its words are in the area's own description."""
        place = (x - size, y - size, 2 * size, 2 * size)
        self._text(letter, place, size, ink, align="ctr", anchor="ctr")

    def title(self, words: str, frame: Frame) -> None:
        x, y, width, _ = frame.place
        self._text(words, (x + 6, y + 2, width - 12, 18), 11, palette.INK_2, align="r" if frame.key == "p" else "l")

    def _text(self, words: str, place: Place, size: float, ink: str, *, align: str, anchor: str = "t") -> None:
        shape = self._add(place, f"{_preset('rect')}<a:noFill/><a:ln><a:noFill/></a:ln>", name=words)
        points = max(round(size * self._scale / 127), 100)
        wrap = "none" if align == "ctr" else "square"
        body = etree.fromstring(
            f'<p:txBody xmlns:p="{_P}" xmlns:a="{_A}">'
            f'<a:bodyPr wrap="{wrap}" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"/>'
            f'<a:p><a:pPr algn="{align}"/><a:r><a:rPr sz="{points}" b="1"><a:solidFill>{_srgb(ink)}</a:solidFill></a:rPr>'
            f"<a:t>{escape(words)}</a:t></a:r></a:p></p:txBody>"
        )
        shape.append(body)

    def _add(self, place: Place, properties: str, name: str = "") -> Any:
        x, y, width, height = (round(each * self._scale) for each in place)
        shape = etree.fromstring(
            f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr>'
            f"<p:cNvPr id={quoteattr(str(self._number))} name={quoteattr(name)}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
            f'<p:spPr><a:xfrm><a:off x="{self._left + x}" y="{self._top + y}"/>'
            f'<a:ext cx="{max(width, 1)}" cy="{max(height, 1)}"/></a:xfrm>{properties}</p:spPr></p:sp>'
        )
        self._number += 1
        self._tree.append(shape)
        return shape

    def _wide(self, units: float) -> int:
        """The width of a stroke, not thinner than what is printed."""
        return max(round(units * self._scale), 1_600)

    def _link(self, href: str) -> str:
        if href not in self._links:
            self._links[href] = self._slide.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._links[href]


def _decorate(properties: Any) -> None:
    """Mark a shape as decorative: a reader of the screen passes it over."""
    extensions = etree.SubElement(properties, f"{{{_A}}}extLst")
    extension = etree.SubElement(extensions, f"{{{_A}}}ext", uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    name = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
    etree.SubElement(extension, name, nsmap={"adec": name[1 : name.index("}")]}, val="1")


def _srgb(value: str) -> str:
    return f'<a:srgbClr val="{value[1:].upper()}"/>'


def _fit_group(tree: Any, left: int, top: int, width: int, height: int) -> None:
    properties = tree.find(f"{{{_P}}}grpSpPr")
    for old in list(properties):
        properties.remove(old)
    properties.append(
        etree.fromstring(
            f'<a:xfrm xmlns:a="{_A}"><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/>'
            f'<a:chOff x="{left}" y="{top}"/><a:chExt cx="{width}" cy="{height}"/></a:xfrm>'
        )
    )
