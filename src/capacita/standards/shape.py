"""The shape of the file of provisions: which keys an entry and its parts must have, with values of which kind.

What the values mean is the business of `sources`; here a file that is otherwise is refused, entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from capacita.kernel.errors import InputError, Problem


@dataclass(frozen=True)
class Keys:
    """A mapping with exactly these keys; `optional` ones may be absent."""

    required: Mapping[str, Any]
    optional: Mapping[str, Any]


@dataclass(frozen=True)
class Each:
    """A list whose every member has this shape."""

    member: Any


_TEXT, _MAYBE_TEXT = (str,), (str, type(None))
_ELEMENT = Keys({"key": _TEXT, "text": _TEXT, "optional": (bool,)}, {"class": _TEXT, "kind": _TEXT, "question": _TEXT})
_DECLARATION = Keys({"type": _TEXT, "basis": _TEXT, "about": _TEXT}, {})
_PROVISION = Keys(
    {
        **dict.fromkeys(
            ("id", "instrument", "article", "heading", "part", "kind", "domestic_law_expected", "assess_at", "summary",
             "source"),
            _TEXT,
        ),
        "paragraph": _MAYBE_TEXT,
        "parent_id": _MAYBE_TEXT,
        "parent": Keys({}, dict.fromkeys(("title", "chapter", "section"), _MAYBE_TEXT)),
        "elements": Each(_ELEMENT),
        "declarations_reservations": Each(_DECLARATION),
        "related": Each(_TEXT),
    },
    {"rollup": _TEXT, "rollup_note": _TEXT},
)  # fmt: skip
_KINDS = {str: "text", bool: "true or false", int: "a number", date: "a day", type(None): "nothing"}


def checked_provisions(entries: Any, file: str) -> list[dict[str, Any]]:
    """The entries, each of the shape of a provision. Refuses others with every fault: which entry, at which key."""
    if not isinstance(entries, list):
        raise InputError(Problem("is not a list of provisions", file))
    problems = []
    for number, entry in enumerate(entries, start=1):
        named = f" ({entry['id']})" if isinstance(entry, dict) and isinstance(entry.get("id"), str) else ""
        problems += [
            Problem(f"entry {number}{named}: {fault}", file, number, place)
            for place, fault in faults(entry, _PROVISION, "")
        ]
    if problems:
        raise InputError(*problems)
    return entries


def faults(value: Any, shape: Any, place: str) -> Iterator[tuple[str, str]]:
    """Where a value is otherwise than its shape, and how: pairs of a place and what is wrong there."""
    if isinstance(shape, Each):
        if not isinstance(value, list):
            yield place, "is not a list"
            return
        for number, member in enumerate(value, start=1):
            yield from faults(member, shape.member, f"{place}[{number}]")
    elif isinstance(shape, Keys):
        if not isinstance(value, dict):
            yield place, "is not a mapping"
            return
        known = {**shape.required, **shape.optional}
        for key in sorted(value.keys() - known.keys(), key=str):
            yield _inside(place, key), "is not a key of its kind"
        for key, inner in known.items():
            if key in value:
                yield from faults(value[key], inner, _inside(place, key))
            elif key in shape.required:
                yield _inside(place, key), "is missing"
    elif type(value) not in shape:
        yield place, f"is not {' or '.join(_KINDS[each] for each in shape)}"


def _inside(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)
