"""Blocks of a brief as Typst source. Texts are strings there and never markup; sizes are multiples of `u`."""

from __future__ import annotations

import json
from typing import assert_never

from django.utils.translation import gettext as _

from capacita.drawing import palette
from capacita.drawing.spec import Columns, Cycle, WorldMap
from capacita.drawing.svg import svg_columns, svg_cycle, svg_world_map
from capacita.publishing.brief import Block, Brief, Bullets, Drawing, Line, Paragraph, Picture, Table, TierRow, Tiers

_RULE = "#d5dce7"
_LETTERING = 1.7  # letters of the map beside those of a page: a sheet is looked at from farther away
_COLUMNS = 150  # units of a chart whose width is 900


def quoted(text: str) -> str:
    """A Typst string: text can never become markup."""
    return json.dumps(text, ensure_ascii=False)


class Typesetter:
    """Sets the blocks of one brief; drawings go into `files` by name."""

    def __init__(self, brief: Brief, files: dict[str, bytes]) -> None:
        self.brief, self.files = brief, files

    def line(self, line: Line) -> str:
        parts = []
        for run in line:
            weight = ', weight: "bold"' if run.is_strong else ""
            text = f"text({quoted(run.text)}{weight})"
            is_link = run.receipt and self.brief.site
            parts.append(f"#link({quoted(self.brief.site + run.receipt)}, {text})" if is_link else f"#{text}")
        return "".join(parts)

    def block(self, block: Block, size: float = 12) -> str:
        match block:
            case Paragraph():
                return self._paragraph(block, size)
            case Bullets():
                return self._bullets(block)
            case Table():
                return self._table(block, size)
            case Tiers():
                return self.tiers(block)
            case Picture():
                return self.picture(block.spec, "290 * u")
        assert_never(block)

    def _paragraph(self, block: Paragraph, size: float) -> str:
        points = {"lead": 18.0, "note": min(10.5, size)}.get(block.kind, 13.0)
        ink = palette.INK if block.kind == "lead" else palette.INK_2
        return f'#block(above: 8 * u, below: 10 * u, text({points} * u, fill: rgb("{ink}"))[{self.line(block.line)}])\n'

    def _bullets(self, block: Bullets) -> str:
        """A real list, so that it is read as one; the parts of an item are a list inside it."""
        head = f"#text(15 * u)[#heading(level: 2, {quoted(block.heading)})]\n" if block.heading else ""
        items: list[tuple[str, list[str]]] = []
        for level, line in block.items:
            if level == 0 or not items:
                items.append((f"[{self.line(line)}]", []))
            else:
                items[-1][1].append(f'text(13.5 * u, fill: rgb("{palette.INK_2}"))[{self.line(line)}]')
        written = []
        for item, parts in items:
            inner = f" + list(spacing: 9 * u, indent: 4 * u, {', '.join(parts)})" if parts else ""
            written.append(f"({item}{inner})")
        return f"{head}#block(above: 10 * u, {{ set text(16 * u); list(spacing: 12 * u, {', '.join(written)}) }})\n"

    def _table(self, block: Table, size: float) -> str:
        widths = ", ".join(f"{share:g}fr" for share in block.widths)
        aligns = ", ".join(f"{'end' if each == 'r' else 'start'} + horizon" for each in block.aligns)
        head = ", ".join(
            f'[#text({size * 0.8} * u, weight: "bold", fill: rgb("{palette.INK_3}"), {quoted(text)})]'
            for text in block.header
        )
        cells = ", ".join(f"[#text({size} * u)[{self.line(cell)}]]" for row in block.rows for cell in row)
        return (
            f"#table(columns: ({widths}), align: ({aligns}), inset: (x: 5 * u, y: {size * 0.52} * u), "
            f'stroke: (x, y) => (bottom: if y == 0 {{ 0.8pt + rgb("{palette.INK}") }} else {{ 0.5pt + rgb("{_RULE}") }}), '
            f"table.header({head}), {cells})\n"
        )

    def tiers(self, block: Tiers, size: float = 12) -> str:
        """The tiers with mark, words, remark and count, under a header of their own."""
        tier, count = (
            f'#text({size * 0.75} * u, fill: rgb("{palette.INK_3}"), {quoted(word)})'
            for word in (_("Tier"), _("Count"))
        )
        cells = ", ".join(self._tier(row, size) for row in block.rows)
        last = next((number for number, row in enumerate(block.rows, start=1) if row.is_sum), -1)
        return (
            f"#table(columns: (1fr, auto), align: (start + horizon, end + horizon), inset: (x: 3 * u, y: {size * 0.42} * u), "
            f'stroke: (x, y) => (bottom: if y == {last} {{ 0.8pt + rgb("{palette.INK}") }} else {{ 0.5pt + rgb("{_RULE}") }}), '
            f"table.header([{tier}], [{count}]), {cells})\n"
        )

    def _tier(self, row: TierRow, size: float) -> str:
        mark = "h(8 * u)"
        if row.kind == "supported":
            mark = f'box(circle(radius: 3.6 * u, stroke: 1.4 * u + rgb("{palette.RING}")), baseline: 8%)'
        elif row.kind:
            mark = (
                f'box(rect(width: 8 * u, height: 8 * u, radius: 1.5 * u, fill: rgb("{palette.fill(row.kind)}"), '
                f'stroke: 0.5pt + rgb("{palette.OUTLINE}")))'
            )
        weight = ', weight: "bold"' if row.is_sum else ""
        words = f"[#text({size} * u{weight}, {quoted(row.named)})"
        if row.remark:
            words += f'#linebreak()#text({size * 0.72} * u, fill: rgb("{palette.INK_3}"), {quoted(row.remark)})'
        words += "]"
        big = size * 1.35 if len(row.count.text) < 6 else size * 0.9
        label = f"[#grid(columns: (14 * u, 1fr), align: (start + horizon, start + horizon), {mark}, {words})]"
        return f'{label}, [#text({big} * u, weight: "bold")[{self.line((row.count,))}]]'

    def picture(self, spec: Drawing, height: str, *, insets: bool = True) -> str:
        name = f"drawing-{len(self.files)}.svg"
        self.files[name] = drawn(spec, insets=insets).encode()
        return (
            f'#align(center, image({quoted(name)}, height: {height}, width: 100%, fit: "contain", '
            f"alt: {quoted(spec.alt)}))\n"
        )


def drawn(spec: Drawing, *, insets: bool = True) -> str:
    """A drawing as an SVG that stands alone."""
    match spec:
        case WorldMap():
            return svg_world_map(spec, embed=True, insets=insets, lettering=_LETTERING)
        case Cycle():
            return svg_cycle(spec, embed=True)
        case Columns():
            return svg_columns(spec, height=_COLUMNS)
    assert_never(spec)
