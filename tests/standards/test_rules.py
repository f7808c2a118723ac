"""Treaty status on values: bounds, bases, lapses, denunciation, and steps that agree with every single day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from capacita.kernel.dates import StatedDate, first_of_month_after
from capacita.standards.choices import Act, Basis, Status
from capacita.standards.misfits import misfits
from capacita.standards.rules import (
    InstrumentTerms,
    TreatyAct,
    entry_into_force,
    instrument_in_force_on,
    known,
    standing,
    standing_on,
    steps,
)

TERMS = InstrumentTerms(date(2001, 11, 23), date(2004, 7, 1))


def act(kind: Act, on: str, *, until: str = "", bound: bool = False, earliest: str = "") -> TreatyAct:
    stated = StatedDate(on, bound, date.fromisoformat(earliest) if earliest else None)
    valid_until = date.fromisoformat(until) if until else None
    return TreatyAct(kind, stated, stated.last_day, valid_until, f"{kind}/{on}")


def test_state_is_party_from_deposit_not_from_signature() -> None:
    acts = [act(Act.SIGNATURE, "2001-11-23"), act(Act.RATIFICATION, "2006-01-10")]
    assert standing(acts, TERMS, on=date(2006, 1, 9)).status is Status.SIGNED
    assert standing(acts, TERMS, on=date(2006, 1, 10)).status is Status.PARTY


def test_in_force_counts_from_the_first_of_the_month_after_three_full_months() -> None:
    assert entry_into_force(date(2006, 1, 10), TERMS) == date(2006, 5, 1)
    assert entry_into_force(date(2003, 5, 8), TERMS) == date(2004, 7, 1)
    assert entry_into_force(date(2019, 8, 26), TERMS) == date(2019, 12, 1)
    assert entry_into_force(date(2023, 11, 30), InstrumentTerms(date(2022, 5, 12), None)) is None


def test_between_deposit_and_force_a_state_is_neither_party_nor_signed() -> None:
    acts = [act(Act.SIGNATURE, "2001-11-23"), act(Act.RATIFICATION, "2006-01-10")]
    assert standing(acts, TERMS, on=date(2006, 4, 30), basis=Basis.IN_FORCE).status is Status.CONSENTED
    assert standing(acts, TERMS, on=date(2006, 5, 1), basis=Basis.IN_FORCE).status is Status.PARTY


def test_a_bound_counts_from_its_day_and_leaves_the_state_undetermined_before() -> None:
    acts = [act(Act.INVITED, "2020-07-13", bound=True, earliest="2020-03-16")]
    before = standing(acts, TERMS, on=date(2020, 3, 15))
    assert (before.status, before.is_certain) == (Status.NONE, True)
    between = standing(acts, TERMS, on=date(2020, 4, 1))
    assert between.status is Status.NONE
    assert between.possible == {Status.NONE, Status.INVITED}
    assert standing(acts, TERMS, on=date(2020, 7, 13)).status is Status.INVITED


def test_a_bound_without_earliest_reaches_back_to_the_opening() -> None:
    acts = [act(Act.INVITED, "2021-12-08", bound=True)]
    assert not standing(acts, TERMS, on=TERMS.opened_on).is_certain
    assert standing(acts, TERMS, on=TERMS.opened_on - timedelta(days=1)).is_certain


def test_a_certain_higher_status_is_never_undetermined() -> None:
    acts = [act(Act.INVITED, "2021-12-08", bound=True), act(Act.ACCESSION, "2019-01-01")]
    assert standing(acts, TERMS, on=date(2020, 1, 1)).possible == {Status.PARTY}


def test_a_passed_invitation_still_counts_and_may_have_lapsed() -> None:
    acts = [act(Act.INVITED, "2019-12-11", until="2024-12-12")]
    held = standing(acts, TERMS, on=date(2024, 12, 11))
    assert not held.may_have_lapsed
    passed = standing(acts, TERMS, on=date(2024, 12, 12))
    assert passed.status is Status.INVITED
    assert passed.may_have_lapsed
    assert Status.NONE in passed.possible


def test_a_stated_extension_or_lapse_settles_an_invitation() -> None:
    invited = act(Act.INVITED, "2019-12-11", until="2024-12-12")
    extended = [invited, act(Act.INVITATION_EXTENDED, "2024-11-01", until="2026-01-01")]
    assert not standing(extended, TERMS, on=date(2025, 6, 1)).may_have_lapsed
    lapsed = [invited, act(Act.INVITATION_LAPSED, "2024-12-12")]
    assert standing(lapsed, TERMS, on=date(2024, 12, 12)).status is Status.NONE


def test_denunciation_ends_a_status_and_a_new_accession_begins_one() -> None:
    acts = [
        act(Act.SIGNATURE, "2002-01-01"),
        act(Act.RATIFICATION, "2006-01-10"),
        act(Act.DENUNCIATION, "2015-03-20"),
        act(Act.ACCESSION, "2019-05-02"),
    ]
    assert standing(acts, TERMS, on=date(2015, 3, 20)).status is Status.NONE
    assert standing(acts, TERMS, on=date(2015, 6, 30), basis=Basis.IN_FORCE).status is Status.PARTY
    assert standing(acts, TERMS, on=date(2015, 7, 1), basis=Basis.IN_FORCE).status is Status.NONE
    assert standing(acts, TERMS, on=date(2019, 5, 2)).status is Status.PARTY
    assert misfits(acts, TERMS) == []


def test_contradictions_are_named() -> None:
    twice = [act(Act.ACCESSION, "2010-01-01"), act(Act.ACCESSION, "2012-01-01")]
    assert [each.key for each in misfits(twice, TERMS)] == ["accession/2012-01-01"]
    late = [act(Act.ACCESSION, "2010-01-01"), act(Act.INVITED, "2012-01-01")]
    assert [each.key for each in misfits(late, TERMS)] == ["invited_to_accede/2012-01-01"]
    early = [act(Act.SIGNATURE, "2001-01-01")]
    assert "before the instrument opened" in misfits(early, TERMS)[0].reason
    alone = [act(Act.DENUNCIATION, "2010-01-01")]
    assert len(misfits(alone, TERMS)) == 1
    reversed_ = [act(Act.INVITED, "2010-01-01", until="2009-01-01")]
    assert len(misfits(reversed_, TERMS)) == 1


def test_known_then_is_what_had_been_stated() -> None:
    acts = [act(Act.INVITED, "2021-12-08", bound=True)]
    assert known(acts, date(2020, 2, 21)) == []
    assert known(acts, date(2021, 12, 8)) == acts


DAYS = st.dates(date(2001, 11, 23), date(2012, 12, 31))


@st.composite
def histories(draw: st.DrawFn) -> list[TreatyAct]:
    """A State's acts in an order that fits, some with bounds."""
    found: list[TreatyAct] = []
    for kind in (Act.INVITED, Act.SIGNATURE, Act.ACCESSION, Act.DENUNCIATION, Act.ACCESSION):
        if draw(st.booleans()):
            day = draw(DAYS)
            bound = kind is not Act.DENUNCIATION and draw(st.booleans())
            earliest = draw(st.dates(date(2001, 11, 23), day)) if bound and draw(st.booleans()) else None
            until = day + timedelta(days=draw(st.integers(1, 900))) if kind is Act.INVITED else None
            found.append(TreatyAct(kind, StatedDate(day.isoformat(), bound, earliest), day, until, f"{len(found)}"))
    return found


@given(histories(), DAYS, st.sampled_from(list(Basis)))
@settings(max_examples=150, deadline=None)
def test_steps_agree_with_the_standing_on_every_day(acts: list[TreatyAct], day: date, basis: Basis) -> None:
    found = steps(acts, TERMS, basis=basis)
    for probe in (day, day + timedelta(days=1), day + timedelta(days=400)):
        direct, stepped = standing(acts, TERMS, on=probe, basis=basis), standing_on(found, probe)
        assert (direct.status, direct.possible, direct.may_have_lapsed) == (
            stepped.status,
            stepped.possible,
            stepped.may_have_lapsed,
        )


@given(histories(), DAYS)
@settings(max_examples=150, deadline=None)
def test_the_certain_status_is_always_possible(acts: list[TreatyAct], day: date) -> None:
    found = standing(acts, TERMS, on=day)
    assert found.status in found.possible


@given(histories(), DAYS, DAYS)
@settings(max_examples=100, deadline=None)
def test_more_is_known_later(acts: list[TreatyAct], first: date, second: date) -> None:
    earlier, later = sorted((first, second))
    assert set(known(acts, earlier)) <= set(known(acts, later))


FRANCE = [
    act(Act.SIGNATURE, "2001-11-23"),
    act(Act.RATIFICATION, "2006-01-10"),
    act(Act.DENUNCIATION, "2015-03-20"),
    act(Act.ACCESSION, "2015-04-02"),
]


def test_a_state_that_accedes_again_before_its_denunciation_takes_effect_stays_bound_until_then() -> None:
    """Denounced on 20 March, effective on 1 July; acceded again on 2 April, in force for it on 1 August."""
    expected = {
        date(2015, 3, 19): Status.PARTY,
        date(2015, 6, 1): Status.PARTY,
        date(2015, 6, 30): Status.PARTY,
        date(2015, 7, 1): Status.CONSENTED,
        date(2015, 7, 31): Status.CONSENTED,
        date(2015, 8, 1): Status.PARTY,
    }
    found = steps(FRANCE, TERMS, basis=Basis.IN_FORCE)
    for day, status in expected.items():
        assert standing(FRANCE, TERMS, on=day, basis=Basis.IN_FORCE).status is status
        assert standing_on(found, day).status is status
    assert standing(FRANCE, TERMS, on=date(2015, 4, 1)).status is Status.NONE
    assert standing(FRANCE, TERMS, on=date(2015, 4, 2)).status is Status.PARTY


@given(DAYS, st.integers(0, 1500), st.integers(0, 400), DAYS)
@settings(max_examples=200, deadline=None)
def test_in_force_a_state_is_party_while_any_of_its_consents_has_effect(
    first: date, until_denounced: int, until_again: int, day: date
) -> None:
    """Each consent binds from the month after three full ones, until a denunciation made after it takes effect."""
    denounced = first + timedelta(days=until_denounced)
    again = denounced + timedelta(days=1 + until_again)
    acts = [
        act(Act.ACCESSION, first.isoformat()),
        act(Act.DENUNCIATION, denounced.isoformat()),
        act(Act.ACCESSION, again.isoformat()),
    ]
    begins, begins_again = entry_into_force(first, TERMS), entry_into_force(again, TERMS)
    assert begins is not None
    assert begins_again is not None
    ends = first_of_month_after(denounced, 3)
    is_party = begins <= day < ends or begins_again <= day
    assert (standing(acts, TERMS, on=day, basis=Basis.IN_FORCE).status is Status.PARTY) is is_party


def test_a_denunciation_not_later_than_a_day_may_have_ended_a_status_before() -> None:
    acts = [act(Act.ACCESSION, "2006-01-10"), act(Act.DENUNCIATION, "2015-03-20", bound=True, earliest="2015-01-05")]
    assert standing(acts, TERMS, on=date(2015, 1, 4)).possible == {Status.PARTY}
    between = standing(acts, TERMS, on=date(2015, 2, 1))
    assert between.status is Status.PARTY
    assert between.possible == {Status.PARTY, Status.NONE}
    assert standing(acts, TERMS, on=date(2015, 3, 20)).status is Status.NONE


def test_an_instrument_enters_into_force_after_the_months_from_the_deposit_that_was_needed() -> None:
    """The Convention: five deposits, the fifth by Lithuania on 18 March 2004; in force on 1 July 2004."""
    deposits = [date(2002, 6, 20), date(2002, 10, 17), date(2003, 5, 12), date(2003, 12, 4)]
    assert instrument_in_force_on(deposits, 5, 3) is None
    assert instrument_in_force_on([*deposits, date(2004, 5, 12), date(2004, 3, 18)], 5, 3) == date(2004, 7, 1)
    assert instrument_in_force_on(deposits, 0, 3) is None
