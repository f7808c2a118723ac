"""A brief as a tagged PDF (PDF/UA-1), set by Typst with the product's own fonts: landscape pages, or one page of A4.

Each page is set at the largest size at which it fits, so that no section runs over.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from functools import cache

import typst
from django.utils.translation import gettext as _
from PIL import Image

from capacita.drawing import palette
from capacita.kernel.errors import InputError, Problem, RefusedError
from capacita.kernel.said import said
from capacita.publishing.brief import Brief, Bullets, Paragraph, Picture, Section, Table, Tiers
from capacita.publishing.measure import FONTS, width
from capacita.publishing.typesetting import Typesetter, quoted

_REMEMBERED = 11
_CENTIMETRE = 360_000  # EMU
_NO_LETTER = re.compile(r'the text `"(.*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def render_document(brief: Brief) -> bytes:
    """The brief as PDF/UA-1, byte for byte the same for the same brief. Refused while the fonts are not built."""
    files: dict[str, bytes] = {}
    setter = Typesetter(brief, files)
    body = "#pagebreak(weak: true)\n".join(_page(brief, section, setter) for section in brief.sections)
    files["main.typ"] = (_preamble(brief) + body).encode()
    return compiled(files, remedy=said("Leave it out of the texts, or choose the deck or the page."))


def compiled(files: Mapping[str, bytes], *, remedy: str) -> bytes:
    """The Typst source main.typ with its files as PDF/UA-1. `remedy` says what to do about a letter that no font has."""
    try:
        made = typst.compile(  # type: ignore[call-overload]  # its stub does not know files by name
            dict(files),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise _not_set(str(error), remedy) from None
    finally:
        _forget()
    return bytes(made)


def _forget() -> None:
    """Let Typst drop what it remembers of the document: it keeps every part until ten documents more were set, which
    comes to 200 MB in a worker. Ten empty ones take some milliseconds."""
    for _number in range(_REMEMBERED):
        typst.compile({"main.typ": b""}, font_paths=_fonts(), ignore_system_fonts=True)  # type: ignore[call-overload]


def _not_set(complaint: str, remedy: str) -> InputError:
    """What to do when the document cannot be set: a document for everybody holds no letter that its fonts cannot show."""
    missing = _NO_LETTER.search(complaint)
    if missing is None:
        message = said("the document cannot be set with these texts (%(complaint)s)", complaint=complaint[:200])
    else:
        letter = _ESCAPED.sub(lambda match: f"U+{match[1].upper():0>4}", missing[1])
        message = said("the document's fonts have no letter for “%(letter)s”", letter=letter)
    return InputError(Problem(message, column="format", remedy=remedy))


@cache
def _fonts() -> typst.Fonts:
    if not any(FONTS.glob("*.ttf")):
        raise RefusedError(said("The document's fonts are not built: run “make setup”."))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _preamble(brief: Brief) -> str:
    parts = ("Capacita", brief.dated, _("facts %s") % brief.facts_digest, brief.title.link)
    foot = " · ".join(part for part in parts if part)
    paper = "a4" if brief.template == "one-pager" else "presentation-16-9"
    day = brief.at.as_of
    return f"""
#set document(title: {quoted(brief.heading)}, author: {quoted(brief.title.organisation or "Capacita")},
  date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))
#let foot = context [
  #set text(8pt, fill: rgb("{palette.INK_3}"))
  #text({quoted(foot)}) #h(1fr) #counter(page).display()
]
#set page(paper: {quoted(paper)}, margin: (x: 1.6cm, top: 1.3cm, bottom: 1.5cm), footer: foot,
  background: place(top, rect(width: 100%, height: 0.22cm, fill: rgb("{palette.ACCENT}"))))
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Symbols 2", "Noto Sans Math"), size: 13pt,
  lang: {quoted(brief.language)}, dir: {brief.direction}, fill: rgb("{palette.INK}"))
#set par(leading: 0.55em, spacing: 0.9em)
#set table(stroke: none)
#set list(marker: (text(fill: rgb("{palette.ACCENT}"))[•], text(fill: rgb("{palette.ACCENT}"))[–]), body-indent: 0.6em)
#show heading: set text(size: 1em, weight: "bold")
#show heading: set block(above: 0pt, below: 0.7em)
#show heading.where(level: 2): set text(fill: rgb("{palette.ACCENT}"))
#show link: it => underline(stroke: (thickness: 0.6pt, paint: rgb("#4d6f94"), dash: "dotted"), offset: 2.5pt, it)
#let scales = (1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4)
#let risen(body) = layout(area => {{
  let whole(k) = block(width: 100%, body(k * 1pt))
  let k = scales.find(k => k <= 1 and measure(width: area.width, whole(k)).height <= area.height)
  block(width: 100%, height: area.height, breakable: false, align(bottom, whole(if k == none {{ scales.last() }} else {{ k }})))
}})
#let fitted(head, body, notes, most: 1.2) = layout(area => {{
  let room(k) = area.height - measure(width: area.width, notes(k * 1pt)).height - 8pt
  let whole(k, tall: auto) = block(width: 100%, height: tall, {{ head; body(k * 1pt) }})
  let k = scales.find(k => k <= most and measure(width: area.width, whole(k)).height <= room(k))
  let k = if k == none {{ scales.last() }} else {{ k }}
  block(width: 100%, height: area.height, breakable: false, {{
    whole(k, tall: room(k))
    place(bottom, block(width: 100%, notes(k * 1pt)))
  }})
}})
"""


def _page(brief: Brief, section: Section, setter: Typesetter) -> str:
    if section.layout == "title":
        return _title(brief, section, setter)
    if section.layout == "divider":
        return (
            f'#page(fill: rgb("{palette.INK}"), footer: none, background: place(bottom, rect(width: 100%, height: 0.45cm, '
            f'fill: rgb("{palette.ACCENT}"))))[#v(1fr)\n#text(25pt, fill: white)[#heading(level: 1, {quoted(section.heading)})]\n#v(1fr)]\n'
        )
    body = {"map": _beside, "key": _key}.get(section.layout, _flow)(section, setter)
    notes = "".join(
        f'#block(above: 3.5 * u, below: 0pt, text(6.5 * u, fill: rgb("{palette.INK_3}"), {quoted(text)}))\n'
        for text in section.footnotes
    )
    most = 1.0 if section.layout == "table" else 1.2
    return f"#fitted([{_head(section, setter)}], u => [{body}], u => [{notes}], most: {most})\n"


def _head(section: Section, setter: Typesetter) -> str:
    brief = setter.brief
    head = f"#text({_heading_size(brief, section)}pt)[#heading(level: 1, {quoted(section.heading)})]\n"
    if section.headline:
        ink = palette.INK_2
        head += f'#block(above: 0pt, below: 12pt, text(12pt, fill: rgb("{ink}"))[{setter.line(section.headline)}])\n'
    return head


def _heading_size(brief: Brief, section: Section) -> float:
    """The size at which the heading stays on one line, within reason."""
    across = (17.8 if brief.template == "one-pager" else 22.2) * _CENTIMETRE
    sizes = (19.0, 18.0, 17.0, 16.0, 15.0)
    fits = (size for size in sizes if width(section.heading, size, is_strong=True) <= across)
    return next(fits, 18.0)


def _title(brief: Brief, section: Section, setter: Typesetter) -> str:
    """The event on the dark part, the rest under it; long funding statements and disclaimers take smaller type."""
    title = brief.title
    lines = (
        (title.speaker, 15, "bold", palette.INK, 8),
        (", ".join(each for each in (title.function, title.organisation) if each), 12, "regular", palette.INK_2, 15),
        (", ".join(each for each in (title.place, title.date) if each), 12, "regular", palette.INK_2, 8),
        (title.link, 12, "regular", palette.INK_2, 15),
        (brief.dated, 10, "regular", palette.INK_3, 0),
    )
    said = "".join(
        f'#block(above: 0pt, below: {after} * u, text({size} * u, weight: "{weight}", fill: rgb("{ink}"), {quoted(text)}))\n'
        for text, size, weight, ink, after in lines
        if text
    )
    small = "".join(
        f'#block(above: 3 * u, below: 0pt, text(8 * u, fill: rgb("{palette.INK_3}"), {quoted(text)}))\n'
        for text in (brief.funding_statement, brief.disclaimer)
        if text
    )
    if brief.logo:
        setter.files["logo.svg"] = _as_svg(brief.logo)
        alt = quoted(title.organisation or _("Logo"))
        logo = f'image("logo.svg", height: 2.2cm, width: 6cm, fit: "contain", alt: {alt})'
        said = f"#grid(columns: (1fr, auto), gutter: 1cm, [{said}], {logo})\n"
    above = f"#block(below: 0pt, text(22 * u)[#heading(level: 1, {quoted(section.heading)})])\n"
    if title.session:
        above += f'#block(above: 18 * u, below: 0pt, text(21 * u, weight: "bold", {quoted(title.session)}))\n'
    return (
        f'#page(footer: none, background: {{ place(top, rect(width: 100%, height: 7.2cm, fill: rgb("{palette.INK}")));'
        f' place(top, dy: 7.2cm, rect(width: 100%, height: 0.15cm, fill: rgb("{palette.ACCENT}"))) }})[\n'
        f"#block(height: 5.4cm, below: 0pt, width: 100%, {{ set text(fill: white); risen(u => [{above}]) }})\n"
        f"#block(above: 1.3cm, height: 1fr, width: 100%, fitted([], u => [{said}], u => [{small}]))]\n"
    )


def _as_svg(picture: bytes) -> bytes:
    """The PNG inside an SVG: files given by name are taken as text."""
    with Image.open(io.BytesIO(picture), formats=("PNG",)) as opened:
        across, down = opened.size
    data = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" viewBox="0 0 {across} {down}">'
        f'<image width="{across}" height="{down}" href="data:image/png;base64,{data}"/></svg>'
    ).encode()


def _flow(section: Section, setter: Typesetter) -> str:
    """Blocks one under the other; two lists stand side by side as cards."""
    lists = [block for block in section.blocks if isinstance(block, Bullets)]
    if len(lists) != 2:
        return "".join(setter.block(block) for block in section.blocks)
    cards = ", ".join(f"[{setter.block(each)}]" for each in lists)
    rest = "".join(setter.block(block) for block in section.blocks if not isinstance(block, Bullets))
    return (
        f'{rest}#v(4 * u)\n#grid(columns: (1fr, 1fr), column-gutter: 16 * u, fill: rgb("{palette.WASH}"), '
        f'stroke: 0.6pt + rgb("{palette.LINE}"), inset: 13 * u, {cards})\n'
    )


def _beside(section: Section, setter: Typesetter) -> str:
    """The map beside its tiers."""
    pictures = [block for block in section.blocks if isinstance(block, Picture)]
    tiers = [block for block in section.blocks if isinstance(block, Tiers)]
    left = "".join(setter.picture(each.spec, "292 * u") for each in pictures)
    right = "".join(setter.tiers(each, 11.5) for each in tiers)
    return f"#grid(columns: (1.6fr, 1fr), gutter: 16 * u, align: horizon, [{left}], [{right}])\n"


def _key(section: Section, setter: Typesetter) -> str:
    """A page of A4: the map, the tiers beside the series, the projects."""
    pictures = [block for block in section.blocks if isinstance(block, Picture)]
    tiers = [block for block in section.blocks if isinstance(block, Tiers)]
    text = setter.picture(pictures[0].spec, "255 * u", insets=False)
    text += "#v(6 * u)\n#v(1fr)\n" + "".join(setter.tiers(each, 10.5) for each in tiers)
    text += "#v(8 * u)\n#v(1fr)\n" + "".join(
        setter.block(block, 9.5) for block in section.blocks if isinstance(block, Table | Paragraph)
    )
    for each in pictures[1:]:
        title = f'#text(9 * u, weight: "bold", fill: rgb("{palette.INK_2}"), {quoted(each.spec.title)})\n'
        text += f"#v(8 * u)\n#v(1fr)\n{title}{setter.picture(each.spec, '88 * u')}"
    return text + "#v(1fr)\n"
