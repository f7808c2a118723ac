"""Digests over canonical bytes, so that two machines that hold the same facts print the same digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any

from msgspec.json import Decoder, Encoder

# Most values are one of these: asked first, and by type, since everything that is kept goes through here.
_AS_THEY_ARE = frozenset((str, int, bool, NoneType))


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces. Dates are ISO text, decimals plain text; floats are refused."""
    return _encode(_plain(value))


def canonical_texts(number: int, texts: Sequence[str]) -> bytes:
    """Canonical JSON of a list of one number and texts; a TypeError for what is none."""
    "".join(texts)
    return _encode([number, *texts])


def canonical_again(text: str) -> bytes | None:
    """Canonical JSON of what a JSON text holds; None where that cannot be told quickly, or the text is none.

    No fraction has a canonical form, and of a member that stands twice only one would be seen: it has quotation marks
    which the other does not have, unless the text writes them by their number.
    """
    if "\\u" in text:
        return None
    try:
        content = _encode(_decode(text))
    except (ValueError, RecursionError):
        return None
    return content if content.count(b'"') == text.count('"') else None


def digest_of(value: Any) -> str:
    """The SHA-256 of a value's canonical JSON, in hexadecimal."""
    return sha256_hex(canonical_json(value))


def _refuse(fraction: str) -> Any:
    raise ValueError(f"{fraction} has no canonical form")


_encode = Encoder(order="sorted").encode
_decode = Decoder(float_hook=_refuse).decode


def _plain(value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    match value:
        case list() | tuple():
            return [item if type(item) in _AS_THEY_ARE else _plain(item) for item in value]
        case dict():
            return {str(key): item if type(item) in _AS_THEY_ARE else _plain(item) for key, item in value.items()}
        case int():
            return int(value)
        case str():
            return str.__str__(value)
        case Decimal():
            return format(value.normalize() or Decimal(0), "f")
        case datetime() | date():
            return value.isoformat()
        case frozenset() | set():
            return sorted(_plain(item) for item in value)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


def short_digest(text: str) -> str:
    """Sixteen hexadecimal digits that stand for a text, as the key of what has no shorter name."""
    return sha256_hex(text.encode())[:16]
