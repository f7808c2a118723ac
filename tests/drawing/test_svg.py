"""Drawings as SVG: by reference and classes in pages, alone in files; second cues, open ends, right to left."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typst

from capacita import drawing
from capacita.drawing import palette
from capacita.drawing.geometry import frames
from capacita.drawing.spec import AreaMark, WorldMap
from capacita.drawing.svg import svg_world_map
from capacita.drawing.svg_map import letters

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


def test_letters_of_a_sheet_are_larger_where_their_area_has_room() -> None:
    spec = WorldMap("t", "a", {code: AreaMark("invited", code) for code in ("BR", "BJ", "CV")})
    small = {x: size for _letter, x, _y, size, _kind in letters(spec, frames()[0])}
    large = {x: size for _letter, x, _y, size, _kind in letters(spec, frames()[0], 2)}
    assert max(small.values()) == 9
    assert max(large.values()) == 18
    assert all(large.get(x, size) >= size for x, size in small.items())


def test_a_ring_is_drawn_after_its_neighbours() -> None:
    drawn = svg_world_map(MAP, embed=False)
    assert drawn.index("#w-TN") > max(drawn.index(f"#w-{code}") for code in ("DZ", "LY", "ZW"))


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
        for rings in frame.paths.values():
            for ring in rings:
                assert all(left <= x <= left + width and top <= y <= top + height for x, y in ring)


def test_the_map_enters_a_tagged_document_with_its_words() -> None:
    source = f'#set document(title: "Map")\n#set text(lang: "en")\n#image("map.svg", alt: "{MAP.alt}")'
    made = typst.compile(  # type: ignore[call-overload]  # its stub does not know files by name
        {"main.typ": source.encode(), "map.svg": svg_world_map(MAP, embed=True).encode()},
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    assert bytes(made).startswith(b"%PDF-")
