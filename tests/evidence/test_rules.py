"""How a source cell is read: several sources, each with its address and its words; what is unverified."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.countries.models import Membership
from capacita.evidence.choices import Sourcing
from capacita.evidence.queries import with_citations
from capacita.evidence.rules import cited_parts, publisher_of, sourcing
from capacita.standards.models import Instrument


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
        ("general knowledge, unverified", Sourcing.UNVERIFIED),
        ("https://a.example/x", Sourcing.SOURCED),
        ("https://a.example/x | date: general knowledge, unverified", Sourcing.PARTLY_UNVERIFIED),
        ("general knowledge, unverified ; rule and changes: https://a.example/x", Sourcing.PARTLY_UNVERIFIED),
        ("date: unverified | name: general knowledge, unverified", Sourcing.UNVERIFIED),
        ("Unverified", Sourcing.UNVERIFIED),
        ("register", Sourcing.SOURCED),
        ("", Sourcing.UNVERIFIED),
    ],
)
def test_a_cell_is_unverified_in_whole_in_part_or_not(cell: str, expected: Sourcing) -> None:
    assert sourcing(cell) is expected


@pytest.mark.django_db
def test_a_citation_of_which_a_part_is_unverified_is_marked_so_and_does_not_count_as_unverified() -> None:
    """Of the Second Protocol the opening is sourced and the final clauses are not; of memberships, most."""
    ((_, line),) = with_citations(Instrument.objects.recorded().filter(key="cets224").select_related("citation"))
    assert line is not None
    assert (line.is_unverified, line.is_partly_unverified) == (False, True)
    rows = Membership.objects.recorded().filter(grouping="COE").select_related("citation")
    assert not any(each.is_unverified and each.is_partly_unverified for _, each in with_citations(rows) if each)


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
