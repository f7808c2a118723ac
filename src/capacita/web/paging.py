"""A page of many rows, with whether there is one before and one behind: nobody counts all rows for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
# How many rows of a list one page shows.
AT_ONCE = 60
_HIGHEST = 1_000_000


@dataclass(frozen=True)
class Shown(Generic[Row]):
    """The rows of one page, and what leads to the pages beside it: `name` is the part of the address that says which."""

    rows: list[Row]
    number: int
    has_next: bool
    name: str = "page"

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


class Listed(Protocol[Row_co]):
    """What a part can be taken of: a list, a query, or what reads no more than it is asked for."""

    def __getitem__(self, some: slice, /) -> Iterable[Row_co]: ...


def shown_of(rows: Listed[Row], asked: Mapping[str, str], *, name: str = "page", at_once: int = 0) -> Shown[Row]:
    """The page that was asked for under the name, the first where there is no such one."""
    told, at_once = asked.get(name) or "", at_once or AT_ONCE
    number = min(int(told), _HIGHEST) if told.isascii() and told.isdigit() and len(told) < 10 else 1
    first = max(number - 1, 0) * at_once
    found = list(rows[first : first + at_once + 1])
    if first and not found:
        return shown_of(rows, {}, name=name, at_once=at_once)
    return Shown(found[:at_once], max(number, 1), len(found) > at_once, name)
