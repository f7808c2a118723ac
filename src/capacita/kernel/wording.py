"""Dates, numbers and amounts in words of a language. Uses CLDR through Babel, so that no locale of the machine enters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from capacita.kernel.dates import Precision, StatedDate
from capacita.kernel.money import Money

_DAY = {"en": ("d MMMM y", "d MMM y"), "fr": ("d MMMM y", "d MMM y")}
_NOT_LATER_THAN = {"en": "not later than {}", "fr": "au plus tard le {}", "ar": "في موعد أقصاه {}"}
_NOT_LATER_THAN_MONTH = {"fr": "au plus tard en {}"}
# Before a year or month, and before a day.
_SINCE = {"en": ("since {}", "since {}"), "fr": ("depuis {}", "depuis le {}"), "ar": ("منذ {}", "منذ {}")}
_UNTIL = {"en": "until {}", "fr": "jusqu’au {}", "ar": "حتى {}"}
_MILLION = {"en": ("million", "million"), "fr": ("million", "millions"), "ar": ("مليون", "مليون")}


@lru_cache(maxsize=8192)
def day_in_words(day: date, language: str, *, short: bool = False) -> str:
    """21 February 2020, or 21 Feb 2020; le 1er in French keeps its ordinal. Kept: a page says the same days often."""
    long_form, short_form = _DAY.get(language, _DAY["en"])
    text = format_date(day, short_form if short else long_form, locale=language)
    if language == "fr" and day.day == 1:
        text = text.replace("1 ", "1er ", 1)
    return text


def moment_in_words(moment: datetime, language: str) -> str:
    """24 Nov 2026 22:14 UTC."""
    at = moment.astimezone(UTC)
    return f"{day_in_words(at.date(), language, short=True)} {at:%H:%M} UTC"


def month_in_words(day: date, language: str, *, short: bool = False) -> str:
    return format_date(day, "MMM y" if short else "MMMM y", locale=language)


def stated_date_in_words(stated: StatedDate, language: str, *, short: bool = False) -> str:
    """The date to the precision stated, never more; a bound says that it is one."""
    match stated.precision:
        case Precision.DAY:
            text = day_in_words(stated.first_day, language, short=short)
        case Precision.MONTH:
            text = month_in_words(stated.first_day, language, short=short)
        case Precision.YEAR:
            text = str(stated.first_day.year)
    if not stated.not_later_than:
        return text
    pattern = _NOT_LATER_THAN.get(language, _NOT_LATER_THAN["en"])
    if stated.precision is not Precision.DAY:
        pattern = _NOT_LATER_THAN_MONTH.get(language, pattern)
    return pattern.format(text)


def span_in_words(start: StatedDate | None, end: date | None, language: str) -> str:
    """A period in words, short: since 12 Nov 1956; Jun 2017 – 31 Dec 2023; until 31 Dec 2010; blank where neither is known.

    `end` is the first day outside; what is printed is the last day inside.
    """
    last = end - timedelta(days=1) if end else None
    since, until = _SINCE.get(language, _SINCE["en"]), _UNTIL.get(language, _UNTIL["en"])
    begun = stated_date_in_words(start, language, short=True) if start else ""
    ended = day_in_words(last, language, short=True) if last else ""
    if begun and ended:
        return f"{begun} – {ended}"
    if start and begun:
        if start.not_later_than:
            return begun
        return since[start.precision is Precision.DAY].format(begun)
    return until.format(ended) if ended else ""


def number_in_words(value: int | Decimal, language: str) -> str:
    """Digits with the language's separators: 36,345,000 or 36 345 000."""
    return format_decimal(value, locale=language, decimal_quantization=False)


def money_in_words(money: Money, language: str) -> str:
    """EUR 4.22 million when the amount was stated so; EUR 4,945,000 when it was stated to the unit."""
    if money.step >= 1000 and money.amount >= 100_000:
        millions, places = money.as_stated_in_millions()
        figure = format_decimal(millions, format="#,##0." + "0" * places if places else "#,##0", locale=language)
        singular, plural = _MILLION.get(language, _MILLION["en"])
        word = singular if abs(millions) < 2 else plural
        return _with_currency(f"{figure}\u00a0{word}", money.currency, language, in_words=True)
    return _with_currency(number_in_words(money.amount, language), money.currency, language)


def names_in_words(names: Sequence[str], language: str) -> str:
    """Brazil, Colombia and Mexico."""
    return format_list(list(names), locale=language) if names else ""


def _with_currency(figure: str, currency: str, language: str, *, in_words: bool = False) -> str:
    if language == "fr":
        joint = " d’" if in_words and currency == "EUR" else "\u00a0"
        return f"{figure}{joint}{'euros' if in_words and currency == 'EUR' else currency}"
    return f"{currency}\u00a0{figure}"
