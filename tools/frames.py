"""A frame of the map: a part of the world projected into a box of the drawing, its lines simplified once for both sides."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from capacita.drawing.projection import equal_earth
from tools.borders import Atlas, Degrees, Point, Ring, area, lines_of

Placed = list[tuple[float, float]]
_BEYOND = 20.0  # degrees: the place of a frame may reach beyond its box on one axis
Box = tuple[float, float, float, float]


class Frame:
    """`box` in degrees (west, south, east, north), `place` in the drawing (x, y, width, height). Lines keep to
    `tolerance`, rings smaller than `smallest` square units are left out."""

    def __init__(
        self, key: str, atlas: Atlas, meeting: frozenset[Point], box: Box, place: Box, tolerance: float, smallest: float
    ) -> None:
        self.key, self.box, self.place, self.smallest = key, box, place, smallest
        self._atlas, self._meeting, self._tolerance = atlas, meeting, tolerance
        self._kept: dict[tuple[Point, ...], list[Point]] = {}
        west, south, east, north = box
        self.middle = (west + east) / 2
        edge = [
            equal_earth(longitude - self.middle, latitude)
            for longitude in (west, self.middle, east)
            for latitude in (south, (south + north) / 2, 0.0, north)
            if south <= latitude <= north
        ]
        left, right = min(x for x, _ in edge), max(x for x, _ in edge)
        bottom, top = min(y for _, y in edge), max(y for _, y in edge)
        x, y, width, height = place
        self.scale = min(width / (right - left), height / (top - bottom))
        self.offset = (
            x + width / 2 - self.scale * (left + right) / 2,
            y + height / 2 + self.scale * (top + bottom) / 2,
            self.middle,
        )

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """A place in the drawing's units."""
        x, y = equal_earth(self._turned(longitude) - self.middle, latitude)
        return self.offset[0] + self.scale * x, self.offset[1] - self.scale * y

    def shows(self, longitude: float, latitude: float) -> bool:
        """Whether a place lies in the frame."""
        x, y = self.at(longitude, latitude)
        left, top, width, height = self.place
        return self._is_near(longitude) and left <= x <= left + width and top <= y <= top + height

    def rings(self, rings: list[Ring], *, keep_largest: bool = False) -> list[Placed]:
        """The rings as they are drawn; with `keep_largest` one is drawn, however small."""
        drawn = []
        for ring in rings:
            if not self._touches(ring):
                continue
            if self._is_torn(ring):
                points = self._on_one_side(ring)
            else:
                points = [
                    self._drawn(point) for line in lines_of(ring, self._meeting) for point in self._simple(line)[:-1]
                ]
            cut = _clipped(points, self.place)
            if len(cut) > 2:
                drawn.append(cut)
        kept = [ring for ring in drawn if abs(area(ring)) >= self.smallest]
        if not kept and keep_largest and drawn:
            kept = [max(drawn, key=lambda ring: abs(area(ring)))]
        return [[(round(x, 1), round(y, 1)) for x, y in ring] for ring in kept]

    def size(self, rings: list[Ring]) -> float:
        """How much of the drawing an area would fill if nothing were cut off, by its largest ring."""
        whole = [
            [self._drawn(point) for point in ring] for ring in rings if self._touches(ring) and not self._is_torn(ring)
        ]
        return max((abs(area(ring)) for ring in whole), default=0.0)

    def borders(self, rings: list[Ring], others: list[Ring], within: Box) -> list[Placed]:
        """The lines that two areas share within a box in degrees, as they are drawn."""
        theirs = {frozenset((line[0], line[1])) for ring in others for line in _steps(ring)}
        found: list[Placed] = []
        for ring in rings:
            for line in lines_of(ring, self._meeting):
                if frozenset(line[:2]) not in theirs:
                    continue
                run: Placed = []
                for point in self._simple(line):
                    longitude, latitude = self._atlas.degrees(point)
                    inside = within[0] <= longitude <= within[2] and within[1] <= latitude <= within[3]
                    if inside and self.shows(longitude, latitude):
                        x, y = self._drawn(point)
                        run.append((round(x, 1), round(y, 1)))
                        continue
                    found.append(run)
                    run = []
                found.append(run)
        return [run for run in found if len(run) > 1]

    def _drawn(self, point: Point) -> tuple[float, float]:
        return self.at(*self._atlas.degrees(point))

    def _is_torn(self, ring: Ring) -> bool:
        """Whether a ring lies on both sides of the world's cut: an island in the Bering Strait, never a mainland."""
        turned = [self._turned(self._atlas.degrees(point)[0]) for point in ring]
        return any(abs(turned[index] - turned[index - 1]) > 180 for index in range(len(turned)))

    def _on_one_side(self, ring: Ring) -> Placed:
        """A torn ring as a whole on the side where it begins, whatever lies beyond the cut."""
        west = self._turned(self._atlas.degrees(ring[0])[0]) < self.middle
        drawn = []
        for longitude, latitude in map(self._atlas.degrees, ring):
            turned = self._turned(longitude)
            turned += (-360 if west else 360) * ((turned < self.middle) != west)
            x, y = equal_earth(turned - self.middle, latitude)
            drawn.append((self.offset[0] + self.scale * x, self.offset[1] - self.scale * y))
        return [drawn[index] for index in _essential([*drawn, drawn[0]], self._tolerance)[:-1]]

    def _turned(self, longitude: float) -> float:
        """The longitude within half a turn of the frame's middle."""
        return self.middle + (longitude - self.middle + 180) % 360 - 180

    def _is_near(self, longitude: float) -> bool:
        return self.box[2] - self.box[0] > 180 or abs(self._turned(longitude) - self.middle) < 60

    def _touches(self, ring: Ring) -> bool:
        """Whether a ring's extent meets the frame's box. What is torn apart at the frame's back is far from it."""
        places = [self._atlas.degrees(point) for point in ring]
        if self.box[2] - self.box[0] > 180:
            return max(latitude for _, latitude in places) > self.box[1]
        near = [(self._turned(longitude), latitude) for longitude, latitude in places if self._is_near(longitude)]
        return bool(near) and (
            min(x for x, _ in near) < self.box[2] + _BEYOND
            and max(x for x, _ in near) > self.box[0] - _BEYOND
            and min(y for _, y in near) < self.box[3] + _BEYOND
            and max(y for _, y in near) > self.box[1] - _BEYOND
        )

    def _simple(self, line: list[Point]) -> list[Point]:
        """The line with fewer points: the same ones in whichever direction, and for whichever neighbour, it is asked."""
        forward = tuple(line) <= tuple(reversed(line))
        key = tuple(line if forward else reversed(line))
        if key not in self._kept:
            drawn = [self._drawn(point) for point in key]
            self._kept[key] = [key[index] for index in _essential(drawn, self._tolerance)]
        kept = self._kept[key]
        return kept if forward else kept[::-1]


def _steps(ring: Ring) -> list[tuple[Point, Point]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _essential(points: Placed, tolerance: float) -> list[int]:
    """Which points a line needs (Douglas and Peucker, without recursion). A closed line is halved at its farthest point."""
    last = len(points) - 1
    far = max(range(len(points)), key=lambda i: hypot(points[i][0] - points[0][0], points[i][1] - points[0][1]))
    keep = {0, last, far} if points[0] == points[last] else {0, last}
    marks = sorted(keep)
    stack = list(pairwise(marks))
    while stack:
        first, end = stack.pop()
        (x1, y1), (x2, y2) = points[first], points[end]
        length = hypot(x2 - x1, y2 - y1)
        worst, at = tolerance, -1
        for index in range(first + 1, end):
            x, y = points[index]
            distance = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else hypot(x - x1, y - y1)
            if distance > worst:
                worst, at = distance, index
        if at >= 0:
            keep.add(at)
            stack += [(first, at), (at, end)]
    return sorted(keep)


def _clipped(points: Placed, place: Box) -> Placed:
    """A ring cut to a box (Sutherland and Hodgman)."""
    left, top, width, height = place
    for axis, limit, below in ((0, left, False), (0, left + width, True), (1, top, False), (1, top + height, True)):
        cut: Placed = []
        for index, point in enumerate(points):
            before = points[index - 1]
            inside, was = ((each[axis] <= limit if below else each[axis] >= limit) for each in (point, before))
            if inside != was:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
                cut.append((limit, other) if axis == 0 else (other, limit))
            if inside:
                cut.append(point)
        points = cut
        if not points:
            return []
    return points


def roomiest(rings: list[Placed]) -> tuple[float, float, float]:
    """The place in the largest ring that is farthest from its edge, and how far: where a letter fits best."""
    ring = max(rings, key=lambda each: abs(area(each)))
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best = (0.0, (left + right) / 2, (top + bottom) / 2)
    across, down = right - left, bottom - top
    for parts in (14, 6, 6):
        _, x0, y0 = best
        for i in range(parts + 1):
            for j in range(parts + 1):
                x, y = x0 + across * (i / parts - 0.5), y0 + down * (j / parts - 0.5)
                best = max(best, (_room(ring, x, y), x, y))
        across, down = across / 6, down / 6
    return round(best[1], 1), round(best[2], 1), round(best[0], 1)


def _room(ring: list[Degrees], x: float, y: float) -> float:
    """How far a place lies from a ring's edge; negative outside."""
    inside, nearest = False, float("inf")
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        dx, dy = x2 - x1, y2 - y1
        along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy) if dx or dy else 0.0
        along = min(max(along, 0.0), 1.0)
        nearest = min(nearest, hypot(x - x1 - along * dx, y - y1 - along * dy))
        x1, y1 = x2, y2
    return nearest if inside else -nearest
