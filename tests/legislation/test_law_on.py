"""Which law applies to an article in a country on a date: the file's own expectations, and both clocks."""

from __future__ import annotations

from typing import Any

import pytest

from capacita.kernel.errors import UnknownKeyError
from capacita.legislation.choices import Force, Reason
from capacita.legislation.queries.law import article_law, law_on
from capacita.legislation.queries.laws import recorded_countries
from tests.legislation.sample import FILE, on

pytestmark = pytest.mark.django_db
EXPECTED = FILE["as_of_tests"]


def standings(iso2: str, article: str, day: str, known_on: str = "") -> dict[str, tuple[Force, Reason]]:
    """Whether each recorded provision is in force, and why, by key."""
    found = law_on(iso2, article, at=on(day, known_on=known_on))
    return {line.provision.key: (line.standing.force, line.standing.reason) for line in found.lines}


def _id(case: dict[str, Any]) -> str:
    return f"{case['iso2']}-{case['conv']}-{case['date']}"


def test_the_file_brings_its_fifteen_expectations() -> None:
    assert len(EXPECTED) == 15


@pytest.mark.parametrize("case", EXPECTED, ids=_id)
def test_what_the_file_expects_of_a_date_holds(case: dict[str, Any]) -> None:
    """`must`: in force for certain. `must_not`: certainly not what applies, so that a blanket “undetermined” would fail:
    either not in force for a reason, or no provision of the article at all. `undetermined`: nothing is in force or out of
    force for certain, and something is recorded."""
    found = standings(case["iso2"], case["conv"], str(case["date"]))
    forces = {key: force for key, (force, _reason) in found.items()}
    for key in case.get("must", ()):
        assert forces.get(key) is Force.IN_FORCE, found
    for key in case.get("must_not", ()):
        assert forces.get(key, Force.NOT_IN_FORCE) is Force.NOT_IN_FORCE, found
    if case.get("expect") == "undetermined":
        assert set(forces.values()) == {Force.UNDETERMINED}


def test_a_row_for_a_part_of_the_country_says_so_and_nothing_of_the_other_parts() -> None:
    before = law_on("GB", "4", at=on("2008-09-30"))
    assert [(line.provision.key, line.territory) for line in before.in_force] == [("gb-cma-3-old", "England and Wales")]
    after = law_on("GB", "4", at=on("2008-10-01"))
    assert [(line.provision.key, line.territory) for line in after.in_force] == [("gb-cma-3", "")]
    (old,) = after.not_in_force
    assert (old.standing.reason, old.territory) == (Reason.REPLACED, "England and Wales")
    assert old.replaced_by is not None
    assert old.replaced_by.key == "gb-cma-3"
    (fraud,) = law_on("GB", "8", at=on("2020-01-01")).in_force
    assert fraud.territory == "England, Wales and Northern Ireland"


def test_an_absence_is_a_record_of_its_day() -> None:
    assert standings("GB", "16", "2023-03-01") == {"gb-pres-gap": (Force.NOT_IN_FORCE, Reason.NO_SUCH_POWER)}
    assert standings("GB", "16", "2010-01-01") == {"gb-pres-gap": (Force.UNDETERMINED, Reason.NOT_SEARCHED)}
    assert standings("GB", "16", "2022-01-01", known_on="2022-01-01") == {}


def test_retention_is_shown_beside_the_article_and_never_as_law_for_it() -> None:
    found = law_on("GH", "16", at=on("2022-01-01"))
    assert [line.provision.key for line in found.beside] == ["gh-1038-77"]
    assert "gh-1038-77" not in {line.provision.key for line in found.lines}


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (("LK", "2", "2008-01-01", "lk-3"), Reason.NOT_YET_COMMENCED),
        (("RO", "2", "2009-01-01", "ro-cp-360"), Reason.NOT_YET_ADOPTED),
        (("RO", "2", "2014-02-01", "ro-161-42"), Reason.REPEALED),
        (("RO", "2", "2005-01-01", "ro-161-42"), Reason.COMMENCEMENT_UNKNOWN),
        (("PH", "20", "2012-11-01", "ph-12"), Reason.SUSPENDED),
        (("PH", "20", "2015-01-01", "ph-12"), Reason.STRUCK_DOWN),
        (("PH", "2", "2015-01-01", "ph-4a1"), Reason.RESUMED),
        (("MU", "2", "2022-01-01", "mu03-3"), Reason.END_UNKNOWN),
        (("MU", "2", "2022-01-01", "mu21-7"), Reason.COMMENCEMENT_UNKNOWN),
        (("MU", "2", "2021-11-18", "mu03-3"), Reason.COMMENCED),
    ],
)
def test_why_a_provision_is_in_force_or_not_is_said(case: tuple[str, str, str, str], reason: Reason) -> None:
    iso2, article, day, key = case
    assert standings(iso2, article, day)[key][1] is reason


def test_a_commencement_that_reaches_back_was_not_known_before_it_was_ordered() -> None:
    """The order of 25 July 2008 put Sri Lanka's Act into force from 15 July."""
    assert standings("LK", "2", "2008-07-20")["lk-3"] == (Force.IN_FORCE, Reason.COMMENCED)
    then = standings("LK", "2", "2008-07-20", known_on="2008-07-20")
    assert then["lk-3"] == (Force.NOT_IN_FORCE, Reason.NOT_YET_COMMENCED)
    assert standings("LK", "2", "2008-07-20", known_on="2008-07-25")["lk-3"][0] is Force.IN_FORCE


def test_a_law_that_had_not_been_adopted_was_not_known() -> None:
    assert "gh-1038-62" not in standings("GH", "9", "2015-01-01", known_on="2015-01-01")
    assert standings("GH", "9", "2015-01-01", known_on="2015-01-01")["gh-772-136"][0] is Force.IN_FORCE
    assert "gb-cma-3za" not in standings("GB", "5", "2014-01-01", known_on="2014-01-01")


def test_the_striking_down_was_not_known_the_day_before() -> None:
    assert standings("PH", "20", "2014-02-10", known_on="2014-02-10")["ph-12"][1] is Reason.SUSPENDED


def test_a_standing_names_the_events_on_which_it_rests() -> None:
    (line,) = law_on("PH", "20", at=on("2012-11-01")).not_in_force
    assert [each.key for each in line.events] == ["ev-ph-tro"]
    (resumed,) = law_on("PH", "2", at=on("2015-01-01")).in_force
    (event,) = resumed.events
    assert event.citation.is_unverified


def test_one_article_across_countries_is_what_each_country_says() -> None:
    at = on("2016-01-01")
    article = "ets185/art_5"
    found = article_law(article, at=at, countries=recorded_countries(at=at))
    assert set(found) == {"GB", "GH", "LK", "MU", "PH", "RO"}
    for iso2, law in found.items():
        assert [line.provision.key for line in law.lines] == [
            line.provision.key for line in law_on(iso2, "5", at=at).lines
        ]
    assert "ets185/art_20" not in {
        key
        for law in article_law("ets185/art_2", at=at, countries=("PH", "RO")).values()
        for line in law.lines
        for key in line.provision.articles
    }


@pytest.mark.parametrize(("iso2", "article"), [("ZZ", "2"), ("RO", "36"), ("RO", "two"), ("RO", "")])
def test_unknown_countries_and_articles_are_refused(iso2: str, article: str) -> None:
    with pytest.raises(UnknownKeyError):
        law_on(iso2, article, at=on("2020-01-01"))
