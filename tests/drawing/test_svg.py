"""Drawings as SVG: by reference and classes in pages, alone in files; second cues, open ends, right to left."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typst

from capacita import drawing
from capacita.drawing import palette
from capacita.drawing.geometry import frames
from capacita.drawing.spec import AreaMark, Bar, Column, Columns, TimeBars, WorldMap
from capacita.drawing.svg import svg_columns_page, svg_time_axis, svg_time_track, svg_world_map
from capacita.drawing.svg_map import DOT, letters, rings

SVG = "{http://www.w3.org/2000/svg}"
FONTS = Path(drawing.__file__).parent / "fonts"
MAP = WorldMap(
    "States by status",
    "World map: one Party, two invited.",
    {
        "FR": AreaMark("party", "France: Party", "/countries/FR/"),
        "BR": AreaMark("invited", "Brazil: invited to accede", "/countries/BR/"),
        "TN": AreaMark("invited", "Tunisia: invited to accede", "/countries/TN/", is_ringed=True),
        "MV": AreaMark("signed", "Maldives: signed", "/countries/MV/"),
        "GL": AreaMark("apart", "Greenland", is_hatched=True),
    },
)


def bars(direction: str, start: date | None = date(2016, 3, 1), end: date | None = date(2021, 2, 28)) -> TimeBars:
    return TimeBars(
        "Projects", "One project.", (Bar("GLACY+", start, end, "EUR 19 million"),), date(2020, 2, 21), direction
    )


def test_a_page_refers_to_the_one_file_of_shapes_and_names_classes_only() -> None:
    page = svg_world_map(MAP, embed=False, href="/static/world.svg")
    assert '<use href="/static/world.svg#w-BR" class="s-invited"><title>Brazil: invited to accede</title></use>' in page
    assert '<a href="/countries/BR/" tabindex="-1">' in page
    assert palette.fill("invited") not in page
    assert page.count("<svg ") == 4
    assert svg_world_map(MAP, embed=False, insets=False).count("<svg ") == 1
    assert "<path d=" not in re.sub(r"<defs>.*?</defs>", "", page)


def test_a_picture_stands_alone() -> None:
    picture = svg_world_map(MAP, embed=True)
    assert "class=" not in picture
    assert "<use" not in picture
    assert "href" not in picture
    assert f'fill="{palette.fill("party")}"' in picture
    assert 'fill="url(#hatch)"' in picture


def test_the_second_cue_stands_in_an_area_and_beside_a_dot() -> None:
    found = [each.text for each in ET.fromstring(svg_world_map(MAP, embed=True, insets=False)).iter(f"{SVG}text")]
    assert sorted(found, key=str) == ["I", "I", "S"]
    hatched = WorldMap("", "", {"BR": AreaMark("invited", "", is_hatched=True)})
    assert "<text" not in svg_world_map(hatched, embed=True, insets=False)


def test_a_ring_marks_an_area_in_a_project_beside_its_letter_and_above_every_shape() -> None:
    world = frames()[0]
    ((x, y, radius),) = rings(MAP, world)
    middle, height, room = world.letters["TN"]
    assert middle < x < middle + 2 * room + 10
    assert y == height
    assert radius < DOT
    drawn = svg_world_map(MAP, embed=False, insets=False)
    assert drawn.count('class="ring"') == 1
    assert drawn.index('class="ring"') > drawn.rindex("<use ")


def test_a_ring_around_a_dot_lets_its_colour_through() -> None:
    spec = WorldMap("", "", {"MV": AreaMark("party", "Maldives: Party", is_ringed=True)})
    ((x, y, radius),) = rings(spec, frames()[0])
    assert (x, y) == frames()[0].dots["MV"]
    assert radius > DOT
    assert f'fill="none" stroke="{palette.RING}"' in svg_world_map(spec, embed=True, insets=False)


def test_letters_of_a_sheet_are_larger_where_their_area_has_room() -> None:
    spec = WorldMap("t", "a", {code: AreaMark("invited", code) for code in ("BR", "BJ", "CV")})
    small = {x: size for _letter, x, _y, size, _kind in letters(spec, frames()[0])}
    large = {x: size for _letter, x, _y, size, _kind in letters(spec, frames()[0], 2)}
    assert max(small.values()) == 9
    assert max(large.values()) == 18
    assert all(large.get(x, size) >= size for x, size in small.items())


def test_what_is_shown_apart_lies_on_top_and_lines_that_are_not_settled_are_broken() -> None:
    world = frames()[0]
    order = list(world.paths)
    assert order.index("XG") > order.index("SY")
    assert len(world.lines) >= 8
    assert "stroke-dasharray" in svg_world_map(MAP, embed=True, insets=False)


def test_a_dot_has_a_target_of_24_pixels_where_the_map_is_1200_wide() -> None:
    radius = re.search(r'<circle [^>]*r="([\d.]+)" class="target"', svg_world_map(MAP, embed=False, insets=False))
    assert radius
    assert float(radius[1]) * 2 * 1200 / 960 >= 24


@pytest.mark.parametrize("insets", [True, False])
def test_no_shape_leaves_its_frame(insets: bool) -> None:
    for frame in frames() if insets else frames()[:1]:
        left, top, width, height = frame.place
        points = (point for shape in frame.paths.values() for ring in shape for point in ring)
        assert all(left <= x <= left + width and top <= y <= top + height for x, y in points)


def test_the_map_enters_a_tagged_document_with_its_words() -> None:
    source = f'#set document(title: "Map")\n#set text(lang: "en")\n#image("map.svg", alt: "{MAP.alt}")'
    made = typst.compile(  # type: ignore[call-overload]  # its stub does not know files by name
        {"main.typ": source.encode(), "map.svg": svg_world_map(MAP, embed=True).encode()},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    assert bytes(made).startswith(b"%PDF-")


def _percent(element: ET.Element, name: str) -> float:
    text = element.get(name, "")
    assert text.endswith("%")
    return float(text[:-1])


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_on_a_page_bar_line_and_years_share_one_scale(direction: str) -> None:
    spec = bars(direction)
    track = ET.fromstring(svg_time_track(spec, spec.rows[0]))
    bar = track.find("rect")
    line = next(each for each in track.iter("line") if each.get("class") == "marker")
    years = {each.text: _percent(each, "x") for each in ET.fromstring(svg_time_axis(spec)).iter("text")}
    assert bar is not None
    # March 2016 to February 2021 over 2016 to 2021: the bar begins after two of 72 months and ends after 62.
    begins = _percent(bar, "x") if direction == "ltr" else 100 - _percent(bar, "x") - _percent(bar, "width")
    assert begins == pytest.approx(100 * 2 / 72, abs=0.3)
    assert _percent(bar, "width") == pytest.approx(100 * 60 / 72, abs=0.3)
    assert abs(_percent(line, "x1") - years["2020"]) < 100 / 6 / 2
    assert (years["2016"] < years["2021"]) is (direction == "ltr")


def test_where_a_period_is_open_dots_lead_on() -> None:
    spec = bars("ltr", end=None)
    track = ET.fromstring(svg_time_track(spec, spec.rows[0]))
    dots = [_percent(each, "cx") for each in track.iter("circle")]
    bar = track.find("rect")
    assert bar is not None
    assert len(dots) == 3
    assert dots == pytest.approx([_percent(bar, "x") + _percent(bar, "width")] * 3, abs=0.02)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_columns_run_in_the_reading_direction_and_fill_the_width(direction: str) -> None:
    values = tuple(Column(str(year), year - 2000, f"/reach/?{year}") for year in (2001, 2002, 2003, 2004))
    drawn = ET.fromstring(svg_columns_page(Columns("Parties", "Four years.", values, direction=direction)))
    hits = [_percent(each, "x") for each in drawn.iter("rect") if each.get("class") == "target"]
    assert hits == ([0, 25, 50, 75] if direction == "ltr" else [75, 50, 25, 0])
