"""Files given from outside for a brief: a master and a logo, checked before anything of them is used."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from PIL import Image
from pptx import Presentation

from capacita.kernel.errors import InputError, Problem

MOST_MASTER_BYTES = 20_000_000
MOST_LOGO_BYTES = 2_000_000
_MOST_UNPACKED = 100_000_000
_MOST_PARTS = 2_000
_MOST_PIXELS = 20_000_000
_LOGO_SIDE = 1_600
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

    Refuses what is no deck, is larger than 20 MB or unpacks to more than 100 MB, holds macros or embedded objects,
    or loads something from elsewhere.
    """
    content = _unpacked_safely(content)
    try:
        deck = Presentation(io.BytesIO(content))
        without_slides(deck)
        parts = list(deck.part.package.iter_parts())
        layouts = len(deck.slide_layouts)
    except Exception as error:  # noqa: BLE001 - python-pptx raises many kinds for a broken file
        raise _refused(
            "master", f"cannot be read as a deck ({type(error).__name__})", "Save it again as .pptx."
        ) from None
    if not layouts:
        raise _refused("master", "has no slide layout", "Choose a file with at least one layout.")
    for part in parts:
        if str(part.partname).startswith("/ppt/slides/"):
            raise _refused("master", "has a layout that leads to one of its slides", "Remove that link.")
        for rel in part.rels.values():
            if rel.is_external and not rel.reltype.endswith("/hyperlink"):
                raise _refused("master", "loads a picture or file from elsewhere", "Embed it in the master.")
    return deck


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
    if len(content) > MOST_MASTER_BYTES:
        raise _refused("master", "is larger than 20 MB", "Remove its slides and large pictures.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                raise _refused("master", "unpacks to more than is read", "Remove large pictures from the master.")
            if any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
                raise _refused("master", "holds a path that leaves the archive", "Save it again from PowerPoint.")
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            if any(word in name for name in names for word in _ACTIVE) or any(
                word.encode() in types for word in _ACTIVE
            ):
                raise _refused("master", "holds macros or embedded objects", "Save it without them, as .pptx.")
            if _TEMPLATE not in types:
                return content
            return _as_deck(archive, types.replace(_TEMPLATE, _DECK))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _refused("master", "is not a PPTX file", "Save it as a PowerPoint presentation (.pptx).") from None


def _as_deck(archive: zipfile.ZipFile, types: bytes) -> bytes:
    """A template (.potx) as a deck: only its own content type differs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for entry in archive.infolist():
            target.writestr(entry.filename, types if entry.filename == "[Content_Types].xml" else archive.read(entry))
    return out.getvalue()


def checked_logo(content: bytes) -> bytes:
    """The picture drawn anew as PNG, so that only what is seen remains of it. Refuses all but PNG and JPEG to 2 MB."""
    if len(content) > MOST_LOGO_BYTES:
        raise _refused("logo", "is larger than 2 MB", "Scale it down.")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise _refused("logo", "has too many pixels", "Scale it down.")
            drawn = picture.convert("RGBA" if picture.mode in ("RGBA", "LA", "P", "PA") else "RGB")
            drawn.thumbnail((_LOGO_SIDE, _LOGO_SIDE))
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - Pillow raises many kinds for a broken picture
        raise _refused("logo", "is not a PNG or JPEG picture", "Save it as PNG.") from None
    drawn.info.clear()
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def _refused(what: str, message: str, remedy: str) -> InputError:
    return InputError(Problem(f"the {what} {message}", column=what, remedy=remedy))
