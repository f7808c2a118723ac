"""A brief as a page: its sections as markup for a page of the site, or as one file that stands alone."""

from __future__ import annotations

import base64
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from capacita.drawing import palette
from capacita.drawing.spec import Columns
from capacita.publishing.brief import Block, Brief, Bullets, Line, Paragraph, Picture, Section, Table, TierRow, Tiers
from capacita.publishing.typesetting import drawn

_STYLE = f"""body{{font-family:"Noto Sans",system-ui,sans-serif;color:{palette.INK};max-width:68rem;margin:0 auto;padding:1.5rem;line-height:1.45}}
section{{border-block-end:1px solid {palette.LINE};padding-block:1.5rem}}h1,h2{{line-height:1.2}}table{{border-collapse:collapse;width:100%}}
th,td{{text-align:start;padding:.4rem .6rem;border-block-end:1px solid {palette.LINE};vertical-align:top}}.r{{text-align:end;font-variant-numeric:tabular-nums}}
.sum td{{border-block-end:2px solid {palette.INK}}}.small,small{{color:{palette.INK_3};font-size:.8rem}}.lede{{color:{palette.INK_2}}}.large{{font-size:1.25rem;color:{palette.INK}}}
svg,img{{max-width:100%;height:auto}}.key-mark svg{{width:.8rem;height:.8rem}}.scroll{{overflow-x:auto}}a{{color:inherit;text-decoration:underline dotted}}
@media print{{section{{break-inside:avoid}}}}"""


def render_page(brief: Brief) -> bytes:
    """The brief as one HTML file that needs nothing else. Figures are links where a public address is configured."""
    head = (
        f'<!doctype html><html lang="{escape(brief.language)}" dir="{brief.direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(brief.heading)}</title>'
        f"<style>{_STYLE}</style></head><body><main>"
    )
    body = _Page(brief, has_links=bool(brief.site)).body()
    return (head + body + "</main></body></html>\n").encode()


def page_body(brief: Brief) -> SafeString:
    """The sections as markup for a page of the site, with each figure as a link. Every text in it is escaped here."""
    return mark_safe(_Page(brief, has_links=True).body())  # noqa: S308 - escaped piece by piece


class _Page:
    """Writes the sections of one brief."""

    def __init__(self, brief: Brief, *, has_links: bool) -> None:
        self.brief, self.has_links = brief, has_links

    def body(self) -> str:
        foot = " · ".join(("Capacita", self.brief.dated, _("facts %s") % self.brief.facts_digest))
        written = "".join(self._section(each) for each in self._sections())
        return f'{written}<p class="small src">{escape(foot)}</p>'

    def _sections(self) -> list[Section]:
        """All sections but a divider whose heading the next one says again: a page is not paused at."""
        following = [*self.brief.sections[1:], None]
        return [
            each
            for each, after in zip(self.brief.sections, following, strict=True)
            if each.layout != "divider" or after is None or after.heading != each.heading
        ]

    def _section(self, section: Section) -> str:
        if section.layout == "title":
            return self._title(section)
        headline = f'<p class="lede">{self._line(section.headline)}</p>' if section.headline else ""
        blocks = "".join(self._block(block) for block in section.blocks)
        notes = "".join(f'<p class="small src">{escape(text)}</p>' for text in section.footnotes)
        receipts = "".join(f"<p>{escape(text)}</p>" for text in section.receipts)
        if receipts:
            summary = escape(_("Receipts"))
            receipts = f'<details class="small src"><summary>{summary}</summary>{receipts}</details>'
        level = "h1" if section is self.brief.sections[0] else "h2"
        return (
            f'<section class="brief-section" id="{escape(section.key)}"><{level}>{escape(section.heading)}</{level}>'
            f"{headline}{blocks}{notes}{receipts}</section>"
        )

    def _title(self, section: Section) -> str:
        title, brief = self.brief.title, self.brief
        lines = (
            title.session,
            title.speaker,
            ", ".join(each for each in (title.function, title.organisation) if each),
            ", ".join(each for each in (title.place, title.date) if each),
            title.link,
            brief.dated,
            brief.funding_statement,
            brief.disclaimer,
        )
        logo = ""
        if brief.logo:
            picture, alt = base64.b64encode(brief.logo).decode(), title.organisation or _("Logo")
            logo = f'<img src="data:image/png;base64,{picture}" height="64" alt="{escape(alt)}">'
        said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
        level = "h1" if section is brief.sections[0] else "h2"
        return (
            f'<section class="brief-section" id="{escape(section.key)}">{logo}'
            f"<{level}>{escape(section.heading)}</{level}>{said}</section>"
        )

    def _line(self, line: Line) -> str:
        parts = []
        for run in line:
            text = f"<b>{escape(run.text)}</b>" if run.is_strong else escape(run.text)
            address = escape(self.brief.site + run.receipt)
            is_link = run.receipt and self.has_links
            parts.append(f'<a class="fig num" href="{address}">{text}</a>' if is_link else text)
        return "".join(parts)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                kind = {"lead": "lede large", "note": "small src", "missing": "missing"}.get(block.kind, "")
                return f'<p class="{kind}">{self._line(block.line)}</p>'
            case Bullets():
                head = f"<h3>{escape(block.heading)}</h3>" if block.heading else ""
                return head + self._list(block)
            case Table():
                return self._table(block)
            case Tiers():
                return f'<table class="t"><tbody>{"".join(self._tier(row) for row in block.rows)}</tbody></table>'
            case Picture():
                title = (
                    f'<p class="chart-title">{escape(block.spec.title)}</p>' if isinstance(block.spec, Columns) else ""
                )
                return f'{title}<div class="drawing">{drawn(block.spec)}</div>'

    def _table(self, block: Table) -> str:
        sides = [' class="r"' if side == "r" else "" for side in block.aligns]
        header = "".join(
            f'<th scope="col"{side}>{escape(text)}</th>' for text, side in zip(block.header, sides, strict=True)
        )
        labels = [""] + [f' data-label="{escape(text)}"' for text in block.header[1:]]
        rows = ""
        for row in block.rows:
            cells = zip(row, sides, labels, strict=True)
            rows += f"<tr>{''.join(f'<td{side}{label}>{self._line(cell)}</td>' for cell, side, label in cells)}</tr>"
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(block.summary)}">'
            f'<table class="t cards"><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table></div>'
        )

    def _tier(self, row: TierRow) -> str:
        label = f"<b>{escape(row.named)}</b>" if row.is_sum else escape(row.named)
        remark = f"<br><small>{escape(row.remark)}</small>" if row.remark else ""
        kind = ' class="sum"' if row.is_sum else ""
        return (
            f'<tr{kind}><td class="key-mark">{_mark(row)}</td><th scope="row">{label}{remark}</th>'
            f'<td class="r">{self._line((row.count,))}</td></tr>'
        )

    def _list(self, block: Bullets) -> str:
        """A list; the parts of an item are a list inside it."""
        items: list[tuple[str, list[str]]] = []
        for level, line in block.items:
            if level == 0 or not items:
                items.append((self._line(line), []))
            else:
                items[-1][1].append(f"<li>{self._line(line)}</li>")
        inner = ["<ul>" + "".join(parts) + "</ul>" if parts else "" for _text, parts in items]
        written = "".join(f"<li>{item[0]}{parts}</li>" for item, parts in zip(items, inner, strict=True))
        return f"<ul>{written}</ul>"


def _mark(row: TierRow) -> str:
    """The colour of a tier as it is on the map; its words stand beside it."""
    if not row.kind:
        return ""
    if row.kind == "supported":
        shape = f'<circle cx="6" cy="6" r="4.5" fill="none" stroke="{palette.RING}" stroke-width="2"/>'
    else:
        shape = f'<rect x="1" y="1" width="10" height="10" rx="2" fill="{palette.fill(row.kind)}" stroke="{palette.OUTLINE}"/>'
    return f'<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">{shape}</svg>'
