"""What search finds of countries and areas: every name in every language, with the time in which it was used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from capacita.countries.models import CountryName
from capacita.countries.queries import names, names_beside, used_until
from capacita.evidence.queries import recorded_rows
from capacita.evidence.words import current_language
from capacita.kernel.moment import Moment
from capacita.search.registry import Keys, Text, register_texts


def name_texts(keys: Keys) -> Iterator[Text]:
    for row in used_until(recorded_rows(CountryName, keys)):
        yield Text(
            row.key,
            row.short_name,
            row.formal_name if row.formal_name != row.short_name else "",
            f"/countries/{row.iso2}/",
            row.language,
            row.iso2,
            row.stated_on,
            row.valid_from,
            row.valid_to,
        )


def present_names(keys: Sequence[str], at: Moment) -> list[str]:
    """What the country or area of each name is called on the moment's date, in the reader's language."""
    named = names(current_language(), at=at)
    return [named.get(each.partition("/")[0], "") for each in keys]


def register() -> None:
    register_texts(
        "countries", 10, lambda: _("Countries and areas"), name_texts, [CountryName], beside=present_names,
        resting={CountryName: names_beside},
    )  # fmt: skip
