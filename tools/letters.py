"""The letters of the pages: subsets of Inter and Noto Sans Arabic, cut to what names and texts of States need.

A browser fetches a subset only when a page holds one of its characters; a character outside all is drawn by the system.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from fontTools import subset

from tools.steps import ROOT, Step

_OUT = ROOT / "build" / "letters"
_INTER = "@fontsource-variable/inter/files/inter-{}-wght-normal.woff2"
_ARABIC = "@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-{}-normal.woff2"
_FEATURES = [
    "calt",
    "case",
    "ccmp",
    "fina",
    "init",
    "isol",
    "kern",
    "liga",
    "locl",
    "mark",
    "medi",
    "mkmk",
    "rlig",
    "tnum",
]
_BASIC = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x2009, *range(0x2010, 0x2027), 0x202F, 0x2030,
    0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, *range(0x2190, 0x219A), 0x2212, 0x2248, 0x2264, 0x2265,
]  # fmt: skip
# European languages, and what romanised names carry (Ḩ, ʻ, ə).
_EXTENDED = [
    *range(0x100, 0x131), *range(0x132, 0x152), *range(0x154, 0x180), 0x18F, *range(0x218, 0x21C), 0x259, 0x2BB, 0x2BC,
    0x300, 0x301, 0x304, 0x308, *range(0x1E24, 0x1E2A), 0x1E62, 0x1E63, 0x1E6C, 0x1E6D, 0x1E92, 0x1E93, 0x1E9E,
]  # fmt: skip
# Family, weight, format, file, characters kept.
_SUBSETS: tuple[tuple[str, str, str, str, Iterable[int]], ...] = (
    ("Inter Variable", "100 900", "woff2-variations", _INTER.format("latin"), _BASIC),
    ("Inter Variable", "100 900", "woff2-variations", _INTER.format("latin-ext"), _EXTENDED),
    ("Inter Variable", "100 900", "woff2-variations", _INTER.format("greek"), range(0x370, 0x400)),
    ("Inter Variable", "100 900", "woff2-variations", _INTER.format("cyrillic"), range(0x400, 0x492)),
    ("Noto Sans Arabic", "400", "woff2", _ARABIC.format("400"), range(0x600, 0x700)),
    ("Noto Sans Arabic", "600 700", "woff2", _ARABIC.format("600"), range(0x600, 0x700)),
)


def _cut(file: str, characters: Iterable[int]) -> list[int]:
    """Write the subset; the characters that the font really holds."""
    options = subset.Options(
        flavor="woff2", layout_features=_FEATURES, hinting=False, name_IDs=[1, 2, 4, 6], recalc_timestamp=False
    )
    source = ROOT / "node_modules" / file
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    subset.save_font(font, str(_OUT / source.name), options)
    return sorted(font.getBestCmap())


def _ranges(characters: list[int]) -> str:
    spans: list[list[int]] = []
    for each in characters:
        if spans and each == spans[-1][1] + 1:
            spans[-1][1] = each
        else:
            spans.append([each, each])
    return ",".join(f"U+{low:04X}" if low == high else f"U+{low:04X}-{high:04X}" for low, high in spans)


def _make() -> None:
    shutil.rmtree(_OUT, ignore_errors=True)
    _OUT.mkdir(parents=True)
    rules = []
    for family, weight, kind, file, characters in _SUBSETS:
        held = _cut(file, characters)
        rules.append(
            f'@font-face{{font-family:"{family}";font-style:normal;font-display:swap;font-weight:{weight};'
            f'src:url(./{file.rsplit("/", 1)[1]}) format("{kind}");unicode-range:{_ranges(held)}}}\n'
        )
    (_OUT / "letters.css").write_text("".join(rules), encoding="ascii")


LETTERS = Step(
    name="letters of pages",
    made_from=("package-lock.json", "tools/letters.py", "requirements/development.lock"),
    makes=("build/letters/letters.css",),
    make=_make,
)
