"""The partition on real facts: every State in one tier, series and changes that agree with it, support by country."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from capacita.countries.queries import state_codes, state_periods
from capacita.evidence.catalogue import catalogues
from capacita.kernel.moment import Moment
from capacita.reach.choices import Tier
from capacita.reach.queries import changes_between, partition, series, support, year_ends
from capacita.standards.choices import Basis, Status
from tests.golden.moments import KNOWN_TODAY, THEN, on

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
ACTIONS = next(each.path for each in catalogues() if each.name == "treaty_actions")


def some_days(number: int) -> list[date]:
    source = random.Random(185)
    return sorted(date(2001, 11, 1) + timedelta(days=source.randrange(9_150)) for _ in range(number))


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("code", ["ets185", "ets189", "cets224"])
def test_every_state_is_in_one_tier_and_the_series_agrees_with_the_partition(code: str, basis: Basis) -> None:
    days = some_days(12)
    at = Moment(days[0], TODAY)
    for point in series(days, at=at, code=code, basis=basis):
        found = partition(at=replace(at, as_of=point.on), code=code, basis=basis)
        assert set(found.tiers) == found.states == state_codes(point.on)
        assert sum(len(found.members(tier)) for tier in Tier) == len(found.states)
        for tier in Tier:
            assert point.counts[tier] == len(found.members(tier)), (point.on, tier)


def test_parties_are_the_states_whose_deposit_stands_in_the_file_by_the_day() -> None:
    with ACTIONS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    consents = {"ratification", "accession", "acceptance", "approval"}
    for code in ("ETS185", "ETS189", "CETS224"):
        acts = [row for row in rows if row["treaty"] == code]
        assert not any(row["action"] == "denunciation" for row in acts)
        assert all(row["date_precision"] == "day" for row in acts if row["action"] in consents)
        for day in some_days(8):
            expected = {row["iso2"] for row in acts if row["action"] in consents and row["date"] <= day.isoformat()}
            found = partition(at=Moment(day, TODAY), code=code.lower())
            assert set(found.members(Tier.PARTY)) == expected


def test_in_force_never_counts_a_state_before_its_deposit_nor_later_than_five_months_after() -> None:
    for day in some_days(12):
        by_deposit = set(partition(at=Moment(day, TODAY)).members(Tier.PARTY))
        in_force = set(partition(at=Moment(day, TODAY), basis=Basis.IN_FORCE).members(Tier.PARTY))
        earlier = set(partition(at=Moment(day - timedelta(days=125), TODAY)).members(Tier.PARTY))
        assert in_force <= by_deposit
        assert day < date(2004, 7, 1) or earlier <= in_force


def test_the_convention_entered_into_force_for_its_first_five_and_then_one_by_one() -> None:
    """ETS 185: Albania, Croatia, Estonia, Hungary, Lithuania; Romania deposited on 12 May 2004."""
    eve = partition(at=on(2004, 6, 30), basis=Basis.IN_FORCE)
    assert eve.members(Tier.PARTY) == ()
    assert eve.count(Status.CONSENTED).value == 6
    first = partition(at=on(2004, 7, 1), basis=Basis.IN_FORCE)
    assert first.members(Tier.PARTY) == ("AL", "EE", "HR", "HU", "LT")
    assert first.members(Tier.CONSENTED) == ("RO",)
    assert "RO" not in partition(at=on(2004, 8, 31), basis=Basis.IN_FORCE).members(Tier.PARTY)
    assert "RO" in partition(at=on(2004, 9, 1), basis=Basis.IN_FORCE).members(Tier.PARTY)


def test_what_was_known_then_is_never_more_than_what_is_known_today() -> None:
    for day in some_days(8):
        then, today = partition(at=Moment(day, day)), partition(at=Moment(day, TODAY))
        for status in (Status.PARTY, Status.SIGNED, Status.INVITED):
            assert set(then.count(status).certain) == set(today.count(status).certain)
            assert then.count(status).high <= today.count(status).high


def test_changes_between_two_dates_lead_from_one_partition_to_the_other() -> None:
    start, end = date(2019, 6, 1), date(2020, 2, 21)
    before, after = (partition(at=Moment(day, TODAY)).tiers for day in (start, end))
    found = changes_between(start, end, at=KNOWN_TODAY)
    assert {each.state for each in found} == {state for state in after if before[state] is not after[state]}
    assert {**before, **{each.state: each.after for each in found}} == after
    assert changes_between(start, start, at=KNOWN_TODAY) == ()


def test_year_ends_stop_at_the_latest_of_the_two_dates() -> None:
    days = year_ends(Moment(date(2010, 5, 1), date(2012, 3, 4)))
    assert days == [*(date(year, 12, 31) for year in range(2001, 2012)), date(2012, 3, 4)]
    assert year_ends(THEN)[-1] == date(2020, 2, 21)


def test_states_of_the_partition_begin_with_their_membership() -> None:
    periods = state_periods()
    assert len(state_codes(date(2020, 2, 21))) == 195
    assert "CH" in state_codes(date(2001, 11, 23))
    assert ("ME" in state_codes(date(2006, 6, 27)), "ME" in state_codes(date(2006, 6, 28))) == (False, True)
    assert "SS" not in state_codes(date(2011, 7, 13))
    assert {"VA", "PS"} <= state_codes(date(2001, 1, 1))
    assert not {"XK", "TW", "HK", "GL"} & state_codes(TODAY)
    for day in some_days(6):
        assert {iso2 for iso2, period in periods.items() if period.contains(day)} == state_codes(day)


def test_countries_in_projects_are_those_of_projects_under_way() -> None:
    found = support(at=THEN)
    assert len(found.certain) == 29
    assert found.possible == frozenset()
    assert not found.is_bounded
    assert [line.code for line in found.unrecorded] == ["ENDOCSEA"]
    assert {line.code for line in found.projects_of("GE")} == {"CYBEREAST"}
    assert found.projects_of("FR") == ()
    assert {line.code for line in found.global_projects} == {"OCTOPUS-2014"}
    for iso2 in found.certain:
        assert found.projects_of(iso2)


def test_a_country_that_joined_on_a_day_known_as_a_bound_may_be_in_the_project() -> None:
    found = support(at=KNOWN_TODAY)
    assert {"BF", "BJ", "PY"} == found.possible
    assert not found.possible & found.certain
    assert support(at=on(2020, 2, 21, known=date(2020, 2, 21))).possible == frozenset()
