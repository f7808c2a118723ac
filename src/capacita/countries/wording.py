"""Words for the records of countries and areas in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capacita.countries.models import Country, CountryName, Footnote, Membership
from capacita.countries.queries import names
from capacita.evidence.words import RecordWords, current_language
from capacita.kernel.dates import parse_earliest
from capacita.kernel.moment import Moment
from capacita.kernel.wording import span_in_words


def countries_in_words(rows: Sequence[Country], at: Moment) -> list[RecordWords]:
    named = names(current_language(), at=at)
    return [RecordWords(f"{named.get(row.iso2, row.iso2)} ({row.iso2})", f"/countries/{row.iso2}/") for row in rows]


def names_in_words(rows: Sequence[CountryName], _at: Moment) -> list[RecordWords]:
    """The name itself, with its language: Turkey (en)."""
    return [RecordWords(f"{row.short_name} ({row.language})", f"/countries/{row.iso2}/") for row in rows]


def footnotes_in_words(rows: Sequence[Footnote], _at: Moment) -> list[RecordWords]:
    return [RecordWords(f"* {row.text}") for row in rows]


def memberships_in_words(rows: Sequence[Membership], at: Moment) -> list[RecordWords]:
    """Morocco: African Union, since 31 Jan 2017."""
    named = names(current_language(), at=at)
    found = []
    for row in rows:
        grouping = row.name_fr if current_language() == "fr" and row.name_fr else row.name_en
        period = span_in_words(row.start, parse_earliest(row.valid_to) if row.valid_to else None, current_language())
        words = ", ".join(each for each in (grouping, period) if each)
        found.append(
            RecordWords(
                _("%(name)s: %(words)s") % {"name": named.get(row.iso2, row.iso2), "words": words},
                f"/countries/{row.iso2}/",
            )
        )
    return found
