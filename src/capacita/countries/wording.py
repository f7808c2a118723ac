"""Words for the records of countries and areas in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from capacita.countries.models import Country, CountryName, Footnote, Membership
from capacita.countries.queries import names
from capacita.evidence.words import Said
from capacita.kernel.dates import parse_earliest
from capacita.kernel.moment import Moment
from capacita.kernel.wording import span_in_words


def _language() -> str:
    return get_language() or "en"


def countries_in_words(rows: Sequence[Country], at: Moment) -> list[Said]:
    named = names(_language(), at=at)
    return [Said(f"{named.get(row.iso2, row.iso2)} ({row.iso2})", f"/countries/{row.iso2}/") for row in rows]


def names_in_words(rows: Sequence[CountryName], _at: Moment) -> list[Said]:
    """The name itself, with its language: Turkey (en)."""
    return [Said(f"{row.short_name} ({row.language})", f"/countries/{row.iso2}/") for row in rows]


def footnotes_in_words(rows: Sequence[Footnote], _at: Moment) -> list[Said]:
    return [Said(f"* {row.text}") for row in rows]


def memberships_in_words(rows: Sequence[Membership], at: Moment) -> list[Said]:
    """Morocco: African Union, since 31 Jan 2017."""
    named = names(_language(), at=at)
    found = []
    for row in rows:
        grouping = row.name_fr if _language() == "fr" and row.name_fr else row.name_en
        period = span_in_words(row.start, parse_earliest(row.valid_to) if row.valid_to else None, _language())
        words = ", ".join(each for each in (grouping, period) if each)
        found.append(
            Said(
                _("%(name)s: %(words)s") % {"name": named.get(row.iso2, row.iso2), "words": words},
                f"/countries/{row.iso2}/",
            )
        )
    return found
