"""Drawings as native, editable shapes of a slide: boxes as shapes, columns as a chart; the map lies beside in
`pptx_map` and is given out from here too. Positions are in EMU. Shapes are named for what they show and described.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from capacita.drawing import palette
from capacita.drawing.pptx_map import draw_map
from capacita.drawing.slide import Box, colour, describe, is_complete, lead, write
from capacita.drawing.spec import Columns, Cycle, Node

__all__ = ["Box", "colour", "describe", "draw_columns", "draw_cycle", "draw_map"]

_TOP, _LEFT, _BOTTOM, _RIGHT = range(4)  # the sites of a box to which a connector is glued


def draw_cycle(slide: Any, spec: Cycle, box: Box) -> None:
    """Three boxes with their words, and the arrows glued to them: a box that is moved takes its arrows along."""
    width, height = int(box.width * 0.4), int(box.height * 0.42)
    low = box.top + box.height - height
    spots = [(box.left, low), (box.left + (box.width - width) // 2, box.top), (box.left + box.width - width, low)]
    if spec.direction == "rtl":
        spots.reverse()
    boxes = [_side(slide, spec, node, Box(x, y, width, height)) for node, (x, y) in zip(spec.nodes, spots, strict=True)]
    begin, end = (_LEFT, _RIGHT) if spec.direction == "ltr" else (_RIGHT, _LEFT)
    standards, assessment, building = boxes
    # A curve bends once, from the side of the upper box to the top of a lower one; its point stands at either end.
    for one, site, other, onto, is_back in (
        (assessment, begin, standards, _TOP, True),
        (assessment, end, building, _TOP, False),
        (building, begin, standards, end, False),
    ):
        ends = (other.name, one.name) if is_back else (one.name, other.name)
        _arrow(slide, (one, site), (other, onto), " > ".join(ends), is_back=is_back)


def _side(slide: Any, spec: Cycle, node: Node, box: Box) -> Any:
    """One side of the cycle; the box leads to its page, a line to what it tells of."""
    is_rtl = spec.direction == "rtl"
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, box.left, box.top, box.width, box.height)
    shape.adjustments[0] = 0.08
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(palette.WASH)
    shape.line.color.rgb = colour(palette.ACCENT)
    shape.line.width = Pt(1.5)
    shape.shadow.inherit = False
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = box.width // 18
    write(frame.paragraphs[0], node.heading, 22, palette.ACCENT, bold=True, rtl=is_rtl)
    frame.paragraphs[0].space_after = Pt(4)
    for line in node.lines:
        paragraph = frame.add_paragraph()
        write(paragraph, line.text, 17, palette.INK_2, rtl=is_rtl)
        if is_complete(line.href):
            paragraph.runs[0].hyperlink.address = line.href
    describe(shape, node.heading, node.said)
    lead(shape, node.href)
    return shape


def _arrow(slide: Any, begin: tuple[Any, int], end: tuple[Any, int], words: str, *, is_back: bool) -> None:
    """A connector between sites of two shapes, in words from its tail to its point; `is_back`: the point is where it begins."""
    is_straight = _TOP not in (begin[1], end[1])
    kind = MSO_CONNECTOR.STRAIGHT if is_straight else MSO_CONNECTOR.CURVE
    arrow = slide.shapes.add_connector(kind, 0, 0, 0, 0)
    arrow.begin_connect(*begin)
    arrow.end_connect(*end)
    if not is_straight:
        geometry = arrow._element.spPr.find(qn("a:prstGeom"))
        geometry.set("prst", "curvedConnector2")
    arrow.line.color.rgb = colour(palette.INK_3)
    arrow.line.width = Pt(2.25)
    point = etree.SubElement(arrow.line._get_or_add_ln(), qn("a:headEnd" if is_back else "a:tailEnd"))
    point.set("type", "triangle")
    point.set("w", "lg")
    point.set("len", "med")
    describe(arrow, words, words)


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
        point.format.fill.fore_color.rgb = colour(palette.column(each.state))
