"""How a published figure relates to the computed one: it agrees, agrees as a floor, differs, or cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from capacita.figures.values import FigureValue


class Agreement(StrEnum):
    """The verdict on a published figure."""

    AGREES = "agrees"
    AGREES_AS_FLOOR = "agrees_as_floor"
    DIFFERS = "differs"
    NOT_COMPUTABLE = "not_computable"


@dataclass(frozen=True)
class Comparison:
    """`difference` is stated less computed. An understated floor is lower than what is computed by a step or more."""

    agreement: Agreement
    difference: Decimal | None = None
    is_understated: bool = False
    at_least: Decimal | None = None


def compare(stated: Decimal, *, is_floor: bool, computed: FigureValue | None) -> Comparison:
    """Set a stated value beside a computed one. A floor agrees when the certain part of the computed figure reaches it.

    It differs when the computed figure cannot reach it: of one that is open upwards nobody can say.
    """
    if computed is None or (computed.value is None and computed.low is None):
        return Comparison(Agreement.NOT_COMPUTABLE)
    low = Decimal(computed.low if computed.low is not None else computed.value or 0)
    if is_floor:
        if low >= stated:
            return Comparison(Agreement.AGREES_AS_FLOOR, is_understated=low > stated, at_least=low)
        if computed.high is None:
            return Comparison(Agreement.NOT_COMPUTABLE, at_least=low)
    if computed.value is None:
        return Comparison(Agreement.NOT_COMPUTABLE, at_least=low)
    difference = stated - Decimal(computed.value)
    return Comparison(Agreement.AGREES if difference == 0 else Agreement.DIFFERS, difference)
