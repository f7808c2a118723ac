"""What search finds of domestic law: laws by their titles, and provisions in our own words and in those of their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from capacita.countries.queries import names
from capacita.evidence.queries import recorded_rows
from capacita.evidence.words import current_language
from capacita.kernel.moment import Moment
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText
from capacita.legislation.queries.terms import LAW_PASSAGES
from capacita.legislation.wording import law_address, provision_name
from capacita.search.registry import Beside, Keys, Text, register_texts


def law_texts(keys: Keys) -> Iterator[Text]:
    for row in recorded_rows(LegalWork, keys):
        text = " · ".join(part for part in (row.title_original, row.official_citation) if part)
        yield Text(row.key, row.title, text, law_address(row.key), country=row.iso2, stated_on=row.stated_on)


def passage_texts(keys: Keys) -> Iterator[Text]:
    """Provisions in our own words, and the words of their texts in each language."""
    titles = dict(LegalWork.objects.recorded().values_list("key", "title"))
    for row in recorded_rows(LawProvision, keys):
        yield Text(row.key, _name(row, titles), row.gist, _address(row), "en", row.iso2, row.stated_on)
    words = list(recorded_rows(ProvisionText, keys))
    held = {each.key: each for each in LawProvision.objects.recorded()} if words else {}
    for each in words:
        provision = held.get(each.provision_key)
        if provision is not None:
            yield Text(
                each.key,
                _name(provision, titles),
                each.text,
                _address(provision),
                each.language,
                provision.iso2,
                each.stated_on,
            )


def _name(provision: LawProvision, titles: Mapping[str, str]) -> str:
    return provision_name(titles.get(provision.work_key, provision.work_key), provision.ref)


def _address(provision: LawProvision) -> str:
    return f"{law_address(provision.work_key)}#{provision.key}"


def register() -> None:
    register_texts("laws", 60, lambda: _("Laws"), law_texts, [LegalWork], beside=_countries_of(LegalWork))
    register_texts(
        LAW_PASSAGES, 62, lambda: _("Provisions of laws"), passage_texts, [LawProvision, ProvisionText],
        beside=_countries_of(LawProvision),
    )  # fmt: skip


def _countries_of(model: type[LegalWork | LawProvision]) -> Beside:
    def beside(keys: Sequence[str], at: Moment) -> list[str]:
        """The country of each, by its name."""
        named = names(current_language(), at=at)
        codes = dict(model.objects.recorded().filter(key__in=keys).values_list("key", "iso2"))
        return [named[codes[key]] if key in codes else "" for key in keys]

    return beside
