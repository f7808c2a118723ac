"""What holds for every answer: tags, methods, unknown parameters, refusals."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client

from capacita.api.asked import cursor_after
from capacita.audit.queries import last_done_at
from tests.api.asking import SEMINAR, answer, ask, refusal

pytestmark = pytest.mark.django_db
_INVITED = "/api/v1/figures/reach.invited?as_of=2020-02-21&known_on=2020-02-21"


def test_an_unchanged_answer_is_304_without_a_body() -> None:
    client = Client()
    first = client.get(_INVITED)
    assert first["ETag"].startswith('"')
    assert first["Cache-Control"] == "no-cache"
    for held in (first["ETag"], f'"other", {first["ETag"]}', f"W/{first['ETag']}", "*"):
        again = client.get(_INVITED, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    assert client.get(_INVITED, headers={"If-None-Match": '"other"'}).status_code == 200


def test_tags_follow_the_bytes() -> None:
    tags = {answer("/figures/reach.invited", **SEMINAR, language=spoken)["ETag"] for spoken in ("en", "fr", "en")}
    assert len(tags) == 2


def test_head_answers_like_get_without_a_body() -> None:
    got, headed = Client().get(_INVITED), Client().head(_INVITED)
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed["ETag"] == got["ETag"]
    assert headed["Content-Length"] == str(len(got.content))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/countries")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/nothing", "/countries/", "/countries/TN/more", "", "/figures/"])
def test_nothing_at_an_address_is_a_problem(address: str) -> None:
    assert refusal(address, 404)["type"].endswith("#problem-address")
    assert refusal(address, 404, as_of="abc")["type"].endswith("#problem-address")


def test_nothing_below_the_api_is_answered_as_a_page() -> None:
    for response in (Client().get("/api/"), Client(enforce_csrf_checks=True).post("/api/v2/countries")):
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "given",
    [
        {"as_of": "2020-02-30"},
        {"as_of": "abc"},
        {"as_of": "9999-01-01"},
        {"as_of": "1999-12-31"},
        {"as_of": "2020-02"},
        {"as_of": "٢٠٢٠-٠٢-٢١"},
        {"known_on": "2020-13-01"},
        {"recorded_at": "yesterday"},
        {"recorded_at": "2026-01-01T00:00:00"},
        {"cursor": "x"},
        {"cursor": "!!!"},
        {"cursor": "é"},
        {"cursor": "W10"},
        {"cursor": cursor_after("sources", ("a", "b"))},
        {"cursor": cursor_after("countries", ("a",))},
        {"cursor": cursor_after("countries", ("a\x00", "b"))},
    ],
)
def test_impossible_values_are_refused_by_name(given: dict[str, str]) -> None:
    (name,) = given
    assert name in [each["field"] for each in refusal("/countries", 400, **given)["errors"]]


@pytest.mark.parametrize(
    "given",
    [
        {"as_of": ""},
        {"known_on": ""},
        {"recorded_at": ""},
        {"cursor": ""},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "9" * 400},
        {"limit": "many"},
        {"language": "de"},
        {"as_off": "2020-02-21"},
        {"offset": "10"},
        {"q": "a\x00b"},
        {"q": "x" * 101},
        {"cursor": "x" * 2000},
    ],
)
def test_parameters_that_do_not_fit_are_refused_by_name(given: dict[str, str]) -> None:
    (name,) = given
    assert name in [each["field"] for each in refusal("/countries", 422, **given)["errors"]]


def test_a_misspelt_parameter_is_never_ignored() -> None:
    assert "as_of" in refusal("/figures/reach.parties", 422, as_off="2020-02-21")["errors"][0]["remedy"]


def test_a_parameter_given_twice_is_refused() -> None:
    response = Client().get("/api/v1/countries?as_of=2020-02-21&as_of=2021-02-21")
    assert response.status_code == 422


def test_too_many_parameters_are_refused() -> None:
    response = Client().get("/api/v1/countries?" + "&".join(f"a{n}=1" for n in range(600)))
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_null_character_in_the_address_is_refused() -> None:
    for address in ("/countries/T%00", "/sources/%00", "/claims/a%00/b", "/figures/%00.csv"):
        assert Client().get(f"/api/v1{address}").status_code == 422


def test_every_dated_answer_repeats_its_moment() -> None:
    done = last_done_at()
    assert done is not None
    found = ask("/countries", **SEMINAR, recorded_at=done.astimezone(timezone(timedelta(hours=2))).isoformat())
    assert (found["as_of"], found["known_on"]) == ("2020-02-21", "2020-02-21")
    assert datetime.fromisoformat(found["recorded_at"]) == done


def test_a_time_before_anything_was_recorded_is_refused_and_not_answered_with_nothing() -> None:
    refused = refusal("/countries", 400, recorded_at="2001-01-01T00:00:00+00:00")
    assert "nothing had been recorded by 2001-01-01" in refused["detail"]
    assert "The first load was at" in refused["errors"][0]["remedy"]


def test_the_language_of_the_browser_changes_nothing() -> None:
    response = Client().get("/api/v1/countries?q=DE&as_of=2020-02-21", headers={"Accept-Language": "fr"})
    assert response["Content-Language"] == "en"
    assert "Germany" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/countries/QQ", "/figures/zzzz", "/projects/zzzz", "/sources/zzzz", "/claims/zzzz"]
)
def test_the_list_that_a_refusal_names_is_there(address: str) -> None:
    remedy = str(refusal(address, 404)["errors"][0]["remedy"])
    assert remedy.endswith(" lists them.")
    assert Client().get(remedy.removesuffix(" lists them.")).status_code == 200
