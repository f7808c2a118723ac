"""The rule for domestic law as an operation: what it takes, what it refuses, and that nothing else is opened by it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from capacita.api.documentation import operations
from capacita.api.legislation import MOST_SENT
from capacita.audit.queries import head
from capacita.legislation.alignment import alignment_answer, alignment_of, blank_ratings, example
from tests.api.asking import problem_of
from tests.people import cast

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/legislation/evaluate"


def send(body: bytes | str, *, address: str = ADDRESS, client: Client | None = None, **headers: Any) -> HttpResponse:
    asking = client or Client(enforce_csrf_checks=True)
    response = asking.post(address, body, content_type="application/json", headers=headers)
    assert isinstance(response, HttpResponse)
    return response


def test_the_example_is_answered_as_it_is_worked_out() -> None:
    response = send(example())
    assert (response.status_code, response["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert response.json() == alignment_answer(alignment_of(example()))  # type: ignore[attr-defined]
    assert send(blank_ratings()).status_code == 200
    assert send("{}").status_code == 200


def test_nothing_is_stored_kept_or_remembered() -> None:
    before = head()
    with CaptureQueriesContext(connection) as made:
        answers = [send(example()), send("{}"), send("[]")]
    assert len(made) == 0
    assert head() == before
    assert answers[0].content != answers[1].content
    for each in answers:
        assert each["Cache-Control"] == "no-store"
        assert not each.cookies
        assert "ETag" not in each


def test_no_cookie_is_asked_for_and_none_makes_a_difference() -> None:
    person = cast.browser(cast.administrator())
    assert send(example(), client=person).content == send(example()).content
    foreign = send(example(), Origin="https://elsewhere.example", Referer="https://elsewhere.example/")
    assert foreign.status_code == 200
    assert "Access-Control-Allow-Origin" not in foreign


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_it_is_sent_by_post_alone(method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(ADDRESS)
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_whatever_else_the_api_answers_is_still_read_only() -> None:
    sent = {each.id for each in operations() if each.method != "GET"}
    assert sent == set(MOST_SENT) == {"evaluate_ratings"}
    for each in operations():
        if each.id not in sent:
            refused = send(example(), address=each.example_address)
            assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD"), each.id


def test_more_than_100_kb_is_refused_unread() -> None:
    full = b"{" + b" " * 99_998 + b"}"
    assert send(full).status_code == 200
    refused = problem_of(send(full + b" "), 413)
    assert refused["type"].endswith("#problem-size")
    assert "100 kB" in refused["detail"]
    problem_of(send(b"x" * 3_000_000), 413)


def test_all_faults_are_told_together_each_with_path_code_and_message() -> None:
    wrong = {
        "ets185/art_2": {"e1": "met", "e9": "MET", "e2": None},
        "ets185/art_99": {},
        "ets185/art_24/para_1": {"e1": "MET"},
        "ets185/art_34": {"e1": "NA"},
    }
    problem = problem_of(send(json.dumps(wrong)), 400)
    assert {(each["field"], each["code"]) for each in problem["errors"]} == {
        ("ets185/art_2/e1", "unknown_code"),
        ("ets185/art_2/e9", "unknown_element"),
        ("ets185/art_2/e2", "not_text"),
        ("ets185/art_99", "unknown_provision"),
        ("ets185/art_24/para_1", "not_ratable"),
        ("ets185/art_34", "no_core_element_left"),
    }
    assert all(each["message"] and each["remedy"] for each in problem["errors"])


def test_refusals_are_in_the_language_asked_for() -> None:
    spoken = problem_of(send('{"ets185/art_2": {"e1": "met"}}', address=f"{ADDRESS}?language=fr"), 400)
    assert spoken["errors"][0]["message"] == "«\u00a0met\u00a0» n’est pas une appréciation"


@pytest.mark.parametrize("query", ["?as_of=2020-02-21", "?language=de", "?language=en&language=fr"])
def test_parameters_that_it_does_not_know_are_refused(query: str) -> None:
    problem_of(send("{}", address=ADDRESS + query), 422)


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b'{"a": "\xed\xa0\x80"}', b'{"\\ud800": {"\\ud800": "\\ud800"}}', b"[" * 90_000]
)
def test_what_is_no_text_is_refused_and_breaks_nothing(body: bytes) -> None:
    problem_of(send(body), 400)
