"""The one place where the colours of drawings are defined for files; the style sheet's tokens repeat them.

Reach is one ordinal scale from dark to light, safe for colour-blind readers; every fill has an outline at 3:1.
"""

from __future__ import annotations

INK, INK_2, INK_3 = "#14213d", "#4a5775", "#5b6680"
LINE, PAPER, WASH = "#e3e7ef", "#ffffff", "#f6f7fa"
ACCENT, ACCENT_LIGHT = "#0b5fa5", "#9fc0de"
OUTLINE = "#6b7fa0"
RING = "#b7791f"

FILLS = {
    "party": "#0a3a6b",
    "consented": "#5b8fc4",
    "signed": "#2f76b5",
    "invited": "#6fa8d6",
    "aligned": "#8fc7b5",
    "drawing": "#e2d39a",
    "none": "#e9ecf1",
    "apart": "#ffffff",
}


def fill(kind: str) -> str:
    """The fill of a class of colour; what has none is drawn without status."""
    return FILLS.get(kind, FILLS["apart"])
