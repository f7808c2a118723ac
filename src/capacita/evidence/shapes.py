"""The shape of plain data that came from a file: which keys a mapping has, with values of which kind.

What the values mean is the business of each app's `sources`; here data that are otherwise are told, place by place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Keys:
    """A mapping with exactly these keys; `optional` ones may be absent."""

    required: Mapping[str, Any]
    optional: Mapping[str, Any]


@dataclass(frozen=True)
class Each:
    """A list whose every member has this shape."""

    member: Any


@dataclass(frozen=True)
class Named:
    """A mapping of any names, each to a value of this shape; the names are text."""

    value: Any


TEXT, MAYBE_TEXT, TRUTH = (str,), (str, type(None)), (bool,)
_KINDS = {str: "text", bool: "true or false", int: "a number", date: "a day", type(None): "nothing"}


def faults(value: Any, shape: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each place at which the value is not of the shape, with what is wrong there."""
    if isinstance(shape, Each):
        if not isinstance(value, list):
            yield place, "is not a list"
            return
        for number, member in enumerate(value, start=1):
            yield from faults(member, shape.member, f"{place}[{number}]")
    elif isinstance(shape, Keys | Named):
        if not isinstance(value, dict):
            yield place, "is not a mapping"
        elif isinstance(shape, Named):
            yield from _named_faults(value, shape, place)
        else:
            yield from _key_faults(value, shape, place)
    elif type(value) not in shape:
        yield place, f"is not {' or '.join(_KINDS[each] for each in shape)}"


def _named_faults(value: Mapping[Any, Any], shape: Named, place: str) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(key, str):
            yield from faults(inner, shape.value, _inside(place, key))
        else:
            yield _inside(place, key), "is not a name"


def _key_faults(value: Mapping[Any, Any], shape: Keys, place: str) -> Iterator[tuple[str, str]]:
    known = {**shape.required, **shape.optional}
    for key in sorted(value.keys() - known.keys(), key=str):
        yield _inside(place, key), "is not a key of its kind"
    for key, inner in known.items():
        if key in value:
            yield from faults(value[key], inner, _inside(place, key))
        elif key in shape.required:
            yield _inside(place, key), "is missing"


def _inside(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)
