"""The one place where the colours of drawings are defined for files; the style sheet's tokens repeat them.

Reach is one ordinal scale, each class lighter than the one before it, so that it holds without hues. The outline stands
at 3:1 to the paper, to what has no treaty action and to Parties; letters are the second cue where lightness is close.
"""

from __future__ import annotations

INK, INK_2, INK_3 = "#14213d", "#4a5775", "#5b6680"
LINE, PAPER, WASH = "#e3e7ef", "#ffffff", "#f6f7fa"
ACCENT, ACCENT_LIGHT, AHEAD = "#0b5fa5", "#9fc0de", "#dbe3ee"
OUTLINE = "#7085a5"
HATCHING = "#8b97ad"
RING = "#b7791f"

FILLS = {
    "party": "#0a3a6b",
    "consented": "#1d5892",
    "signed": "#2f76b5",
    "invited": "#6fa8d6",
    "aligned": "#8fc7b5",
    "drawing": "#e2d39a",
    "none": "#e9ecf1",
    "apart": "#ffffff",
}
# How far a State's law is in line with one article: one neutral blue, from the lightest; the sign is the second cue.
LAW_FILLS = {
    "law-in-line": "#1d5892",
    "law-largely": "#5b95cb",
    "law-partly": "#a3c6e6",
    "law-not": "#d9e8f5",
    "law-open": "#f7f2e3",
}
LAW_SIGNS = {"law-in-line": "●", "law-largely": "◕", "law-partly": "◑", "law-not": "○", "law-open": "–"}
# Parties are the darkest and carry none; what has no treaty action is the lightest and carries none.
LETTERS = {"consented": "R", "signed": "S", "invited": "I", "aligned": "L", "drawing": "D"}


def fill(kind: str) -> str:
    """The fill of a class of colour; what has none is drawn without status."""
    return FILLS.get(kind) or LAW_FILLS.get(kind, FILLS["apart"])


def letter(kind: str) -> str:
    """The letter or sign of a class of colour, the second cue beside its fill; none for the ends of the scale of reach."""
    return LETTERS.get(kind) or LAW_SIGNS.get(kind, "")


def on_fill(kind: str) -> str:
    """The ink that is read on a class of colour, at 4.5:1 or more."""
    return PAPER if kind in ("party", "consented", "signed", "law-in-line") else INK


def column(state: str) -> str:
    """The colour of a column before, at or after the date asked about."""
    return {"current": ACCENT, "past": ACCENT_LIGHT}.get(state, AHEAD)
