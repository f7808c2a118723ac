"""A brief as a tagged PDF (PDF/UA-1), set by Typst with the product's own fonts."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from capacita.drawing import palette
from capacita.drawing.spec import Columns, Cycle, TimeBars, WorldMap
from capacita.drawing.svg import svg_columns, svg_cycle, svg_time_bars, svg_world_map
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.publishing.brief import (
    Block,
    Brief,
    Bullets,
    Drawing,
    Line,
    Paragraph,
    Picture,
    Section,
    Table,
    Tiers,
)

_NO_LETTER = re.compile(r'the text `"(.*)"` could not be displayed')
_FONTS = Path(__file__).resolve().parents[1] / "drawing" / "fonts"


def render_document(brief: Brief) -> bytes:
    """The brief as PDF/UA-1, byte for byte the same for the same brief. Refused while the fonts are not built."""
    files: dict[str, bytes] = {}
    body = "".join(_section(brief, section, index, files) for index, section in enumerate(brief.sections))
    files["main.typ"] = (_preamble(brief) + body).encode()
    try:
        made = typst.compile(  # type: ignore[call-overload]  # its stub does not know files by name
            files,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        # A document for everybody may hold no letter that its fonts cannot show.
        missing = _NO_LETTER.search(str(error))
        if missing is None:
            raise
        problem = Problem(
            f"the document's fonts have no letter for “{missing[1]}”",
            column="format",
            remedy="Leave it out of the texts, or choose the deck or the page.",
        )
        raise InputError(problem) from None
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    if not any(_FONTS.glob("*.ttf")):
        raise RefusedError("The document's fonts are not built: run “make setup”.")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])


def quoted(text: str) -> str:
    """A Typst string: text can never become markup."""
    return json.dumps(text, ensure_ascii=False)


def _preamble(brief: Brief) -> str:
    direction = "rtl" if brief.direction == "rtl" else "ltr"
    foot = " · ".join(
        part for part in ("Capacita", brief.dated, _("facts %s") % brief.facts_digest, brief.title.link) if part
    )
    return f"""
#set document(title: {quoted(brief.heading)}, author: {quoted(brief.title.organisation or "Capacita")},
  date: datetime(year: {brief.at.as_of.year}, month: {brief.at.as_of.month}, day: {brief.at.as_of.day}))
#set page(paper: "presentation-16-9", margin: (x: 1.6cm, top: 1.3cm, bottom: 1.5cm), footer: context [
  #set text(8pt, fill: rgb("{palette.INK_3}"))
  #text({quoted(foot)}) #h(1fr) #counter(page).display()
])
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Symbols 2", "Noto Sans Math"), size: 13pt,
  lang: {quoted(brief.language)}, dir: {direction}, fill: rgb("{palette.INK}"))
#set par(leading: 0.6em)
#set table(stroke: none)
#set list(marker: ([•], [–]), spacing: 1.05em, body-indent: 0.6em)
#show heading.where(level: 1): it => block(below: 0.9em, text(22pt, weight: "bold", it.body))
#show heading.where(level: 2): it => block(below: 0.5em, text(15pt, weight: "bold", fill: rgb("{palette.ACCENT}"), it.body))
#show link: it => underline(stroke: (thickness: 0.6pt, paint: rgb("#4d6f94"), dash: "dotted"), offset: 2.5pt, it)
"""


def _section(brief: Brief, section: Section, index: int, files: dict[str, bytes]) -> str:
    begin = "" if index == 0 else "#pagebreak(weak: true)\n"
    if section.layout == "title":
        return begin + _title(brief, section, files)
    if section.layout == "divider":
        return (
            f'{begin}#page(fill: rgb("{palette.INK}"))[#v(1fr)\n#text(fill: white)[#heading(level: 1, {quoted(section.heading)})]\n'
            "#v(1.4fr)]\n"
        )
    head = f"{begin}#heading(level: 1, {quoted(section.heading)})\n"
    if section.layout in ("map", "key"):
        return head + _beside(brief, section, files) + _footnotes(section)
    lists = [block for block in section.blocks if isinstance(block, Bullets)]
    rest = [block for block in section.blocks if not isinstance(block, Bullets)]
    if len(lists) == 2:
        both = ", ".join(f"[{_block(brief, block, files)}]" for block in lists)
        text = (
            "".join(_block(brief, block, files) for block in rest)
            + f"#v(0.4em)\n#grid(columns: (1fr, 1fr), gutter: 1cm, {both})\n"
        )
    else:
        text = "".join(_block(brief, block, files) for block in section.blocks)
    return head + text + _footnotes(section)


def _title(brief: Brief, section: Section, files: dict[str, bytes]) -> str:
    title = brief.title
    logo = ""
    if brief.logo:
        files["logo.png"] = brief.logo
        logo = f"#image({quoted('logo.png')}, height: 2cm, alt: {quoted(title.organisation or 'Logo')})\n"
    lines = [
        (title.session, 17, "bold"),
        (", ".join(part for part in (title.place, title.date) if part), 13, "regular"),
        (title.speaker, 15, "bold"),
        (" · ".join(part for part in (title.function, title.organisation) if part), 13, "regular"),
        (title.link, 12, "regular"),
        (brief.dated, 10, "regular"),
        (brief.funding_statement, 9, "regular"),
        (brief.disclaimer, 9, "regular"),
    ]
    words = "".join(
        f"#block(below: 0.7em, text({size}pt, weight: {quoted(weight)}, {quoted(text)}))\n"
        for text, size, weight in lines
        if text
    )
    return f"{logo}#v(1fr)\n#text(26pt)[#heading(level: 1, {quoted(section.heading)})]\n{words}#v(1fr)\n"


def _beside(brief: Brief, section: Section, files: dict[str, bytes]) -> str:
    """The map beside its tiers; on a one-pager the projects and the series stand below them."""
    pictures = [block for block in section.blocks if isinstance(block, Picture)]
    tiers = [block for block in section.blocks if isinstance(block, Tiers)]
    others = [block for block in section.blocks if not isinstance(block, Picture | Tiers)]
    is_key = section.layout == "key"
    left = _picture(brief, pictures[0].spec, files, height="5.6cm" if is_key else "10.4cm", insets=not is_key)
    right = "".join(_tiers(brief, each, size=9 if is_key else 12, remarks=not is_key) for each in tiers)
    shares = "(1fr, 1.1fr)" if is_key else "(1.75fr, 1fr)"
    text = f"#grid(columns: {shares}, gutter: 0.6cm, align: horizon, [{left}], [{right}])\n"
    if is_key:
        below = "".join(_block(brief, block, files, size=9) for block in others)
        chart = _picture(brief, pictures[1].spec, files, height="2.6cm") if len(pictures) > 1 else ""
        text += f"#v(0.2em)\n#grid(columns: (2fr, 1fr), gutter: 0.6cm, [{below}], [{chart}])\n"
    return text


def _footnotes(section: Section) -> str:
    if not section.footnotes:
        return ""
    return f'#v(1fr)\n#block(text(6.5pt, fill: rgb("{palette.INK_3}"), {quoted(" ".join(section.footnotes))}))\n'


def _block(brief: Brief, block: Block, files: dict[str, bytes], size: float = 12) -> str:
    match block:
        case Paragraph():
            points = {"lead": 18.0, "note": 10.5}.get(block.kind, 13.0)
            ink = palette.INK if block.kind == "lead" else palette.INK_2
            return f'#block(below: 0.8em, text({min(points, size + 6)}pt, fill: rgb("{ink}"))[{_line(brief, block.line)}])\n'
        case Bullets():
            head = f"#heading(level: 2, {quoted(block.heading)})\n" if block.heading else ""
            items = ""
            for level, line in block.items:
                indent = "" if level == 0 else "  "
                weight = 17 if level == 0 else 14
                items += f"{indent}- #text({weight}pt)[{_line(brief, line)}]\n"
            return f"{head}{items}\n"
        case Table():
            return _table(brief, block, size)
        case Tiers():
            return _tiers(brief, block)
        case Picture():
            return _picture(brief, block.spec, files, height="9.6cm")


def _line(brief: Brief, line: Line) -> str:
    parts = []
    for run in line:
        weight = ', weight: "bold"' if run.is_strong else ""
        text = f"text({quoted(run.text)}{weight})"
        parts.append(f"#link({quoted(brief.site + run.receipt)}, {text})" if run.receipt and brief.site else f"#{text}")
    return "".join(parts)


def _table(brief: Brief, block: Table, size: float) -> str:
    widths = ", ".join(f"{share:g}fr" for share in block.widths)
    aligns = ", ".join("end" if each == "r" else "start" for each in block.aligns)
    head = ", ".join(
        f'[#text({size - 2.5}pt, weight: "bold", fill: rgb("{palette.INK_3}"), {quoted(text)})]'
        for text in block.header
    )
    cells = ", ".join(f"[#text({size}pt)[{_line(brief, cell)}]]" for row in block.rows for cell in row)
    return (
        f"#table(columns: ({widths}), align: ({aligns}), inset: (x: 5pt, y: {4 if size < 11 else 7}pt), "
        f'stroke: (x, y) => (bottom: if y == 0 {{ 0.8pt + rgb("{palette.INK}") }} else {{ 0.5pt + rgb("#d5dce7") }}), '
        f"table.header({head}), {cells})\n"
    )


def _tiers(brief: Brief, block: Tiers, size: float = 12, *, remarks: bool = True) -> str:
    words = _("Tier"), _("Count")
    tier, count = (f'#text(8pt, fill: rgb("{palette.INK_3}"), {quoted(word)})' for word in words)
    head = f"table.header([{tier}], [{count}])"
    cells = []
    for row in block.rows:
        if row.kind == "supported":
            mark = f'box(circle(radius: 3.4pt, stroke: 1.4pt + rgb("{palette.RING}")), baseline: 10%)'
        elif row.kind:
            mark = (
                f'box(rect(width: 7pt, height: 7pt, radius: 1.5pt, fill: rgb("{palette.fill(row.kind)}"), '
                f'stroke: 0.5pt + rgb("{palette.OUTLINE}")))'
            )
        else:
            mark = "h(7pt)"
        weight = ', weight: "bold"' if row.is_sum else ""
        remark = (
            f'#linebreak()#text({size - 4}pt, fill: rgb("{palette.INK_3}"), {quoted(row.remark)})'
            if row.remark and remarks
            else ""
        )
        big = size + 4 if len(row.count.text) < 6 else size - 1
        cells.append(f"[#{mark} #h(4pt) #text({size}pt{weight}, {quoted(row.named)}){remark}]")
        cells.append(f'[#text({big}pt, weight: "bold")[{_line(brief, (row.count,))}]]')
    return (
        f"#table(columns: (1fr, auto), align: (start + horizon, end + horizon), inset: (x: 3pt, y: {3 if size < 11 else 6}pt), "
        f'stroke: (x, y) => (bottom: 0.5pt + rgb("#d5dce7")), {head}, {", ".join(cells)})\n'
    )


def _picture(brief: Brief, spec: Drawing, files: dict[str, bytes], *, height: str, insets: bool = True) -> str:
    match spec:
        case WorldMap():
            markup = svg_world_map(spec, embed=True, insets=insets)
        case Cycle():
            markup = svg_cycle(spec, embed=True)
        case TimeBars():
            markup = svg_time_bars(spec, embed=True)
        case Columns():
            markup = svg_columns(spec, embed=True)
    name = f"drawing-{len(files)}.svg"
    files[name] = markup.encode()
    return f'#align(center, image({quoted(name)}, height: {height}, width: 100%, fit: "contain", alt: {quoted(spec.alt)}))\n'
