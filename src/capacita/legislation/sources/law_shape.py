"""The shape of the file of domestic law: which keys an entry has, with values of which kind.

What the values mean is the business of `laws`; here a file that is otherwise is refused, entry by entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from capacita.evidence.reading import read_yaml
from capacita.evidence.shapes import Each, Keys, faults
from capacita.kernel.errors import InputError, Problem

_TEXT, _MAYBE_TEXT = (str,), (str, type(None))
# A year alone is read as a number, a day as a day, a month as text.
_DATE = (date, int, str, type(None))
_LAW = Keys(
    dict.fromkeys(("id", "iso2", "title", "citation", "language", "confidence"), _TEXT),
    {
        **dict.fromkeys(("title_original", "territory", "source_url", "commencement_source", "note"), _MAYBE_TEXT),
        **dict.fromkeys(("adopted", "published", "in_force_from", "in_force_by", "in_force_to", "stated_on"), _DATE),
    },
)
_PROVISION = Keys(
    {
        **dict.fromkeys(("id", "law", "iso2", "gist", "verified", "confidence"), _TEXT),
        "ref": _MAYBE_TEXT,
        "conv": Each(_TEXT),
    },
    {
        **dict.fromkeys(("territory", "source_url", "note"), _MAYBE_TEXT),
        **dict.fromkeys(("valid_from", "valid_to", "as_of", "stated_on"), _DATE),
        "does_not_satisfy": Each(_TEXT),
    },
)
_EVENT = Keys(
    {**dict.fromkeys(("id", "iso2", "kind", "verified"), _TEXT), "date": _DATE},
    {
        **dict.fromkeys(("affects_law", "by", "by_law", "source_url", "note"), _MAYBE_TEXT),
        "affects": Each(_TEXT),
        "stated_on": _DATE,
    },
)
_WORDS = Keys(
    dict.fromkeys(("provision", "language", "kind", "text", "source_url"), _TEXT),
    {
        **dict.fromkeys(("valid_from", "valid_to", "stated_on"), _DATE),
        "note": _MAYBE_TEXT,
        "class": (int, str, type(None)),
    },
)
_META = Keys(
    {"instrument": _TEXT},
    {"schema": _TEXT, "compiled": _DATE, "licence_note": _TEXT, "countries": Each(_TEXT)},
)
_TEST = Keys(
    {"iso2": _TEXT, "conv": _TEXT, "date": _DATE},
    {"must": Each(_TEXT), "must_not": Each(_TEXT), "expect": _TEXT, "why": _TEXT},
)
_FILE = Keys(
    {"meta": _META, "laws": Each(_LAW)},
    {"provisions": Each(_PROVISION), "events": Each(_EVENT), "texts": Each(_WORDS), "as_of_tests": Each(_TEST)},
)


def checked_law(content: bytes, file: str) -> Mapping[str, Any]:
    """The file, each section of its shape. Refuses others with every fault: in which section and entry, at which key."""
    value = read_yaml(content, file=file)
    found = [Problem(f"{fault}", file, None, place) for place, fault in faults(value, _FILE, "")]
    if found:
        raise InputError(*found)
    read: Mapping[str, Any] = value
    return read


def section(value: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The entries of a section; none where the file has no such section."""
    entries: Sequence[Mapping[str, Any]] = value.get(name, ())
    return entries
