"""Briefs: the seven slides with every figure of the seminar, in each format, byte for byte the same."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation

from capacita.kernel.errors import CapacitaError, InputError, UnknownKeyError
from capacita.kernel.moment import Moment
from capacita.publishing.actions import make_brief
from capacita.publishing.brief import TitleSlide
from tests.golden.moments import THEN

pytestmark = pytest.mark.django_db

TITLE = TitleSlide(
    "Cyber Diplomacy Seminar – Norms and capacities",
    "Capacity building and development goals",
    "Palais des Nations, Geneva",
    "21 February 2020",
    "A. Speaker",
    "Head of Division",
    "An Organisation",
    "www.example.org",
)
ON_THE_REACH_SLIDE = ("64", "3", "7", "74", "20+", "50+", "29")


def deck(**given: Any) -> Any:
    made = make_brief("seminar", **{"at": THEN, "title": TITLE, **given})
    return Presentation(io.BytesIO(made.content))


def words(slide: Any) -> list[str]:
    found: list[str] = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found += [paragraph.text for paragraph in shape.text_frame.paragraphs]
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return [text.replace("\u00a0", " ") for text in found if text.strip()]


def test_seven_slides_hold_every_figure_of_the_seminar() -> None:
    slides = list(deck().slides)
    assert len(slides) == 7
    assert "Cyber Diplomacy Seminar – Norms and capacities" in words(slides[0])
    assert words(slides[1])[0] == "About capacity building: the rationale"
    portfolio = words(slides[4])
    for amount in (
        "EUR 4 million",
        "EUR 19 million",
        "EUR 5 million",
        "EUR 0.85 million",
        "EUR 3.33 million",
        "EUR 4.22 million",
    ):
        assert amount in portfolio
    assert any("36.40 million" in text and "31.55 million" in text for text in portfolio)
    for figure in ON_THE_REACH_SLIDE:
        assert figure in words(slides[5])
    assert "Legislation with safeguards" in words(slides[6])


def test_tables_are_native_and_the_map_is_made_of_named_shapes() -> None:
    slides = list(deck().slides)
    assert sum(shape.has_table for shape in slides[4].shapes) == 1
    (group,) = [shape for shape in slides[5].shapes if shape.shape_type == 6]
    descriptions = {
        element.get("name"): element.get("descr") for element in group._element.iter("{*}cNvPr") if element.get("name")
    }
    assert descriptions["Brazil"] == "Brazil: invited to accede, 11 December 2019"
    assert "World map" in group._element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr")[0]


def test_notes_carry_the_receipts_and_the_slide_the_boundary_note_and_footnotes() -> None:
    slide = list(deck().slides)[5]
    notes = slide.notes_slide.notes_text_frame.text
    assert "On 21 February 2020, 64 States were Parties (Budapest Convention, ETS 185)." in notes
    assert "rule treaty.status@1" in notes
    assert "Albania" in notes
    text = " ".join(words(slide))
    assert "imply no opinion" in text
    assert "Resolution 1244" in text


def test_every_shape_lies_on_its_slide() -> None:
    for template in ("seminar", "one-pager"):
        opened = Presentation(io.BytesIO(make_brief(template, at=THEN, title=TITLE).content))
        for slide in opened.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= opened.slide_width
                assert shape.top >= 0
                assert shape.top + shape.height <= opened.slide_height


def test_past_the_sources_the_slides_say_so() -> None:
    late = deck(at=Moment(date(2026, 11, 24), date(2026, 11, 24)))
    text = " ".join(text for slide in late.slides for text in words(slide))
    assert "as far as sourced (to" in text
    assert "81" in words(list(late.slides)[5])


def test_sections_can_be_left_out_and_unknown_ones_are_refused() -> None:
    assert len(deck(sections=["title", "reach"]).slides) == 2
    with pytest.raises(InputError, match="no section"):
        make_brief("seminar", at=THEN, sections=["reach", "nothing"])
    with pytest.raises(UnknownKeyError):
        make_brief("opera", at=THEN)
    with pytest.raises(InputError, match="not a format"):
        make_brief("seminar", at=THEN, format="docx")
    with pytest.raises(InputError, match="not a language"):
        make_brief("seminar", at=THEN, language="xx")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("format", ["pptx", "pdf", "html"])
def test_every_format_and_language_is_made_and_is_the_same_again(format: str, language: str) -> None:
    first, second = (make_brief("seminar", at=THEN, title=TITLE, language=language, format=format) for _ in range(2))
    assert first.content == second.content
    assert len(first.content) > 20_000


def test_a_file_names_no_row_no_recording_time_and_no_machine() -> None:
    made = make_brief("seminar", at=THEN, title=TITLE)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        text = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels")))
    assert b"127.0.0.1" not in text
    assert b"localhost" not in text
    assert re.search(rb"<dcterms:created[^>]*>2020-02-21T00:00:00Z<", text)


def test_figures_are_links_where_a_public_address_is_configured(settings: Any) -> None:
    settings.CAPACITA_ADDRESS = "https://figures.example.org"
    made = make_brief("seminar", at=THEN, title=TITLE)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        links = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    dates = b"?as_of=2020-02-21&amp;known_on=2020-02-21"
    for page in (b"figures/reach.parties", b"figures/portfolio.projects", b"instruments/ets185", b"countries/BR"):
        assert b"https://figures.example.org/" + page + b"/" + dates in links


def test_without_a_public_address_no_drawing_leads_anywhere() -> None:
    made = make_brief("seminar", at=THEN, title=TITLE)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        links = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert b"hyperlink" not in links


def test_the_document_is_tagged_for_accessibility() -> None:
    content = make_brief("seminar", at=THEN, title=TITLE, format="pdf").content
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content or b"/MarkInfo" in content


def test_an_organisation_s_master_is_used_without_its_slides() -> None:
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0])
    out = io.BytesIO()
    own.save(out)
    made = deck(master=out.getvalue())
    assert len(made.slides) == 7
    assert made.slide_width == own.slide_width


@pytest.mark.parametrize(("content", "words_"), [(b"no", "not a PPTX"), (b"", "not a PPTX")], ids=["text", "empty"])
def test_what_is_no_deck_is_refused_as_master(content: bytes, words_: str) -> None:
    with pytest.raises(InputError, match=words_):
        deck(master=content or b"x")


def test_a_master_with_macros_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ppt/vbaProject.bin", b"x")
    with pytest.raises(InputError, match="macros"):
        deck(master=out.getvalue())


def test_a_logo_is_drawn_anew_and_what_is_no_picture_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(out, "JPEG", comment=b"secret of the camera")
    made = make_brief("seminar", at=THEN, title=TITLE, logo=out.getvalue())
    assert b"secret of the camera" not in made.content
    with pytest.raises(InputError, match="not a PNG or JPEG"):
        make_brief("seminar", at=THEN, logo=b"<svg onload='x'/>")


def test_text_cannot_become_markup() -> None:
    title = TitleSlide(event="#panic() <b>x</b> *bold* $x$", speaker="</text>")
    page = make_brief("seminar", at=THEN, title=title, format="html").content
    assert b"<b>x</b>" not in page
    assert make_brief("seminar", at=THEN, title=title, format="pdf").content.startswith(b"%PDF-")


def test_a_control_character_is_refused_with_its_field() -> None:
    with pytest.raises(CapacitaError):
        make_brief("seminar", at=THEN, title=TitleSlide(event="a\x00b"))


@pytest.mark.libreoffice
def test_libreoffice_opens_the_deck_as_seven_pages(tmp_path: Path) -> None:
    target = tmp_path / "deck.pptx"
    target.write_bytes(make_brief("seminar", at=THEN, title=TITLE, language="fr").content)
    soffice = shutil.which("soffice") or "soffice"
    subprocess.run(
        [
            soffice,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(target),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    content = (tmp_path / "deck.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page[^s]", content)) == 7


def test_no_brief_prints_a_recording_time_and_its_receipts_say_which_figure_they_are_of() -> None:
    notes = " ".join(slide.notes_slide.notes_text_frame.text for slide in deck().slides if slide.has_notes_slide)
    assert "Capacita, reach.parties (Instrument: Budapest Convention, ETS 185; Counted from: deposit) as of" in notes
    pages = make_brief("one-pager", at=THEN, format="html").content.decode()
    for text in (notes, pages):
        assert "recorded_at" not in text
        assert "recorded at" not in text.lower()
    # A survey is no State: it is not listed among those counted.
    assert "Counted: Council of Europe" not in notes


def test_a_sum_that_is_a_lower_bound_says_so_on_the_slide() -> None:
    late = deck(at=Moment(date(2026, 11, 24), date(2026, 11, 24)))
    text = " ".join(words(list(late.slides)[4]))
    assert "at least EUR 3.9 million" in text
    assert "at least" not in " ".join(words(list(deck().slides)[4]))


def test_before_the_convention_is_in_force_no_slide_speaks_of_parties() -> None:
    early = deck(at=Moment(date(2004, 6, 30), date(2004, 6, 30)), sections=["approach", "reach"])
    text = " ".join(text for slide in early.slides for text in words(slide))
    assert "Ratified or acceded" in text
    assert "Parties" not in text
