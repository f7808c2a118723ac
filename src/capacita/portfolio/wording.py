"""Periods and sums of the portfolio in the reader's language, to the last digit that is known and no further."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import quote

from babel.numbers import format_percent
from django.utils.translation import gettext as _

from capacita.countries.queries import names
from capacita.evidence.words import RecordWords, current_language
from capacita.figures.values import FigureValue
from capacita.figures.wording import organisation_in_words
from capacita.kernel.dates import StatedDate
from capacita.kernel.moment import Moment
from capacita.kernel.money import Money
from capacita.kernel.rounding import round_to_step
from capacita.kernel.wording import money_in_words, stated_date_in_words
from capacita.portfolio.choices import EUROPEAN_JOINT, StatementKind
from capacita.portfolio.models import Office, ProgrammeText, Project, ProjectTerms, SdgTarget
from capacita.portfolio.rules import Funder, Terms


def funding_type_in_words(stated: str) -> str:
    """A funding type in full in the reader's language; one that has no words of ours stands as its source states it."""
    return _("EU/CoE joint project") if stated == EUROPEAN_JOINT else funding_as_stated(stated)


def funding_as_stated(stated: str) -> str:
    """A funding type as the office abbreviates it; other languages than the source's have their own words."""
    words = {EUROPEAN_JOINT: _("EU/CoE JP"), "Voluntary contributions": _("Voluntary contributions")}
    return words.get(stated) or organisation_in_words(stated)


def funder_name_in_words(name: str, *, at: Moment) -> str:
    """A funder in the reader's language: a State by its name there, an organisation by its own; else as stated."""
    known = _STATED_AS.get(name, name)
    iso2 = next((each for each, english in names("en", at=at).items() if english == known), "")
    return names(current_language(), at=at)[iso2] if iso2 else organisation_in_words(name)


def funder_in_words(each: Funder, *, at: Moment) -> str:
    """European Union (ENI East), 90%: the funder, the instrument as stated, and the share or amount it stated."""
    said = funder_name_in_words(each.name, at=at) if each.is_named else _("others, not named by the source")
    if each.instrument:
        said = f"{said} ({each.instrument})"
    if each.share is not None:
        return f"{said}, {format_percent(each.share / 100, locale=current_language(), decimal_quantization=False)}"
    return f"{said}, {money_in_words(each.amount, current_language())}" if each.amount else said


# How the office's documents name a State where the table of countries has a longer name.
_STATED_AS = {"United States": "United States of America"}


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


def amount_in_words(value: FigureValue) -> str:
    """EUR 36.345 million, to the last digit that is known and no further; one amount as it was stated: EUR 4,945,000.

    At least EUR 3.9 million where something that certainly belongs to the sum has no amount on record: the one place
    where a sum is said to be a lower bound (decision 0011).
    """
    if value.value is None:
        return value.missing or _("not recorded")
    amount = Decimal(value.value)
    if len(value.records) == 1:
        text = money_in_words(Money(round_to_step(amount, Decimal(1)), "EUR", value.step), current_language())
    else:
        text = sum_in_words(amount, value.step, current_language())
    return _("at least %s") % text if value.is_floor else text


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


def kind_in_words(kind: StatementKind) -> str:
    """What a statement does to the terms."""
    return {
        StatementKind.ORIGINAL: _("original"),
        StatementKind.AMENDMENT: _("amendment"),
        StatementKind.CORRECTION: _("correction"),
        StatementKind.RESTATEMENT: _("restatement"),
    }[kind]


def statements_in_words(rows: Sequence[ProjectTerms], _at: Moment) -> list[RecordWords]:
    """CYBERSOUTH: amendment, stated Dec 2021."""
    found = []
    for row in rows:
        said = row.as_statement().known_from
        when = _("stated %s") % stated_date_in_words(said, current_language(), short=True) if said else _("undated")
        text = f"{row.code}: {kind_in_words(StatementKind(row.kind))}, {when}"
        found.append(RecordWords(text, f"/portfolio/{quote(row.code)}/"))
    return found


def projects_in_words(rows: Sequence[Project], _at: Moment) -> list[RecordWords]:
    return [RecordWords(row.short_name, f"/portfolio/{quote(row.code)}/") for row in rows]


def offices_in_words(rows: Sequence[Office], _at: Moment) -> list[RecordWords]:
    return [RecordWords(row.name(current_language()), "/about/") for row in rows]


def texts_in_words(rows: Sequence[ProgrammeText], _at: Moment) -> list[RecordWords]:
    return [RecordWords(row.text_fr if current_language() == "fr" else row.text_en, "/about/") for row in rows]


def targets_in_words(rows: Sequence[SdgTarget], _at: Moment) -> list[RecordWords]:
    return [RecordWords(f"{row.target} {row.title}", "/about/") for row in rows]
