"""Agreement between two who rated apart: percent always, kappa from thirty items on."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from capacita.review.rules import agreement

CODES = st.sampled_from(["MET", "PART", "NOT"])


def test_what_both_rated_is_compared_and_the_differing_items_are_listed() -> None:
    found = agreement({"e1": "MET", "e2": "PART", "e3": "NOT"}, {"e1": "MET", "e2": "NOT", "e4": "MET"})
    assert (found.items, found.same, found.share) == (2, 1, Fraction(1, 2))
    assert found.differing == (("e2", "PART", "NOT"),)
    assert found.kappa is None
    assert agreement({}, {"e1": "MET"}).share is None


def test_kappa_comes_with_the_thirtieth_item_and_is_that_of_the_worked_example() -> None:
    # By hand: 20 both MET, 5 MET/NOT, 10 NOT/MET, 15 both NOT. Agreed 35/50; by chance (25*30 + 25*20)/2500 = 1/2.
    pairs = [("MET", "MET")] * 20 + [("MET", "NOT")] * 5 + [("NOT", "MET")] * 10 + [("NOT", "NOT")] * 15
    first = {str(number): one for number, (one, _) in enumerate(pairs)}
    second = {str(number): other for number, (_, other) in enumerate(pairs)}
    assert agreement(first, second).kappa == Fraction(2, 5)
    fewer = dict(list(first.items())[:29])
    assert agreement(fewer, second).kappa is None
    # Who says the same of everything agrees by chance alone: kappa says nothing.
    same = dict.fromkeys(first, "MET")
    assert agreement(same, same).share == Fraction(1)
    assert agreement(same, same).kappa is None


@given(st.dictionaries(st.integers(0, 60).map(str), CODES), st.dictionaries(st.integers(0, 60).map(str), CODES))
def test_agreement_is_the_same_from_either_side_and_kappa_at_most_one(
    first: dict[str, str], second: dict[str, str]
) -> None:
    one, other = agreement(first, second), agreement(second, first)
    assert (one.items, one.same, one.kappa) == (other.items, other.same, other.kappa)
    assert one.kappa is None or one.kappa <= 1
    assert one.same + len(one.differing) == one.items
