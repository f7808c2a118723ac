"""What search finds of countries and areas: every name in every language, with the time in which it was used."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from capacita.countries.models import CountryName
from capacita.evidence.queries import recorded_rows
from capacita.search.registry import Keys, Text, register_texts


def name_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(CountryName, keys):
        yield Text(
            row.key,
            row.short_name,
            row.formal_name,
            f"/countries/{row.iso2}/",
            row.language,
            row.iso2,
            row.stated_on,
            row.valid_from,
            row.valid_to,
        )


def register() -> None:
    register_texts("countries", 10, lambda: _("Countries and areas"), name_texts, [CountryName])
