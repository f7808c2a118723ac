"""Digests over canonical bytes, so that two machines that hold the same facts print the same digest."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from types import NoneType
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
# Most values are one of these: asked first, and by type, since everything that is kept goes through here.
_AS_THEY_ARE = frozenset((str, int, bool, NoneType))


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces. Dates are ISO text, decimals plain text; floats are refused."""
    return _ENCODER.encode(_plain(value)).encode()


def json_text(text: str) -> str:
    """One text as it stands in canonical JSON; a TypeError for what is none."""
    return encode_basestring(text)


def digest_of(value: Any) -> str:
    """The SHA-256 of a value's canonical JSON, in hexadecimal."""
    return sha256_hex(canonical_json(value))


def _plain(value: Any) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    match value:
        case list() | tuple():
            return [item if type(item) in _AS_THEY_ARE else _plain(item) for item in value]
        case dict():
            return {str(key): item if type(item) in _AS_THEY_ARE else _plain(item) for key, item in value.items()}
        case int() | str():
            return value
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
