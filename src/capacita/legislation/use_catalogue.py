"""The catalogue of facts that a State drew on the Convention, what is checked of it, and how its rows are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from capacita.countries.catalogues import unknown_countries
from capacita.countries.queries import names
from capacita.evidence.catalogue import Draft, RowForm, register_csv
from capacita.evidence.words import RecordWords, current_language, register_words
from capacita.kernel.dates import StatedDate
from capacita.kernel.errors import Problem
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.kernel.wording import stated_date_in_words
from capacita.legislation.choices import UseKind
from capacita.legislation.models import ConventionUse, LegalWork
from capacita.legislation.sources.convention_uses import USE_COLUMNS, parse_convention_uses, use_cells
from capacita.people.choices import ScopeKind
from capacita.standards.queries import CONVENTION, instrument

_FOLDER = Path(__file__).parent / "catalog"


def check_uses(drafts: Sequence[Draft], kept: Sequence[Draft], today: date) -> Iterable[Problem]:
    """A use is of a country of the table, of a law of that country where one is named, and of a day that has come.

    Nobody drew on the Convention before it was open for signature.
    """
    yield from unknown_countries(drafts)
    laws = dict(LegalWork.objects.recorded().values_list("key", "iso2"))
    opened = instrument(CONVENTION, at=Moment(today, today)).opened_on
    for draft in drafts:
        stated, work = StatedDate(draft.values["on"]), draft.values["work_key"]
        if work:
            yield from draft.unknown(
                "law", work, said("a law of the table"), laws, said("Record the law first, or leave it blank.")
            )
        if work in laws and laws[work] != draft.values["iso2"]:
            yield draft.problem("law", said("is a law of another country"), said("Name a law of the same country."))
        if stated.first_day > today:
            yield draft.problem("date", said("%(day)s lies in the future", day=stated.iso))
        if stated.last_day < opened:
            message = said("%(day)s lies before the Convention was opened (%(opened)s)", day=stated.iso, opened=opened)
            yield draft.problem("date", message)


def use_in_words(kind: UseKind) -> str:
    """The kind of document or statement."""
    return {
        UseKind.EXPLANATORY_MEMORANDUM: _("Explanatory memorandum"),
        UseKind.STATEMENT: _("Statement in parliament"),
        UseKind.LEGAL_OPINION: _("Legal opinion used"),
    }[kind]


def uses_in_words(rows: Sequence[ConventionUse], at: Moment) -> list[RecordWords]:
    """Ghana: Explanatory memorandum, 3 May 2008."""
    language = current_language()
    named = names(language, at=at)
    return [
        RecordWords(
            _("%(country)s: %(kind)s, %(day)s")
            % {
                "country": named.get(row.iso2, row.iso2), "kind": use_in_words(UseKind(row.kind)),
                "day": stated_date_in_words(row.stated, language),
            },
            f"/legislation/{row.iso2}/",
        )
        for row in rows
    ]  # fmt: skip


def register() -> None:
    register_csv(
        "convention_uses", _FOLDER, ConventionUse, USE_COLUMNS, parse_convention_uses, check_uses,
        RowForm(use_cells, ScopeKind.COUNTRY, "iso2"),
    )  # fmt: skip
    register_words(ConventionUse, lambda: _("Drawing on the Convention"), uses_in_words)
