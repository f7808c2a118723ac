"""What search finds of domestic law: laws by their titles, and provisions in our own words and in those of their texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

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
    rows, words = list(recorded_rows(LawProvision, keys)), list(recorded_rows(ProvisionText, keys))
    held = {each.key: each for each in rows}
    above = None if keys is None else {each.provision_key for each in words} - held.keys()
    held |= {each.key: each for each in recorded_rows(LawProvision, above)} if above else {}
    works = None if keys is None else {each.work_key for each in held.values()}
    titles = {each.key: each.title for each in recorded_rows(LegalWork, works)}
    for row in rows:
        yield Text(row.key, _name(row, titles), row.gist, _address(row), "en", row.iso2, row.stated_on)
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


def _of_works(keys: Collection[str]) -> set[str]:
    """The texts under whose titles these laws' titles stand: those of their provisions and of the words of these."""
    own = _keys_of(LawProvision, "work_key", keys)
    return own | _of_provisions(own)


def _of_provisions(keys: Collection[str]) -> set[str]:
    """The words of these provisions, which stand under their references."""
    return _keys_of(ProvisionText, "provision_key", keys)


def _keys_of(model: type[LawProvision | ProvisionText], column: str, keys: Collection[str]) -> set[str]:
    named = sorted(keys)
    found: set[str] = set()
    for start in range(0, len(named), 500):
        rows = model.objects.recorded().filter(**{f"{column}__in": named[start : start + 500]})
        found.update(rows.values_list("key", flat=True))
    return found


def _name(provision: LawProvision, titles: Mapping[str, str]) -> str:
    return provision_name(titles.get(provision.work_key, provision.work_key), provision.ref)


def _address(provision: LawProvision) -> str:
    return f"{law_address(provision.work_key)}#{provision.key}"


def register() -> None:
    register_texts("laws", 60, lambda: _("Laws"), law_texts, [LegalWork], beside=_countries_of(LegalWork))
    register_texts(
        LAW_PASSAGES, 62, lambda: _("Provisions of laws"), passage_texts, [LawProvision, ProvisionText],
        beside=_countries_of(LawProvision), resting={LegalWork: _of_works, LawProvision: _of_provisions},
    )  # fmt: skip


def _countries_of(model: type[LegalWork | LawProvision]) -> Beside:
    def beside(keys: Sequence[str], at: Moment) -> list[str]:
        """The country of each, by its name."""
        named = names(current_language(), at=at)
        codes = dict(model.objects.recorded().filter(key__in=keys).values_list("key", "iso2"))
        return [named[codes[key]] if key in codes else "" for key in keys]

    return beside
