"""Identifiers that mean nothing by themselves, and the check of those that do."""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Iterable

_SLUG = re.compile(r"[^a-z0-9]+")


def opaque_key() -> str:
    """A new identifier that tells nothing about what it names."""
    return uuid.uuid4().hex


def slug(text: str) -> str:
    """Lower-case letters and digits joined by single hyphens."""
    return _SLUG.sub("-", text.lower()).strip("-")


def near(key: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known keys that a person may have meant, for an error's hint."""
    return tuple(difflib.get_close_matches(key, list(known), n=3, cutoff=0.5))
