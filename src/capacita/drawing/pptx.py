"""Drawings as native, editable shapes of a slide: bars and boxes as shapes, columns as a chart; the map lies beside in
`pptx_map` and is given out from here too. Positions are in EMU. Shapes are named for what they show and described.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from capacita.drawing import palette
from capacita.drawing.markup import steady
from capacita.drawing.pptx_map import draw_map
from capacita.drawing.slide import Box, colour, describe, lead, write
from capacita.drawing.spec import Columns, Cycle, TimeBars
from capacita.drawing.svg import position, year_span

__all__ = ["Box", "colour", "describe", "draw_bars", "draw_columns", "draw_cycle", "draw_map"]

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


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
        write(frame.paragraphs[0], node.heading, 20, palette.INK, bold=True, rtl=spec.direction == "rtl")
        for line in node.lines:
            write(frame.add_paragraph(), line.text, 16, palette.INK_2, rtl=spec.direction == "rtl")
        describe(shape, node.heading, node.said)
        lead(shape, node.href)
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
        words = f"{spec.nodes[name[0]].heading} > {spec.nodes[name[1]].heading}"
        describe(arrow, words, words)


def draw_bars(slide: Any, spec: TimeBars, box: Box) -> None:
    """Periods as rectangles between the project's name and its budget, under their years; the date asked about is a
    dotted line. A period without a first or last day ends in a point. Time runs in the reading direction."""
    is_rtl = spec.direction == "rtl"
    first, last = year_span(spec)
    side, other = int(box.width * 0.24), int(box.width * 0.2)
    inner = box.width - side - other
    row = min(box.height // (len(spec.rows) + 1), 420_000)

    def across(share: float) -> int:
        along = side + int(inner * share)
        return box.left + (box.width - along if is_rtl else along)

    for year in range(first, last, 1 if last - first <= 12 else 2):
        middle = across(position(date(year, 7, 1), first, last))
        frame = _words(slide, Box(middle - 300_000, box.top + row // 2, 600_000, row // 2))
        write(frame.paragraphs[0], str(year), 9, palette.INK_3, align=PP_ALIGN.CENTER)
    for index, each in enumerate(spec.rows):
        top = box.top + row * (index + 1)
        start = across(position(each.start, first, last) if each.start else 0.0)
        end = across(position(each.end, first, last) if each.end else 1.0)
        ends = (each.start is None) + (each.end is None)
        kind = (MSO_SHAPE.RECTANGLE, MSO_SHAPE.PENTAGON, MSO_SHAPE.HEXAGON)[ends]
        bar = slide.shapes.add_shape(kind, min(start, end), top + row // 3, max(abs(end - start), 1), row // 4)
        if ends == 1 and (each.end is None) == is_rtl:
            bar.element.spPr.find(qn("a:xfrm")).set("flipH", "1")
        bar.fill.solid()
        bar.fill.fore_color.rgb = colour(palette.ACCENT)
        bar.line.fill.background()
        bar.shadow.inherit = False
        days = " – ".join(day.isoformat() if day else "…" for day in (each.start, each.end))
        describe(bar, each.label, f"{each.label}: {days}, {each.value}")
        lead(bar, each.href)
        begin, finish = (box.left, box.left + box.width - other)
        if is_rtl:
            begin, finish = box.left + box.width - side, box.left
        label = _words(slide, Box(begin, top, side, row))
        write(label.paragraphs[0], steady(each.label, spec.direction), 12, palette.INK, bold=True, rtl=is_rtl)
        value = _words(slide, Box(finish, top, other, row))
        write(
            value.paragraphs[0],
            each.value,
            12,
            palette.INK,
            align=PP_ALIGN.LEFT if is_rtl else PP_ALIGN.RIGHT,
            rtl=is_rtl,
        )
    x = across(position(spec.marker, first, last))
    marker = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, x, box.top + row, x, box.top + row * (len(spec.rows) + 1)
    )
    marker.line.color.rgb = colour(palette.INK)
    marker.line.width = Pt(1)
    marker.line.dash_style = MSO_LINE.ROUND_DOT
    describe(marker, spec.marker.isoformat(), spec.marker.isoformat())


def _words(slide: Any, box: Box) -> Any:
    frame = slide.shapes.add_textbox(box.left, box.top, box.width, box.height).text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = True
    return frame


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
