"""The world map as SVG: for pages by reference to one cached file, for files with its paths and colours inside."""

from __future__ import annotations

from capacita.drawing import palette
from capacita.drawing.geometry import HEIGHT, WIDTH, WORLD_HEIGHT, Frame, frames
from capacita.drawing.markup import attribute, element, path_data, text
from capacita.drawing.spec import AreaMark, WorldMap

_APART = AreaMark("apart", "")
_HATCH = (
    '<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="4" height="4" fill="#ffffff"/><path d="M0 0V4" stroke="#8b97ad" stroke-width="1.6"/></pattern>'
)
_DOT, _TARGET = 3.4, 9.6  # radii: the target is 24 px wide where the map is drawn 1,200 px wide


def svg_world_map(spec: WorldMap, *, embed: bool, href: str = "/static/capacita/world.svg", insets: bool = True) -> str:
    """The map. With `embed` it stands alone (PDF, pictures); else its shapes come from the file at `href` and its
    colours from the classes of the page. `insets` adds Europe, the Caribbean and the Pacific."""
    chosen = frames() if insets else frames()[:1]
    height = HEIGHT if insets else WORLD_HEIGHT
    parts = [f"<defs>{_HATCH}{_clips(chosen)}</defs>"]
    for frame in chosen:
        inset = frame.key != "w"
        body = _sea(frame, embed=embed) if inset else ""
        body += "".join(_area(spec, frame, code, embed=embed, href=href) for code in sorted(frame.paths))
        body += "".join(_dot(spec, frame, code, embed=embed) for code in sorted(frame.dots) if code in spec.areas)
        parts.append(f'<g clip-path="url(#frame-{frame.key})">{body}</g>')
        if inset:
            parts.append(_inset_frame(spec, frame, embed=embed))
    group = element("title", spec.title) + element("desc", spec.alt) + "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="reach-map" viewBox="0 0 {WIDTH} {height}" role="{"img" if embed else "group"}"'
        f"{attribute('aria-label', spec.alt)}>{group}</svg>"
    )


def _clips(chosen: tuple[Frame, ...]) -> str:
    return "".join(
        f'<clipPath id="frame-{frame.key}"><rect x="{frame.place[0]:g}" y="{frame.place[1]:g}" '
        f'width="{frame.place[2]:g}" height="{frame.place[3]:g}"/></clipPath>'
        for frame in chosen
    )


def _sea(frame: Frame, *, embed: bool) -> str:
    x, y, width, height = frame.place
    paint = f' fill="{palette.WASH}"' if embed else ' class="sea"'
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{paint}/>'


def _inset_frame(spec: WorldMap, frame: Frame, *, embed: bool) -> str:
    x, y, width, height = frame.place
    label = spec.inset_titles[("e", "c", "p").index(frame.key)]
    paint = f' fill="none" stroke="{palette.LINE}"' if embed else ' class="frame"'
    return f'<rect x="{x + 0.5:g}" y="{y + 0.5:g}" width="{width - 1:g}" height="{height - 1:g}"{paint}/>' + text(
        x + 8, y + 16, label, size=11, embed=embed, kind="inset-title", weight=600, fill=palette.INK_2
    )


def _paint(mark: AreaMark, *, embed: bool) -> str:
    if not embed:
        ringed = " ringed" if mark.is_ringed else ""
        return f' class="{"hatched" if mark.is_hatched else "s-" + mark.kind}{ringed}"'
    colour = "url(#hatch)" if mark.is_hatched else palette.fill(mark.kind)
    stroke, width = (palette.RING, 1.1) if mark.is_ringed else (palette.OUTLINE, 0.35)
    return f' fill="{colour}" stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round"'


def _linked(mark: AreaMark, drawn: str, *, embed: bool) -> str:
    if embed or not mark.href:
        return drawn
    return f'<a{attribute("href", mark.href)} tabindex="-1">{drawn}</a>'


def _titled(mark: AreaMark) -> str:
    return element("title", mark.label) if mark.label else ""


def _area(spec: WorldMap, frame: Frame, code: str, *, embed: bool, href: str) -> str:
    mark = spec.areas.get(code, _APART)
    if embed:
        drawn = f'<path d="{path_data(frame.paths[code])}"{_paint(mark, embed=True)}/>'
    else:
        drawn = f'<use href="{href}#{frame.key}-{code}"{_paint(mark, embed=False)}>{_titled(mark)}</use>'
    return _linked(mark, drawn, embed=embed)


def _dot(spec: WorldMap, frame: Frame, code: str, *, embed: bool) -> str:
    mark = spec.areas[code]
    x, y = frame.dots[code]
    dot = f'<circle cx="{x:g}" cy="{y:g}" r="{_DOT}"{_paint(mark, embed=embed)}/>'
    if embed:
        return dot
    target = f'<circle cx="{x:g}" cy="{y:g}" r="{_TARGET}" class="target"/>'
    return _linked(mark, f"<g>{_titled(mark)}{target}{dot}</g>", embed=embed)
