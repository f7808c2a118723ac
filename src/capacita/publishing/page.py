"""A brief as a page: one file that stands alone, with its drawings inside."""

from __future__ import annotations

import base64
from html import escape

from django.utils.safestring import SafeString, mark_safe

from capacita.drawing import palette
from capacita.drawing.spec import Columns, Cycle, TimeBars, WorldMap
from capacita.drawing.svg import svg_columns, svg_cycle, svg_time_bars, svg_world_map
from capacita.publishing.brief import Block, Brief, Bullets, Drawing, Line, Paragraph, Picture, Section, Table, Tiers

_STYLE = f"""body{{font-family:"Noto Sans",system-ui,sans-serif;color:{palette.INK};max-width:1100px;margin:0 auto;padding:24px}}
section{{border-block-end:1px solid {palette.LINE};padding-block:24px}}h1,h2{{line-height:1.2}}table{{border-collapse:collapse;width:100%}}
th,td{{text-align:start;padding:.4rem .6rem;border-block-end:1px solid {palette.LINE};vertical-align:top}}.r{{text-align:end}}
.small{{color:{palette.INK_3};font-size:.8rem}}svg{{max-width:100%;height:auto}}a{{color:inherit;text-decoration:underline dotted}}"""


def render_page(brief: Brief) -> bytes:
    """The brief as one HTML file that needs nothing else."""
    head = (
        f'<!doctype html><html lang="{escape(brief.language)}" dir="{brief.direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(brief.heading)}</title>'
        f"<style>{_STYLE}</style></head><body>"
    )
    return (head + page_body(brief) + "</body></html>\n").encode()


def page_body(brief: Brief) -> SafeString:
    """The sections as markup, for the file and for the page of the site. Every text in it is escaped here."""
    sections = "".join(_section(brief, section) for section in brief.sections)
    foot = f"Capacita · {brief.dated} · {brief.facts_digest}"
    return mark_safe(f'{sections}<p class="small src">{escape(foot)}</p>')  # noqa: S308 - escaped piece by piece


def _section(brief: Brief, section: Section) -> str:
    if section.layout == "title":
        return _title(brief, section)
    blocks = "".join(_block(brief, block) for block in section.blocks)
    notes = "".join(f'<p class="small src">{escape(text)}</p>' for text in section.footnotes)
    receipts = ""
    if section.receipts:
        receipts = (
            '<details class="small src"><summary>'
            + escape("≡")
            + "</summary>"
            + "".join(f"<p>{escape(text)}</p>" for text in section.receipts)
            + "</details>"
        )
    return f'<section class="brief-section" id="{escape(section.key)}"><h2>{escape(section.heading)}</h2>{blocks}{notes}{receipts}</section>'


def _title(brief: Brief, section: Section) -> str:
    title = brief.title
    lines = [
        title.session,
        ", ".join(part for part in (title.place, title.date) if part),
        title.speaker,
        " · ".join(part for part in (title.function, title.organisation) if part),
        title.link,
        brief.dated,
        brief.funding_statement,
        brief.disclaimer,
    ]
    logo = ""
    if brief.logo:
        picture = base64.b64encode(brief.logo).decode()
        name = escape(title.organisation or "Logo")
        logo = f'<img src="data:image/png;base64,{picture}" height="64" alt="{name}">'
    words = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<section class="brief-section">{logo}<h1>{escape(section.heading)}</h1>{words}</section>'


def _line(brief: Brief, line: Line) -> str:
    parts = []
    for run in line:
        text = f"<b>{escape(run.text)}</b>" if run.is_strong else escape(run.text)
        address = brief.site + run.receipt
        parts.append(f'<a class="fig num" href="{escape(address)}">{text}</a>' if run.receipt else text)
    return "".join(parts)


def _block(brief: Brief, block: Block) -> str:
    match block:
        case Paragraph():
            kind = {"lead": "lede large", "note": "small src", "missing": "missing"}.get(block.kind, "")
            return f'<p class="{kind}">{_line(brief, block.line)}</p>'
        case Bullets():
            head = f"<h3>{escape(block.heading)}</h3>" if block.heading else ""
            return head + _list(brief, block)
        case Table():
            header = "".join(
                f'<th scope="col" class="{"r" if side == "r" else ""}">{escape(text)}</th>'
                for text, side in zip(block.header, block.aligns, strict=True)
            )
            rows = "".join(
                "<tr>"
                + "".join(
                    f'<td class="{"r" if side == "r" else ""}">{_line(brief, cell)}</td>'
                    for cell, side in zip(row, block.aligns, strict=True)
                )
                + "</tr>"
                for row in block.rows
            )
            return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(block.summary)}"><table class="t"><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table></div>'
        case Tiers():
            rows = "".join(
                f"<tr><td>{'<b>' if row.is_sum else ''}{escape(row.named)}{'</b>' if row.is_sum else ''}"
                f'{f"<br><small>{escape(row.remark)}</small>" if row.remark else ""}</td><td class="r">{_line(brief, (row.count,))}</td></tr>'
                for row in block.rows
            )
            return f'<table class="t"><tbody>{rows}</tbody></table>'
        case Picture():
            return f'<div class="drawing">{_svg(block.spec)}</div>'


def _list(brief: Brief, block: Bullets) -> str:
    out, inside = "<ul>", False
    for level, line in block.items:
        if level and not inside:
            out, inside = out + "<li><ul>", True
        elif not level and inside:
            out, inside = out + "</ul></li>", False
        out += f"<li>{_line(brief, line)}</li>"
    return out + ("</ul></li>" if inside else "") + "</ul>"


def _svg(spec: Drawing) -> str:
    match spec:
        case WorldMap():
            return svg_world_map(spec, embed=True)
        case Cycle():
            return svg_cycle(spec, embed=True)
        case TimeBars():
            return svg_time_bars(spec, embed=True)
        case Columns():
            return svg_columns(spec, embed=True)
