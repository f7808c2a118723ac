"""One ordinal scale that holds without hues, outlines that are seen, letters that are read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from capacita.drawing import palette

# The order of the tiers; what is apart stands outside the scale.
SCALE = ("party", "consented", "signed", "invited", "aligned", "drawing", "none")


def lightness(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((lightness(one), lightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_each_class_is_lighter_than_the_one_before() -> None:
    assert set(palette.FILLS) == {*SCALE, "apart"}
    for darker, lighter in pairwise(SCALE):
        assert contrast(palette.FILLS[darker], palette.FILLS[lighter]) > 1.2


@pytest.mark.parametrize("behind", [palette.PAPER, palette.WASH, palette.fill("none"), palette.fill("party")])
def test_outlines_and_rings_stand_at_three_to_one(behind: str) -> None:
    assert contrast(palette.OUTLINE, behind) >= 3
    assert contrast(palette.RING, behind) >= 3


def test_every_class_between_the_darkest_and_the_lightest_has_its_own_letter_and_it_is_read() -> None:
    between = SCALE[1:-1]
    assert len({palette.letter(kind) for kind in between}) == len(between)
    assert not any(palette.letter(kind) for kind in ("party", "none", "apart"))
    for kind in between:
        assert contrast(palette.on_fill(kind), palette.fill(kind)) >= 4.5
