"""The built geometry: paths and dots by area in four frames, what each area is, and which area lies under a point."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from capacita.drawing.projection import equal_earth

_FILE = Path(__file__).parent / "geometry" / "world.json"
WIDTH, HEIGHT = 960, 648
WORLD_HEIGHT = 448
Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """One frame of the map: its place in the drawing, the rings of each area in it in the order of drawing, small areas
    as dots, borders shown as not settled, and where a letter fits: its place, and the room around it."""

    key: str
    place: tuple[float, float, float, float]
    scale: float
    offset: tuple[float, float, float]
    paths: dict[str, list[list[Point]]]
    dots: dict[str, Point]
    lines: list[list[Point]]
    letters: dict[str, tuple[float, float, float]]

    def point(self, longitude: float, latitude: float) -> Point:
        x, y = equal_earth((longitude - self.offset[2] + 180) % 360 - 180, latitude)
        return self.offset[0] + self.scale * x, self.offset[1] - self.scale * y


@dataclass(frozen=True)
class Role:
    """What an area is: a State, a territory of one, or an area without status; and to what its State extended."""

    treatment: str
    of: str
    extends: dict[str, str]

    def takes_colour_on(self, day: date, instrument: str) -> bool:
        """Whether a declaration recorded by the day extends the instrument to the territory."""
        start = self.extends.get(instrument, "")
        return bool(start) and date.fromisoformat(start) <= day


@cache
def frames() -> tuple[Frame, ...]:
    """World, Europe, Caribbean and Pacific, in this order. Needs the built geometry (`make setup`)."""
    built = _built()
    return tuple(
        Frame(
            key,
            tuple(each["place"]),
            each["scale"],
            tuple(each["offset"]),
            {area: [_points(ring) for ring in each["paths"][area]] for area in each["order"]},
            {area: (x, y) for area, (x, y) in each["dots"].items()},
            [_points(line) for line in each["lines"]],
            {area: (x, y, room) for area, (x, y, room) in each["letters"].items()},
        )
        for key in ("w", "e", "c", "p")
        for each in (built["frames"][key],)
    )


@cache
def roles() -> dict[str, Role]:
    """What each area of the map is, by code."""
    return {area: Role(each["treatment"], each["of"], each["extends"]) for area, each in _built()["roles"].items()}


def area_at(longitude: float, latitude: float) -> str | None:
    """The area that the world frame shows at a place; None where it shows sea."""
    world = frames()[0]
    x, y = world.point(longitude, latitude)
    # What is drawn last lies on top.
    for area, rings in reversed(world.paths.items()):
        if sum(_inside(ring, x, y) for ring in rings) % 2:
            return area
    return None


def shown_areas() -> frozenset[str]:
    """Every area that has a shape or a dot somewhere on the map."""
    return frozenset(area for frame in frames() for area in (*frame.paths, *frame.dots))


def _points(pairs: list[list[float]]) -> list[Point]:
    return [(x, y) for x, y in pairs]


def _inside(ring: list[Point], x: float, y: float) -> bool:
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


@cache
def _built() -> Any:
    try:
        return json.loads(_FILE.read_text(encoding="ascii"))
    except OSError:
        raise RuntimeError("the map's geometry is not built: run “make setup”") from None
