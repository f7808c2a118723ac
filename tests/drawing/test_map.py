"""The map: areas by rule and never by the geometry's names, disputed places as decided, every State shown."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from capacita import drawing
from capacita.countries.queries import state_codes
from capacita.drawing import palette
from capacita.drawing.geometry import area_at, roles, shown_areas
from capacita.drawing.spec import AreaMark, Bar, Column, Columns, Cycle, Node, TimeBars, Words, WorldMap
from capacita.drawing.svg import (
    svg_columns,
    svg_columns_page,
    svg_cycle,
    svg_time_axis,
    svg_time_track,
    svg_world_map,
)
from capacita.reach.drawings import reach_map
from tests.golden.moments import THEN, on

ROOT = Path(__file__).resolve().parents[2]
POINTS = {
    "Simferopol": (34.10, 44.95, "UA"),
    "Laayoune": (-13.0, 26.9, "EH"),
    "Kyrenia": (33.32, 35.30, "CY"),
    "Hargeisa": (44.06, 9.56, "SO"),
    "Pristina": (21.16, 42.66, "XK"),
    "Ramallah": (35.25, 31.95, "PS"),
    "Taichung": (120.8, 24.0, "TW"),
    "Falkland Islands (Malvinas)": (-58.9, -51.75, "FK"),
    "Siachen": (77.1, 35.4, "XJ"),
    "Nuuk": (-50.8, 64.5, "GL"),
    "Cayenne": (-53.0, 4.0, "FR"),
    "Spitsbergen": (18.0, 79.0, "NO"),
    "Anadyr, east of the antimeridian": (-175.0, 66.5, "RU"),
    "Suva": (178.0, -17.8, "FJ"),
}


@pytest.mark.parametrize(("longitude", "latitude", "area"), POINTS.values(), ids=POINTS.keys())
def test_places_lie_in_the_area_that_was_decided(longitude: float, latitude: float, area: str) -> None:
    assert area_at(longitude, latitude) == area


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2001, 11, 23), date(2020, 2, 21), date(2026, 11, 24)])
def test_every_state_of_the_partition_has_a_shape_or_a_dot(day: date) -> None:
    assert state_codes(day) - shown_areas() == frozenset()


def test_no_name_comes_from_the_geometry() -> None:
    built = (Path(drawing.__file__).parent / "geometry" / "world.json").read_text(encoding="ascii")
    for name in ("Brazil", "W. Sahara", "N. Cyprus", "Somaliland", "Kosovo", "Taiwan"):
        assert name not in built


def test_every_shape_has_a_rule_with_a_reason_where_it_is_not_plain() -> None:
    with (Path(drawing.__file__).parent / "catalog" / "areas.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["shape"] for row in rows}) == len(rows) == 244
    assert all(row["reason"] for row in rows if row["treatment"] != "state")


@pytest.mark.django_db
def test_territories_take_their_party_s_colour_only_from_a_recorded_declaration() -> None:
    before, after = (reach_map(at=each, language="en").areas["CW"] for each in (on(2024, 9, 30), on(2024, 10, 1)))
    assert before.is_hatched
    assert (after.kind, after.is_hatched) == ("party", False)
    assert reach_map(at=THEN, language="en").areas["GL"].is_hatched
    assert not roles()["EH"].of


@pytest.mark.django_db
def test_areas_without_status_never_take_a_colour() -> None:
    areas = reach_map(at=on(2026, 1, 14), language="en").areas
    for code in ("EH", "TW", "FK", "XG", "XJ", "XK"):
        assert areas[code].kind == "apart"


@pytest.mark.django_db
def test_the_map_says_what_it_shows_and_carries_its_notes() -> None:
    spec = reach_map(at=THEN, language="en")
    assert spec.areas["BR"].label == "Brazil: invited to accede, 11 December 2019"
    assert "64" in spec.alt
    assert "imply no opinion" in spec.boundary_note
    assert len(spec.footnotes) == 2


def test_markup_is_well_formed_and_escaped_in_both_forms() -> None:
    evil = '<script>"&'
    spec = WorldMap(evil, evil, {"BR": AreaMark("party", evil, f"/x?{evil}"), "MT": AreaMark("none", evil, "/y")})
    bars = TimeBars(evil, evil, (Bar(evil, date(2019, 1, 1), None, evil, evil),), date(2020, 1, 1), "rtl")
    node = Node(evil, (Words(evil, evil),), evil)
    columns = Columns(evil, evil, (Column("2019", 3, evil, "current", evil, evil),))
    for embed in (True, False):
        for markup in (
            svg_world_map(spec, embed=embed),
            svg_time_axis(bars),
            svg_time_track(bars, bars.rows[0]),
            svg_cycle(Cycle(evil, evil, (node, node, node), "rtl"), embed=embed),
            svg_columns(columns),
            svg_columns_page(columns),
        ):
            ET.fromstring(markup)
            assert "<script>" not in markup
            assert "style=" not in markup


def test_the_colours_are_those_of_the_style_sheet() -> None:
    tokens = (ROOT / "frontend" / "theme.css").read_text(encoding="utf-8")
    for kind in ("party", "signed", "invited", "aligned", "drawing", "none"):
        assert f"--s-{kind}: {palette.FILLS[kind]};" in tokens


def test_the_cached_file_of_shapes_is_light() -> None:
    import gzip

    content = (ROOT / "src/capacita/web/static/capacita/world.svg").read_bytes()
    assert len(gzip.compress(content)) < 60_000
