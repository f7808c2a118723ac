"""A sheet of ratings: one article of the law of a country, or of a territory of it, on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from capacita.kernel.dates import parse_day

# What is core in these is rated by two, blind, at a baseline: the substantive offences that decide, and the powers.
RATED_BY_TWO = frozenset(map(str, (*range(2, 10), *range(16, 22))))


@dataclass(frozen=True)
class Sheet:
    """What one review of ratings is about. `article_key` is a provision's, such as ets185/art_2."""

    iso2: str
    article_key: str
    on: date
    territory: str = ""

    @property
    def key(self) -> str:
        return f"{self.iso2}|{self.territory}|{self.article_key}|{self.on.isoformat()}"

    @property
    def number(self) -> str:
        """The article's number."""
        return self.article_key.rpartition("art_")[2]


def sheet_from(key: str) -> Sheet:
    """The sheet with this key."""
    iso2, territory, article_key, on = key.split("|")
    return Sheet(iso2, article_key, parse_day(on), territory)
