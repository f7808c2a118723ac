"""Sources and datasets over the API."""

from __future__ import annotations

import pytest

from capacita.evidence.models import Source
from capacita.evidence.queries import datasets
from tests.api.asking import all_pages, ask, refusal

pytestmark = pytest.mark.django_db


def test_pages_hold_every_source_once() -> None:
    keys = [each["key"] for each in all_pages("/sources", limit=30)]
    assert keys == sorted(set(keys))
    assert len(keys) == Source.objects.count()


def test_a_source_lists_every_record_that_cites_it_once() -> None:
    source = next(each for each in all_pages("/sources", limit=200) if "country-codes" in each["address"])
    found = all_pages(f"/sources/{source['key']}", limit=150)
    places = [(each["kind"], each["key"]) for each in found]
    assert places == sorted(set(places))
    assert len(places) > 200
    assert {kind for kind, _ in places} >= {"countries.country", "countries.countryname"}
    assert all(source["key"] in [each["key"] for each in row["cited"]["sources"]] for row in found)


def test_general_knowledge_is_marked_and_its_records_are_unverified() -> None:
    source = next(each for each in all_pages("/sources", limit=200) if each["is_general_knowledge"])
    rows = ask(f"/sources/{source['key']}", limit=20)["items"]
    assert rows
    assert all(row["cited"]["unverified"] for row in rows)


def test_datasets_say_how_far_each_is_sourced() -> None:
    rows = {each["key"]: each["sourced_to"] for each in all_pages("/datasets", limit=3)}
    assert rows == {each.key: each.sourced_to.isoformat() for each in datasets()}
    assert ask("/datasets", language="fr")["items"][0]["title"] != ask("/datasets")["items"][0]["title"]


def test_an_unknown_source_is_not_found() -> None:
    refusal("/sources/nothing", 404)
