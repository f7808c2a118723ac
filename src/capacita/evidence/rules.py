"""How a source cell is read: several sources in one cell, each with what it is cited for.

A cell keeps its own words; `unverified` in a part of it marks the fact, or that part, wherever it shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from capacita.evidence.choices import Sourcing
from capacita.kernel.digests import short_digest

_ADDRESS = re.compile(r"https?://\S+")
_SEPARATOR = re.compile(r"\s+\|\s+|\s+;\s+")
UNVERIFIED = "unverified"


@dataclass(frozen=True)
class CitedPart:
    """One source in a cell: its web address (or none), the words around it, whether it says that it is unverified."""

    address: str
    words: str
    is_unverified: bool

    @property
    def source_key(self) -> str:
        """A stable key: the address, or the words where there is no address."""
        return short_digest(self.address or self.words)


def cited_parts(cell: str) -> tuple[CitedPart, ...]:
    """The sources named in a cell, in order, separated by “ | ” or “ ; ”."""
    return tuple(_part(text.strip()) for text in _SEPARATOR.split(cell) if text.strip())


def sourcing(cell: str) -> Sourcing:
    """How far the cell is verified. Only what has no sourced part at all counts as unverified in figures."""
    unverified = [part.is_unverified for part in cited_parts(cell)]
    if all(unverified):
        return Sourcing.UNVERIFIED
    return Sourcing.PARTLY_UNVERIFIED if any(unverified) else Sourcing.SOURCED


def publisher_of(address: str) -> str:
    """The host of an address without its leading www, as the shortest honest name of who published it."""
    match = re.match(r"https?://(?:www\.)?([^/:]+)", address)
    return match.group(1) if match else ""


def _part(text: str) -> CitedPart:
    match = _ADDRESS.search(text)
    address = match.group(0).rstrip(",;") if match else ""
    if address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1]
    words = text.replace(address, "").strip(" :,;") if address else text
    return CitedPart(address, words, UNVERIFIED in text.lower())
