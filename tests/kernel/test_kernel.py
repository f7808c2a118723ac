"""Dates of mixed precision, money with its rounding, words, digests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.kernel.asked import asked_moment
from capacita.kernel.dates import StatedDate, first_of_month_after, parse_day, parse_stated_date, stated_to
from capacita.kernel.digests import digest_of
from capacita.kernel.errors import InputError
from capacita.kernel.money import Money
from capacita.kernel.periods import Period
from capacita.kernel.rounding import round_to_step
from capacita.kernel.wording import day_in_words, money_in_words, names_in_words, stated_date_in_words


def test_a_month_is_certain_from_its_last_day_and_possible_from_its_first() -> None:
    stated = StatedDate("2020-02")
    assert not stated.certain_by(date(2020, 2, 28))
    assert stated.certain_by(date(2020, 2, 29))
    assert stated.possible_by(date(2020, 2, 1))
    assert not stated.possible_by(date(2020, 1, 31))


def test_a_less_precise_date_confirms_a_more_precise_one_inside_it() -> None:
    assert StatedDate("2020").contains(StatedDate("2020-02-21"))
    assert not StatedDate("2020-03").contains(StatedDate("2020-02-21"))


@pytest.mark.parametrize("text", ["2020-13", "2020-02-30", "20-02-21", "2020-2-1", "", "yesterday", "2020-02-21T00:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_stated_date(text)


@pytest.mark.parametrize("text", ["2020", "2020-02", "2020-02-30", "2020/02/21", "yesterday"])
def test_where_a_whole_day_is_needed_the_remedy_asks_for_one(text: str) -> None:
    with pytest.raises(InputError) as refusal:
        asked_moment(text, None)
    (problem,) = refusal.value.problems
    assert (problem.column, problem.remedy) == ("as_of", "Write it as YYYY-MM-DD.")


def test_an_earliest_day_after_the_bound_is_refused() -> None:
    with pytest.raises(InputError, match="after the bound"):
        parse_stated_date("2020-01-01", not_later_than=True, earliest="2020-02-01")


def test_the_first_of_the_month_after_three_full_months() -> None:
    assert first_of_month_after(date(2018, 11, 12), 3) == date(2019, 3, 1)
    assert first_of_month_after(date(2018, 10, 1), 3) == date(2019, 2, 1)
    assert first_of_month_after(date(2019, 11, 30), 3) == date(2020, 3, 1)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 24))
def test_full_months_lie_between(day: date, months: int) -> None:
    result = first_of_month_after(day, months)
    assert result.day == 1
    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months + 1


def test_money_is_printed_to_the_step_at_which_it_was_stated() -> None:
    def words(amount: int, step: int, language: str = "en") -> str:
        return (
            money_in_words(Money(Decimal(amount), "EUR", Decimal(step)), language)
            .replace("\u00a0", " ")
            .replace("\u202f", " ")
        )

    assert words(19_000_000, 1_000_000) == "EUR 19 million"
    assert words(4_220_000, 10_000) == "EUR 4.22 million"
    assert words(850_000, 10_000) == "EUR 0.85 million"
    assert words(4_945_000, 1) == "EUR 4,945,000"
    assert words(4_220_000, 10_000, "fr") == "4,22 millions d’euros"
    assert words(850_000, 10_000, "fr") == "0,85 million d’euros"


def test_a_rounded_amount_confirms_the_exact_one_and_not_the_other_way() -> None:
    exact, rounded = Money(Decimal(4_945_000), "EUR"), Money(Decimal(5_000_000), "EUR", Decimal(1_000_000))
    assert rounded.confirms(exact)
    assert not exact.confirms(rounded)
    assert not rounded.confirms(Money(Decimal(4_400_000), "EUR"))
    assert not rounded.confirms(Money(Decimal(4_945_000), "USD"))


def test_a_half_is_rounded_away_from_zero() -> None:
    assert round_to_step(Decimal("2.5"), Decimal(1)) == 3
    assert round_to_step(Decimal("-2.5"), Decimal(1)) == -3
    with pytest.raises(ValueError, match="positive"):
        round_to_step(Decimal(1), Decimal(0))


def test_dates_in_words_say_no_more_than_was_stated() -> None:
    assert stated_date_in_words(StatedDate("2020-02-21"), "en") == "21 February 2020"
    assert stated_date_in_words(StatedDate("2020-02"), "en", short=True) == "Feb 2020"
    assert stated_date_in_words(StatedDate("2020"), "fr") == "2020"
    assert stated_date_in_words(StatedDate("2015-12-02", True), "en") == "not later than 2 December 2015"
    assert day_in_words(date(2020, 3, 1), "fr") == "1er mars 2020"
    assert day_in_words(date(2020, 3, 11), "fr") == "11 mars 2020"
    assert names_in_words(["A", "B", "C"], "fr") == "A, B et C"


def test_a_period_s_end_is_the_first_day_outside() -> None:
    period = Period(date(2000, 1, 1), date(2001, 1, 1))
    assert period.contains(date(2000, 12, 31))
    assert not period.contains(date(2001, 1, 1))
    assert not period.overlaps(Period(date(2001, 1, 1), None))
    with pytest.raises(InputError, match="before it starts"):
        Period(date(2001, 1, 1), date(2000, 1, 1))


def test_digests_ignore_the_order_of_keys_and_refuse_floats() -> None:
    assert digest_of({"a": 1, "b": date(2020, 1, 1)}) == digest_of({"b": "2020-01-01", "a": 1})
    assert digest_of(Decimal("1.50")) == digest_of(Decimal("1.5"))
    with pytest.raises(TypeError):
        digest_of(1.5)


@pytest.mark.parametrize("text", ["2020-02-30", "abc", "9999-01-01", "1999-12-31", "2020-02", "²020-01-01"])
def test_a_door_refuses_dates_that_cannot_be_asked_about(text: str) -> None:
    with pytest.raises(InputError):
        asked_moment(text, None)


def test_a_day_is_read_whole() -> None:
    assert parse_day("2020-02-29") == date(2020, 2, 29)
    with pytest.raises(InputError, match="not a day"):
        parse_day("2020-02")


@given(st.dates())
def test_a_day_stated_to_less_than_a_day_contains_it(day: date) -> None:
    for precision, length in (("year", 4), ("month", 7), ("day", 10)):
        stated = stated_to(day, precision)
        assert (stated.iso, stated.precision) == (day.isoformat()[:length], precision)
        assert stated.first_day <= day <= stated.last_day
