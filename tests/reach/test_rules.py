"""Tiers and counts on values: one tier for each State, and a count that lies between its bounds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.reach.choices import LAW_TIERS, Tier
from capacita.reach.rules import Change, LawStanding, Place, changes, count_in, count_placed, coverage_tier, place_of
from capacita.standards.choices import Status
from capacita.standards.rules import NO_STANDING, Standing

STATES = [f"S{number}" for number in range(12)]
SOME = st.sets(st.sampled_from(list(Status)), min_size=1)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    status = draw(st.sampled_from(list(Status)))
    possible = frozenset({status, *draw(st.sets(st.sampled_from(list(Status)), max_size=2))})
    return Standing(status, possible)


FOUND = st.dictionaries(st.sampled_from(STATES), standings())


@given(FOUND, SOME)
def test_a_count_lies_between_its_bounds_and_names_each_state_once(
    found: Mapping[str, Standing], statuses: set[Status]
) -> None:
    counted = count_in(found, STATES, statuses)
    assert 0 <= counted.low <= counted.value <= counted.high <= len(STATES)
    assert not set(counted.certain) & set(counted.undetermined)
    assert set(counted.uncertain) <= set(counted.certain)


@given(FOUND)
def test_the_tiers_add_up_to_all_states(found: Mapping[str, Standing]) -> None:
    assert sum(count_in(found, STATES, {status}).value for status in Status) == len(STATES)
    assert count_in(found, STATES, set(Status)).uncertain == ()


@given(FOUND, SOME, SOME)
def test_a_state_between_two_tiers_that_are_counted_together_is_certain(
    found: Mapping[str, Standing], one: set[Status], other: set[Status]
) -> None:
    together = count_in(found, STATES, one | other)
    assert set(together.certain) == {
        *count_in(found, STATES, one).certain,
        *count_in(found, STATES, other).certain,
    }
    for state in together.undetermined:
        assert not found[state].possible <= one | other


def test_signed_or_invited_is_certain_where_either_alone_is_not() -> None:
    found = {"S1": Standing(Status.SIGNED, frozenset({Status.SIGNED, Status.INVITED}))}
    assert count_in(found, ["S1"], {Status.SIGNED}).low == 0
    assert count_in(found, ["S1"], {Status.SIGNED, Status.INVITED}).low == 1


def test_each_status_has_its_tier() -> None:
    assert {coverage_tier(Standing(status, frozenset({status}))) for status in Status} < set(Tier)
    assert coverage_tier(NO_STANDING) is Tier.UNASSESSED


LAWS = st.builds(
    LawStanding,
    is_assessed=st.just(True),
    is_in_line=st.sampled_from([True, False, None]),
    draws=st.booleans(),
    may_draw=st.booleans(),
)


@given(standings(), LAWS)
def test_acts_come_before_law_and_a_state_may_always_be_where_it_is(standing: Standing, law: LawStanding) -> None:
    place = place_of(standing, law)
    assert place.tier is coverage_tier(standing, law)
    assert place.tier in place.possible
    acted = {Tier(each.value) for each in standing.possible if each is not Status.NONE}
    assert acted == place.possible - {*LAW_TIERS, Tier.NONE, Tier.UNASSESSED}
    assert (place.possible == acted) == (Status.NONE not in standing.possible)


@pytest.mark.parametrize(
    ("law", "tier", "possible"),
    [
        (LawStanding(), "unassessed", {"unassessed"}),
        (LawStanding(is_assessed=True, is_in_line=True), "aligned", {"aligned"}),
        (LawStanding(is_assessed=True, is_in_line=True, draws=True), "aligned", {"aligned"}),
        (LawStanding(is_assessed=True, is_in_line=True, may_draw=True), "aligned", {"aligned"}),
        (LawStanding(is_assessed=True, is_in_line=False), "none", {"none"}),
        (LawStanding(is_assessed=True, is_in_line=False, draws=True), "drawing", {"drawing"}),
        (LawStanding(is_assessed=True, is_in_line=False, may_draw=True), "none", {"none", "drawing"}),
        (LawStanding(is_assessed=True), "unassessed", {"unassessed", "aligned"}),
        (LawStanding(is_assessed=True, draws=True), "drawing", {"drawing", "aligned"}),
        (LawStanding(draws=True), "drawing", {"drawing"}),
        (LawStanding(may_draw=True), "unassessed", {"unassessed", "drawing"}),
    ],
)
def test_the_place_of_a_state_that_did_nothing_under_the_treaty(
    law: LawStanding, tier: str, possible: set[str]
) -> None:
    assert place_of(NO_STANDING, law) == Place(Tier(tier), frozenset(map(Tier, possible)))


def test_whoever_may_be_invited_and_is_in_line_is_counted_there_and_not_certain() -> None:
    in_line = LawStanding(is_assessed=True, is_in_line=True)
    may_be_invited = Standing(Status.NONE, frozenset({Status.NONE, Status.INVITED}))
    may_have_lapsed = Standing(Status.INVITED, frozenset({Status.NONE, Status.INVITED}))
    places = {"S1": place_of(may_be_invited, in_line), "S2": place_of(may_have_lapsed, in_line)}
    counted = count_placed(places, {Tier.ALIGNED})
    assert (counted.certain, counted.uncertain, counted.undetermined) == (("S1",), ("S1",), ("S2",))
    assert (counted.low, counted.value, counted.high) == (0, 1, 2)


def test_changes_are_named_and_a_new_state_comes_from_no_tier() -> None:
    before = {"S1": Tier.SIGNED, "S2": Tier.PARTY}
    after = {"S1": Tier.PARTY, "S2": Tier.PARTY, "S3": Tier.INVITED, "S4": Tier.UNASSESSED}
    assert changes(before, after) == (
        Change("S1", Tier.SIGNED, Tier.PARTY),
        Change("S3", Tier.UNASSESSED, Tier.INVITED),
    )
