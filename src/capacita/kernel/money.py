"""Amounts of money with their currency and the last digit that a source states.

A rounded statement confirms an exact amount and never replaces it: EUR 5 million confirms 4,945,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from capacita.kernel.rounding import round_to_step


@dataclass(frozen=True)
class Money:
    """`amount` in units of `currency` (ISO 4217); `step` is the worth of the last digit stated (1 = exact)."""

    amount: Decimal
    currency: str
    step: Decimal = Decimal(1)

    def confirms(self, other: Money) -> bool:
        """Whether `other`, rounded as this statement is rounded, gives this amount."""
        return self.currency == other.currency and round_to_step(other.amount, self.step) == round_to_step(
            self.amount, self.step
        )

    def is_at_least_as_precise_as(self, other: Money) -> bool:
        return self.step <= other.step

    def as_stated_in_millions(self) -> tuple[Decimal, int]:
        """The amount in millions and the number of decimals that its step supports (19 > 19, 0; 4.22 > 4.22, 2)."""
        step = self.step / Decimal(1_000_000)
        places = max(0, -step.normalize().as_tuple().exponent) if step < 1 else 0  # type: ignore[operator]
        millions = (self.amount / Decimal(1_000_000)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return millions, places
