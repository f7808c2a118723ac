"""Dates, numbers, amounts and lists in English and French, letter by letter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.kernel.dates import StatedDate
from capacita.kernel.money import Money
from capacita.kernel.wording import (
    day_in_words,
    money_in_words,
    names_in_words,
    number_in_words,
    stated_date_in_words,
)


@pytest.mark.parametrize(
    ("stated", "english", "french"),
    [
        (StatedDate("2020-03-01"), "1 March 2020", "1er mars 2020"),
        (StatedDate("2020-02-21"), "21 February 2020", "21 février 2020"),
        (StatedDate("2020-08"), "August 2020", "août 2020"),
        (StatedDate("2021"), "2021", "2021"),
        (StatedDate("2020-07-13", True), "not later than 13 July 2020", "au plus tard le 13 juillet 2020"),
        (StatedDate("2016-01", True), "not later than January 2016", "au plus tard en janvier 2016"),
    ],
)
def test_a_date_is_printed_to_its_precision(stated: StatedDate, english: str, french: str) -> None:
    assert stated_date_in_words(stated, "en") == english
    assert stated_date_in_words(stated, "fr") == french


def test_short_months_are_those_of_the_deck() -> None:
    months = [stated_date_in_words(StatedDate(f"2020-{number:02d}"), "en", short=True) for number in range(1, 13)]
    assert months == [f"{month} 2020" for month in "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()]


@pytest.mark.parametrize(
    ("amount", "step", "english", "french"),
    [
        ("19000000", "1000000", "EUR 19 million", "19 millions d’euros"),
        ("13500000", "100000", "EUR 13.5 million", "13,5 millions d’euros"),
        ("4220000", "10000", "EUR 4.22 million", "4,22 millions d’euros"),
        ("850000", "10000", "EUR 0.85 million", "0,85 million d’euros"),
        ("1500000", "100000", "EUR 1.5 million", "1,5 million d’euros"),
        ("2000000", "1000000", "EUR 2 million", "2 millions d’euros"),
        ("4945000", "1", "EUR 4,945,000", "4 945 000 EUR"),
        ("4222222", "1", "EUR 4,222,222", "4 222 222 EUR"),
        ("90000", "10000", "EUR 90,000", "90 000 EUR"),
        ("0", "1", "EUR 0", "0 EUR"),
    ],
)
def test_an_amount_is_printed_as_it_was_stated(amount: str, step: str, english: str, french: str) -> None:
    money = Money(Decimal(amount), "EUR", Decimal(step))
    plain = {0xA0: " ", 0x202F: " "}
    assert money_in_words(money, "en").translate(plain) == english
    assert money_in_words(money, "fr").translate(plain) == french


def test_an_amount_does_not_break_over_a_line() -> None:
    for language in ("en", "fr"):
        words = money_in_words(Money(Decimal(4_945_000), "EUR"), language)
        assert " " not in words


def test_other_currencies_keep_their_code() -> None:
    words = money_in_words(Money(Decimal(100_000), "GBP"), "fr").translate({0xA0: " ", 0x202F: " "})
    assert words == "100 000 GBP"


@given(st.integers(0, 10**12))
def test_digits_are_grouped_and_lose_nothing(value: int) -> None:
    assert number_in_words(value, "en").replace(",", "") == str(value)
    assert number_in_words(value, "fr").replace("\u202f", "").replace("\u00a0", "") == str(value)


@given(st.decimals(0, 10**9, places=2))
def test_decimals_are_printed_to_the_last_place(value: Decimal) -> None:
    assert Decimal(number_in_words(value, "en").replace(",", "")) == value


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_names_its_year_and_its_number(day: date) -> None:
    for language in ("en", "fr"):
        words = day_in_words(day, language)
        assert words.endswith(f" {day.year}")
        assert words.startswith("1er " if language == "fr" and day.day == 1 else f"{day.day} ")


def test_names_are_joined_as_a_sentence_does() -> None:
    assert names_in_words([], "en") == ""
    assert names_in_words(["Ireland"], "en") == "Ireland"
    assert names_in_words(["Ireland", "Sweden"], "fr") == "Ireland et Sweden"
    assert names_in_words(["Ireland", "Sweden", "South Africa"], "en") == "Ireland, Sweden, and South Africa"
