"""The form of each kind of record: which columns a person fills in, with which choices. Checks are the catalogue's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from capacita.evidence.queries import datasets
from capacita.figures.registry import definitions
from capacita.kernel.moment import Moment
from capacita.legislation.choices import TERM_LANGUAGES, Basis, Role, SharedObject, UseKind
from capacita.legislation.queries.laws import works
from capacita.legislation.term_wording import basis_in_words, object_in_words, role_in_words
from capacita.legislation.use_catalogue import use_in_words
from capacita.portfolio.choices import StatementKind
from capacita.portfolio.queries import projects
from capacita.portfolio.wording import kind_in_words
from capacita.standards.choices import Act
from capacita.standards.queries import CONVENTION, instruments, provisions
from capacita.standards.wording import act_in_words
from capacita.web.recording import law_fields
from capacita.web.recording.making import (
    CountriesField,
    choice_field,
    countries_in_order,
    date_field,
    languages,
    long_field,
    note_field,
    source_field,
    text_field,
)


class RowForm(forms.Form):
    """One row of a catalogue. `cells` are what it says, for the catalogue to check."""

    columns: tuple[str, ...] = ()
    kept: Mapping[str, str] = {}

    def cells(self) -> dict[str, str]:
        """The row's cells from what was typed, those that the form does not show as they were."""
        said = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields if name in self.columns}
        found = {**{name: self.kept.get(name, "") for name in self.columns}, **said}
        if "date_precision" in self.columns:
            found["date_precision"] = _precision(found["date"], is_bound=bool(self.cleaned_data.get("bound")))
        if "budget_eur" in self.columns and not (found["budget_eur"] or found["budget_step"]):
            found["currency"] = ""  # offered beforehand; without an amount nobody said it
        return found

    def told(self, column: str) -> str | None:
        """The field at which a problem of a column is shown; None for one that concerns the whole."""
        if column == "date_precision":
            return "date"
        return column if column in self.fields else None


def row_form(
    catalogue: str, columns: tuple[str, ...], *, at: Moment, language: str, given: Any = None, cells: Mapping[str, str]
) -> RowForm:
    """The form for one row: filled with `cells`, bound to `given` where something was sent."""
    made = _FIELDS[catalogue](at, language)
    initial: dict[str, Any] = dict(cells)
    if "date_precision" in columns:
        initial["bound"] = cells.get("date_precision") == "not_later_than"
        made["treaty"].initial = "ETS185"
    if catalogue == "project_terms" and not cells.get("known_from"):
        made["currency"].initial = "EUR"
    form = RowForm(given, initial={name: value for name, value in initial.items() if value not in (None, "")})
    form.columns, form.kept = columns, cells
    form.fields.update(made)
    return form


def said_cells(
    catalogue: str, before: Mapping[str, str], after: Mapping[str, str], *, at: Moment, language: str
) -> list[tuple[str, str, str]]:
    """Label, words before and words after for each field that says something in either."""
    found = []
    for name, field in _FIELDS[catalogue](at, language).items():
        was, becomes = (_said(name, field, cells) for cells in (before, after))
        if was or becomes:
            found.append((str(field.label), was, becomes))
    return found


def _said(name: str, field: forms.Field, cells: Mapping[str, str]) -> str:
    """What a cell says, a choice in its words."""
    value = cells.get(name, "")
    if isinstance(field, CountriesField):
        return field.in_words(value)
    words = str(dict(getattr(field, "choices", ())).get(value, value)) if value else ""
    is_bound = name == "date" and cells.get("date_precision") == "not_later_than"
    return _("not later than %s") % words if words and is_bound else words


def _precision(date: str, *, is_bound: bool) -> str:
    if is_bound:
        return "not_later_than"
    return {4: "year", 7: "month"}.get(len(date), "day")


def _treaty_action(at: Moment, language: str) -> dict[str, forms.Field]:
    treaties = [
        (each.code.upper(), f"{each.short(language)}, {each.number}") for each in instruments(at=at) if each.dataset
    ]
    return {
        "treaty": choice_field(_("Instrument"), treaties),
        "iso2": choice_field(_("State"), countries_in_order(at, language)),
        "action": choice_field(_("What it did"), [(each.value, act_in_words(each)) for each in Act]),
        "date": date_field(_("Date"), required=True),
        "bound": forms.BooleanField(
            label=_("It happened on this date or before: the source states no date"), required=False
        ),
        "date_earliest": date_field(
            _("Not before"), _("Only where the date is a bound: the first day on which it can have happened.")
        ),
        "valid_until": date_field(
            _("Invitation valid until"), _("Only for an invitation: the first day on which it is no longer valid.")
        ),
        "source_url": source_field(),
        "note": note_field(),
    }


def _project_terms(at: Moment, language: str) -> dict[str, forms.Field]:
    kinds = [(each.value, kind_in_words(each)) for each in StatementKind]
    return {
        "code": choice_field(_("Project"), sorted((line.code, line.short_name) for line in projects(at=at))),
        "kind": choice_field(_("Kind of statement"), kinds),
        "known_from": date_field(_("Stated on"), _("The date of the source that states it."), required=True),
        "effective_from": date_field(_("In effect from"), _("For an amendment, and only for one.")),
        "title": text_field(_("Title")),
        "start": date_field(_("Start")),
        "end": date_field(_("End")),
        "budget_eur": text_field(
            _("Budget in euros"),
            _("Digits only, such as 3330000; leave blank where the source states none."),
            inputmode="numeric",
        ),
        "budget_step": text_field(
            _("Stated to the nearest"),
            _("How exactly, in euros: 1 for “3,330,000”, 10000 for “3.33 million”, 1000000 for “5 million”."),
            inputmode="numeric",
        ),
        "currency": choice_field(_("Currency"), [("EUR", "EUR")], required=False),
        "funders": text_field(
            _("Funders"), _("Names with a semicolon between, such as European Union; Council of Europe.")
        ),
        "funding_type": text_field(_("Type of funding"), _("Such as Joint Project or Voluntary contributions.")),
        "countries_iso2": CountriesField(at, language, label=_("Countries and areas")),
        "objective": long_field(_("Objective")),
        "source_url": source_field(),
        "note": note_field(),
    }


def _claim(at: Moment, language: str) -> dict[str, forms.Field]:
    kinds = [("count", _("A count")), ("survey", _("A survey")), ("impact", _("An impact"))]
    figures = [(each.id, each.question()) for each in definitions()]
    return {
        "key": text_field(
            _("Short name"),
            _(
                "By which the statement is called here: letters, digits and hyphens, such as octopus-2026/parties. Left"
                " blank, it is made of the publisher and the day."
            ),
        ),
        "kind": choice_field(_("Kind"), kinds),
        "text_en": long_field(
            _("As stated, in English"), _("Only if it was made in English; one of the two languages is enough.")
        ),
        "text_fr": long_field(_("As stated, in French"), _("Only if it was made in French.")),
        "stated_value": text_field(
            _("Value stated"), _("The number as printed; leave blank where there is none."), inputmode="decimal"
        ),
        "precision": choice_field(
            _("Precision"), [("exact", _("exactly")), ("floor", _("at least, such as “20+”"))], required=False
        ),
        "said_on": date_field(_("Said on"), required=True),
        "valid_on": date_field(
            _("Valid for"), _("The day for which it is meant, often that on which it was said."), required=True
        ),
        "publisher": text_field(_("Publisher"), _("The organisation that says it."), required=True),
        "locator": text_field(_("Page, slide or section")),
        "figure": choice_field(
            _("Figure that it states"), figures, _("The computed figure is shown beside it."), required=False
        ),
        "parameters": text_field(
            _("Of the figure, which one"),
            _("As in the address of its page: instrument=ets185; blank where it asks nothing."),
        ),
        "parent": text_field(_("Part of the statement"), _("The short name of the statement of which it is a part.")),
        "reason_en": long_field(_("Why it differs, in English")),
        "reason_fr": long_field(_("Why it differs, in French")),
        "source": source_field(),
        "note": note_field(),
    }


def _country_name(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "iso2": choice_field(_("Country or area"), countries_in_order(at, language)),
        "lang": choice_field(_("Language"), languages(language)),
        "short_name": text_field(_("Short name"), required=True),
        "formal_name": text_field(_("Formal name")),
        "valid_from": date_field(
            _("Valid from"), _("On that day the name in use until then ends: nothing else is to be recorded for that.")
        ),
        "valid_to": date_field(
            _("Valid until"), _("The first day on which the name is no longer used; blank where it still is.")
        ),
        "source": source_field(),
        "note": note_field(),
    }


def _footnote(at: Moment, language: str) -> dict[str, forms.Field]:
    precisions = [
        ("day", _("the day")), ("month", _("the month")), ("year", _("the year")),
        ("not_later_than", _("on this date or before")),
    ]  # fmt: skip
    return {
        "footnote_key": text_field(
            _("Short name of the footnote"), _("By which names call it, such as kosovo."), required=True
        ),
        "lang": choice_field(_("Language"), languages(language)),
        "text": long_field(_("Text"), _("Word by word, as the publisher's convention requires."), required=True),
        "valid_from": date_field(_("Valid from")),
        "valid_from_precision": choice_field(_("Stated to"), precisions, required=False),
        "used_by": text_field(_("Used by"), _("The organisation whose convention it is.")),
        "source": source_field(),
        "note": note_field(),
    }


def _dataset(at: Moment, language: str) -> dict[str, forms.Field]:
    known = [(each.key, each.title_fr if language == "fr" else each.title_en) for each in datasets(at=at)]
    return {
        "key": choice_field(_("Dataset"), known),
        "sourced_to": date_field(
            _("Sourced to"),
            _("You state that its sources were read up to this day: figures rely on it."),
            required=True,
        ),
        "stated_on": date_field(_("Stated on"), _("The day on which you state it."), required=True),
        "source": source_field(_("Source that was read")),
        "note": note_field(),
    }


def _source_description(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "address": text_field(
            _("Address"), _("The whole address, with https:// before it."), required=True, inputmode="url"
        ),
        "title": text_field(_("Title"), required=True),
        "publisher": text_field(_("Publisher")),
        "language": choice_field(_("Language"), languages(language), required=False),
        "dated_on": date_field(_("Date of publication")),
        "note": note_field(),
    }


def _legal_term(at: Moment, language: str) -> dict[str, forms.Field]:
    articles = [
        (each.key, _("Article %s") % each.article) for each in provisions(CONVENTION, at=at) if not each.paragraph
    ]
    shared = [(each.value, object_in_words(each)) for each in SharedObject]
    return {
        "concerns": choice_field(_("What it may find"), [*articles, *shared]),
        "language": choice_field(_("Language"), languages(language, TERM_LANGUAGES)),
        "term": text_field(_("Words"), _("As laws write them; endings of words make no difference."), required=True),
        "role": choice_field(_("What the words do"), [(each.value, role_in_words(each)) for each in Role]),
        "reason": long_field(
            _("Why it misleads"), _("Only for words that look right and are not; shown to the reader.")
        ),
        "basis": choice_field(_("Where the words were seen"), [(each.value, basis_in_words(each)) for each in Basis]),
        "source": source_field(),
        "note": note_field(),
    }


def _convention_use(at: Moment, language: str) -> dict[str, forms.Field]:
    laws = [(each.key, f"{each.iso2}: {each.title}") for each in works(at=at)]
    return {
        "iso2": choice_field(_("State"), countries_in_order(at, language)),
        "kind": choice_field(
            _("By what it drew on the Convention"), [(each.value, use_in_words(each)) for each in UseKind]
        ),
        "date": date_field(_("Date"), required=True),
        "law": choice_field(_("For which law, where it is recorded"), laws, required=False),
        "text": long_field(_("What it says of the Convention"), required=True),
        "source": source_field(),
        "note": note_field(),
    }


_FIELDS: Mapping[str, Callable[[Moment, str], dict[str, forms.Field]]] = {
    "treaty_actions": _treaty_action,
    "project_terms": _project_terms,
    "claims": _claim,
    "country_names": _country_name,
    "footnotes": _footnote,
    "datasets": _dataset,
    "sources": _source_description,
    "legal_terms": _legal_term,
    "laws": law_fields.law,
    "law_provisions": law_fields.law_provision,
    "law_events": law_fields.law_event,
    "provision_texts": law_fields.provision_text,
    "convention_uses": _convention_use,
}
KINDS = tuple(_FIELDS)
# A new one is begun on the page of its law.
BEGUN_ELSEWHERE = ("law_provisions", "law_events", "provision_texts")
