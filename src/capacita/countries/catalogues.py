"""The four country catalogues and the checks that need all rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from capacita.countries import sources
from capacita.countries.models import Country, CountryName, Footnote, Membership
from capacita.evidence.loading import Draft, register_csv
from capacita.kernel.errors import Problem
from capacita.kernel.identifiers import near

_FOLDER = Path(__file__).parent / "catalog"


def unknown_countries(drafts: Sequence[Draft], column: str = "iso2") -> Iterable[Problem]:
    """A problem for each draft whose code is not in the table of countries and areas."""
    known = set(Country.objects.recorded().values_list("iso2", flat=True))
    for draft in drafts:
        code = draft.values[column]
        if code not in known:
            hint = near(code, known)
            yield draft.problem(
                column,
                f"“{code}” is not a country or area of the table",
                f"Did you mean {' or '.join(hint)}?" if hint else "Add it to countries.csv first.",
            )


def register() -> None:
    register_csv("countries", _FOLDER, Country, sources.COUNTRY_COLUMNS, sources.parse_countries)
    register_csv("country_names", _FOLDER, CountryName, sources.NAME_COLUMNS, sources.parse_names, unknown_countries)
    register_csv("footnotes", _FOLDER, Footnote, sources.FOOTNOTE_COLUMNS, sources.parse_footnotes)
    register_csv("groupings", _FOLDER, Membership, sources.GROUPING_COLUMNS, sources.parse_groupings, unknown_countries)
