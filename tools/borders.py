"""Borders from TopoJSON: every State or area as rings of points that neighbours share. No projection, no names.

A point is a pair of whole numbers, as quantised in the file; both sides of the antimeridian are the same point.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[int, int]
Ring = list[Point]
Degrees = tuple[float, float]


@dataclass(frozen=True)
class Atlas:
    """The rings of each shape of a file, by its three-letter key; `grid` turns points into degrees and back."""

    shapes: dict[str, list[Ring]]
    scale: Degrees
    base: Degrees

    @property
    def turn(self) -> int:
        """The points on one parallel, all the way round."""
        return round(360 / self.scale[0])

    def degrees(self, point: Point) -> Degrees:
        return point[0] * self.scale[0] + self.base[0], point[1] * self.scale[1] + self.base[1]

    def point(self, longitude: float, latitude: float) -> Point:
        x = round((longitude - self.base[0]) / self.scale[0]) % self.turn
        return x, round((latitude - self.base[1]) / self.scale[1])


def read_atlas(path: Path) -> Atlas:
    """The shapes of a TopoJSON file's `countries`: lines are decoded from their steps, rings put together from lines."""
    content = json.loads(path.read_text(encoding="utf-8"))
    scale, base = content["transform"]["scale"], content["transform"]["translate"]
    turn = round(360 / scale[0])
    arcs = []
    for steps in content["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x % turn, y))
        arcs.append(arc)
    shapes = {
        geometry["properties"]["a3"]: [_ring(indexes, arcs) for polygon in _polygons(geometry) for indexes in polygon]
        for geometry in content["objects"]["countries"]["geometries"]
    }
    return Atlas(shapes, (scale[0], scale[1]), (base[0], base[1]))


def _polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    found: list[list[list[int]]] = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    return found


def _ring(indexes: list[int], arcs: list[list[Point]]) -> Ring:
    """The points of a ring, the first not repeated at the end."""
    points: Ring = []
    for index in indexes:
        points += (arcs[index] if index >= 0 else arcs[~index][::-1])[:-1]
    return points


def merged(rings: list[Ring]) -> list[Ring]:
    """The outline of rings taken together: a border with the same area on both sides is gone."""
    heights = sorted({y for ring in rings for x, y in ring if x == 0})
    count: Counter[tuple[Point, Point]] = Counter()
    for ring in rings:
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
            # Along the antimeridian the two sides have points at different heights.
            between = [
                (0, y) for y in heights if start[0] == end[0] == 0 and min(start[1], end[1]) < y < max(start[1], end[1])
            ]
            line = [start, *(between if start[1] < end[1] else between[::-1]), end]
            count.update((a, b) for a, b in pairwise(line) if a != b)
    onward: dict[Point, list[Point]] = defaultdict(list)
    for (start, end), times in sorted(count.items()):
        onward[start] += [end] * max(times - count[(end, start)], 0)
    found = []
    for start in sorted(onward):
        while onward[start]:
            ring = [start]
            while (following := onward[ring[-1]].pop()) != start:
                ring.append(following)
            if len(ring) > 2:
                found.append(ring)
    return found


def cut_off(rings: list[Ring], line: list[Point]) -> tuple[list[Ring], list[Ring]]:
    """The rings without what a line cuts off, and that: the smaller piece of the ring that it crosses, or the rings
    within a line that is closed. Refused if it crosses a border other than twice, or cuts nothing off."""
    if line[0] == line[-1]:
        inside = [ring for ring in rings if holds([line[:-1]], *ring[0])]
        if not inside:
            raise ValueError("a closed line of cuts.csv has nothing in it")
        return [ring for ring in rings if ring not in inside], inside
    for index, ring in enumerate(rings):
        crossings = []
        for at, (a, b) in enumerate(zip(ring, [*ring[1:], ring[0]], strict=True)):
            for step, (c, d) in enumerate(pairwise(line)):
                if (met := _meeting(a, b, c, d)) is not None:
                    crossings.append((at, step, met))
        if not crossings:
            continue
        if len(crossings) != 2:
            raise ValueError(f"a line of cuts.csv crosses the border {len(crossings)} times; it has to cross it twice")
        (at, step, met), (other_at, other_step, other_met) = crossings
        inner = line[min(step, other_step) + 1 : max(step, other_step) + 1]
        seam = inner if step < other_step else inner[::-1]
        piece = [other_met, *seam[::-1], met, *ring[at + 1 : other_at + 1]]
        rest = [met, *seam, other_met, *ring[other_at + 1 :], *ring[: at + 1]]
        if abs(area(piece)) > abs(area(rest)):
            piece, rest = rest, piece
        return [*rings[:index], rest, *rings[index + 1 :]], [piece]
    raise ValueError("a line of cuts.csv crosses no border")


def _meeting(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    across = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if not across:
        return None
    along = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / across
    other = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / across
    if not (0 <= along < 1 and 0 <= other < 1):
        return None
    return round(a[0] + along * (b[0] - a[0])), round(a[1] + along * (b[1] - a[1]))


def area(ring: list[Point] | list[Degrees]) -> float:
    """The signed area of a ring, in its own units squared."""
    doubled: float = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))
    return doubled / 2


def holds(rings: list[Ring] | list[list[Degrees]], x: float, y: float) -> bool:
    """Whether a place lies inside rings, holes left out."""
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def junctions(areas: dict[str, list[Ring]]) -> frozenset[Point]:
    """The points where more than two lines meet: between two of them neighbours share one line."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for rings in areas.values():
        for ring in rings:
            for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
                beside[start].add(end)
                beside[end].add(start)
    return frozenset(point for point, others in beside.items() if len(others) != 2)


def lines_of(ring: Ring, meeting: frozenset[Point]) -> list[list[Point]]:
    """A ring as lines from junction to junction; one closed line, from its lowest point, where it has none."""
    starts = [index for index, point in enumerate(ring) if point in meeting]
    if not starts:
        first = ring.index(min(ring))
        return [[*ring[first:], *ring[: first + 1]]]
    around = [*ring[starts[0] :], *ring[: starts[0] + 1]]
    cuts = [index - starts[0] for index in starts] + [len(ring)]
    return [around[start : end + 1] for start, end in pairwise(cuts)]
