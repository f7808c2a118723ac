"""Rounding as figures are printed: to a stated step, half away from zero, never by binary floats."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def round_to_step(amount: Decimal, step: Decimal) -> Decimal:
    """`amount` to the nearest multiple of `step`; a half goes away from zero. `step` must be positive."""
    if step <= 0:
        raise ValueError("a rounding step is positive")
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
