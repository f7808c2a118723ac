"""How far two people who rated the same things apart agree: percent always, Cohen's kappa from thirty items on.

Kappa: J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20 (1960).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

_FEWEST_FOR_KAPPA = 30


@dataclass(frozen=True)
class Agreement:
    """Of the items that both rated: how many there are, how many got the same code, which did not (item, first, second).

    `kappa` is None below thirty items, and where chance alone would make both agree on everything.
    """

    items: int
    same: int
    differing: tuple[tuple[str, str, str], ...]
    kappa: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """Of items with the same code; None where both rated nothing in common."""
        return Fraction(self.same, self.items) if self.items else None


def agreement(first: Mapping[str, str], second: Mapping[str, str]) -> Agreement:
    """Between two ratings of the same items, each a code by item. What only one of them rated is left out."""
    common = sorted(first.keys() & second.keys())
    differing = tuple((item, first[item], second[item]) for item in common if first[item] != second[item])
    same = len(common) - len(differing)
    return Agreement(len(common), same, differing, _kappa(first, second, common, same))


def _kappa(first: Mapping[str, str], second: Mapping[str, str], common: list[str], same: int) -> Fraction | None:
    n = len(common)
    if n < _FEWEST_FOR_KAPPA:
        return None
    by_first, by_second = (Counter(each[item] for item in common) for each in (first, second))
    by_chance = Fraction(sum(by_first[code] * by_second[code] for code in by_first), n * n)
    return None if by_chance == 1 else (Fraction(same, n) - by_chance) / (1 - by_chance)
