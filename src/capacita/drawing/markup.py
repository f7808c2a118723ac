"""Small pieces of SVG. Every text and attribute is escaped here."""

from __future__ import annotations

from html import escape

from capacita.drawing import palette

FONT = "Noto Sans, Noto Sans Arabic"


def attribute(name: str, value: str) -> str:
    """A space, the name and the escaped value."""
    return f' {name}="{escape(value, quote=True)}"'


def steady(words: str, direction: str) -> str:
    """Latin words keep their own order among words that run from the right: the sign at the end of “GLACY+” stays there."""
    return f"{words}\u200e" if direction == "rtl" and words.isascii() else words


def element(name: str, content: str) -> str:
    return f"<{name}>{escape(content, quote=False)}</{name}>"


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float,
    embed: bool,
    kind: str = "",
    anchor: str = "start",
    weight: int = 400,
    fill: str = palette.INK,
) -> str:
    """A line of text. In files it names the documents' font and colour; in pages its class does."""
    paint = f' font-family="{FONT}" fill="{fill}"' if embed else f' class="{kind or "label"}"'
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{bold}{side}{paint}>{escape(content, quote=False)}</text>'


def link(href: str, content: str) -> str:
    """The content as a link, where there is an address."""
    return f"<a{attribute('href', href)}>{content}</a>" if href else content


def path_data(rings: list[list[tuple[float, float]]], *, is_closed: bool = True) -> str:
    """Rings or lines as absolute path data."""
    end = "Z" if is_closed else ""
    return "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in ring) + end for ring in rings)
