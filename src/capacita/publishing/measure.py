"""How much room text takes on a slide, measured with the product's own font: EMU for lengths, points for sizes.

Slides are laid out before anybody opens them, so that nothing runs over at any date or in any language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from PIL import ImageFont

from capacita.kernel.errors import RefusedError
from capacita.kernel.said import said

FONTS = Path(__file__).resolve().parents[1] / "drawing" / "fonts"
POINT = 12_700
_LINE = 1.362  # the height of a line of Noto Sans in em: ascent and descent of its own tables
_CAUTION = 1.03  # programs that show slides set text a little wider than the font says
_EM = 1_000
_SCALES = (1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)


@cache
def _font(is_strong: bool) -> ImageFont.FreeTypeFont:
    name = FONTS / ("NotoSans-Bold.ttf" if is_strong else "NotoSans-Regular.ttf")
    if not name.is_file():
        raise RefusedError(said("The fonts of briefs are not built: run “make setup”."))
    return ImageFont.truetype(str(name), _EM, layout_engine=ImageFont.Layout.BASIC)


@cache
def _em_width(text: str, is_strong: bool) -> float:
    return float(_font(is_strong).getlength(text)) / _EM


def width(text: str, points: float, *, is_strong: bool = False) -> int:
    """The length of a text on one line."""
    return int(_em_width(text, is_strong) * points * POINT * _CAUTION)


def line_height(points: float) -> int:
    return int(points * POINT * _LINE)


def lines(pieces: Iterable[tuple[str, bool]], points: float, across: int) -> int:
    """How many lines the pieces (text, whether strong) take within `across`, broken at spaces as programs do.

    A no-break space does not break; a word longer than the line is cut into as many lines as it needs.
    """
    found, used = 1, 0
    space = width(" ", points)
    for word in _words(pieces):
        long = sum(width(text, points, is_strong=strong) for text, strong in word)
        if used and used + space + long > across:
            found, used = found + 1, 0
        if long > across:
            found += -(-long // max(across, 1)) - 1
        used += long + (space if used else 0)
    return found


def _words(pieces: Iterable[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """Words as pieces: a word may be part strong, part not."""
    words: list[list[tuple[str, bool]]] = [[]]
    for text, strong in pieces:
        for index, part in enumerate(text.replace("\n", " ").split(" ")):
            if index:
                words.append([])
            if part:
                words[-1].append((part, strong))
    return [word for word in words if word]


def height(pieces: Iterable[tuple[str, bool]], points: float, across: int) -> int:
    return lines(pieces, points, across) * line_height(points)


def is_cut(pieces: Iterable[tuple[str, bool]], points: float, across: int) -> bool:
    """Whether a word is longer than the line, so that it would be cut."""
    return any(sum(width(text, points, is_strong=strong) for text, strong in word) > across for word in _words(pieces))


def fitting(needed: Callable[[float], int], room: int, *, most: float = 1.0) -> float:
    """The largest scale of sizes, up to `most`, at which what is needed fits the room; the smallest when none does."""
    scales = [scale for scale in _SCALES if scale <= most]
    return next((scale for scale in scales if needed(scale) <= room), scales[-1])
