"""What search finds of instruments: their titles, their provisions in our own words, and what domestic law must do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from capacita.evidence.queries import recorded_rows
from capacita.evidence.words import current_language
from capacita.kernel.moment import Moment
from capacita.search.registry import Keys, Text, register_texts
from capacita.standards.models import Instrument, Provision, RequirementElement
from capacita.standards.queries import instruments


def instrument_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(Instrument, keys):
        text = f"{row.number} · {row.title_en} · {row.short_fr} · {row.title_fr}"
        yield Text(row.key, row.short_en, text, f"/instruments/{row.code}/")


def provision_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(Provision, keys):
        title = " · ".join(part for part in (_place(row.key), row.heading) if part)
        yield Text(row.key, title, row.summary, _address(row.key), "en")


def element_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(RequirementElement, keys):
        text = " ".join(part for part in (row.text, row.question) if part)
        yield Text(row.key, _place(row.provision_key), text, _address(row.provision_key), "en")


def instruments_beside(keys: Sequence[str], at: Moment) -> list[str]:
    """The instrument of each provision or element, by its short name."""
    shorts = {each.code: each.short(current_language()) for each in instruments(at=at)}
    return [shorts.get(each.partition("/")[0], "") for each in keys]


def register() -> None:
    register_texts("instruments", 30, lambda: _("Instruments"), instrument_texts, [Instrument])
    register_texts("provisions", 40, lambda: _("Provisions"), provision_texts, [Provision], beside=instruments_beside)
    register_texts(
        "elements", 50, lambda: _("Requirements of domestic law"), element_texts, [RequirementElement],
        beside=instruments_beside,
    )  # fmt: skip


def _place(provision: str) -> str:
    """Article 14, 2 a: from ets185/art_14/para_2_a."""
    article, _slash, paragraph = provision.partition("/")[2].partition("/")
    place = f"Article {article.removeprefix('art_')}"
    return f"{place}, {paragraph.removeprefix('para_').replace('_', ' ')}" if paragraph else place


def _address(provision: str) -> str:
    return f"/instruments/{provision.partition('/')[0]}/#{provision}"
