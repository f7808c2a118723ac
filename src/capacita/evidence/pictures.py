"""Pictures from outside, drawn anew: what is seen remains, what the camera or the sender wrote beside it does not."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from capacita.evidence.choices import FileKind
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said

# Said by the file's head and asked before a pixel is unpacked. A picture of 4,096 by 3,072 takes a hundred megabytes
# while it is drawn anew; WebP takes three times as much for each pixel.
MAX_PIXELS = {FileKind.PNG: 12_600_000, FileKind.JPEG: 12_600_000, FileKind.WEBP: 4_200_000}
_FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG", FileKind.WEBP: "WEBP"}
_MODES = {
    FileKind.PNG: ("1", "L", "LA", "RGB", "RGBA", "I;16"),
    FileKind.JPEG: ("L", "RGB"),
    FileKind.WEBP: ("RGB", "RGBA"),
}
_QUALITY = 90


def open_picture(content: bytes, *, kind: FileKind, file: str) -> bytes:
    """The picture as a file of the same kind, turned upright, without place, camera, comments, profile or preview.

    Refuses what is no such picture, is cut short, moves, or has more than 12.6 million pixels (WebP 4.2).
    """
    name = _FORMATS[kind]
    try:
        with Image.open(io.BytesIO(content), formats=(name,)) as picture:
            if picture.width * picture.height > MAX_PIXELS[kind]:
                message = said("has more than %(n)s million pixels", n=MAX_PIXELS[kind] / 1_000_000)
                raise InputError(Problem(message, file, remedy=said("Scale it down.")))
            if getattr(picture, "n_frames", 1) > 1:
                raise InputError(Problem(said("is a moving picture"), file, remedy=said("Give one of its frames.")))
            drawn = ImageOps.exif_transpose(_in_colours(picture, kind))
            drawn.info.clear()
            out = io.BytesIO()
            drawn.save(out, name, quality=_QUALITY)
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - Pillow raises many kinds for a broken picture
        message = said("is not a readable picture of the kind that its name says")
        raise InputError(Problem(message, file, remedy=said("Save it again as PNG or JPEG."))) from None
    return out.getvalue()


def _in_colours(picture: Image.Image, kind: FileKind) -> Image.Image:
    """The picture in colours that its kind can keep."""
    has_alpha = picture.mode in ("PA", "LA", "RGBA") or "transparency" in picture.info
    if picture.mode in _MODES[kind] and "transparency" not in picture.info:
        return picture
    turned = picture.getexif()
    converted = picture.convert("RGBA" if has_alpha and kind is not FileKind.JPEG else "RGB")
    # Which way is up is said beside the pixels.
    converted.info["exif"] = turned.tobytes() if turned else b""
    return converted
