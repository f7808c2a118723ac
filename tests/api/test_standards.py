"""Instruments and their provisions over the API."""

from __future__ import annotations

import pytest

from tests.api.asking import all_pages, ask, refusal

pytestmark = pytest.mark.django_db


def test_instruments_come_in_the_order_of_their_opening() -> None:
    assert [each["code"] for each in ask("/instruments")["items"]] == ["ets185", "ets189", "cets224", "uncc"]


def test_an_instrument_says_how_far_its_actions_are_sourced() -> None:
    found = ask("/instruments/ETS185", as_of="2026-11-23", language="fr")
    assert found["instrument"]["short_title"] == "Convention de Budapest"
    assert found["sourced_to"] == found["instrument"]["treaty_actions_sourced_to"] == "2026-01-14"
    assert found["beyond_sources"] is True
    assert ask("/instruments/uncc")["sourced_to"] is None


@pytest.mark.parametrize("code", ["ets185", "ets189", "cets224", "uncc"])
def test_provisions_of_every_instrument_can_be_read_to_the_end(code: str) -> None:
    rows = all_pages(f"/instruments/{code}/provisions", limit=40)
    keys = [each["key"] for each in rows]
    assert len(keys) == len(set(keys)) > 5
    assert all(key.startswith(f"{code}/") for key in keys)
    # Of the UN Convention no elements have been written yet.
    assert any(each["elements"] for each in rows) is (code != "uncc")


def test_provisions_that_nobody_verified_are_marked() -> None:
    assert any(each["cited"]["unverified"] for each in all_pages("/instruments/uncc/provisions", limit=200))


def test_an_unknown_instrument_is_not_found_with_a_hint() -> None:
    problem = refusal("/instruments/ets158/provisions", 404)
    assert "ets185" in problem["errors"][0]["remedy"]
