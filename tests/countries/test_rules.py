"""Which name and which memberships hold on a day, on values."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from capacita.countries.rules import Dated, ends_of_names, holding_on, is_state
from capacita.kernel.dates import StatedDate
from capacita.kernel.periods import Period

DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))


def test_a_state_is_a_member_of_the_united_nations_or_of_the_council_of_europe_or_an_observer() -> None:
    on = date(2001, 11, 23)
    later = Period(date(2002, 9, 10), None)
    assert not is_state(iso2="CH", un_member=later, coe_member=None, on=on)
    assert is_state(iso2="CH", un_member=later, coe_member=Period(date(1963, 5, 6), None), on=on)
    assert is_state(iso2="CH", un_member=later, coe_member=None, on=date(2002, 9, 10))
    assert is_state(iso2="VA", un_member=None, coe_member=None, on=on)
    assert not is_state(iso2="XK", un_member=None, coe_member=None, on=on)


def test_a_name_holds_to_the_day_before_its_end() -> None:
    names = [
        Dated("Turkey", None, date(2022, 6, 1)),
        Dated("Türkiye", StatedDate("2022-06-01"), None),
    ]
    for day, expected in ((date(1980, 1, 1), "Turkey"), (date(2022, 5, 31), "Turkey"), (date(2022, 6, 1), "Türkiye")):
        holding = holding_on(names, day)
        assert holding is not None
        assert holding.value == expected


def test_of_several_that_hold_the_one_that_began_last_is_taken() -> None:
    found = holding_on([Dated("a", StatedDate("2001"), None), Dated("b", StatedDate("2010"), None)], date(2020, 1, 1))
    assert found is not None
    assert found.value == "b"
    assert holding_on([], date(2020, 1, 1)) is None


def test_a_start_that_is_a_bound_may_reach_back() -> None:
    joined = Dated("member", StatedDate("2020-07-13", True, date(2020, 3, 16)), None)
    assert not joined.holds_on(date(2020, 7, 12))
    assert joined.may_hold_on(date(2020, 3, 16))
    assert not joined.may_hold_on(date(2020, 3, 15))
    assert joined.holds_on(date(2020, 7, 13))


@given(DAYS, DAYS, DAYS)
def test_what_holds_for_certain_may_hold(start: date, end: date, day: date) -> None:
    for bound in (False, True):
        dated = Dated("x", StatedDate(start.isoformat()[:7], bound), end)
        assert dated.may_hold_on(day) or not dated.holds_on(day)


def test_a_name_without_an_end_is_used_until_the_next_recorded_one_without_an_end_begins() -> None:
    rows = [("AA/en/1", "", ""), ("AA/en/2", "2027-01", ""), ("AA/en/3", "2030-01-01", ""), ("AA/fr/1", "", "")]
    assert ends_of_names(rows) == {"AA/en/1": "2027-01", "AA/en/2": "2030-01-01", "AA/en/3": "", "AA/fr/1": ""}
    assert ends_of_names([("AA/en/1", "", ""), ("AA/en/2", "2016", "2020")])["AA/en/1"] == ""
    # What was recorded after it and begins before it, or has an end of its own, does not end a name.
    assert ends_of_names([("AA/en/1", "2022-06-10", ""), ("AA/en/2", "2022-06-01", "")])["AA/en/2"] == ""
    assert ends_of_names([("AA/en/1", "", "2019"), ("AA/en/2", "2020", "")])["AA/en/1"] == "2019"
