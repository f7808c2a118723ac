"""Where a country in the database stands: as the command prints it, by public ratings unless the office's are asked for."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from capacita.cli.commands import app
from capacita.kernel.errors import InputError, UnknownKeyError
from capacita.kernel.once import reading_once
from capacita.legislation.alignment import alignment_answer, alignment_of
from capacita.legislation.queries.held import held_requirements
from capacita.legislation.queries.status import article_statuses
from tests.legislation.test_status_figures import ALL, AT, ON, rate

pytestmark = pytest.mark.django_db
RUN = CliRunner()
SUPPLIED = ("country", "as_of", "known_on", "audience", "territories")


def status(*given: str) -> Any:
    result = RUN.invoke(app, ["legislation", "status", *given, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_country_in_the_database_has_the_answer_of_its_ratings_in_a_file() -> None:
    rate("RO", {**dict.fromkeys(ALL, "MET"), "18": "PART"})
    found = status("ro", "--as-of", ON.isoformat())
    assert {name: found[name] for name in SUPPLIED} == {
        "country": "RO", "as_of": "2024-03-02", "known_on": found["known_on"], "audience": "public", "territories": {},
    }  # fmt: skip
    # Every core element in part: partly, and 18 is one of those without which the powers are not largely in place.
    assert found["articles"]["18"] == {"low": "partly", "high": "partly"}
    assert found["articles"]["22"] == {"low": "not_assessed", "high": "not_assessed"}
    assert (found["substantive"]["low"], found["powers"]["low"], found["powers"]["high"]) == (
        "largely_in_line", "partly", "partly",
    )  # fmt: skip
    assert found["rule"] == {"id": "legislation.alignment", "version": 1}


def test_what_is_not_rated_yet_is_not_assessed_and_reads_as_an_empty_file() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    empty = alignment_answer(alignment_of(b"{}"))
    for given in (("MA",), ("RO", "--as-of", str(ON - timedelta(days=1)))):
        found = status(*given)
        assert {name: each for name, each in found.items() if name not in SUPPLIED} == empty
    before = status("RO", "--as-of", ON.isoformat(), "--known-on", str(ON - timedelta(days=1)))
    assert before["articles"] == empty["articles"]


def test_ratings_of_the_office_are_read_where_they_are_asked_for_and_named() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"), publication="internal")
    assert status("RO", "--as-of", ON.isoformat())["articles"]["2"]["low"] == "not_assessed"
    found = status("RO", "--as-of", ON.isoformat(), "--audience", "office")
    assert (found["audience"], found["articles"]["2"]["low"]) == ("office", "in_line")


def test_where_law_differs_by_territory_the_lowest_counts_and_each_is_told() -> None:
    rate("GB", dict.fromkeys(ALL, "MET"), territory="England and Wales")
    rate("GB", {**dict.fromkeys(ALL, "MET"), "2": "NOT"}, territory="Scotland")
    found = status("GB", "--as-of", ON.isoformat())
    assert found["articles"]["2"] == {"low": "not", "high": "not"}
    # Nine of ten, and Article 2 not among them.
    assert (found["substantive"]["low"], found["substantive"]["count_low"]) == ("partly", 9)
    assert found["territories"]["Scotland"]["articles"]["2"]["low"] == "not"
    assert found["territories"]["England and Wales"]["substantive"]["low"] == "largely_in_line"


def test_one_article_across_countries_agrees_with_each_country(django_assert_num_queries: Any) -> None:
    rate("RO", {"2": "MET"})
    rate("PH", {"2": "PART"})
    rate("RO", {"2": "NOT"}, on=ON + timedelta(days=10), cause="law_changed")
    with reading_once():
        held_requirements(at=AT, article_key="ets185/art_2")
        with django_assert_num_queries(1):
            found = article_statuses("ets185/art_2", at=AT)
    assert {iso2: (each.low, each.high) for iso2, each in found.items()} == {
        "RO": ("in_line", "in_line"), "PH": ("partly", "partly"),
    }  # fmt: skip


def test_unknown_codes_and_dates_are_refused() -> None:
    assert isinstance(RUN.invoke(app, ["legislation", "status", "ZZ"]).exception, UnknownKeyError)
    wrong = RUN.invoke(app, ["legislation", "status", "RO", "--as-of", "2024-02-30"])
    assert isinstance(wrong.exception, InputError)
    assert "as_of" in str(wrong.exception)


def test_without_json_a_table_is_printed() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    said = RUN.invoke(app, ["legislation", "status", "RO", "--as-of", ON.isoformat()]).output
    assert "Romania on 2 March 2024, by public ratings (legislation.alignment@1)" in said
    assert "Article 15  in line" in said
    assert "largely in line   10 of 10 at least largely in line" in said
