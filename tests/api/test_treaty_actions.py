"""Treaty actions and entry into force over the API."""

from __future__ import annotations

import pytest

from tests.api.asking import SEMINAR, all_pages, ask, refusal

pytestmark = pytest.mark.django_db


def test_actions_are_facts_with_their_sources() -> None:
    (invitation,) = ask("/treaty-actions", instrument="ets185", country="TN", **SEMINAR)["items"]
    assert invitation["act"] == "invited_to_accede"
    assert invitation["cited"]["sources"]
    assert len(invitation["digest"]) == 64


def test_actions_follow_the_date_and_what_was_known() -> None:
    then = all_pages("/treaty-actions", instrument="ets185", limit=100, **SEMINAR)
    now = all_pages("/treaty-actions", instrument="ets185", limit=100, as_of="2026-01-14", known_on="2026-01-14")
    assert {each["key"] for each in then} < {each["key"] for each in now}
    assert all(each["on"]["date"] <= "2020-02-21" or not each["certain"] for each in then)


def test_an_act_known_only_by_a_bound_after_the_date_is_not_certain() -> None:
    rows = ask("/treaty-actions", country="TT", as_of="2020-02-21", known_on="2026-11-23")["items"]
    assert [(each["act"], each["certain"]) for each in rows] == [("invited_to_accede", False)]


def test_pages_hold_every_action_once_in_the_order_of_dates() -> None:
    rows = all_pages("/treaty-actions", limit=33)
    keys = [each["key"] for each in rows]
    assert len(keys) == len(set(keys)) > 400
    assert [each["on"]["date"] for each in rows] == sorted(each["on"]["date"] for each in rows)


def test_entry_into_force_is_set_beside_the_sourced_day() -> None:
    rows = all_pages("/instruments/ets185/entry-into-force", limit=50, as_of="2020-02-21", known_on="2020-02-21")
    by_state = {each["country"]["iso2"]: each for each in rows}
    assert len(rows) == 64
    assert by_state["AL"]["computed"] == "2004-07-01"
    assert all(each["agrees"] for each in rows if each["sourced"] is None)


def test_unknown_codes_are_not_found() -> None:
    refusal("/treaty-actions", 404, instrument="ets999")
    refusal("/treaty-actions", 404, country="XX")
