"""The four country catalogues and the checks that need all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from capacita.countries import sources
from capacita.countries.models import Country, CountryName, Footnote, Membership
from capacita.evidence.loading import Catalogue, Draft, drafts_from_csv, register_catalogue
from capacita.evidence.models import Fact
from capacita.evidence.reading import Table
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
    def add(
        name: str,
        model: type[Fact],
        columns: Sequence[str],
        parse: Callable[[Table], Sequence[dict[str, Any]]],
        check: Callable[[Sequence[Draft]], Iterable[Problem]] = lambda drafts: (),
    ) -> None:
        def drafts(table: Table) -> Sequence[Draft]:
            return [Draft(**fields) for fields in parse(table)]

        register_catalogue(Catalogue(name, _FOLDER / f"{name}.csv", model, drafts_from_csv(columns, drafts), check))

    add("countries", Country, sources.COUNTRY_COLUMNS, sources.parse_countries)
    add("country_names", CountryName, sources.NAME_COLUMNS, sources.parse_names, unknown_countries)
    add("footnotes", Footnote, sources.FOOTNOTE_COLUMNS, sources.parse_footnotes)
    add("groupings", Membership, sources.GROUPING_COLUMNS, sources.parse_groupings, unknown_countries)
