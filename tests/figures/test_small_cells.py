"""Small cells about persons are hidden from whoever asks, on pages, in the API, in files and in receipts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import capacita
from capacita.figures import registry
from capacita.figures.answers import figure_answer, figure_csv
from capacita.figures.registry import Definition, Parameter, ParameterKind, Parameters, figure, figure_series
from capacita.figures.small_cells import FEWEST, suppressed
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.moment import Moment

AT = Moment(date(2026, 6, 1), date(2026, 6, 1))
RULE = Rule("test.persons", 1)
TRAINED = {"": 41, "police": 20, "prosecutors": 18, "judges": 3, "others": 0}


def counted(number: int, group: str = "") -> FigureValue:
    record = Record("r", "d", "person-key", "Somebody", "attended", None, 0)
    return FigureValue(
        "test.trained", {"basis": group}, AT, Unit.STATES, RULE, number, number, number, records=(record,) * number,
        left_out=(Named("k", "Somebody else"),),
    )  # fmt: skip


def compute(asked: Sequence[Parameters], at: Moment) -> list[FigureValue]:
    return [counted(TRAINED[each["basis"]], each["basis"]) for each in asked]


GROUP = Parameter("basis", ParameterKind.DIMENSION, "", lambda at: list(TRAINED), lambda: "Group")
DEFINITION = Definition(
    "test.trained", lambda: "How many were trained?", Unit.STATES, RULE, lambda: "Counted.",
    lambda value: f"{value.value} were trained." if value.value is not None else value.reason, compute, (GROUP,),
    counts_persons=True,
)  # fmt: skip


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> Definition:
    """A figure about persons, known for the length of a test."""
    monkeypatch.setitem(registry._definitions, DEFINITION.id, DEFINITION)
    return DEFINITION


@pytest.mark.usefixtures("trained")
def test_a_small_cell_is_hidden_and_so_is_what_would_tell_it() -> None:
    shown = {group: figure("test.trained", at=AT, basis=group) for group in TRAINED}
    assert {group: value.value for group, value in shown.items()} == {
        "": 41, "police": 20, "prosecutors": None, "judges": None, "others": 0,
    }  # fmt: skip
    assert "Fewer than 5" in shown["judges"].reason
    assert "could be worked out" in shown["prosecutors"].reason
    for value in shown.values():
        assert not value.records
        assert not value.printed_keys
    assert [each.value for each in figure_series("test.trained", at=AT, parameters=[{"basis": "judges"}, {}])] == [
        None, 41,
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("trained")
def test_no_door_tells_a_small_cell() -> None:
    value = figure("test.trained", at=AT, basis="judges")
    answer = figure_answer(value)
    assert (answer["value"], answer["low"], answer["high"], answer["records"]) == (None, None, None, [])
    assert "Somebody" not in figure_csv(value)
    for address in (
        "/figures/test.trained/", "/figures/test.trained/receipt.json", "/figures/test.trained/records.csv",
        "/api/v1/figures/test.trained",
    ):  # fmt: skip
        response = Client().get(address, {"basis": "judges", "as_of": "2026-06-01", "known_on": "2026-06-01"})
        said = response.content.decode()
        assert response.status_code == 200, address
        assert "Somebody" not in said
        assert "person-key" not in said
        if address.startswith("/api"):
            assert response.json()["value"] is None
        else:
            assert "Fewer than 5 persons" in said


def test_a_figure_about_persons_is_divided_by_one_parameter_alone() -> None:
    with pytest.raises(ValueError, match="one parameter alone"):
        replace(DEFINITION, parameters=(GROUP, replace(GROUP, name="country")))


def test_what_does_not_count_persons_is_left_alone() -> None:
    plain = replace(DEFINITION, counts_persons=False)
    assert registry._answered(plain, [{"basis": "judges"}], AT)[0].value == 3


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        (3, [3, 0], (None, [None, 0])),
        (8, [8, 0], (8, [8, 0])),
        (4, [2, 2], (None, [None, None])),
        (9, [4, 5], (9, [None, None])),
        # The two together are four: a third is needed.
        (24, [1, 3, 8, 12], (24, [None, None, None, 12])),
        # Nobody is left to hide behind.
        (12, [3, 9], (12, [None, None])),
    ],
)
def test_parts_of_a_total(total: int, parts: list[int], expected: tuple[int | None, list[int | None]]) -> None:
    shown_total, shown = suppressed(counted(total), [counted(each) for each in parts])
    assert (shown_total.value, [each.value for each in shown]) == expected


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_nobody_works_out_a_hidden_cell(parts: list[int]) -> None:
    total, shown = suppressed(counted(sum(parts)), [counted(each) for each in parts])
    hidden = [size for size, value in zip(parts, shown, strict=True) if value.value is None]
    for size, value in zip(parts, shown, strict=True):
        assert value.value in (None, size)
        assert not 0 < (value.value or 0) < FEWEST
    assert not 0 < (total.value or 0) < FEWEST
    if hidden and total.value is not None:
        # What the total leaves for them is spread over two or more, and concerns no small group itself.
        assert len(hidden) >= 2
        assert sum(hidden) >= FEWEST


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_shown"),
    [(3, 20, False), (17, 20, False), (2, 4, False), (10, 20, True), (0, 20, True)],
)
def test_a_share_is_hidden_where_it_or_its_rest_is_small(numerator: int, denominator: int, is_shown: bool) -> None:
    share = replace(counted(50), unit=Unit.SHARE, value=numerator, numerator=numerator, denominator=denominator)
    shown, _parts = suppressed(replace(share, low=None, high=None))
    assert (shown.value is not None) is is_shown
    assert (shown.numerator is not None) is is_shown


def test_bounds_are_hidden_with_the_value() -> None:
    shown, _parts = suppressed(replace(counted(0), value=None, low=2, high=None))
    assert (shown.value, shown.low, shown.high) == (None, None, None)


def test_figures_are_computed_in_one_place_alone() -> None:
    root = Path(capacita.__file__).parent
    found = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"\.compute\(", path.read_text(encoding="utf-8"))
    ]
    assert found == ["figures/registry.py"]
