"""The fonts of documents: Noto Sans, with Arabic, arrows and signs beside it, as TTF from the subsets of npm.

The web is served WOFF2 subsets; Typst and charts need whole fonts. Same input, same bytes: no time enters a file.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

from tools.steps import ROOT, Step

_OUT = ROOT / "src" / "capacita" / "drawing" / "fonts"
_FROM = ROOT / "node_modules" / "@fontsource"
_SUBSETS = {
    "noto-sans": ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"),
    "noto-sans-arabic": ("arabic",),
    "noto-sans-math": ("latin",),
    "noto-sans-symbols-2": ("symbols",),
}
_FACES = {
    "NotoSans-Regular.ttf": ("noto-sans", "400-normal"),
    "NotoSans-Bold.ttf": ("noto-sans", "700-normal"),
    "NotoSans-Italic.ttf": ("noto-sans", "400-italic"),
    "NotoSansArabic-Regular.ttf": ("noto-sans-arabic", "400-normal"),
    "NotoSansArabic-Bold.ttf": ("noto-sans-arabic", "700-normal"),
    "NotoSansMath-Regular.ttf": ("noto-sans-math", "400-normal"),
    "NotoSansSymbols2-Regular.ttf": ("noto-sans-symbols-2", "400-normal"),
}
# Hinting and style attributes of one subset are wrong for a merged font; documents need neither.
_DROPPED = ("prep", "fpgm", "cvt ", "gasp", "STAT", "DSIG")


# Of the fonts of signs only arrows, operators, shapes and ticks: less to look through when a document is written.
_SIGNS = (*range(0x2070, 0x20A0), *range(0x2190, 0x2300), *range(0x2500, 0x2800))


def _only_signs(font: TTFont) -> None:
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], recalc_timestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_SIGNS)
    cutter.subset(font)


def _write_face(name: str, family: str, face: str, scratch: Path) -> None:
    parts: list[str] = []
    for part_of in _SUBSETS[family]:
        font = TTFont(_FROM / family / "files" / f"{family}-{part_of}-{face}.woff2", recalcTimestamp=False)
        font.flavor = None
        for table in _DROPPED:
            if table in font:
                del font[table]
        part = scratch / f"{part_of}.ttf"
        font.save(part)
        parts.append(str(part))
    made = TTFont(parts[0], recalcTimestamp=False)
    created, modified = made["head"].created, made["head"].modified
    if len(parts) > 1:
        made = merge.Merger().merge(parts)
    if family in ("noto-sans-math", "noto-sans-symbols-2"):
        _only_signs(made)
    made.recalcTimestamp = False
    made["head"].created, made["head"].modified = created, modified
    made.save(_OUT / name)


def _make() -> None:
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    shutil.rmtree(_OUT, ignore_errors=True)
    _OUT.mkdir(parents=True)
    for name, (family, face) in _FACES.items():
        with tempfile.TemporaryDirectory() as scratch:
            _write_face(name, family, face, Path(scratch))
    for family in _SUBSETS:
        shutil.copyfile(_FROM / family / "LICENSE", _OUT / f"{family}.LICENSE")


DOCUMENT_FONTS = Step(
    name="fonts of documents",
    made_from=("package-lock.json", "tools/fonts.py", "requirements/development.lock"),
    makes=tuple(f"src/capacita/drawing/fonts/{name}" for name in _FACES),
    make=_make,
)
