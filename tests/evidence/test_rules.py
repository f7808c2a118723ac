"""How a source cell is read: several sources, each with its address and its words; what is unverified."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.evidence.rules import cited_parts, is_unverified, publisher_of


def test_several_sources_in_a_cell_stand_in_order_with_their_words() -> None:
    parts = cited_parts("https://a.example/x (p. 3) | remark of 2020: https://b.example/y ; register")
    assert [(part.address, part.words) for part in parts] == [
        ("https://a.example/x", "(p. 3)"),
        ("https://b.example/y", "remark of 2020"),
        ("", "register"),
    ]


def test_brackets_that_belong_to_an_address_stay_in_it() -> None:
    (inside,) = cited_parts("https://a.example/x_(y)")
    assert inside.address == "https://a.example/x_(y)"
    (around,) = cited_parts("seen (https://a.example/x)")
    assert around.address == "https://a.example/x"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("general knowledge, unverified", True),
        ("https://a.example/x", False),
        ("https://a.example/x | date: general knowledge, unverified", False),
        ("Unverified", True),
        ("", True),
    ],
)
def test_a_cell_is_unverified_only_where_nothing_in_it_is_verified(cell: str, expected: bool) -> None:
    assert is_unverified(cell) is expected


def test_the_publisher_of_an_address_is_its_host() -> None:
    assert publisher_of("https://www.coe.int/en/web/x") == "coe.int"
    assert publisher_of("https://rm.coe.int:443/1") == "rm.coe.int"
    assert publisher_of("no address") == ""


@given(st.text(max_size=80))
def test_any_cell_is_read_and_the_same_cell_gives_the_same_keys(cell: str) -> None:
    parts = cited_parts(cell)
    assert [part.source_key for part in parts] == [part.source_key for part in cited_parts(cell)]
    assert all(len(part.source_key) == 16 for part in parts)
    assert bool(parts) == bool(cell.strip())
