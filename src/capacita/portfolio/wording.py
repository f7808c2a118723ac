"""Periods and sums of the portfolio in the reader's language, to the last digit that is known and no further."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from capacita.figures.values import FigureValue
from capacita.kernel.dates import StatedDate
from capacita.kernel.money import Money
from capacita.kernel.rounding import round_to_step
from capacita.kernel.wording import money_in_words, stated_date_in_words
from capacita.portfolio.choices import EUROPEAN_JOINT
from capacita.portfolio.rules import Terms


def funding_type_in_words(stated: str) -> str:
    """A funding type in the reader's language; one that has no words of ours stands as its source states it."""
    words = {
        EUROPEAN_JOINT: _("EU/CoE joint project"),
        "Voluntary contributions": _("Voluntary contributions"),
        "End Violence against Children Fund": _("End Violence against Children Fund"),
    }
    return words.get(stated, stated)


def funder_in_words(stated: str) -> str:
    """A funder in the reader's language; States and companies stand as their source states them."""
    words = {
        "European Union": _("European Union"),
        "Council of Europe": _("Council of Europe"),
        "End Violence against Children Fund": _("End Violence against Children Fund"),
    }
    return words.get(stated, stated)


def period_in_words(terms: Terms, language: str) -> str:
    """Jan 2014 – Dec 2020; a missing end or start says “not recorded”."""
    start, end = terms.date_of("start"), terms.date_of("end")
    if start is None and end is None:
        return _("period not recorded")
    words = [_month(each, language) if each else _("not recorded") for each in (start, end)]
    return " – ".join(words)


def _month(stated: StatedDate, language: str) -> str:
    to_month = StatedDate(stated.iso[:7]) if len(stated.iso) > 7 else stated
    return stated_date_in_words(to_month, language, short=True)


def current_language() -> str:
    return get_language() or "en"


def amount_in_words(value: FigureValue) -> str:
    """EUR 36.345 million, to the last digit that is known and no further."""
    if value.value is None:
        return _("not recorded")
    return sum_in_words(Decimal(value.value), value.step, current_language())


def sum_in_words(amount: Decimal, step: Decimal, language: str) -> str:
    """An amount of a million and more in millions, with as many decimals as it has thousands to show; else to the euro."""
    amount = round_to_step(amount, Decimal(1))
    if step >= 1000:
        return money_in_words(Money(amount, "EUR", step), language)
    if amount >= 1_000_000:
        for shown in (Decimal(100_000), Decimal(10_000), Decimal(1_000)):
            if amount % shown == 0:
                return money_in_words(Money(amount, "EUR", shown), language)
    return money_in_words(Money(amount, "EUR"), language)
