"""The API's schema: every operation documented, with an example that is the answer of the reference data."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from capacita.api import schema
from capacita.api.contract import document
from capacita.api.documentation import groups, introduction, operations, problem_kinds
from capacita.api.legislation import MOST_SENT

pytestmark = pytest.mark.django_db
_IDS = [each.id for each in operations()]
_KEPT = 2
# What a receipt was read from is each database's own: the examples show one.
_PINNED = {
    "recorded_at": "2026-11-24T12:00:00.000000+00:00",
    "released_on": "2026-11-24",
    "catalogue_version": "1:9f2c8d0e5b7a4c61d3e8f0a9b2c4d6e8f1a3b5c7d9e0f2a4b6c8d0e1f3a5b7c9",
}


def test_the_document_is_served_as_it_is() -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response["Content-Type"] == "application/json"
    assert response["ETag"]
    served = response.json()
    assert served == document()
    assert served["openapi"].startswith("3.1")


@pytest.mark.parametrize("operation", operations(), ids=_IDS)
def test_every_operation_is_documented(operation: Any) -> None:
    is_read = operation.method == "GET"
    assert is_read is (operation.example_body == "") is (operation.id not in MOST_SENT)
    assert operation.summary
    assert operation.description.endswith(".")
    assert operation.example_answer or operation.id == "read_brief"
    assert all(each.description for each in operation.parameters)
    assert set(operation.statuses) == {"200", "400", "405", "422"} | ({"304", "404"} if is_read else {"413"})
    assert "{" not in operation.example_address


@pytest.mark.parametrize("operation", operations(), ids=_IDS)
def test_every_dated_operation_takes_what_was_known_and_every_list_a_page(operation: Any) -> None:
    names = {each.name for each in operation.parameters}
    assert (
        operation.id in {"list_figures", "list_sources", "list_templates", "evaluate_ratings"}
        or {"known_on", "recorded_at", "language"} <= names
    )
    assert ("limit" in names) is ("cursor" in names) is ("next_cursor" in operation.example_answer)
    assert not names & {"offset", "page"}


def test_examples_are_what_the_reference_data_answers() -> None:
    """After a change of the reference data: run this with CAPACITA_WRITE_EXAMPLES=1 and read the difference."""
    written = [each for each in operations() if each.id != "read_brief"]
    answered = {each.id: _shortened(_asked(each)) for each in written}
    file = Path(schema.__file__).with_name("examples.json")
    if os.environ.get("CAPACITA_WRITE_EXAMPLES") == "1":
        file.write_text(json.dumps(answered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        schema.examples.cache_clear()
    assert schema.examples() == answered


def test_the_example_of_a_brief_is_a_file() -> None:
    (brief,) = [each for each in operations() if each.id == "read_brief"]
    assert "attachment" in Client().get(brief.example_address)["Content-Disposition"]


def test_no_row_id_or_recording_time_is_in_an_answer() -> None:
    text = json.dumps(schema.examples())
    assert '"citation_id"' not in text
    assert '"superseded_at"' not in text


def test_the_page_has_every_operation_in_a_part() -> None:
    assert [each.id for group in groups() for each in group.operations] != []
    assert sorted(each.id for group in groups() for each in group.operations) == sorted(_IDS)
    assert "known_on" in introduction()
    assert {each.status for each in problem_kinds()} == {400, 404, 405, 413, 422, 500}


def _asked(operation: Any) -> Any:
    if operation.method == "GET":
        return Client().get(operation.example_address)
    return Client().post(operation.example_address, operation.example_body, content_type="application/json")


def _shortened(response: Any) -> Any:
    """The answer with its long lists cut."""
    assert response.status_code == 200, response.content.decode()
    if response["Content-Type"] != "application/json; charset=utf-8":
        return "".join(response.content.decode().splitlines(keepends=True)[: _KEPT + 1])
    return _cut(response.json())


def _cut(value: Any) -> Any:
    match value:
        case list():
            return [_cut(each) for each in value[:_KEPT]]
        case dict():
            return {key: _PINNED.get(key) if each and key in _PINNED else _cut(each) for key, each in value.items()}
        case _:
            return value
