"""The facts that a brief uses: figures asked for one moment in one language, and the one digest that stands for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from capacita.figures.registry import figure, figure_series
from capacita.figures.values import FigureValue
from capacita.kernel.digests import digest_of
from capacita.kernel.moment import Moment


class Stated(Protocol):
    """Any recorded fact: what counts here is its digest."""

    digest: str


@dataclass
class FactsUsed:
    """What composing gathers on its way."""

    at: Moment
    language: str
    country: str = ""  # that of a brief about one country
    _digests: set[str] = field(default_factory=set)

    def figure(self, id: str, **parameters: str) -> FigureValue:
        value = figure(id, at=self.at, **parameters)
        self._digests.add(value.facts_digest)
        return value

    def figures(self, id: str, parameters: Sequence[dict[str, str]]) -> list[FigureValue]:
        """Many values of one figure, in the queries of one."""
        values = figure_series(id, at=self.at, parameters=parameters)
        self._digests.update(value.facts_digest for value in values)
        return values

    def use(self, facts: Iterable[Stated]) -> None:
        """Count facts that are printed without a figure."""
        self._digests.update(fact.digest for fact in facts)

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits for all facts used; the same on every machine that holds them."""
        return digest_of(sorted(self._digests))[:16]
