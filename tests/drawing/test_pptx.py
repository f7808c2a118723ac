"""Drawings on a slide: native shapes with names, words and links, in the reading direction."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from capacita.drawing.geometry import frames
from capacita.drawing.pptx import Box, draw_columns, draw_cycle, draw_map
from capacita.drawing.spec import AreaMark, Column, Columns, Cycle, Node, Words, WorldMap

BOX = Box(400_000, 300_000, 8_000_000, 5_400_000)
MAP = WorldMap(
    "States by status",
    "World map: one Party.",
    {
        "BR": AreaMark("invited", "Brazil: invited <to> accede", "https://example.org/countries/BR/"),
        "FR": AreaMark("party", "France: Party", "/countries/FR/"),
        "MT": AreaMark("party", "Malta: Party", is_ringed=True),
    },
)


def slide() -> Any:
    deck = Presentation()
    return deck.slides.add_slide(deck.slide_layouts[6])


def saved(page: Any) -> Any:
    """The slide as it is read back from the file."""
    out = io.BytesIO()
    page.part.package.presentation_part.presentation.save(out)
    return Presentation(io.BytesIO(out.getvalue())).slides[0]


def test_the_map_is_one_described_group_with_a_named_shape_for_each_area() -> None:
    page = slide()
    draw_map(page, MAP, BOX)
    (group,) = saved(page).shapes
    assert group.element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr") == [MAP.alt]
    named = dict(_named(group))
    assert named["Brazil"] == "Brazil: invited <to> accede"
    shapes = sum(len(frame.paths) for frame in frames())
    lines = sum(len(frame.lines) for frame in frames())
    assert len(group.element.xpath(".//a:custGeom")) == shapes + lines


def test_what_has_no_words_is_marked_as_decorative() -> None:
    page = slide()
    draw_map(page, MAP, BOX, insets=False)
    for properties in saved(page).shapes[0].element.xpath("./p:sp/p:nvSpPr/p:cNvPr"):
        text = properties.getparent().getparent().xpath("string(./p:txBody)")
        assert bool(properties.get("descr") or text) != bool(list(properties.iter("{*}decorative")))


def test_only_complete_addresses_are_links() -> None:
    page = slide()
    draw_map(page, MAP, BOX, insets=False)
    links = [each.target_ref for each in saved(page).part.rels.values() if each.is_external]
    assert links == ["https://example.org/countries/BR/"]


@pytest.mark.parametrize("insets", [True, False])
def test_the_map_stays_in_its_box_and_no_number_is_given_twice(insets: bool) -> None:
    page = slide()
    page.shapes.add_textbox(0, 0, 10, 10)
    draw_map(page, MAP, BOX, insets=insets)
    draw_map(page, MAP, BOX, insets=insets)
    tree = saved(page).shapes.element
    for place in tree.xpath(".//p:grpSp/p:sp[not(p:txBody)]/p:spPr/a:xfrm"):
        x, y = (int(place.find("{*}off").get(axis)) for axis in "xy")
        across, down = (int(place.find("{*}ext").get(axis)) for axis in ("cx", "cy"))
        slack = 60_000  # a dot at the edge
        assert BOX.left - slack <= x <= x + across <= BOX.left + BOX.width + slack
        assert BOX.top - slack <= y <= y + down <= BOX.top + BOX.height + slack
    numbers = tree.xpath(".//p:cNvPr/@id")
    assert len(numbers) == len(set(numbers))


def test_the_cycle_is_boxes_and_arrows_and_mirrors() -> None:
    nodes = (
        Node("Standards", (Words("a"),)),
        Node("Follow-up", (Words("b"),)),
        Node("Capacity", (Words("c"),), "https://example.org/c"),
    )
    for direction in ("ltr", "rtl"):
        page = slide()
        draw_cycle(page, Cycle("Cycle", "Three sides.", nodes, direction), BOX)
        shapes = {shape.name: shape for shape in saved(page).shapes}
        assert (shapes["Standards"].left < shapes["Capacity"].left) == (direction == "ltr")
        assert {"Standards > Follow-up", "Follow-up > Capacity", "Capacity > Standards"} <= set(shapes)
        assert shapes["Capacity"].click_action.hyperlink.address == "https://example.org/c"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_arrows_are_glued_to_the_boxes_and_point_the_right_way(direction: str) -> None:
    nodes = tuple(Node(name, (Words("a", "https://example.org/a"),)) for name in ("Standards", "Follow-up", "Capacity"))
    page = slide()
    draw_cycle(page, Cycle("Cycle", "Three sides.", nodes, direction), BOX)  # type: ignore[arg-type]
    names = {shape.shape_id: shape.name for shape in page.shapes}
    found = {}
    for arrow in page.shapes:
        if arrow.shape_type == MSO_SHAPE_TYPE.LINE:
            begin, end = (arrow._element.xpath(f".//a:{tag}")[0] for tag in ("stCxn", "endCxn"))
            tail, head = (len(arrow._element.xpath(f".//a:{tag}")) for tag in ("headEnd", "tailEnd"))
            ends = [(names[int(each.get("id"))], int(each.get("idx"))) for each in (begin, end)]
            found[arrow.name] = ends if head and not tail else ends[::-1]
    side, other = (1, 3) if direction == "ltr" else (3, 1)
    assert found == {
        "Standards > Follow-up": [("Standards", 0), ("Follow-up", side)],
        "Follow-up > Capacity": [("Follow-up", other), ("Capacity", 0)],
        "Capacity > Standards": [("Capacity", side), ("Standards", other)],
    }
    assert page.shapes[0].text_frame.paragraphs[1].runs[0].hyperlink.address == "https://example.org/a"


def test_columns_are_a_chart_whose_figures_can_be_opened() -> None:
    page = slide()
    values = (Column("2019", 64, state="past"), Column("2020", 65, state="current"))
    draw_columns(page, Columns("Parties", "Parties by year.", values), BOX)
    (frame,) = saved(page).shapes
    plot = frame.chart.plots[0]
    assert list(plot.categories) == ["2019", "2020"]
    assert list(plot.series[0].values) == [64, 65]


def _named(group: Any) -> list[tuple[str, str]]:
    return [(each.get("name"), each.get("descr") or "") for each in group.element.xpath("./p:sp/p:nvSpPr/p:cNvPr")]
