"""What stays of an office file that somebody gives: its words and its pictures, and nothing of who wrote or took them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from django.test import override_settings
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from capacita.evidence.actions import keep_file
from capacita.evidence.bare_pictures import bare_picture
from capacita.evidence.files import open_file
from capacita.evidence.snapshots import Shelf, kept_bytes
from capacita.kernel.errors import InputError
from tests.evidence import hostile_files as made
from tests.people import cast

SECRET = b"SECRET"
APP = (
    b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Office</Application><Company>SECRET office</Company><Manager>SECRET manager</Manager></Properties>"
)
CUSTOM = (
    b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="x" pid="2" '
    b'name="Owner"><vt:lpwstr>SECRET@example.org</vt:lpwstr></property></Properties>'
)


def photograph(kind: str = "JPEG", **more: object) -> bytes:
    """A picture that tells where it was taken, with what and by whom."""
    exif = Image.Exif()
    exif[0x010E] = "SECRET description"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (50.0, 30.0, 12.0)
    out = io.BytesIO()
    image = Image.new("RGB", (40, 20), "navy")
    image.putpixel((3, 4), (255, 255, 0))
    texts = {"comment": b"SECRET comment"} if kind in ("JPEG", "GIF") else {}
    exifs = {} if kind == "GIF" else {"exif": exif, "icc_profile": b"SECRET profile"}
    image.save(out, kind, xmp=b"<x:xmpmeta>SECRET place</x:xmpmeta>", **{**texts, **exifs, **more})
    return out.getvalue()


def pixels(content: bytes) -> tuple[tuple[int, int], bytes]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def written(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def document() -> bytes:
    text = docx.Document()
    text.add_paragraph("What was agreed")
    text.add_picture(io.BytesIO(photograph()))
    text.core_properties.author = "SECRET author"
    text.core_properties.last_modified_by = "SECRET editor"
    text.core_properties.title = "A title"
    return written(text.save)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "What was agreed"
    book.active.add_image(SheetImage(io.BytesIO(photograph("PNG"))), "B2")
    book.properties.creator = "SECRET author"
    return written(book.save)


def deck() -> bytes:
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    slide.shapes.add_picture(io.BytesIO(photograph("GIF")), 0, 0)
    slides.core_properties.author = "SECRET author"
    return written(slides.save)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("make", "name"), [(document, "x.docx"), (workbook, "x.xlsx"), (deck, "x.pptx")])
def test_nobody_is_named_beside_an_office_file_and_no_place_in_its_pictures(
    make: Callable[[], bytes], name: str
) -> None:
    signed = made.repacked(make(), {"docProps/app.xml": APP})
    assert sum(SECRET in each for each in parts(signed).values()) == 3
    checked = open_file(signed, name=name)
    assert checked.is_redrawn
    left = parts(checked.content)
    assert list(left) == list(parts(signed))
    assert not [part for part, content in left.items() if SECRET in content or b"GPS" in content]
    # Every picture is what it was, and not turned: the document does that.
    media = [part for part in left if "/media/" in part]
    assert media
    for part in media:
        assert pixels(left[part]) == pixels(parts(signed)[part])


def test_a_bare_document_opens_again_with_all_that_is_read_in_it() -> None:
    text = docx.Document(io.BytesIO(open_file(document(), name="x.docx").content))
    assert text.paragraphs[0].text == "What was agreed"
    assert (text.core_properties.author, text.core_properties.last_modified_by) == ("", "")
    assert text.core_properties.title == "A title"
    assert sum(each.reltype == RELATIONSHIP_TYPE.IMAGE for each in text.part.rels.values()) == 1
    book = openpyxl.load_workbook(io.BytesIO(open_file(workbook(), name="x.xlsx").content))
    assert book.active is not None
    assert book.active["A1"].value == "What was agreed"
    assert not book.properties.creator
    slides = pptx.Presentation(io.BytesIO(open_file(deck(), name="x.pptx").content))
    assert slides.core_properties.author == ""
    assert slides.slides[0].shapes[0].image.ext == "gif"


def test_custom_properties_and_the_workbook_behind_a_chart_name_nobody_either() -> None:
    parts_more = {"docProps__custom.xml": CUSTOM, "word__embeddings__x.xlsx": workbook()}
    checked = open_file(made.with_parts(document(), **parts_more), name="x.docx").content
    inner = parts(parts(checked)["word/embeddings/x.xlsx"])
    assert not [each for each in (*parts(checked).values(), *inner.values()) if SECRET in each]
    assert b"Owner" in parts(checked)["docProps/custom.xml"]


def test_what_names_nobody_keeps_its_bytes_and_so_does_what_is_evidence() -> None:
    clean = made.document()
    assert open_file(clean, name="x.docx").content == clean
    assert not open_file(clean, name="x.docx").is_redrawn
    once = open_file(document(), name="x.docx").content
    assert open_file(once, name="x.docx").content == once
    evidence = document()
    assert open_file(evidence, name="x.docx", as_given=True).content == evidence


@pytest.mark.parametrize(
    "content",
    [
        photograph(progressive=True),
        photograph() + b"SECRET behind its end",
        photograph("PNG"),
        photograph("PNG") + b"SECRET behind its end",
        made.png((b"teXt", b"SECRET"), (b"mkBS", b"SECRET layers")),
        photograph("GIF"),
        photograph("GIF", save_all=True, append_images=[Image.new("RGB", (40, 20), 255)], loop=0),
    ],
)
def test_a_picture_keeps_its_pixels_and_nothing_beside_them(content: bytes) -> None:
    assert SECRET in content
    bare = bare_picture(content, part="word/media/x.png", file="x.docx")
    assert SECRET not in bare
    assert pixels(bare) == pixels(content)
    with Image.open(io.BytesIO(bare)) as now, Image.open(io.BytesIO(content)) as before:
        assert getattr(now, "n_frames", 1) == getattr(before, "n_frames", 1)
        assert now.info.get("loop") == before.info.get("loop")
        assert not now.getexif()
    assert bare_picture(bare, part="word/media/x.png", file="x.docx") == bare


def test_of_a_drawing_only_what_is_drawn_stays() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:s="http://sodipodi.example/" xmlns:x="http://www.w3.org/1999/xlink" '
        b's:docname="SECRET.svg"><!-- SECRET --><metadata>SECRET</metadata><script>SECRET</script>'
        b"<s:namedview>SECRET</s:namedview>"
        b'<g onclick="SECRET"><use x:href="#a"/><text>seen</text></g></svg>'
    )
    bare = bare_picture(drawing, part="word/media/x.svg", file="x.docx")
    assert SECRET not in bare
    assert b"seen" in bare
    assert b'href="#a"' in bare


def film(place: bytes) -> bytes:
    box = struct.pack(">L", 8 + len(place)) + place
    return b"\x00\x00\x00\x10ftypmp42\x00\x00\x00\x00" + box


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/media/x.tif", made.picture("TIFF")),
        ("word/media/x.png", made.picture("TIFF")),
        ("word/media/x.wdp", b"II\xbc\x01" + bytes(40)),
        ("word/media/x.jpg", made.picture("JPEG")[:-20]),
        ("word/media/x.png", made.picture("PNG")[:-20]),
        ("word/media/x.gif", made.picture("GIF", mode="P")[:-20]),
        ("word/media/x.jpg", b"\xff\xd8\xff"),
        ("word/media/x.emf", b"\x01\x00\x00\x00" + photograph()),
        ("word/media/x.mp4", film(b"\xa9xyz+50.5+004.3/")),
        ("word/media/x.svg", b"<!DOCTYPE svg><svg/>"),
    ],
)
def test_a_picture_that_cannot_be_taken_apart_is_refused_with_a_hint(part: str, content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        open_file(made.repacked(made.document(), {part: content}), name="x.docx")
    assert "x.docx" in str(caught.value)
    assert "Save" in str(caught.value) or "save" in str(caught.value)
    # As a source it is evidence, and stays as it was given.
    assert open_file(made.repacked(made.document(), {part: content}), name="x.docx", as_given=True).content


SEEDS = (
    photograph(),
    photograph(progressive=True),
    photograph("PNG"),
    photograph("GIF"),
    b'<svg a="b"><g c="d"/></svg>',
)


@given(st.sampled_from(SEEDS), st.integers(0, 10_000), st.binary(max_size=4), st.integers(0, 4))
def test_a_picture_with_any_change_is_left_bare_or_refused_in_our_own_words(
    seed: bytes, at: int, put: bytes, cut: int
) -> None:
    at %= len(seed)
    changed = seed[:at] + put + seed[at + cut :]
    # Whatever else it raised would be told.
    with suppress(InputError):
        assert isinstance(bare_picture(changed, part="x.svg", file="x.docx"), bytes)


def test_a_large_packed_text_beside_a_picture_is_not_unpacked() -> None:
    bomb = made.png((b"zTXt", b"k\x00\x00" + zlib.compress(bytes(30_000_000))))
    bare = bare_picture(bomb, part="word/media/x.png", file="x.docx")
    assert len(bare) < 200


@pytest.mark.django_db
def test_of_a_kept_document_the_bare_bytes_lie_on_disk_and_its_row_says_so(tmp_path: Path) -> None:
    bob = cast.standing(cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH))
    with override_settings(CAPACITA_HOME=tmp_path):
        kept = keep_file(content=document(), name="minutes.docx", scope=cast.CYBERSOUTH, by=bob)
        assert kept.is_redrawn
        assert not [each for each in parts(kept_bytes(kept.sha256, Shelf.FILES)).values() if SECRET in each]
