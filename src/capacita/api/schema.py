"""The API's OpenAPI document: what ninja derives from the types, completed with refusals, headers and real examples."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from ninja import NinjaAPI

from capacita.api import problems

PREFIX = "/api/v1"
JSON = "application/json"
_EXAMPLES = Path(__file__).with_name("examples.json")
_SCHEMAS = "#/components/schemas/{model}"
_HEADERS = {
    "ETag": {"description": "The digest of the answer's bytes.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "no-cache: ask again with If-None-Match.", "schema": {"type": "string"}},
}
_IN_ADDRESS = {
    "iso2": "An ISO 3166-1 alpha-2 code.",
    "code": "The code of the record, as its list gives it.",
    "template": "The template of a brief, as /briefs lists it.",
    "ending": "pptx, pdf or html.",
    "id": "A figure's id, as /figures lists it.",
    "key": "The key of the record, as its list gives it.",
    "number": "The number of a version of the requirement catalogue.",
}
_REFUSED = {
    "400": "A value is impossible: no such day, a cursor of another list, a value that a figure does not know.",
    "404": "No record has the code or key.",
    "405": "Another method than GET or HEAD was used.",
    "422": "A parameter is unknown, given twice, or of another type.",
}
_REFUSED_WHEN_SENT = {
    "400": "What was sent cannot be worked on: each fault with its path, code and message.",
    "405": "Another method than POST was used.",
    "413": "The body is larger than is taken.",
    "422": _REFUSED["422"],
}
_UNCHANGED = {"description": "The answer still has the bytes named by If-None-Match.", "headers": _HEADERS}


def example(address: str) -> dict[str, Any]:
    """The example of an operation: an address below /api/v1, whose answer lies in examples.json."""
    return {"x-example": PREFIX + address}


def sent(described: dict[str, Any], shown: Any) -> dict[str, Any]:
    """The body of an operation that is sent one: its schema, and what the example sends."""
    return {"requestBody": {"required": True, "content": {JSON: {"schema": described, "example": shown}}}}


@lru_cache(maxsize=1)
def examples() -> dict[str, Any]:
    """The answer to each operation's example, by operation: taken from the reference data, long lists cut short."""
    found: dict[str, Any] = json.loads(_EXAMPLES.read_text()) if _EXAMPLES.is_file() else {}
    return found


def openapi(api: NinjaAPI) -> dict[str, Any]:
    """The whole document, OpenAPI 3.1."""
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX[1:])))
    definitions = problems.Problem.model_json_schema(ref_template=_SCHEMAS)
    document["components"]["schemas"] |= definitions.pop("$defs") | {"Problem": definitions}
    document["components"]["schemas"] = dict(sorted(document["components"]["schemas"].items()))
    for path in document["paths"].values():
        for method, operation in path.items():
            _complete(operation, is_read=method == "get")
    return document


def _complete(operation: dict[str, Any], *, is_read: bool) -> None:
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
        given = parameter.pop("examples", None)
        if given:
            parameter["example"] = given[0]
        if parameter["in"] == "path":
            parameter["description"] = _IN_ADDRESS[parameter["name"]]
    answer = operation["responses"]["200"]
    if is_read:
        answer["headers"] = _HEADERS
        operation["responses"]["304"] = _UNCHANGED
    shown = examples().get(operation["operationId"])
    for media_type, content in answer.get("content", {}).items():
        if shown is not None and media_type in (JSON, "text/csv"):
            content["example"] = shown
    refusal = {problems.MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS.format(model="Problem")}}}
    for status, description in (_REFUSED if is_read else _REFUSED_WHEN_SENT).items():
        operation["responses"][status] = {"description": description, "content": refusal}


def _without_null(described: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that may be left out: an address has no null to give."""
    one_of: list[dict[str, Any]] = [each for each in described.get("anyOf", ()) if each != {"type": "null"}]
    if len(one_of) != 1:
        return described
    return {name: value for name, value in described.items() if name != "anyOf"} | one_of[0]
