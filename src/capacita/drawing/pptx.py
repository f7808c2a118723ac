"""Drawings as native, editable shapes of a slide: the map as vector freeforms, bars and boxes as shapes, columns as a chart.

Positions are in EMU. Shapes are named for what they show and carry alternative text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from capacita.drawing import palette
from capacita.drawing.geometry import HEIGHT, WIDTH, WORLD_HEIGHT, Frame, frames
from capacita.drawing.spec import AreaMark, Columns, Cycle, TimeBars, WorldMap
from capacita.drawing.svg import position, year_span

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_APART = AreaMark("apart", "")
_STEPS = 20  # path units to one unit of the drawing


@dataclass(frozen=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


def colour(code: str) -> RGBColor:
    red, green, blue = (int(code[index : index + 2], 16) for index in (1, 3, 5))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]


def describe(shape: Any, name: str, words: str) -> None:
    """Name a shape and give it alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", words)


def draw_map(slide: Any, spec: WorldMap, box: Box, *, insets: bool = True) -> None:
    """The map as one group of freeforms, one for each area, within `box`."""
    height = HEIGHT if insets else WORLD_HEIGHT
    scale = min(box.width / WIDTH, box.height / height)
    left = box.left + int((box.width - WIDTH * scale) / 2)
    top = box.top + int((box.height - height * scale) / 2)
    group = slide.shapes.add_group_shape()
    describe(group, spec.title, spec.alt)
    tree = group._element
    number = 20_000
    for frame in frames() if insets else frames()[:1]:
        if frame.key != "w":
            tree.append(_rectangle(number, frame, scale, left, top))
            number += 1
        for code in sorted(frame.paths):
            tree.append(_freeform(number, code, frame, spec.areas.get(code, _APART), scale, left, top))
            number += 1
        for code in sorted(frame.dots):
            if code in spec.areas:
                tree.append(_dot(number, code, frame, spec.areas[code], scale, left, top))
                number += 1
    _fit_group(tree, left, top, int(WIDTH * scale), int(height * scale))
    if insets:
        for frame, title in zip(frames()[1:], spec.inset_titles, strict=True):
            x, y, across, down = _place(*frame.place, scale, left, top)
            label = slide.shapes.add_textbox(x, y + down - 190_000, across, 190_000).text_frame
            label.margin_left, label.margin_top, label.margin_bottom = 60_000, 0, 0
            _write(label.paragraphs[0], title, 8, palette.INK_2, bold=True)


def _freeform(number: int, code: str, frame: Frame, mark: AreaMark, scale: float, left: int, top: int) -> Any:
    rings = frame.paths[code]
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    width, height = max(round((x1 - x0) * _STEPS), 1), max(round((y1 - y0) * _STEPS), 1)
    path = []
    for ring in rings:
        points = [(round((x - x0) * _STEPS), round((y - y0) * _STEPS)) for x, y in ring[:-1]]
        path.append(f'<a:moveTo><a:pt x="{points[0][0]}" y="{points[0][1]}"/></a:moveTo>')
        path += [f'<a:lnTo><a:pt x="{x}" y="{y}"/></a:lnTo>' for x, y in points[1:]]
        path.append("<a:close/>")
    geometry = (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{width}" h="{height}">{"".join(path)}</a:path></a:pathLst></a:custGeom>'
    )
    place = _place(x0, y0, x1 - x0, y1 - y0, scale, left, top)
    return _shape(number, code, mark, place, geometry)


def _dot(number: int, code: str, frame: Frame, mark: AreaMark, scale: float, left: int, top: int) -> Any:
    x, y = frame.dots[code]
    radius = 3.2
    geometry = '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>'
    return _shape(
        number, code, mark, _place(x - radius, y - radius, 2 * radius, 2 * radius, scale, left, top), geometry
    )


def _rectangle(number: int, frame: Frame, scale: float, left: int, top: int) -> Any:
    x, y, width, height = frame.place
    mark = AreaMark("sea", "")
    geometry = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    return _shape(number, f"inset {frame.key}", mark, _place(x, y, width, height, scale, left, top), geometry)


def _place(
    x: float, y: float, width: float, height: float, scale: float, left: int, top: int
) -> tuple[int, int, int, int]:
    return left + round(x * scale), top + round(y * scale), max(round(width * scale), 1), max(round(height * scale), 1)


def _shape(number: int, code: str, mark: AreaMark, place: tuple[int, int, int, int], geometry: str) -> Any:
    if mark.is_hatched:
        fill = (
            '<a:pattFill prst="ltUpDiag"><a:fgClr><a:srgbClr val="8B97AD"/></a:fgClr>'
            '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
        )
    else:
        value = palette.WASH if mark.kind == "sea" else palette.fill(mark.kind)
        fill = f'<a:solidFill><a:srgbClr val="{value[1:].upper()}"/></a:solidFill>'
    stroke, width = (palette.RING, 12700) if mark.is_ringed else (palette.OUTLINE, 3175)
    if mark.kind == "sea":
        stroke = palette.LINE
    x, y, across, down = place
    shape = etree.fromstring(
        f'<p:sp xmlns:p="{_P}" xmlns:a="{_A}"><p:nvSpPr><p:cNvPr id="{number}" name=""/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>{geometry}{fill}'
        f'<a:ln w="{width}"><a:solidFill><a:srgbClr val="{stroke[1:].upper()}"/></a:solidFill><a:round/></a:ln></p:spPr></p:sp>'
    )
    properties = shape.find(f"{{{_P}}}nvSpPr/{{{_P}}}cNvPr")
    if properties is not None:
        properties.set("name", mark.label.split(":")[0] if mark.label else code)
        properties.set("descr", mark.label)
    return shape


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


def draw_cycle(slide: Any, spec: Cycle, box: Box) -> None:
    """Three boxes with their words and the arrows between them."""
    width, height = int(box.width * 0.34), int(box.height * 0.36)
    spots = [
        (box.left, box.top + box.height - height),
        (box.left + (box.width - width) // 2, box.top),
        (box.left + box.width - width, box.top + box.height - height),
    ]
    if spec.direction == "rtl":
        spots = [spots[2], spots[1], spots[0]]
    for node, (x, y) in zip(spec.nodes, spots, strict=True):
        shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, x, y, width, height)
        shape.adjustments[0] = 0.08
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(palette.PAPER)
        shape.line.color.rgb = colour("#b9c6da")
        shape.line.width = Pt(1.25)
        shape.shadow.inherit = False
        frame = shape.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        _write(frame.paragraphs[0], node.heading, 20, palette.INK, bold=True, rtl=spec.direction == "rtl")
        for line in node.lines:
            _write(frame.add_paragraph(), line, 16, palette.INK_2, rtl=spec.direction == "rtl")
        describe(shape, node.heading, f"{node.heading}: {' '.join(node.lines)}")
    (x0, y0), (x1, y1), (x2, y2) = spots
    inset = 60_000
    towards = 1 if spec.direction != "rtl" else -1

    def near(x: int) -> int:
        return x + width + inset if towards == 1 else x - inset

    def far(x: int) -> int:
        return x - inset if towards == 1 else x + width + inset

    for name, begin, end in (
        ((0, 1), (x0 + width // 2, y0 - inset), (far(x1), y1 + height // 2)),
        ((1, 2), (near(x1), y1 + height // 2), (x2 + width // 2, y2 - inset)),
        ((2, 0), (far(x2), y2 + height // 2), (near(x0), y0 + height // 2)),
    ):
        arrow = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *begin, *end)
        arrow.line.color.rgb = colour(palette.INK_3)
        arrow.line.width = Pt(2)
        head = etree.SubElement(arrow.line._get_or_add_ln(), f"{{{_A}}}tailEnd")
        head.set("type", "triangle")
        describe(arrow, f"{spec.nodes[name[0]].heading} > {spec.nodes[name[1]].heading}", "")


def draw_bars(slide: Any, spec: TimeBars, box: Box) -> None:
    """Periods as rectangles between the project's name and its budget."""
    first, last = year_span(spec)
    left, right = int(box.width * 0.24), int(box.width * 0.2)
    inner = box.width - left - right
    row = min(box.height // (len(spec.rows) + 1), 420_000)
    for index, each in enumerate(spec.rows):
        top = box.top + row * (index + 1)
        start = position(each.start, first, last) if each.start else 0.0
        end = position(each.end, first, last) if each.end else 1.0
        bar = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE,
            box.left + left + int(inner * start),
            top + row // 3,
            max(int(inner * (end - start)), 1),
            row // 4,
        )
        bar.fill.solid()
        bar.fill.fore_color.rgb = colour(palette.ACCENT)
        bar.line.fill.background()
        describe(bar, each.label, f"{each.label}: {each.start} – {each.end}, {each.value}")
        for text, x, width, align in (
            (each.label, box.left, left, PP_ALIGN.LEFT),
            (each.value, box.left + box.width - right, right, PP_ALIGN.RIGHT),
        ):
            frame = slide.shapes.add_textbox(x, top, width, row).text_frame
            _write(frame.paragraphs[0], text, 12, palette.INK, align=align)


def draw_columns(slide: Any, spec: Columns, box: Box) -> None:
    """A native chart: its figures can be opened and edited."""
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [each.label for each in spec.values]
    data.add_series(spec.title, [each.number for each in spec.values])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, box.left, box.top, box.width, box.height, data)
    describe(frame, spec.title, spec.alt)
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = True
    title = chart.chart_title.text_frame
    title.text = spec.title
    title.paragraphs[0].runs[0].font.size = Pt(10)
    title.paragraphs[0].runs[0].font.bold = True
    chart.font.size = Pt(8)
    chart.font.color.rgb = colour(palette.INK_2)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width = 30
    for index, each in enumerate(spec.values):
        point = plot.series[0].points[index]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = colour(palette.ACCENT if each.state == "current" else palette.ACCENT_LIGHT)


def _write(
    paragraph: Any, text: str, size: float, ink: str, *, bold: bool = False, align: Any = None, rtl: bool = False
) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = bold
    run.font.color.rgb = colour(ink)
    paragraph.alignment = align if align is not None else (PP_ALIGN.RIGHT if rtl else PP_ALIGN.LEFT)
    if rtl:
        paragraph._p.get_or_add_pPr().set("rtl", "1")
