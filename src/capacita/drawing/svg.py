"""Time bars, the cycle and columns as SVG; the map lies beside in `svg_map` and is given out from here too."""

from __future__ import annotations

from datetime import date

from capacita.drawing import palette
from capacita.drawing.markup import attribute, element, link, steady, text
from capacita.drawing.spec import Bar, Columns, Cycle, TimeBars
from capacita.drawing.svg_map import svg_world_map

__all__ = ["svg_columns", "svg_cycle", "svg_time_bars", "svg_world_map"]

_ROW = 30
_BAR_WIDTH = 900


def _open(kind: str, width: float, height: float, title: str, alt: str, *, embed: bool) -> str:
    name = "" if embed else f' class="{kind}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{name} viewBox="0 0 {width:g} {height:g}" role="group"'
        f"{attribute('aria-label', alt or title)}>"
    )


def year_span(spec: TimeBars) -> tuple[int, int]:
    """The first year shown and the year after the last one."""
    days = [spec.marker, *(day for row in spec.rows for day in (row.start, row.end) if day)]
    return min(days).year, max(days).year + 1


def position(day: date, first: int, last: int) -> float:
    """Where a day lies between the first year and the end of the last, from 0 to 1."""
    begin = date(first, 1, 1).toordinal()
    return (day.toordinal() - begin) / (date(last, 1, 1).toordinal() - begin)


def svg_time_bars(spec: TimeBars, *, embed: bool) -> str:
    """Bars over years; the date asked about is a dotted line. Time runs in the reading direction."""
    left, right = 190.0, 130.0
    first, last = year_span(spec)
    width = _BAR_WIDTH - left - right
    height = 30 + _ROW * len(spec.rows)
    is_rtl = spec.direction == "rtl"

    def across(day: date) -> float:
        share = position(day, first, last)
        return (_BAR_WIDTH - left - width * share) if is_rtl else left + width * share

    parts = [_open("bars", _BAR_WIDTH, height, spec.title, spec.alt, embed=embed)]
    step = 1 if last - first <= 12 else 2
    for year in range(first, last, step):
        middle = across(date(year, 7, 1))
        parts.append(
            text(middle, 12, str(year), size=11, embed=embed, kind="tick", anchor="middle", fill=palette.INK_3)
        )
    for index, row in enumerate(spec.rows):
        ends = across(row.start or date(first, 1, 1)), across(row.end or date(last, 1, 1))
        parts.append(_bar_row(row, 24 + index * _ROW, ends, embed=embed, is_rtl=is_rtl))
    x = across(spec.marker)
    line = f' stroke="{palette.INK}" stroke-width="1.2"' if embed else ' class="marker"'
    parts.append(f'<path d="M{x:.1f} 18V{height}"{line} stroke-dasharray="2 3"/>')
    return "".join(parts) + "</svg>"


def _bar_row(row: Bar, top: float, ends: tuple[float, float], *, embed: bool, is_rtl: bool) -> str:
    paint = f' fill="{palette.ACCENT}"' if embed else ' class="bar"'
    label_x, value_x = (_BAR_WIDTH, 0.0) if is_rtl else (0.0, float(_BAR_WIDTH))
    label = text(
        label_x, top + 15, steady(row.label, "rtl" if is_rtl else "ltr"), size=13, embed=embed, kind="label strong", weight=600,
        anchor="end" if is_rtl and embed else "start",
    )  # fmt: skip
    value = text(
        value_x, top + 15, row.value, size=13, embed=embed, kind="label", anchor="start" if is_rtl and embed else "end"
    )
    return (
        (label if embed else link(row.href, label))
        + _bar(row, top + 6, ends, paint)
        + (value if embed else link(row.value_href, value))
    )


def _bar(row: Bar, top: float, ends: tuple[float, float], paint: str) -> str:
    """A bar with round corners; where its first or last day is not recorded it ends in a point."""
    start, end = ends
    x, length = min(start, end), max(abs(end - start), 2.0)
    if row.start and row.end:
        return f'<rect x="{x:.1f}" y="{top:g}" width="{length:.1f}" height="9" rx="2.5"{paint}/>'
    towards = min(length / 2, 7.0) * (1 if end >= start else -1)
    head = "" if row.start else f"L{start:.1f} {top + 4.5:g}L{start + towards:.1f} {top:g}"
    tail = (
        f"L{end:.1f} {top:g}V{top + 9:g}"
        if row.end
        else f"H{end - towards:.1f}L{end:.1f} {top + 4.5:g}L{end - towards:.1f} {top + 9:g}"
    )
    begin = start if row.start else start + towards
    return f'<path d="M{begin:.1f} {top:g}{tail}H{begin:.1f}{head}Z"{paint}/>'


def svg_cycle(spec: Cycle, *, embed: bool) -> str:
    """Three boxes and the arrows by which each side feeds the next."""
    boxes = ((8, 136), (226, 12), (444, 136))
    if spec.direction == "rtl":
        boxes = (boxes[2], boxes[1], boxes[0])
    parts = [_open("cycle-drawing", 680, 248, spec.title, spec.alt, embed=embed)]
    arrow = f'fill="{palette.INK_3}"' if embed else 'class="arrow-head"'
    parts.append(
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" {arrow}/></marker></defs>'
    )
    for node, (x, y) in zip(spec.nodes, boxes, strict=True):
        paint = f' fill="{palette.PAPER}" stroke="{palette.LINE}"' if embed else ' class="box"'
        anchor, inside = ("end", x + 212) if spec.direction == "rtl" and embed else ("start", x + 16)
        if spec.direction == "rtl" and not embed:
            inside = x + 212
        content = text(
            inside, y + 28, node.heading, size=14, embed=embed, kind="label strong", weight=600, anchor=anchor
        )
        for index, line in enumerate(node.lines):
            content += text(
                inside, y + 50 + index * 18, line, size=12.5, embed=embed, kind="label quiet", fill=palette.INK_2,
                anchor=anchor,
            )  # fmt: skip
        box = f'<rect x="{x}" y="{y}" width="228" height="100" rx="8"{paint}/>'
        parts.append((box + content) if embed else link(node.href, box + content))
    stroke = f'fill="none" stroke="{palette.INK_3}" stroke-width="1.6"' if embed else 'class="arrow"'
    curves = ("M122 132C140 88 172 66 220 60", "M460 60C508 66 540 88 558 132", "M438 190C374 206 306 206 242 190")
    if spec.direction == "rtl":
        curves = ("M558 132C540 88 508 66 460 60", "M220 60C172 66 140 88 122 132", "M242 190C306 206 374 206 438 190")
    parts += [f'<path d="{curve}" {stroke} marker-end="url(#arrow)"/>' for curve in curves]
    return "".join(parts) + "</svg>"


def svg_columns(spec: Columns, *, embed: bool) -> str:
    """One column a year, each leading to its date; the one asked about is marked."""
    width, height, base = 900.0, 86.0, 64.0
    most = max((each.number for each in spec.values), default=0) or 1
    step = width / max(len(spec.values), 1)
    parts = [_open("columns", width, height, spec.title, spec.alt, embed=embed)]
    for index, each in enumerate(spec.values):
        tall = 52 * each.number / most
        x = index * step + step * 0.1
        paint = f' fill="{palette.column(each.state)}"' if embed else f' class="column is-{each.state}"'
        title = element("title", each.words) if each.words else ""
        hit = (
            ""
            if embed
            else f'<rect x="{index * step:.1f}" y="0" width="{step:.1f}" height="{height:g}" class="target"/>'
        )
        column = f'{title}{hit}<rect x="{x:.1f}" y="{base - tall:.1f}" width="{step * 0.8:.1f}" height="{max(tall, 0.6):.1f}"{paint}/>'
        label = ""
        if each.state == "current":
            label = text(
                index * step + step / 2, base - tall - 5, str(each.number), size=11, embed=embed, kind="label strong",
                anchor="middle", weight=600,
            )  # fmt: skip
        parts.append(
            column + label
            if embed
            else f'<a{attribute("href", each.href)} tabindex="-1">{column}</a>{link(each.receipt, label) if label else ""}'
        )
        if index % spec.every == 0:
            parts.append(
                text(
                    index * step + step / 2,
                    80,
                    each.label,
                    size=10.5,
                    embed=embed,
                    kind="tick",
                    anchor="middle",
                    fill=palette.INK_3,
                )
            )
    return "".join(parts) + "</svg>"
