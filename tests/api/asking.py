"""How tests ask the API, and what they expect of any answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

SEMINAR = {"as_of": "2020-02-21", "known_on": "2020-02-21"}


def ask(address: str, **parameters: object) -> Any:
    """The JSON that the API answers; the question must be answerable."""
    response = answer(address, **parameters)
    assert response.status_code == 200, response.content.decode()
    return response.json()  # type: ignore[attr-defined]


def answer(address: str, **parameters: object) -> HttpResponse:
    given = {name: str(value) for name, value in parameters.items()}
    response = Client().get(f"/api/v1{address}", given)
    assert isinstance(response, HttpResponse)
    return response


def refusal(address: str, status: int, **parameters: object) -> Any:
    """The problem that the API answers, which has every part that RFC 9457 and ours ask for."""
    return problem_of(answer(address, **parameters), status)


def problem_of(response: HttpResponse, status: int) -> Any:
    """The problem in an answer of this status."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()  # type: ignore[attr-defined]
    assert problem["status"] == status
    assert problem["type"].startswith("/about/api/#problem-")
    assert problem["title"]
    assert problem["detail"]
    assert all(set(each) - {"code"} == {"field", "message", "remedy"} for each in problem["errors"])
    return problem


def all_pages(address: str, **parameters: object) -> list[Any]:
    """The rows of every page, one page after the other."""
    found: list[Any] = []
    cursor: dict[str, str] = {}
    for _ in range(200):
        page = ask(address, **parameters, **cursor)
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}
    raise AssertionError(f"{address} has no end")
