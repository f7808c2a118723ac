"""Files from outside: a master is used without its slides and traces, and what is unsafe is refused by name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from capacita.kernel.errors import InputError
from capacita.publishing.actions import make_brief
from capacita.publishing.brief import TitleSlide
from capacita.publishing.uploads import MOST_LOGO_BYTES, MOST_MASTER_BYTES, checked_logo, checked_master
from tests.golden.moments import THEN

TEMPLATE = "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def master(change: Callable[[Any], object] = lambda deck: None) -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Last year's confidential slide"
    change(deck)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def rezipped(content: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, part in added.items():
            target.writestr(name.replace("__", "/"), part)
    return out.getvalue()


@pytest.mark.django_db
def test_a_master_is_used_without_its_slides_and_what_names_them() -> None:
    made = make_brief("seminar", at=THEN, title=TitleSlide(event="An event"), master=master())
    opened = Presentation(io.BytesIO(made.content))
    assert len(opened.slides) == 7
    assert opened.slide_width == Presentation().slide_width
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        text = b"".join(archive.read(name) for name in names)
    assert b"confidential" not in text
    assert "docProps/thumbnail.jpeg" not in names
    assert "docProps/app.xml" not in names
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_every_shape_lies_on_the_slides_of_a_narrow_master_too() -> None:
    def narrow(deck: Any) -> None:
        deck.slide_width, deck.slide_height = Inches(10), Inches(7.5)

    for template in ("seminar", "one-pager"):
        opened = Presentation(io.BytesIO(make_brief(template, at=THEN, master=master(narrow)).content))
        for slide in opened.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= opened.slide_width
                assert shape.top + shape.height <= opened.slide_height


def test_a_template_file_serves_as_master() -> None:
    def as_template(name: str, part: bytes) -> bytes:
        return part.replace(DECK.encode(), TEMPLATE.encode()) if name == "[Content_Types].xml" else part

    content = rezipped(master(), as_template)
    with pytest.raises(ValueError, match="not a PowerPoint file"):
        Presentation(io.BytesIO(content))
    assert len(checked_master(content).slide_layouts) == len(Presentation().slide_layouts)


def test_a_section_list_of_the_dropped_slides_goes_with_them() -> None:
    sections = (
        b'<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst '
        b'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="Old" '
        b'id="{00000000-0000-0000-0000-000000000001}"><p14:sldIdLst><p14:sldId id="256"/></p14:sldIdLst>'
        b"</p14:section></p14:sectionLst></p:ext></p:extLst></p:presentation>"
    )

    def with_sections(name: str, part: bytes) -> bytes:
        return part.replace(b"</p:presentation>", sections) if name == "ppt/presentation.xml" else part

    content = rezipped(
        master(lambda deck: [each.getparent().remove(each) for each in _extensions(deck)]), with_sections
    )
    deck = checked_master(content)
    out = io.BytesIO()
    deck.save(out)
    with zipfile.ZipFile(out) as archive:
        assert b"sectionLst" not in archive.read("ppt/presentation.xml")


def _extensions(deck: Any) -> list[Any]:
    return list(deck.part._element.xpath("./p:extLst"))


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(11):
            archive.writestr(f"ppt/media/{number}.bin", bytes(10_000_000))
    return out.getvalue()


def loading_from_elsewhere() -> bytes:
    def link(deck: Any) -> None:
        deck.slide_layouts[0].part.relate_to("https://example.org/p.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)

    return master(link)


def macro_enabled(name: str, part: bytes) -> bytes:
    return part.replace(DECK.encode(), b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml")


def without_part(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(master())) as source, zipfile.ZipFile(out, "w") as target:
        for each in source.namelist():
            if each != name:
                target.writestr(each, source.read(each))
    return out.getvalue()


def sized(element: bytes) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        return re.sub(rb"<p:sldSz[^>]*/>", element, part) if name == "ppt/presentation.xml" else part

    return rezipped(master(), change)


def crowded(name: str, part: bytes) -> bytes:
    return part.replace(b"</p:spTree>", b"<p:sp/>" * 5_001 + b"</p:spTree>") if "slideLayout6.xml" in name else part


def wordy(name: str, part: bytes) -> bytes:
    return part + b"<!--" + b"x" * 1_500_000 + b"-->" if name == "ppt/theme/theme1.xml" else part


@pytest.mark.django_db
@pytest.mark.parametrize("inches", [(4, 4), (4, 56), (56, 4), (8, 11)])
def test_a_master_of_an_odd_size_gives_a_deck(inches: tuple[int, int]) -> None:
    def size(deck: Any) -> None:
        deck.slide_width, deck.slide_height = (Inches(each) for each in inches)

    made = make_brief("seminar", at=THEN, title=TitleSlide(event="An event"), master=master(size))
    assert len(Presentation(io.BytesIO(made.content)).slides) == 7


REFUSED = {
    "text": (lambda: b"no deck", "not a PPTX"),
    "cut short": (lambda: master()[:2_000], "not a PPTX"),
    "another zip": (
        lambda: rezipped(b"PK\x05\x06" + bytes(18), lambda name, part: part, readme=b"x"),
        "cannot be read",
    ),
    "macros": (lambda: rezipped(master(), lambda name, part: part, ppt__vbaProject=b"x"), "macros"),
    "macro-enabled": (lambda: rezipped(master(), macro_enabled), "macros"),
    "embedded object": (
        lambda: rezipped(master(), lambda name, part: part, ppt__embeddings__oleObject1=b"x"),
        "embedded",
    ),
    "bomb": (bomb, "unpacks to more"),
    "too large": (lambda: bytes(MOST_MASTER_BYTES + 1), "larger than 4 MB"),
    "empty": (lambda: b"", "is empty"),
    "no layout part": (lambda: without_part("ppt/slideLayouts/slideLayout6.xml"), "cannot be read"),
    "no size": (lambda: sized(b""), "no size that can be shown"),
    "zero": (lambda: sized(b'<p:sldSz cx="0" cy="0"/>'), "no size that can be shown|cannot be read"),
    "negative": (lambda: sized(b'<p:sldSz cx="-9144000" cy="6858000"/>'), "no size that can be shown|cannot be read"),
    "one inch": (lambda: sized(b'<p:sldSz cx="914400" cy="914400"/>'), "no size that can be shown"),
    "shapes": (lambda: rezipped(master(), crowded), "more than 5000 shapes"),
    "markup": (lambda: rezipped(master(), wordy), "unpacks to more"),
    "from elsewhere": (loading_from_elsewhere, "from elsewhere"),
}


@pytest.mark.parametrize(("made", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_an_unsafe_master_is_refused_and_the_field_is_named(made: Callable[[], bytes], words: str) -> None:
    with pytest.raises(InputError, match=words) as refusal:
        checked_master(made())
    assert refusal.value.problems[0].column == "master"
    assert refusal.value.problems[0].remedy


def test_a_logo_is_drawn_anew_without_what_it_says_of_its_making() -> None:
    out = io.BytesIO()
    Image.new("RGB", (3_000, 200), "navy").save(
        out, "JPEG", comment=b"secret of the camera", exif=b"Exif\x00\x00secret"
    )
    drawn = checked_logo(out.getvalue())
    assert b"secret" not in drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1_000)


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (400, 160)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_in_deck_document_and_page_with_its_words(kind: str) -> None:
    title = TitleSlide(event="An event", organisation="An Organisation")

    def made(format: str) -> bytes:
        given = {"title": title, "sections": ["title"], "format": format}
        return make_brief("seminar", at=THEN, logo=picture(kind), **given).content  # type: ignore[arg-type]

    slide = Presentation(io.BytesIO(made("pptx"))).slides[0]
    (shown,) = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert shown._element.xpath(".//p:cNvPr/@descr") == ["An Organisation"]
    assert b'alt="An Organisation"' in made("html")
    document = made("pdf")
    assert re.search(rb"/Subtype\s*/Image", document)
    assert b"/Alt" in document
    assert document == made("pdf")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_logo_of_any_kind_of_colour_is_drawn(mode: str) -> None:
    with Image.open(io.BytesIO(checked_logo(picture("PNG", mode, (1_400, 1_400))))) as drawn:
        assert drawn.size == (1_000, 1_000)


def test_a_logo_with_too_many_pixels_is_refused() -> None:
    with pytest.raises(InputError, match="too many pixels"):
        checked_logo(picture("PNG", "1", (2_000, 1_100)))


@pytest.mark.parametrize("content", [b"<svg onload='x'/>", b"GIF89a", b"", bytes(MOST_LOGO_BYTES + 1)])
def test_what_is_no_logo_is_refused_and_the_field_is_named(content: bytes) -> None:
    with pytest.raises(InputError) as refusal:
        checked_logo(content)
    assert refusal.value.problems[0].column == "logo"
