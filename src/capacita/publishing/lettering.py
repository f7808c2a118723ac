"""Paragraphs of slides with their sizes, and the room that they take. Sizes are in points, lengths in EMU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from capacita.drawing import palette
from capacita.publishing import measure
from capacita.publishing.brief import Bullets, Line, Paragraph, Run

INDENT = 260_000  # of one level of bullets


@dataclass(frozen=True)
class Words:
    """A paragraph with its size and ink; `level` is that of a bullet."""

    line: Line
    size: float
    ink: str = palette.INK
    after: float = 0
    level: int | None = None

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        return [(run.text, run.is_strong) for run in self.line]

    def height(self, across: int) -> int:
        inset = 0 if self.level is None else INDENT * (self.level + 1)
        return measure.height(self.pieces, self.size, across - inset) + int(self.after * measure.POINT)


def words(text: str, size: float, ink: str = palette.INK, *, strong: bool = False, after: float = 0) -> Words:
    return Words((Run(text, is_strong=strong),), size, ink, after)


def height_of(paragraphs: Sequence[Words], across: int) -> int:
    return sum(each.height(across) for each in paragraphs)


def scaled(said: Sequence[Words], scale: float) -> list[Words]:
    return [replace(each, size=each.size * scale, after=each.after * scale) for each in said]


def fitted(said: Sequence[Words], across: int, room: int) -> list[Words]:
    """The paragraphs at the largest scale, up to their own, at which they fit the room."""
    return scaled(said, measure.fitting(lambda scale: height_of(scaled(said, scale), across), room))


def paragraphs(block: Paragraph | Bullets, scale: float) -> list[Words]:
    """A block of text as paragraphs."""
    if isinstance(block, Paragraph):
        size = {"lead": 20, "note": 13, "missing": 17}.get(block.kind, 16)
        return [Words(block.line, size * scale, palette.INK if block.kind == "lead" else palette.INK_2)]
    said = [words(block.heading, 18 * scale, palette.ACCENT, strong=True, after=8 * scale)] if block.heading else []
    for level, line in block.items:
        ink, size = (palette.INK, 20) if level == 0 else (palette.INK_2, 17)
        said.append(Words(line, size * scale, ink, 7 * scale, level))
    return said
