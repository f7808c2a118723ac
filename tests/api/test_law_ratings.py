"""Ratings over the API: public ones for everybody, the office's for whoever is signed in and may read them, kept nowhere."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from capacita.people.choices import ScopeKind
from capacita.people.rules import Scope
from tests.api.asking import ask, refusal
from tests.legislation.test_status_figures import ALL, ON, rate
from tests.people import cast

pytestmark = pytest.mark.django_db
AT = {"as_of": ON.isoformat(), "known_on": ON.isoformat()}


def test_the_status_and_the_ratings_behind_it_are_answered_for_the_date() -> None:
    rate("RO", {**dict.fromkeys(ALL, "MET"), "16": "PART"})
    status = ask("/countries/RO/law-status", **AT)
    assert status["articles"]["16"] == {"low": "partly", "high": "partly"}
    assert (status["audience"], status["country"]["name"], status["territories"]) == ("public", "Romania", {})
    page = ask("/countries/RO/law-ratings", **AT, article="16")
    assert {(each["article"], each["code"], each["publication"]) for each in page["items"]} == {
        ("16", "PART", "public")
    }
    assert ask("/countries/RO/law-ratings", as_of="2024-03-01", known_on=AT["known_on"])["items"] == []


def test_ratings_of_the_office_are_refused_to_the_public_and_never_kept() -> None:
    rate("PH", dict.fromkeys(ALL, "MET"), publication="internal")
    asked = {**AT, "audience": "office"}
    assert ask("/countries/PH/law-status", **AT)["articles"]["2"]["low"] == "not_assessed"
    assert refusal("/countries/PH/law-status", 400, **asked)["errors"][0]["field"] == "audience"
    assert refusal("/countries/PH/law-ratings", 400, **asked)["errors"][0]["field"] == "audience"
    staff = cast.browser(cast.person("rosa@example.org", "reviewer"))
    answer = staff.get("/api/v1/countries/PH/law-status", asked)
    assert answer.json()["articles"]["2"]["low"] == "in_line"
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]
    # Nor is it given to whoever asks for the same address after.
    assert Client().get("/api/v1/countries/PH/law-status", asked).status_code == 400
    assessor = cast.browser(cast.person("amal@example.org", "legal_assessor", cast.MOROCCO))
    assert assessor.get("/api/v1/countries/PH/law-status", asked).status_code == 400
    bare = cast.browser(cast.person("bare@example.org", "reviewer", second_factor=False))
    assert bare.get("/api/v1/countries/PH/law-status", asked).status_code == 400


def test_what_was_shared_with_a_country_is_answered_to_its_focal_points_and_to_no_other() -> None:
    rate("MA", {each: "MET" for each in ALL if each != "3"}, publication="internal")
    rate("MA", {"2": "MET"}, publication="public", on=date(2024, 1, 1))
    rate("MA", {"3": "PART"}, publication="shared")
    asked = {**AT, "audience": "shared"}
    morocco = cast.browser(cast.person("malika@example.org", "country_focal_point", cast.MOROCCO))
    tunisia = cast.browser(cast.person("tarek@example.org", "country_focal_point", Scope(ScopeKind.COUNTRY, "TN")))
    items = morocco.get("/api/v1/countries/MA/law-ratings", asked).json()["items"]
    assert {(each["article"], each["publication"]) for each in items} == {("2", "public"), ("3", "shared")}
    for other in (tunisia, Client()):
        assert other.get("/api/v1/countries/MA/law-ratings", asked).status_code == 400
    assert morocco.get("/api/v1/countries/MA/law-ratings", {**asked, "audience": "office"}).status_code == 400


def test_search_answers_with_addresses_of_pages() -> None:
    found = ask("/search", q="Romania", **AT)
    assert any(hit["address"] == "/countries/RO/" for each in found["kinds"] for hit in each["hits"])
    assert refusal("/search", 404, q="Romania", kind="nothing", **AT)
    assert refusal("/search", 422, **AT)
