"""What is drawn, as plain values. All words are already in the reader's language; all addresses are complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AreaMark:
    """How one State or area is drawn: its class of colour, its words, where it leads, and its second cue."""

    kind: str
    label: str
    href: str = ""
    is_hatched: bool = False
    is_ringed: bool = False


@dataclass(frozen=True)
class LegendItem:
    """A line of a legend: class of colour, words, and the count as it is printed."""

    kind: str
    label: str
    count: str = ""


@dataclass(frozen=True)
class WorldMap:
    """States and areas by alpha-2 code. What has no mark is drawn without status."""

    title: str
    alt: str
    areas: Mapping[str, AreaMark]
    legend: tuple[LegendItem, ...] = ()
    boundary_note: str = ""
    footnotes: tuple[str, ...] = ()
    inset_titles: tuple[str, str, str] = ("Europe", "Caribbean", "Pacific")


@dataclass(frozen=True)
class Bar:
    """One row of time bars: from its first to its last day; None is open."""

    label: str
    start: date | None
    end: date | None
    value: str
    href: str = ""


@dataclass(frozen=True)
class TimeBars:
    """Periods side by side over years, with the date asked about as a line."""

    title: str
    alt: str
    rows: tuple[Bar, ...]
    marker: date
    direction: str = "ltr"


@dataclass(frozen=True)
class Words:
    """A short line, and where it leads."""

    text: str
    href: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Node:
    """One side of the cycle: a heading that leads somewhere and up to three short lines."""

    heading: str
    lines: tuple[Words, ...]
    href: str = ""

    @property
    def said(self) -> str:
        return f"{self.heading}: {' '.join(line.text for line in self.lines)}"


@dataclass(frozen=True)
class Cycle:
    """Three sides that feed each other: standards, follow-up and assessment, capacity building."""

    title: str
    alt: str
    nodes: tuple[Node, Node, Node]
    direction: str = "ltr"


@dataclass(frozen=True)
class Column:
    """One column: its label, its height, and whether it lies before, at or after the date asked about."""

    label: str
    number: int
    href: str = ""
    state: str = "past"
    words: str = ""
    receipt: str = ""


@dataclass(frozen=True)
class Columns:
    """A count over time, one column a year."""

    title: str
    alt: str
    values: tuple[Column, ...]
    every: int = 3
    direction: str = "ltr"
