"""The world map as SVG: for pages by reference to one cached file, for files with its paths and colours inside."""

from __future__ import annotations

from capacita.drawing import palette
from capacita.drawing.geometry import HEIGHT, WIDTH, WORLD_HEIGHT, Frame, frames
from capacita.drawing.markup import attribute, element, path_data, text
from capacita.drawing.spec import AreaMark, WorldMap

APART = AreaMark("apart", "")
DOT = 3.4
_TARGET = 13.8  # a radius: the target is 24 px wide where the map is drawn 835 px wide, as beside its tiers
_HATCH = (
    '<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="4" height="4" fill="{palette.PAPER}"/>'
    f'<path d="M0 0V4" stroke="{palette.HATCHING}" stroke-width="1.6"/></pattern>'
)


def svg_world_map(
    spec: WorldMap, *, embed: bool, href: str = "/static/capacita/world.svg", insets: bool = True, lettering: float = 1
) -> str:
    """The map. With `embed` it is one picture that stands alone (PDF, pictures). Else it is one figure of a page, with
    each frame by itself so that they can be arranged: shapes come from the file at `href`, colours from the classes of
    the page. `insets` adds Europe, the Caribbean and the Pacific; `lettering` makes the letters of areas larger."""
    chosen = frames() if insets else frames()[:1]
    drawn = [_frame(spec, frame, embed=embed, href=href, lettering=lettering) for frame in chosen]
    if not embed:
        return f'<div class="reach-map" role="group"{attribute("aria-label", spec.alt)}>{"".join(drawn)}</div>'
    height = HEIGHT if insets else WORLD_HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f"{attribute('aria-label', spec.alt)}>{element('title', spec.title)}{element('desc', spec.alt)}"
        f"<defs>{_HATCH}{''.join(_clip(frame) for frame in chosen)}</defs>{''.join(drawn)}</svg>"
    )


def rings(spec: WorldMap, frame: Frame) -> list[tuple[float, float, float]]:
    """The middle and radius of the small ring of each area that is in a project: in the area, or around its dot."""
    found = []
    for code, mark in sorted(spec.areas.items()):
        if not mark.is_ringed:
            continue
        if code in frame.dots:
            found.append((*frame.dots[code], DOT + 1.6))
        elif code in frame.letters:
            x, y, room = frame.letters[code]
            # A letter stands in the middle; the ring then stands beside it.
            aside = 0.0 if not palette.letter(mark.kind) or mark.is_hatched else _letter_size(room, 1) * 0.75
            found.append((x + aside, y, min(max(room * 0.6, 1.5), 2.8)))
        elif code in frame.paths:
            xs, ys = zip(*max(frame.paths[code], key=len), strict=True)
            found.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, 1.5))
    return found


def letters(spec: WorldMap, frame: Frame, lettering: float = 1) -> list[tuple[str, float, float, float, str]]:
    """The second cue of each area: letter, its middle, its size, and the class of colour it stands on. A letter stands
    in its area where it fits, and beside a dot."""
    found = []
    for code, mark in sorted(spec.areas.items()):
        letter = "" if mark.is_hatched else palette.letter(mark.kind)
        if letter and code in frame.letters:
            x, y, room = frame.letters[code]
            found.append((letter, x, y, _letter_size(room, lettering), mark.kind))
        elif letter and code in frame.dots:
            x, y = frame.dots[code]
            found.append((letter, x + DOT + 3.2 * lettering, y, 6.5 * lettering, ""))
    return found


def _letter_size(room: float, lettering: float) -> float:
    """As large as the area has room for, and never so small that it is not seen."""
    return min(max(room * 1.7 * min(lettering, 1.25), 5.5), 9.0 * lettering)


def _frame(spec: WorldMap, frame: Frame, *, embed: bool, href: str, lettering: float) -> str:
    is_inset = frame.key != "w"
    body = _sea(frame, embed=embed) if is_inset else ""
    body += "".join(_area(spec, frame, code, embed=embed, href=href) for code in frame.paths)
    body += _lines(frame, embed=embed, href=href)
    body += "".join(_dot(spec, frame, code, embed=embed) for code in sorted(frame.dots) if code in spec.areas)
    body += "".join(_ring(*each, embed=embed) for each in rings(spec, frame))
    for letter, x, y, size, kind in letters(spec, frame, lettering):
        ink = palette.on_fill(kind)
        body += text(
            x, round(y + size * 0.36, 1), letter, size=round(size, 1), embed=embed, anchor="middle", weight=600,
            kind="cue on-dark" if ink == palette.PAPER else "cue", fill=ink,
        )  # fmt: skip
    title = _inset_title(spec, frame, embed=embed) if is_inset else ""
    if embed:
        return f'<g clip-path="url(#frame-{frame.key})">{body}</g>{title}'
    x, y, width, height = frame.place
    hatch = "" if is_inset else f"<defs>{_HATCH}</defs>"
    # The attributes are for the moment before the style sheet comes, and give way to it.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-{frame.key}" direction="ltr" viewBox="{x:g} {y:g} {width:g} {height:g}"'
        f' fill="{palette.FILLS["none"]}" stroke="{palette.OUTLINE}" stroke-width="0.35">{hatch}{body}{title}</svg>'
    )


def _clip(frame: Frame) -> str:
    x, y, width, height = frame.place
    return (
        f'<clipPath id="frame-{frame.key}"><rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/></clipPath>'
    )


def _sea(frame: Frame, *, embed: bool) -> str:
    x, y, width, height = frame.place
    paint = f' fill="{palette.WASH}"' if embed else f' class="sea" fill="{palette.WASH}"'
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{paint}/>'


def _inset_title(spec: WorldMap, frame: Frame, *, embed: bool) -> str:
    """The frame's line and its title: over the Atlantic, the Gulf and the open Pacific."""
    x, y, width, height = frame.place
    label = spec.inset_titles[("e", "c", "p").index(frame.key)]
    paint = f' fill="none" stroke="{palette.LINE}"' if embed else ' class="frame" fill="none"'
    at, anchor = (x + width - 8, "end") if frame.key == "p" else (x + 8, "start")
    return f'<rect x="{x + 0.5:g}" y="{y + 0.5:g}" width="{width - 1:g}" height="{height - 1:g}"{paint}/>' + text(
        at, y + 16, label, size=11, embed=embed, kind="inset-title", anchor=anchor, weight=600, fill=palette.INK_2
    )


def _paint(mark: AreaMark, *, embed: bool, kind: str = "") -> str:
    if not embed:
        return f' class="{kind}{"hatched" if mark.is_hatched else "s-" + mark.kind}"'
    colour = "url(#hatch)" if mark.is_hatched else palette.fill(mark.kind)
    return f' fill="{colour}" stroke="{palette.OUTLINE}" stroke-width="0.35" stroke-linejoin="round"'


def _linked(mark: AreaMark, drawn: str, *, embed: bool) -> str:
    if embed or not mark.href:
        return drawn
    return f'<a{attribute("href", mark.href)} tabindex="-1">{drawn}</a>'


def _ring(x: float, y: float, radius: float, *, embed: bool) -> str:
    """The mark of an area in a project; around a dot it lets the dot's colour through."""
    fill = "none" if radius > DOT else palette.PAPER
    paint = f'fill="{fill}" stroke="{palette.RING}" stroke-width="1.2"' if embed else f'class="ring" fill="{fill}"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {paint}/>'


def _titled(mark: AreaMark) -> str:
    return element("title", mark.label) if mark.label else ""


def _area(spec: WorldMap, frame: Frame, code: str, *, embed: bool, href: str) -> str:
    mark = spec.areas.get(code, APART)
    if embed:
        drawn = f'<path d="{path_data(frame.paths[code])}"{_paint(mark, embed=True)}/>'
    else:
        drawn = f'<use href="{href}#{frame.key}-{code}"{_paint(mark, embed=False)}>{_titled(mark)}</use>'
    return _linked(mark, drawn, embed=embed)


def _lines(frame: Frame, *, embed: bool, href: str) -> str:
    """Borders that are not settled: the outline broken by dashes."""
    dashes = 'stroke-dasharray="1.4 1.2"'
    if not embed:
        return f'<use href="{href}#{frame.key}-lines" class="unsettled" fill="none" {dashes}/>'
    paint = f'fill="none" stroke="{palette.PAPER}" stroke-width="0.8" {dashes}'
    data = path_data(frame.lines, is_closed=False)
    return f'<path d="{data}" {paint}/>' if data else ""


def _dot(spec: WorldMap, frame: Frame, code: str, *, embed: bool) -> str:
    mark = spec.areas[code]
    x, y = frame.dots[code]
    dot = f'<circle cx="{x:g}" cy="{y:g}" r="{DOT}"{_paint(mark, embed=embed, kind="dot ")}/>'
    if embed:
        return dot
    target = f'<circle cx="{x:g}" cy="{y:g}" r="{_TARGET}" class="target" fill-opacity="0" stroke="none"/>'
    return _linked(mark, f"<g>{_titled(mark)}{target}{dot}</g>", embed=embed)
