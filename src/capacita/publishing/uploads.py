"""Files given from outside for a brief: a master and a logo, checked before anything of them is used."""

from __future__ import annotations

import gc
import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

# A worker stays under 200 MB with any file that is taken: `make bench` measures it.
MOST_MASTER_BYTES = 4_000_000
MOST_LOGO_BYTES = 2_000_000
_MOST_UNPACKED = 8_000_000
_MOST_MARKUP = 1_500_000  # of it: parts that are read as XML take many times their length
_MOST_PARTS = 2_000
_MOST_SHAPES = 5_000  # of all layouts and masters together
_MOST_PIXELS = 2_100_000
_LEAST_INCHES, _MOST_INCHES = 4, 56  # PowerPoint's own sizes go from 1 to 56; nothing of a brief fits below 4
_LEAST_SIDE, _MOST_SIDE = Inches(_LEAST_INCHES), Inches(_MOST_INCHES)
_LOGO_SIDE = 1_000
_TEMPLATE, _DECK = (
    f"application/vnd.openxmlformats-officedocument.presentationml.{kind}.main+xml".encode()
    for kind in ("template", "presentation")
)
# What runs or loads by itself when a deck is opened.
_ACTIVE = ("vbaProject", "activeX", "oleObject", "macroEnabled")
# What a file says of its making or of the slides that are left out.
_LEFT_OUT = ("/thumbnail", "/extended-properties", "/printerSettings", "/commentAuthors", "/authors", "/slide")


def checked_master(content: bytes) -> Any:
    """A deck with the layouts and theme of a .pptx or .potx file and none of its slides.

    Refuses what is empty or no deck, is larger than 4 MB or unpacks to more than 8 MB, holds macros or embedded
    objects, loads something from elsewhere, or has slides of a size that nobody shows.
    """
    # What an earlier file that was refused left behind is given back before this one is opened.
    gc.collect()
    content = _unpacked_safely(content)
    try:
        deck = Presentation(io.BytesIO(content))
        without_slides(deck)
        parts = list(deck.part.package.iter_parts())
        drawn = sum(len(each.shapes._spTree) for each in (*deck.slide_layouts, *deck.slide_masters))
        layouts = _walked(deck) if drawn <= _MOST_SHAPES else 0
        size = deck.slide_width, deck.slide_height
    except Exception as error:  # noqa: BLE001 - python-pptx raises many kinds for a broken file
        message = said("the master cannot be read as a deck (%(kind)s)", kind=type(error).__name__)
        raise _refused("master", message, said("Save it again as .pptx.")) from None
    if drawn > _MOST_SHAPES:
        message = said("the master has more than %(n)s shapes", n=_MOST_SHAPES)
        raise _refused("master", message, said("Remove shapes from its layouts."))
    if not layouts:
        raise _refused(
            "master", said("the master has no slide layout"), said("Choose a file with at least one layout.")
        )
    if not all(side is not None and _LEAST_SIDE <= side <= _MOST_SIDE for side in size):
        raise _refused(
            "master",
            said("the master's slides have no size that can be shown"),
            said("Set a width and height from %(least)s to %(most)s inches.", least=_LEAST_INCHES, most=_MOST_INCHES),
        )
    for part in parts:
        if str(part.partname).startswith("/ppt/slides/"):
            raise _refused(
                "master", said("the master has a layout that leads to one of its slides"), said("Remove that link.")
            )
        for rel in part.rels.values():
            if rel.is_external and not rel.reltype.endswith("/hyperlink"):
                raise _refused(
                    "master",
                    said("the master loads a picture or file from elsewhere"),
                    said("Embed it in the master."),
                )
    return deck


def _walked(deck: Any) -> int:
    """How many layouts there are, once all that laying out reads of each was read: a part that is missing is found."""
    for layout in deck.slide_layouts:
        for source in (layout, layout.slide_master):
            for shape in source.placeholders:
                str(shape.placeholder_format.type)
                [int(each) for each in (shape.left, shape.top, shape.width, shape.height) if each is not None]
    return len(deck.slide_layouts)


def without_slides(deck: Any) -> None:
    """Remove a deck's slides, all that names them, and what it says of its making."""
    listed = deck.slides._sldIdLst
    for each in list(listed):
        listed.remove(each)
    root = deck.part._element
    for stale in root.xpath("./p:custShowLst | ./p:extLst/p:ext[.//*[local-name()='sectionLst']]"):
        stale.getparent().remove(stale)
    for source in (deck.part.package._rels, deck.part.rels):
        for key, rel in list(source.items()):
            if rel.reltype.endswith(_LEFT_OUT):
                source.pop(key)


def _unpacked_safely(content: bytes) -> bytes:
    """The file as python-pptx takes it, once its table of contents is found harmless."""
    if not content:
        raise _refused("master", said("the master is empty"), said("Choose a file with at least one layout."))
    if len(content) > MOST_MASTER_BYTES:
        message = said("the master is larger than %(n)s MB", n=MOST_MASTER_BYTES // 1_000_000)
        raise _refused("master", message, said("Remove its slides and large pictures."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            markup = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels", ".vml"))]
            if (
                len(entries) > _MOST_PARTS
                or sum(entry.file_size for entry in entries) > _MOST_UNPACKED
                or sum(entry.file_size for entry in markup) > _MOST_MARKUP
            ):
                raise _refused(
                    "master",
                    said("the master unpacks to more than is read"),
                    said("Remove large pictures from the master."),
                )
            if any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
                raise _refused(
                    "master",
                    said("the master holds a path that leaves the archive"),
                    said("Save it again from PowerPoint."),
                )
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            if any(word in name for name in names for word in _ACTIVE) or any(
                word.encode() in types for word in _ACTIVE
            ):
                raise _refused(
                    "master",
                    said("the master holds macros or embedded objects"),
                    said("Save it without them, as .pptx."),
                )
            if _TEMPLATE not in types:
                return content
            return _as_deck(archive, types.replace(_TEMPLATE, _DECK))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        struct.error,
        zlib.error,
    ):
        remedy = said("Save it as a PowerPoint presentation (.pptx).")
        raise _refused("master", said("the master is not a PPTX file"), remedy) from None


def _as_deck(archive: zipfile.ZipFile, types: bytes) -> bytes:
    """A template (.potx) as a deck: only its own content type differs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for entry in archive.infolist():
            target.writestr(entry.filename, types if entry.filename == "[Content_Types].xml" else archive.read(entry))
    return out.getvalue()


def checked_logo(content: bytes) -> bytes:
    """The picture drawn anew as PNG, so that only what is seen remains of it.

    Refuses all but PNG and JPEG to 2 MB and two million pixels (1,920 by 1,080).
    """
    if len(content) > MOST_LOGO_BYTES:
        message = said("the logo is larger than %(n)s MB", n=MOST_LOGO_BYTES // 1_000_000)
        raise _refused("logo", message, said("Scale it down."))
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise _refused("logo", said("the logo has too many pixels"), said("Scale it down."))
            drawn = _drawn_small(picture)
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - Pillow raises many kinds for a broken picture
        raise _refused("logo", said("the logo is not a PNG or JPEG picture"), said("Save it as PNG.")) from None
    drawn.info.clear()
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def _drawn_small(picture: Image.Image) -> Image.Image:
    """The picture at the size of a logo; scaled down before its colours are converted, so that little memory is taken."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if picture.mode in ("RGB", "RGBA", "L", "LA") and "transparency" not in picture.info:
        picture.thumbnail((_LOGO_SIDE, _LOGO_SIDE))
    drawn = picture.convert("RGBA" if has_alpha or picture.mode == "P" else "RGB")
    drawn.thumbnail((_LOGO_SIDE, _LOGO_SIDE))
    return drawn


def _refused(what: str, message: str, remedy: str) -> InputError:
    return InputError(Problem(message, column=what, remedy=remedy))
