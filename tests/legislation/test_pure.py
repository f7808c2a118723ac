"""Anchors of paragraphs, and the order of references."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from capacita.legislation.rules.order import reference_order
from capacita.legislation.rules.paragraphs import paragraphs


def test_paragraphs_are_called_by_their_own_numbers_and_each_once() -> None:
    text = "Whoever does this:\n\n(1) first\na) one\n(2) second\na) other\n"
    assert [each.anchor for each in paragraphs(text)] == ["p1", "1", "a", "2", "a-2"]
    assert paragraphs("") == ()


@given(st.text(max_size=400))
def test_every_paragraph_has_an_anchor_of_its_own_and_no_word_is_lost(text: str) -> None:
    found = paragraphs(text)
    assert len({each.anchor for each in found}) == len(found)
    assert [each.text for each in found] == [each.strip() for each in text.splitlines() if each.strip()]


def test_references_stand_in_the_order_of_the_law() -> None:
    given_refs = ["art. 10", "art. 9", "", "s. 3A", "s. 3", "ss. 3-4", "arts 54-57"]
    assert sorted(given_refs, key=reference_order) == [
        "s. 3",
        "ss. 3-4",
        "s. 3A",
        "art. 9",
        "art. 10",
        "arts 54-57",
        "",
    ]


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_references_can_be_put_in_order(one: str, other: str) -> None:
    first, second = reference_order(one), reference_order(other)
    assert (first < second) + (second < first) + (first == second) == 1
