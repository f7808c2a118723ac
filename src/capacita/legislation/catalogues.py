"""The catalogues of domestic law, all of one file, and the checks that need all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from capacita.countries.catalogues import overlapping, unknown_countries
from capacita.evidence.catalogue import Catalogue, Check, Draft, RowForm, TableParser, register_catalogue
from capacita.evidence.models import Fact
from capacita.kernel.dates import StatedDate
from capacita.kernel.errors import Problem
from capacita.kernel.said import said
from capacita.legislation.languages import languages_of, other_language
from capacita.legislation.models import LawProvision, LegalWork, ProvisionText, WorkEvent
from capacita.legislation.sources import law_rows
from capacita.legislation.sources import laws as sources
from capacita.people.choices import ScopeKind, Verb
from capacita.standards.models import Provision

_PATH = Path(__file__).parent / "catalog" / "domestic_law.yaml"
_ADD_LAW = said("Add it to the laws of the file first.")
_ADD_PROVISION = said("Add it to the provisions of the file first.")


def check_laws(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """A law is of a country or area of the table, and neither in force before it was adopted nor ended before it began."""
    yield from unknown_countries(drafts)
    for draft in drafts:
        for column in ("in_force_from", "in_force_by"):
            yield from _before(draft, column, draft.values["adopted_on"], said("it was adopted"))
        yield from _before(draft, "in_force_to", draft.values["in_force_from"], said("it was in force"))


def check_provisions(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """A provision is of a law of its country, serves articles that are there, and does not end before it begins."""
    laws: Mapping[str, LegalWork] = {each.key: each for each in LegalWork.objects.recorded()}
    articles = frozenset(Provision.objects.recorded().filter(paragraph="").values_list("key", flat=True))
    yield from unknown_countries(drafts)
    for draft in drafts:
        law = laws.get(draft.values["work_key"])
        yield from draft.unknown("law", draft.values["work_key"], said("a law of the table"), laws, _ADD_LAW)
        for column, name in (("articles", "conv"), ("does_not_satisfy", "does_not_satisfy")):
            for article in draft.values[column]:
                yield from draft.unknown(
                    name, article, said("an article of the instrument"), articles, said("Give its number.")
                )
        both = set(draft.values["articles"]) & set(draft.values["does_not_satisfy"])
        if both:
            message = said("%(articles)s is said to be served as well", articles=", ".join(sorted(both)))
            yield draft.problem("does_not_satisfy", message, said("Keep one."))
        yield from _before(draft, "valid_to", draft.values["valid_from"], said("its start"))
        if law is not None:
            yield from _of_another_country(draft, law)
            yield from _before(draft, "valid_from", law.adopted_on, said("its law was adopted"))


def check_events(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """An event affects a law that is there, or provisions of it that are, and is not older than the law."""
    laws: Mapping[str, LegalWork] = {each.key: each for each in LegalWork.objects.recorded()}
    law_of = dict(LawProvision.objects.recorded().values_list("key", "work_key"))
    yield from unknown_countries(drafts)
    for draft in drafts:
        values = draft.values
        yield from _affected(draft, laws, law_of)
        if values["by_work_key"]:
            yield from draft.unknown("by_law", values["by_work_key"], said("a law of the table"), laws, _ADD_LAW)
        law = laws.get(values["work_key"])
        if law is not None:
            yield from _of_another_country(draft, law)
            yield from _before(draft, "on", law.adopted_on, said("the law was adopted"), named="date")


def check_texts(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """A text is of a provision that is there, not older than its law, and in the language that is stated.

    Those of one provision, language and kind do not overlap. The language of texts that are kept is not told again.
    """
    law_of = dict(LawProvision.objects.recorded().values_list("key", "work_key"))
    adopted = dict(LegalWork.objects.recorded().values_list("key", "adopted_on"))
    wrong = []
    for draft in drafts:
        named = draft.values["provision_key"]
        yield from draft.unknown("provision", named, said("a provision of the table"), law_of, _ADD_PROVISION)
        yield from _before(draft, "valid_from", adopted.get(law_of.get(named, ""), ""), said("its law was adopted"))
        backwards = list(_before(draft, "valid_to", draft.values["valid_from"], said("its start")))
        wrong += [draft.key] if backwards else []
        yield from backwards
    # A period that runs backwards is no period to compare.
    yield from overlapping(
        [each for each in drafts if each.key not in wrong], kept, of=("provision_key", "language", "kind")
    )
    given = [each for each in drafts if not each.is_kept]
    told = languages_of([(each.values["language"], each.values["text"]) for each in given])
    for draft, language in zip(given, told, strict=True):
        yield from other_language(draft.values["language"], language, file=draft.file, row=draft.row or None)


def _affected(draft: Draft, laws: Collection[str], law_of: Mapping[str, str]) -> Iterable[Problem]:
    named, work = draft.values["provisions"], draft.values["work_key"]
    if not named and not work:
        yield draft.problem("affects", said("affects nothing"), said("Name provisions, or the whole law."))
    for each in named:
        yield from draft.unknown("affects", each, said("a provision of the table"), law_of, _ADD_PROVISION)
        if law_of.get(each, work) != work:
            message = said("%(provision)s is a provision of another law", provision=each)
            yield draft.problem("affects", message, said("One event for each law."))
    if work and not named:
        yield from draft.unknown("affects_law", work, said("a law of the table"), laws, _ADD_LAW)


def _of_another_country(draft: Draft, law: LegalWork) -> Iterable[Problem]:
    if draft.values["iso2"] != law.iso2:
        message = said("“%(value)s” is not the country of the law “%(law)s”", value=draft.values["iso2"], law=law.title)
        yield draft.problem("iso2", message)


def _before(draft: Draft, column: str, floor: str, what: str, *, named: str = "") -> Iterable[Problem]:
    """A problem where the date in `column` certainly lies before the one that it cannot precede."""
    value = draft.values[column]
    if value and floor and StatedDate(value).last_day < StatedDate(floor).first_day:
        yield draft.problem(
            named or column,
            said("%(value)s lies before %(what)s (%(floor)s)", value=value, what=what, floor=floor),
            said("Check which of the two dates is wrong."),
        )


def _country_of(cells: Mapping[str, str]) -> str:
    """The country whose law a text is of: it says so by its provision alone."""
    rows = LawProvision.objects.recorded().filter(key=cells.get("provision", ""))
    return str(rows.values_list("iso2", flat=True).first() or "")


def register() -> None:
    def add(
        name: str,
        model: type[Fact],
        parse: Callable[[bytes, str], Sequence[dict[str, Any]]],
        check: Check,
        table: TableParser,
        form: RowForm,
    ) -> None:
        def drafts(content: bytes, file: str) -> Sequence[Draft]:
            return [Draft(**fields) for fields in parse(content, file)]

        register_catalogue(Catalogue(name, _PATH, model, drafts, check, table, form))

    def of_country(cells: Callable[[Any], dict[str, str]]) -> RowForm:
        return RowForm(cells, ScopeKind.COUNTRY, "iso2", Verb.ASSESS_LAW)

    add(
        "laws", LegalWork, sources.parse_laws, check_laws,
        TableParser(law_rows.LAW_COLUMNS, law_rows.parse_law_rows), of_country(law_rows.law_cells),
    )  # fmt: skip
    add(
        "law_provisions", LawProvision, sources.parse_law_provisions, check_provisions,
        TableParser(law_rows.PROVISION_COLUMNS, law_rows.parse_provision_rows), of_country(law_rows.provision_cells),
    )  # fmt: skip
    add(
        "law_events", WorkEvent, sources.parse_law_events, check_events,
        TableParser(law_rows.EVENT_COLUMNS, law_rows.parse_event_rows), of_country(law_rows.event_cells),
    )  # fmt: skip
    add(
        "provision_texts", ProvisionText, sources.parse_provision_texts, check_texts,
        TableParser(law_rows.TEXT_COLUMNS, law_rows.parse_text_rows),
        RowForm(
            law_rows.text_cells, ScopeKind.COUNTRY, verb=Verb.ASSESS_LAW, is_counted=True, named=_country_of,
            beside="provision_key",
        ),
    )  # fmt: skip
