"""The four country catalogues and the checks that need all rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from capacita.countries import sources
from capacita.countries.models import Country, CountryName, Footnote, Membership
from capacita.evidence.catalogue import Draft, register_csv, said_twice
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


def check_countries(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """Two countries or areas share no code, and a footnote that is called is there."""
    footnotes = set(Footnote.objects.recorded().values_list("footnote_key", flat=True))
    yield from said_twice(drafts, kept, column="iso3", of=("iso3",))
    for draft in drafts:
        called = draft.values["footnote_key"]
        if called and called not in footnotes:
            hint = near(called, footnotes)
            yield draft.problem(
                "footnote_key",
                f"“{called}” is not a footnote",
                f"Did you mean {' or '.join(hint)}?" if hint else "Load it with footnotes.csv.",
            )


def check_names(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    yield from unknown_countries(drafts)
    yield from said_twice(drafts, kept, column="valid_from", of=("iso2", "language", "valid_from"))


def check_memberships(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    yield from unknown_countries(drafts)
    yield from said_twice(drafts, kept, column="valid_from", of=("grouping", "iso2", "role", "valid_from"))


def register() -> None:
    register_csv("countries", _FOLDER, Country, sources.COUNTRY_COLUMNS, sources.parse_countries, check_countries)
    register_csv("country_names", _FOLDER, CountryName, sources.NAME_COLUMNS, sources.parse_names, check_names)
    register_csv("footnotes", _FOLDER, Footnote, sources.FOOTNOTE_COLUMNS, sources.parse_footnotes)
    register_csv("groupings", _FOLDER, Membership, sources.GROUPING_COLUMNS, sources.parse_groupings, check_memberships)
