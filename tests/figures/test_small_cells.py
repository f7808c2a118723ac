"""Small cells about persons are hidden from whoever asks, on pages, in the API, in files and in receipts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import capacita
from capacita.figures import registry
from capacita.figures.answers import figure_answer, figure_csv
from capacita.figures.registry import Definition, Parameter, ParameterKind, Parameters, figure, figure_series
from capacita.figures.small_cells import FEWEST, hidden_cells, suppressed
from capacita.figures.values import FigureValue, Named, Record, Rule, Unit
from capacita.kernel.moment import Moment

AT = Moment(date(2026, 6, 1), date(2026, 6, 1))
RULE = Rule("test.persons", 1)
TRAINED = {"": 91, "police": 50, "prosecutors": 20, "clerks": 18, "judges": 3, "others": 0}
REASON = "Not shown, so that nobody is recognised"


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
        "": 91, "police": 50, "prosecutors": None, "clerks": None, "judges": None, "others": 0,
    }  # fmt: skip
    # Which of them is small is told by nothing.
    assert {(value.reason, value.missing, value.notes) for value in shown.values() if value.value is None} == {
        (shown["judges"].reason, "not shown", ())
    }
    assert shown["judges"].reason.startswith(REASON)
    for value in shown.values():
        assert not value.records
        assert not value.printed_keys
    assert [each.value for each in figure_series("test.trained", at=AT, parameters=[{"basis": "judges"}, {}])] == [
        None, 91,
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
            assert "fewer than 5 persons" in said


def test_a_figure_about_persons_is_divided_by_one_parameter_alone() -> None:
    with pytest.raises(ValueError, match="one parameter alone"):
        replace(DEFINITION, parameters=(GROUP, replace(GROUP, name="country")))


def test_a_share_of_persons_is_not_divided() -> None:
    with pytest.raises(ValueError, match="may not be divided"):
        replace(DEFINITION, unit=Unit.SHARE)


def test_what_does_not_count_persons_is_left_alone() -> None:
    plain = replace(DEFINITION, counts_persons=False)
    assert registry._answered(plain, [{"basis": "judges"}], AT)[0].value == 3


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        (3, [3, 0], (None, [None, 0])),
        (8, [8, 0], (8, [8, 0])),
        (4, [2, 2], (None, [None, None])),
        (5, [2, 3], (None, [None, None])),
        (9, [4, 5], (9, [None, None])),
        (12, [3, 9], (12, [None, None])),
        (36, [1, 3, 12, 20], (36, [None, None, None, 20])),
        # The two that are small leave 8, and one that is not small may stand in any of the three places.
        (18, [4, 4, 10], (18, [None, None, None])),
        (16, [1, 5, 10], (16, [None, None, None])),
        (21, [4, 4, 4, 9], (21, [None, None, None, None])),
        # Beside 13 the three could only be 4, 12 and 12 or nearly so: all are hidden.
        (81, [4, 12, 12, 13, 40], (81, [None] * 5)),
        # Each would be one: the total would tell.
        (6, [1, 1, 1, 1, 1, 1], (None, [None] * 6)),
    ],
)
def test_parts_of_a_total(total: int, parts: list[int], expected: tuple[int | None, list[int | None]]) -> None:
    shown_total, shown = suppressed(counted(total), [counted(each) for each in parts])
    assert (shown_total.value, [each.value for each in shown]) == expected


def divided(number: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way in which at most so many persons are of so many groups."""
    if number == 0:
        yield ()
        return
    for first in range(most + 1):
        for rest in divided(number - 1, most - first):
            yield (first, *rest)


Seen = tuple[int | None, tuple[int | None, ...]]


def seen(sizes: Sequence[int]) -> Seen:
    """What a reader sees of a table: the total and the parts, with None for what is hidden."""
    hiding = hidden_cells(sizes)
    shown = tuple(None if at in hiding.parts else size for at, size in enumerate(sizes))
    return None if hiding.is_total_hidden else sum(sizes), shown


def possible(tables: Iterable[Sequence[int]]) -> dict[Seen, list[set[int]]]:
    """What whoever knows the rule can tell: by what is seen, each number that may stand in each place."""
    found: dict[Seen, list[set[int]]] = {}
    for sizes in tables:
        numbers = found.setdefault(seen(sizes), [set() for _ in sizes])
        for place, size in zip(numbers, sizes, strict=True):
            place.add(size)
    return found


@pytest.mark.parametrize(("groups", "most"), [(1, 20), (2, 30), (3, 30), (4, 28), (5, 20)])
def test_whoever_knows_the_rule_still_finds_every_small_number_possible(groups: int, most: int) -> None:
    for (total, shown), numbers in possible(divided(groups, most)).items():
        for size, could_be in zip(shown, numbers, strict=True):
            if size is None:
                assert {1, 2, 3, 4} <= could_be, (total, shown)
                # Where the total is hidden, all that are hidden are of fewer than five; else not even that is known.
                assert total is None or len(could_be) > 4, (total, shown)
            else:
                assert not 0 < size < FEWEST
        assert total is None or total == 0 or total >= FEWEST


def with_parts(parts: Sequence[int], changed: Mapping[int, int]) -> list[int]:
    return [changed.get(at, size) for at, size in enumerate(parts)]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_nobody_works_out_a_hidden_cell(parts: list[int]) -> None:
    total, shown = suppressed(counted(sum(parts)), [counted(each) for each in parts])
    hidden = [at for at, value in enumerate(shown) if value.value is None]
    for size, value in zip(parts, shown, strict=True):
        assert value.value in (None, size)
        assert not 0 < (value.value or 0) < FEWEST
        assert value.value is not None or value.reason.startswith(REASON)
    assert not 0 < (total.value or 0) < FEWEST
    if len(hidden) == 3 and total.value is not None:
        # Every other way to divide the same number among the three that would be shown in the same way.
        left = sum(parts[at] for at in hidden)
        ways = ((one, other, left - one - other) for one, other in product(range(1, left), repeat=2))
        tables = [with_parts(parts, dict(zip(hidden, way, strict=True))) for way in ways if way[2] > 0]
        for at in hidden:
            assert {1, 2, 3, 4} < {table[at] for table in tables if seen(table) == seen(parts)}


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        # Two more than the parts have: who they are would be told by what is left.
        (counted(22), [counted(20), counted(0)]),
        (counted(40), [counted(20), replace(counted(20), high=None), counted(3)]),
        (counted(20), [replace(counted(20), value=None, low=2, high=20), counted(0)]),
    ],
)
def test_where_numbers_do_not_add_up_all_are_hidden_beside_a_small_one(
    total: FigureValue, parts: list[FigureValue]
) -> None:
    shown_total, shown = suppressed(total, parts)
    assert (shown_total.value, shown_total.low, shown_total.high) == (None, None, None)
    assert [(each.value, each.low, each.high) for each in shown if each.value != 0] == [(None, None, None)] * sum(
        each.value != 0 for each in parts
    )


def test_where_numbers_do_not_add_up_and_none_is_small_all_are_shown() -> None:
    total, parts = counted(50), [counted(20), replace(counted(20), high=None)]
    shown_total, shown = suppressed(total, parts)
    assert [each.value for each in (shown_total, *shown)] == [50, 20, 20]


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
