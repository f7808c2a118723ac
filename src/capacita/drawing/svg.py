"""Tracks of time bars for pages, the cycle and columns as SVG; the map lies beside in `svg_map` and is given out from here too."""

from __future__ import annotations

from datetime import date

from capacita.drawing import palette
from capacita.drawing.markup import attribute, element, link, text
from capacita.drawing.spec import Bar, Column, Columns, Cycle, Node, TimeBars
from capacita.drawing.svg_map import svg_world_map

__all__ = ["svg_columns", "svg_columns_page", "svg_cycle", "svg_time_axis", "svg_time_track", "svg_world_map"]


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


def _years(spec: TimeBars) -> range:
    first, last = year_span(spec)
    return range(first, last, 1 if last - first <= 12 else 2)


def svg_time_axis(spec: TimeBars) -> str:
    """The years above the tracks of a page. Everything is in percent, so that words keep their size at any width."""
    first, last = year_span(spec)
    ticks = "".join(
        f'<text x="{_percent(position(date(year, 7, 1), first, last), spec):.2f}%" y="12" text-anchor="middle"'
        f' class="tick{" tick-odd" if index % 3 else ""}">{year}</text>'
        for index, year in enumerate(_years(spec))
    )
    return f'<svg class="axis" height="16" aria-hidden="true">{ticks}</svg>'


def svg_time_track(spec: TimeBars, row: Bar) -> str:
    """One row of time bars for a page: the span of years, the bar, the date asked about as a dotted line."""
    first, last = year_span(spec)
    ends = [
        _percent(position(day, first, last), spec)
        for day in (row.start or date(first, 1, 1), row.end or date(last, 1, 1))
    ]
    x, length = min(ends), max(abs(ends[1] - ends[0]), 0.4)
    marker = _percent(position(spec.marker, first, last), spec)
    # Where the line crosses the bar it is white.
    crosses = x <= marker <= x + length
    inside = (
        f'<line x1="{marker:.2f}%" x2="{marker:.2f}%" y1="4.5" y2="13.5" class="marker inside"/>' if crosses else ""
    )
    # An end that is not recorded fades out into dots.
    dots = "".join(
        f'<circle cx="{end:.2f}%" cy="9" r="1.6" class="open" transform="translate({side * step} 0)"/>'
        for end, is_open, side in ((ends[0], not row.start, -1), (ends[1], not row.end, 1))
        if is_open
        for step in (5, 11, 17)
    )
    return (
        '<svg class="track" height="18" aria-hidden="true"><line x1="0" x2="100%" y1="9" y2="9" class="span"/>'
        f'<rect x="{x:.2f}%" y="4.5" width="{length:.2f}%" height="9" rx="2.5" class="bar"/>{dots}'
        f'<line x1="{marker:.2f}%" x2="{marker:.2f}%" y1="0" y2="18" class="marker"/>{inside}</svg>'
    )


def _percent(share: float, spec: TimeBars) -> float:
    return 100 * (1 - share if spec.direction == "rtl" else share)


_CYCLE_WIDE = (
    (680, 248),
    ((8, 136), (226, 12), (444, 136)),
    ("M122 132C140 88 172 66 220 60", "M460 60C508 66 540 88 558 132", "M438 190C374 206 306 206 242 190"),
)
_CYCLE_WIDE_RTL = (
    (680, 248),
    ((444, 136), (226, 12), (8, 136)),
    ("M558 132C540 88 508 66 460 60", "M220 60C172 66 140 88 122 132", "M242 190C306 206 374 206 438 190"),
)
# For narrow screens the three sides stand below each other and the last arrow leads back up beside them.
_CYCLE_NARROW = (
    (300, 372),
    ((4, 4), (4, 136), (4, 268)),
    ("M118 106V132", "M118 238V264", "M236 318C296 290 296 82 240 54"),
)


def svg_cycle(spec: Cycle, *, embed: bool, narrow: bool = False) -> str:
    """Three boxes and the arrows by which each side feeds the next."""
    is_rtl = spec.direction == "rtl"
    size, boxes, curves = _CYCLE_NARROW if narrow else _CYCLE_WIDE_RTL if is_rtl else _CYCLE_WIDE
    parts = [_open(f"cycle-drawing {'narrow' if narrow else 'wide'}", *size, spec.title, spec.alt, embed=embed)]
    arrow = f'fill="{palette.INK_3}"' if embed else 'class="arrow-head"'
    name = "arrow-narrow" if narrow else "arrow"
    parts.append(
        f'<defs><marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" {arrow}/></marker></defs>'
    )
    parts += [_node(node, *place, embed=embed, is_rtl=is_rtl) for node, place in zip(spec.nodes, boxes, strict=True)]
    stroke = f'fill="none" stroke="{palette.INK_3}" stroke-width="1.6"' if embed else 'class="arrow"'
    parts += [f'<path d="{curve}" {stroke} marker-end="url(#{name})"/>' for curve in curves]
    return "".join(parts) + "</svg>"


def _node(node: Node, x: float, y: float, *, embed: bool, is_rtl: bool) -> str:
    """A side of the cycle: box and heading lead to its page, a line to what it tells of."""
    paint = f' fill="{palette.PAPER}" stroke="{palette.LINE}"' if embed else ' class="box"'
    anchor = "end" if is_rtl and embed else "start"
    inside = x + (212 if is_rtl else 16)
    box = f'<rect x="{x:g}" y="{y:g}" width="228" height="100" rx="8"{paint}/>' + text(
        inside, y + 28, node.heading, size=14, embed=embed, kind="label strong", weight=600, anchor=anchor
    )
    lines = ""
    for index, line in enumerate(node.lines):
        said = text(
            inside, y + 50 + index * 18, line.text, size=12.5, embed=embed, kind="label quiet", fill=palette.INK_2,
            anchor=anchor,
        )  # fmt: skip
        lines += said if embed else link(line.href, said)
    return (box if embed else link(node.href, box)) + lines


def svg_columns(spec: Columns, *, height: float = 86.0) -> str:
    """One column a year, for files; the one asked about is marked."""
    width, base = 900.0, height - 22
    step = width / max(len(spec.values), 1)
    parts = [_open("columns", width, height, spec.title, spec.alt, embed=True)]
    for index, each in enumerate(spec.values):
        place = len(spec.values) - 1 - index if spec.direction == "rtl" else index
        middle, tall = (place + 0.5) * step, _tall(each, spec, height - 38)
        title = element("title", each.words) if each.words else ""
        parts.append(
            f'{title}<rect x="{middle - step * 0.4:.1f}" y="{base - tall:.1f}" width="{step * 0.8:.1f}" '
            f'height="{tall:.1f}" fill="{palette.column(each.state)}"/>'
        )
        if each.state == "current":
            parts.append(
                text(middle, base - tall - 5, str(each.number), size=11, embed=True, anchor="middle", weight=600)
            )
        if index % spec.every == 0:
            parts.append(
                text(middle, height - 6, each.label, size=10.5, embed=True, anchor="middle", fill=palette.INK_3)
            )
    return "".join(parts) + "</svg>"


def svg_columns_page(spec: Columns) -> str:
    """One column a year for a page, each leading to its date. Across it is measured in percent, so that words keep
    their size at any width; below a table says the same."""
    step, base = 100 / max(len(spec.values), 1), 68.0
    parts = [f'<svg class="columns" height="92" role="group"{attribute("aria-label", spec.alt)}>']
    for index, each in enumerate(spec.values):
        place = len(spec.values) - 1 - index if spec.direction == "rtl" else index
        left, middle, tall = place * step, (place + 0.5) * step, _tall(each, spec)
        column = (
            f'{element("title", each.words)}<rect x="{left:.2f}%" y="0" width="{step:.2f}%" height="92" class="target"/>'
            f'<rect x="{left + step * 0.1:.2f}%" y="{base - tall:.1f}" width="{step * 0.8:.2f}%" height="{tall:.1f}"'
            f' class="column is-{each.state}"/>'
        )
        parts.append(f'<a{attribute("href", each.href)} tabindex="-1">{column}</a>')
        if each.state == "current":
            number = f'<text x="{middle:.2f}%" y="{base - tall - 5:.1f}" text-anchor="middle" class="strong">{each.number}</text>'
            parts.append(link(each.receipt, number))
        if index % spec.every == 0:
            odd = " tick-odd" if index // spec.every % 2 else ""
            parts.append(f'<text x="{middle:.2f}%" y="86" text-anchor="middle" class="tick{odd}">{each.label}</text>')
    return "".join(parts) + "</svg>"


def _tall(each: Column, spec: Columns, tallest: float = 48.0) -> float:
    """The height of a column beside the tallest."""
    most = max((one.number for one in spec.values), default=0) or 1
    return max(tallest * each.number / most, 0.6)
