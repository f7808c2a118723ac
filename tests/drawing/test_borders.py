"""The geometry before it is drawn: which area a place lies in by rule, and lines that neighbours share."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tools import geometry
from tools.borders import Atlas, Ring, area, cut_off, holds, junctions, lines_of, merged, read_atlas
from tools.steps import ROOT

PLACES = {
    "Simferopol": (34.10, 44.95, "UA"),
    "Sevastopol": (33.55, 44.60, "UA"),
    "Laayoune": (-13.20, 27.15, "EH"),
    "Kyrenia": (33.32, 35.30, "CY"),
    "Nicosia, north": (33.36, 35.20, "CY"),
    "Hargeisa": (44.06, 9.56, "SO"),
    "Pristina": (21.16, 42.66, "XK"),
    "Ramallah": (35.20, 31.90, "PS"),
    "Gaza": (34.46, 31.50, "PS"),
    "East Jerusalem": (35.24, 31.79, "PS"),
    "Tel Aviv": (34.80, 32.08, "IL"),
    "Tiberias": (35.50, 32.79, "IL"),
    "Golan": (35.75, 33.00, "XG"),
    "Quneitra": (35.82, 33.12, "XG"),
    "Taipei": (121.50, 25.03, "TW"),
    "Stanley": (-57.85, -51.70, "FK"),
    "Siachen": (77.10, 35.40, "XJ"),
    "Srinagar": (74.80, 34.08, "IN"),
    "Gilgit": (74.30, 35.90, "PK"),
    "Aksai Chin": (79.50, 35.20, "CN"),
    "Abyei": (28.43, 9.60, "SD"),
    "Ilemi": (35.30, 4.90, "KE"),
    "Halaib": (36.50, 22.20, "EG"),
    "Sukhumi": (41.00, 43.00, "GE"),
    "Tskhinvali": (43.97, 42.23, "GE"),
    "Tiraspol": (29.60, 46.84, "MD"),
    "Nuuk": (-51.00, 64.50, "GL"),
    "Cayenne": (-52.30, 4.90, "FR"),
    "Nouméa": (165.50, -21.50, "NC"),
    "Willemstad": (-68.95, 12.20, "CW"),
    "Bonaire": (-68.30, 12.20, "BQ"),
    "San Juan": (-66.10, 18.40, "PR"),
    "Hong Kong": (114.15, 22.40, "HK"),
    "Longyearbyen": (16.00, 78.20, "NO"),
    "Mariehamn": (20.00, 60.20, "FI"),
}


@cache
def atlas() -> Atlas:
    return read_atlas(ROOT / geometry.ATLAS)


@cache
def areas() -> dict[str, list[Ring]]:
    return geometry.areas_of(atlas())


@pytest.mark.parametrize(("longitude", "latitude", "code"), PLACES.values(), ids=PLACES.keys())
def test_a_place_lies_in_the_one_area_that_was_decided(longitude: float, latitude: float, code: str) -> None:
    place = atlas().point(longitude, latitude)
    assert [each for each, rings in areas().items() if holds(rings, *place)] == [code]


@pytest.mark.parametrize(("whole", "parts"), [("SO", ("SOM", "SOL")), ("CY", ("CYP", "CYN"))], ids=["SO", "CY"])
def test_no_line_is_drawn_inside_a_state_made_of_several_shapes(whole: str, parts: tuple[str, str]) -> None:
    first, second = ({frozenset(step) for ring in atlas().shapes[part] for step in _steps(ring)} for part in parts)
    between = first & second
    drawn = {frozenset(step) for ring in areas()[whole] for step in _steps(ring)}
    assert between
    assert not between & drawn
    assert (first | second) - between == drawn


def test_the_antimeridian_cuts_no_state() -> None:
    def along(code: str) -> float:
        """Degrees of border on the antimeridian."""
        steps = [step for ring in areas()[code] for step in _steps(ring)]
        return sum(abs(a[1] - b[1]) for a, b in steps if a[0] == b[0] == 0) * atlas().scale[1]

    assert along("RU") == 0
    # The coast of one island of Fiji lies there.
    assert along("FJ") < 0.1


def test_two_squares_side_by_side_become_one_and_a_hole_stays() -> None:
    left: Ring = [(1, 0), (2, 0), (2, 3), (1, 3)]
    right: Ring = [(2, 0), (4, 0), (4, 3), (2, 3)]
    hole: Ring = [(3, 1), (3, 2), (4, 2), (4, 1)]
    (outline,) = merged([left, right])
    assert abs(area(outline)) == 9
    wide: Ring = [(1, 0), (9, 0), (9, 9), (1, 9)]
    assert holds(merged([wide, hole]), 2, 5)
    assert not holds(merged([wide, hole]), 3.5, 1.5)


def test_a_cut_keeps_the_whole_and_gives_the_smaller_piece() -> None:
    square: Ring = [(0, 0), (10, 0), (10, 10), (0, 10)]
    (rest,), (piece,) = cut_off([square], [(7, -2), (7, 12)])
    assert (abs(area(rest)), abs(area(piece))) == (70, 30)
    island: Ring = [(20, 20), (22, 20), (22, 22)]
    assert cut_off([square, island], [(15, 15), (30, 15), (30, 30), (15, 30), (15, 15)]) == ([square], [island])


@pytest.mark.parametrize("line", [[(50, 0), (50, 9)], [(5, -2), (5, 5)]], ids=["beside", "ends inside"])
def test_a_cut_that_does_not_cut_is_refused(line: Ring) -> None:
    with pytest.raises(ValueError, match=r"cuts\.csv"):
        cut_off([[(0, 0), (10, 0), (10, 10), (0, 10)]], line)


def test_neighbours_share_one_line_between_junctions() -> None:
    meeting = junctions(areas())
    lines = {code: {tuple(line) for ring in areas()[code] for line in lines_of(ring, meeting)} for code in ("FR", "ES")}
    shared = {line for line in lines["FR"] if line[::-1] in lines["ES"]}
    assert sum(len(line) for line in shared) > 20


def test_a_shape_without_a_rule_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [row for row in geometry.rules() if row["shape"] != "ESH"]
    monkeypatch.setattr(geometry, "rules", lambda: known)
    with pytest.raises(ValueError, match="ESH"):
        geometry.areas_of(atlas())


def test_the_geometry_is_the_same_in_another_time_zone_and_with_another_hash_seed(tmp_path: Path) -> None:
    out = tmp_path / "built"
    subprocess.run(
        [sys.executable, "-c", f"from tools.geometry import built; open({str(out)!r}, 'w').write('\\n'.join(built()))"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"},
        check=True,
    )
    files = ("src/capacita/drawing/geometry/world.json", "src/capacita/web/static/capacita/world.svg")
    assert out.read_text(encoding="ascii") == "\n".join((ROOT / file).read_text(encoding="ascii") for file in files)


def _steps(ring: Ring) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))
