"""Nothing runs over: text is measured before it is set, at every date, in every language, with the longest titles."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Pt

from capacita.kernel.moment import Moment
from capacita.publishing import measure
from capacita.publishing.actions import make_brief
from capacita.publishing.brief import TitleSlide
from tests.golden.moments import THEN

LONG = TitleSlide(*["Long words of a title slide that goes on " * 7] * 8)
DAYS = [date(2001, 11, 30), date(2012, 6, 30), date(2020, 2, 21), date(2026, 11, 24)]


def test_lines_break_at_spaces_and_never_at_no_break_spaces() -> None:
    across = measure.width("EUR 36.40", 14)
    assert measure.lines([("EUR 36.40 million", False)], 14, across) == 2
    assert measure.lines([("EUR\u00a036.40\u00a0million", False)], 14, across) > 1
    assert measure.is_cut([("EUR\u00a036.40\u00a0million", False)], 14, across)
    assert measure.lines([("EUR 36.40", False)], 14, across) == 1


def test_a_word_may_be_part_strong() -> None:
    assert measure.lines([("Cyber", True), ("South", False)], 14, measure.width("CyberSouth", 15, is_strong=True)) == 1


def test_the_largest_scale_that_fits_is_taken() -> None:
    assert measure.fitting(lambda scale: int(100 * scale), 81) == 0.8
    assert measure.fitting(lambda scale: 1_000, 10) == 0.5
    assert measure.fitting(lambda scale: int(100 * scale), 200, most=1.15) == 1.15


def room_taken(shape: Any) -> int:
    """The height of a text box's words, measured with the product's font."""
    frame = shape.text_frame
    across = shape.width - frame.margin_left - frame.margin_right
    total = int(frame.margin_top + frame.margin_bottom)
    for paragraph in frame.paragraphs:
        if not paragraph.runs:
            continue
        pieces = [(run.text, bool(run.font.bold)) for run in paragraph.runs]
        inset = int(paragraph._p.get_or_add_pPr().get("marL", "0"))
        size = (paragraph.runs[0].font.size or Pt(18)).pt
        total += measure.height(pieces, size, across - inset) + int(paragraph.space_after or 0)
    return total


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_stay_in_their_boxes_and_boxes_apart(language: str, day: date) -> None:
    for template in ("seminar", "one-pager"):
        made = make_brief(template, at=Moment(day, day), language=language, title=LONG, disclaimer="Words. " * 280)
        for slide in Presentation(io.BytesIO(made.content)).slides:
            placed = [shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text.strip()]
            for shape in placed:
                assert room_taken(shape) <= shape.height * 1.02 + 20_000, (template, shape.text_frame.text[:60])
            blocks = [
                shape for shape in slide.shapes if not shape.is_placeholder and shape.shape_type != MSO_SHAPE_TYPE.LINE
            ]
            for index, one in enumerate(blocks):
                for other in blocks[index + 1 :]:
                    assert not overlap(one, other), (template, one.name, other.name)


def overlap(one: Any, other: Any) -> bool:
    """Whether two parts of a slide share room; names written inside the map are meant to."""
    if (
        one.shape_type == MSO_SHAPE_TYPE.GROUP
        and other.top >= one.top
        and other.top + other.height <= one.top + one.height
    ):
        return False
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return bool(across > 20_000 and down > 20_000)


def pages(content: bytes) -> int:
    counts = [int(each) for each in re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", content)]
    return max(counts) if counts else len(re.findall(rb"/Type\s*/Page\b", content))


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_document_has_a_page_for_each_section(day: date) -> None:
    at = Moment(day, day)
    assert pages(make_brief("seminar", at=at, language="fr", title=LONG, format="pdf").content) == 7
    assert pages(make_brief("one-pager", at=at, language="fr", title=LONG, format="pdf").content) == 1


@pytest.mark.django_db
def test_a_one_pager_is_a_page_of_a4() -> None:
    content = make_brief("one-pager", at=THEN, format="pdf").content
    assert re.search(rb"/MediaBox\s*\[0 0 595\.\d+ 841\.\d+\]", content)


@pytest.mark.django_db
def test_right_to_left_slides_begin_at_the_right() -> None:
    slides = list(Presentation(io.BytesIO(make_brief("seminar", at=THEN, language="ar").content)).slides)
    (table,) = [shape for shape in slides[4].shapes if shape.has_table]
    assert table._element.graphic.graphicData.tbl.tblPr.get("rtl") == "1"
    paragraphs = [each for shape in slides[6].shapes if shape.has_text_frame for each in shape.text_frame.paragraphs]
    assert all(each._p.pPr is not None and each._p.pPr.get("rtl") == "1" for each in paragraphs if each.runs)
    # English words stand in for what is not translated yet: their dates are English too.
    assert "21 February 2020" in " ".join(each.text for each in paragraphs)


@pytest.mark.django_db
def test_headings_on_an_organisation_s_own_master_stay_in_their_place() -> None:
    """The library's plain master: four by three, titles of 44 points, which our longer headings would overrun."""
    plain = io.BytesIO()
    Presentation().save(plain)
    made = make_brief("seminar", at=THEN, master=plain.getvalue()).content
    for slide in list(Presentation(io.BytesIO(made)).slides)[2:]:
        holder = slide.shapes.title
        assert holder is not None
        size = holder.text_frame.paragraphs[0].runs[0].font.size
        points = size.pt if size is not None else 44
        assert measure.height([(holder.text_frame.text, True)], points, holder.width) <= holder.height
        # A heading that has room keeps the master's type.
        assert (size is None) == (len(holder.text_frame.text) < 30)
