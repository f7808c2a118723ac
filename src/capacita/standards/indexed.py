"""What search finds of instruments: their titles, their provisions in our own words, and what domestic law must do."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from capacita.evidence.queries import recorded_rows
from capacita.search.registry import Keys, Text, register_texts
from capacita.standards.models import Instrument, Provision, RequirementElement


def instrument_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(Instrument, keys):
        text = f"{row.number} · {row.title_en} · {row.short_fr} · {row.title_fr}"
        yield Text(row.key, row.short_en, text, f"/instruments/{row.code}/")


def provision_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(Provision, keys):
        place = f"{row.instrument.upper()}, {row.article}" + (f", {row.paragraph}" if row.paragraph else "")
        address = f"/instruments/{row.instrument}/#{row.key}"
        yield Text(row.key, f"{place} · {row.heading}".strip(" ·"), row.summary, address, "en")


def element_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(RequirementElement, keys):
        instrument = row.provision_key.partition("/")[0]
        text = " ".join(part for part in (row.text, row.question) if part)
        yield Text(row.key, row.provision_key, text, f"/instruments/{instrument}/#{row.provision_key}", "en")


def register() -> None:
    register_texts("instruments", 30, lambda: _("Instruments"), instrument_texts, [Instrument])
    register_texts("provisions", 40, lambda: _("Provisions"), provision_texts, [Provision])
    register_texts("elements", 50, lambda: _("Requirements of domestic law"), element_texts, [RequirementElement])
