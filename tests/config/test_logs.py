"""Log lines hold no personal data."""

from __future__ import annotations

import json
import logging
import sys

from capacita.config import server
from capacita.config import settings as product
from capacita.config.logs import JsonLines


def _line(name: str, message: str, *values: object, error: bool = False) -> dict[str, object]:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, values, sys.exc_info() if error else None)
    parsed: dict[str, object] = json.loads(JsonLines().format(record))
    return parsed


def test_line_of_ours_is_json_with_its_message() -> None:
    line = _line("capacita.evidence", "loaded %s rows", 12)
    assert line["message"] == "loaded 12 rows"
    assert line["level"] == "error"


def test_line_of_a_request_holds_no_address_that_was_asked_for() -> None:
    line = _line("django.request", "%s: %s", "Not Found", "/people/ana.lima/")
    assert "ana" not in json.dumps(line)


def test_line_of_a_refusal_does_not_quote_what_was_sent() -> None:
    line = _line("django.security.DisallowedHost", "Invalid HTTP_HOST header: 'ana.example'.")
    assert line["message"] == "refused"
    assert "ana" not in json.dumps(line)


def test_line_of_an_error_names_its_class_and_place_and_not_its_words() -> None:
    try:
        raise ValueError("ana.lima@example.org is no date")
    except ValueError:
        line = _line("django.request", "Internal Server Error: %s", "/", error=True)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in str(line["where"])
    assert "ana" not in json.dumps(line)


def test_lines_go_to_standard_error_and_nowhere_else() -> None:
    for told in (product.LOGGING, server.logconfig_dict):
        assert {each["class"] for each in told["handlers"].values()} == {"logging.StreamHandler"}  # type: ignore[attr-defined]
        assert not any("stream" in each for each in told["handlers"].values())  # type: ignore[attr-defined]
