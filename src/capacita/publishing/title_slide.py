"""The title slide: event and session, speaker and place, the dates, the funding statement, the disclaimer, the logo."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _

from capacita.drawing import palette
from capacita.drawing.pptx import Box, describe
from capacita.publishing.lettering import Words, fitted, height_of, words
from capacita.publishing.masters import NAVY, Frame
from capacita.publishing.slide import SlideWriter

_GAP = 330_000
_MOST_SMALL = 1_000_000  # the height that funding statement and disclaimer may take
_LOGO = Box(0, 0, 2_600_000, 900_000)


def write_title(pen: SlideWriter, frame: Frame, subtitle: Any, scale: float) -> None:
    """Write what the title slide says beside its heading.

    In the product's own look it stands under the dark part; on a master of an organisation's own it goes into the
    layout's place for a subtitle, where there is one.
    """
    across = frame.right - frame.left
    small = _small_print(pen, across)
    low = frame.height - _GAP - height_of(small, across)
    if small:
        pen.text(Box(frame.left, low, across, height_of(small, across)), small)
    said = _said(pen, scale)
    if pen.is_own:
        if session := pen.brief.title.session:
            above = fitted([words(session, 22, palette.PAPER, strong=True)], across, 1_050_000)
            pen.text(Box(frame.left, NAVY - 1_150_000, across, 1_050_000), above)
        beside = _LOGO.width + _GAP if pen.brief.logo else 0
        left = frame.left + (beside if pen.is_rtl else 0)
        box = Box(left, NAVY + _GAP, across - beside, low - NAVY - _GAP - 70_000)
        pen.text(box, fitted(said, box.width, box.height))
    elif subtitle is not None:
        subtitle.text_frame.clear()
        for index, each in enumerate(fitted(said, subtitle.width, subtitle.height)):
            inner = subtitle.text_frame
            pen.write(inner.paragraphs[0] if index == 0 else inner.add_paragraph(), each)
    else:
        box = Box(frame.left, frame.top, across, low - frame.top)
        pen.text(box, fitted(said, box.width, box.height))
    if pen.brief.logo:
        _write_logo(pen, frame)


def _said(pen: SlideWriter, scale: float) -> list[Words]:
    title = pen.brief.title
    parts = (
        ("" if pen.is_own else title.session, 22, True, palette.INK, 4),
        (title.speaker, 18, True, palette.INK, 2),
        (", ".join(each for each in (title.function, title.organisation) if each), 15, False, palette.INK_2, 10),
        (", ".join(each for each in (title.place, title.date) if each), 15, False, palette.INK_2, 2),
        (title.link, 14, False, palette.INK_2, 10),
        (pen.brief.dated, 12, False, palette.INK_3, 0),
    )
    return [
        words(text, size * scale, ink, strong=strong, after=after * scale)
        for text, size, strong, ink, after in parts
        if text
    ]


def _small_print(pen: SlideWriter, across: int) -> list[Words]:
    texts = (pen.brief.funding_statement, pen.brief.disclaimer)
    return fitted([words(text, 10, palette.INK_3, after=2) for text in texts if text], across, _MOST_SMALL)


def _write_logo(pen: SlideWriter, frame: Frame) -> None:
    picture = pen.slide.shapes.add_picture(io.BytesIO(pen.brief.logo or b""), 0, 0)
    scale = min(_LOGO.width / picture.width, _LOGO.height / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left = frame.left if pen.is_rtl else frame.right - picture.width
    picture.top = NAVY + _GAP if pen.is_own else 150_000
    describe(picture, _("Logo"), pen.brief.title.organisation or _("Logo"))
