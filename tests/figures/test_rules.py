"""How a published figure relates to a computed one, on values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.figures.rules import Agreement, Comparison, compare
from capacita.figures.values import FigureValue, Rule, Unit
from capacita.kernel.moment import Moment

AT = Moment(date(2020, 2, 21), date(2020, 2, 21))


def computed(value: int | None, low: int | None = None, high: int | None = None) -> FigureValue:
    low = value if low is None else low
    return FigureValue("x", {}, AT, Unit.STATES, Rule("r", 1), value, low, value if high is None else high)


@pytest.mark.parametrize(
    ("stated", "is_floor", "value", "expected"),
    [
        (64, False, computed(64), Comparison(Agreement.AGREES, Decimal(0))),
        (18, False, computed(16), Comparison(Agreement.DIFFERS, Decimal(2))),
        (20, True, computed(None, 32), Comparison(Agreement.AGREES_AS_FLOOR, None, True, Decimal(32))),
        (20, True, computed(20), Comparison(Agreement.AGREES_AS_FLOOR, None, False, Decimal(20))),
        (50, True, computed(None, 32), Comparison(Agreement.NOT_COMPUTABLE, at_least=Decimal(32))),
        (50, True, computed(40), Comparison(Agreement.DIFFERS, Decimal(10))),
        (50, True, computed(None), Comparison(Agreement.NOT_COMPUTABLE)),
        # One State is recorded, and nobody looked everywhere: 50 may be right.
        (50, True, replace(computed(1), high=None), Comparison(Agreement.NOT_COMPUTABLE, at_least=Decimal(1))),
        (50, False, computed(None, 32), Comparison(Agreement.NOT_COMPUTABLE, at_least=Decimal(32))),
        (50, False, None, Comparison(Agreement.NOT_COMPUTABLE)),
    ],
)  # fmt: skip
def test_a_claim_beside_what_is_computed(
    stated: int, is_floor: bool, value: FigureValue | None, expected: Comparison
) -> None:
    assert compare(Decimal(stated), is_floor=is_floor, computed=value) == expected


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_a_floor_agrees_by_what_is_certain_and_never_by_what_may_be(stated: int, low: int, more: int) -> None:
    found = compare(Decimal(stated), is_floor=True, computed=computed(low + more, low, low + more))
    assert (found.agreement is Agreement.AGREES_AS_FLOOR) == (low >= stated)


@given(st.integers(0, 300), st.integers(0, 300))
def test_agreement_is_equality_and_the_difference_is_stated_less_computed(stated: int, value: int) -> None:
    found = compare(Decimal(stated), is_floor=False, computed=computed(value))
    assert (found.agreement is Agreement.AGREES) == (stated == value)
    assert found.difference == stated - value
