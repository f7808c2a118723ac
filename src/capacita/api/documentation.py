"""The API's documentation for a page of the site, taken from the same document that machines read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from capacita.api import problems
from capacita.api.contract import TAGS, document
from capacita.api.schema import JSON

__all__ = ["Group", "Operation", "Parameter", "groups", "introduction", "operations", "problem_kinds"]
DOCUMENT_AT = problems.SCHEMA_AT


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation, in words."""

    name: str
    place: str
    kind: str
    is_required: bool
    default: str
    description: str
    example: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One operation: its address with names in braces, its parameters, and an example with its answer."""

    id: str
    group: str
    method: str
    address: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    media_type: str
    example_address: str
    example_body: str
    example_answer: str
    statuses: Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """The operations of one part of the API."""

    name: str
    description: str
    operations: tuple[Operation, ...]


def introduction() -> str:
    """What holds for every operation, as Markdown."""
    return str(document()["info"]["description"])


@lru_cache(maxsize=1)
def operations() -> tuple[Operation, ...]:
    """Every operation, in the order of the document."""
    return tuple(
        _operation(address, method, found)
        for address, path in document()["paths"].items()
        for method, found in path.items()
    )


def groups() -> tuple[Group, ...]:
    """The operations by part, in the order in which the parts build on each other."""
    return tuple(
        Group(name, description, tuple(each for each in operations() if each.group == name))
        for name, description in TAGS
    )


def problem_kinds() -> tuple[problems.Kind, ...]:
    """The kinds of refusal. A page shows each under the anchor `problem-<key>`, to which answers point."""
    return problems.KINDS


def _operation(address: str, method: str, found: Mapping[str, Any]) -> Operation:
    media_type, content = next(iter(found["responses"]["200"]["content"].items()))
    shown = content.get("example", "")
    return Operation(
        id=found["operationId"],
        group=found["tags"][0],
        method=method.upper(),
        address=address,
        summary=found["summary"],
        description=found.get("description", ""),
        parameters=tuple(_parameter(each) for each in found["parameters"]),
        media_type=media_type,
        example_address=found["x-example"],
        example_body=_as_text(found["requestBody"]["content"][JSON]["example"]) if "requestBody" in found else "",
        example_answer=_as_text(shown),
        statuses={status: answer["description"] for status, answer in found["responses"].items()},
    )


def _as_text(shown: Any) -> str:
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False, indent=2)


def _parameter(found: Mapping[str, Any]) -> Parameter:
    described = found["schema"]
    default = described.get("default")
    return Parameter(
        name=found["name"],
        place=found["in"],
        kind=described.get("format") or described.get("type", "string"),
        is_required=found["required"],
        default="" if default is None else str(default),
        description=found.get("description", ""),
        example=str(found.get("example", "")),
        choices=tuple(str(each) for each in described.get("enum", ())),
    )
