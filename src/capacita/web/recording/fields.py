"""The form of each kind of record: which columns a person fills in, with which choices. Checks are the catalogue's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from capacita.countries.choices import LANGUAGES
from capacita.countries.queries import in_order, names
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

Choices = Sequence[tuple[str, str]]
_DATE = {"inputmode": "numeric", "placeholder": "2026-11-25"}


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
    words = str(dict(getattr(field, "choices", ())).get(value, value)) if value else ""
    is_bound = name == "date" and cells.get("date_precision") == "not_later_than"
    return _("not later than %s") % words if words and is_bound else words


def _precision(date: str, *, is_bound: bool) -> str:
    if is_bound:
        return "not_later_than"
    return {4: "year", 7: "month"}.get(len(date), "day")


def _text(label: str, hint: str = "", *, required: bool = False, **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, widget=forms.TextInput(attrs=attributes), strip=True
    )


def _date(label: str, hint: str = "", *, required: bool = False) -> forms.CharField:
    return _text(
        label, hint or _("As far as the source states it: 2026-11-25, 2026-11 or 2026."), required=required, **_DATE
    )


def _long(label: str, hint: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, widget=forms.Textarea(attrs={"rows": "3"}))


def _choice(label: str, choices: Choices, hint: str = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, required=required, choices=[("", _("Choose …")), *choices], initial=""
    )


def _source(label: str = "") -> forms.CharField:
    return _text(
        label or _("Source"),
        _("The address of the page or document that states it, or its title, publisher, date and page."),
        required=True,
    )


def _note() -> forms.CharField:
    return _long(_("Note"), _("What a reader should know about this record; shown beside it."))


def _countries(at: Moment, language: str) -> Choices:
    return [(iso2, name) for name, iso2 in in_order((name, iso2) for iso2, name in names(language, at=at).items())]


def _languages() -> Choices:
    return [(each, each.upper()) for each in LANGUAGES]


def _treaty_action(at: Moment, language: str) -> dict[str, forms.Field]:
    treaties = [
        (each.code.upper(), f"{each.short(language)}, {each.number}") for each in instruments(at=at) if each.dataset
    ]
    return {
        "treaty": _choice(_("Instrument"), treaties),
        "iso2": _choice(_("State"), _countries(at, language)),
        "action": _choice(_("What it did"), [(each.value, act_in_words(each)) for each in Act]),
        "date": _date(_("Date"), required=True),
        "bound": forms.BooleanField(
            label=_("It happened on this date or before: the source states no date"), required=False
        ),
        "date_earliest": _date(
            _("Not before"), _("Only where the date is a bound: the first day on which it can have happened.")
        ),
        "valid_until": _date(
            _("Invitation valid until"), _("Only for an invitation: the first day on which it is no longer valid.")
        ),
        "source_url": _source(),
        "note": _note(),
    }


def _project_terms(at: Moment, language: str) -> dict[str, forms.Field]:
    kinds = [(each.value, kind_in_words(each)) for each in StatementKind]
    return {
        "code": _choice(_("Project"), sorted((line.code, line.short_name) for line in projects(at=at))),
        "kind": _choice(_("Kind of statement"), kinds),
        "known_from": _date(_("Stated on"), _("The date of the source that states it."), required=True),
        "effective_from": _date(_("In effect from"), _("For an amendment, and only for one.")),
        "title": _text(_("Title")),
        "start": _date(_("Start")),
        "end": _date(_("End")),
        "budget_eur": _text(_("Budget in euros"), _("Digits only, such as 3330000."), inputmode="numeric"),
        "budget_step": _text(
            _("Stated to the nearest"),
            _("The last digit that the source states: 1 where exact, 1000000 for “5 million”."),
            inputmode="numeric",
        ),
        "currency": _choice(_("Currency"), [("EUR", "EUR")], required=False),
        "funders": _text(_("Funders"), _("Names, joined by “;”.")),
        "funding_type": _text(_("Type of funding")),
        "countries_iso2": _text(_("Countries and areas"), _("Codes of two letters, joined by “;”, or GLOBAL.")),
        "objective": _long(_("Objective")),
        "source_url": _source(),
        "note": _note(),
    }


def _claim(at: Moment, language: str) -> dict[str, forms.Field]:
    kinds = [("count", _("A count")), ("survey", _("A survey")), ("impact", _("An impact"))]
    figures = [(each.id, each.question()) for each in definitions()]
    return {
        "key": _text(_("Short name"), _("Letters, digits and hyphens, such as octopus-2026/parties."), required=True),
        "kind": _choice(_("Kind"), kinds),
        "text_en": _long(_("As stated, in English"), required=True),
        "text_fr": _long(_("As stated, in French"), required=True),
        "stated_value": _text(
            _("Value stated"), _("The number as printed; leave blank where there is none."), inputmode="decimal"
        ),
        "precision": _choice(
            _("Precision"), [("exact", _("exactly")), ("floor", _("at least, such as “20+”"))], required=False
        ),
        "said_on": _date(_("Said on"), required=True),
        "valid_on": _date(_("Valid for"), required=True),
        "publisher": _text(_("Publisher"), required=True),
        "locator": _text(_("Page, slide or section")),
        "figure": _choice(
            _("Figure that it states"), figures, _("The computed figure is shown beside it."), required=False
        ),
        "parameters": _text(
            _("Parameters of the figure"), _("Such as instrument=ets185; leave blank where there are none.")
        ),
        "parent": _text(_("Part of the statement"), _("The short name of the statement of which it is a part.")),
        "reason_en": _long(_("Why it differs, in English")),
        "reason_fr": _long(_("Why it differs, in French")),
        "source": _source(),
        "note": _note(),
    }


def _country_name(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "iso2": _choice(_("Country or area"), _countries(at, language)),
        "lang": _choice(_("Language"), _languages()),
        "short_name": _text(_("Short name"), required=True),
        "formal_name": _text(_("Formal name")),
        "valid_from": _date(_("Valid from")),
        "valid_to": _date(_("Valid until"), _("The first day on which the name is no longer used.")),
        "source": _source(),
        "note": _note(),
    }


def _footnote(at: Moment, language: str) -> dict[str, forms.Field]:
    precisions = [
        ("day", _("the day")), ("month", _("the month")), ("year", _("the year")),
        ("not_later_than", _("on this date or before")),
    ]  # fmt: skip
    return {
        "footnote_key": _text(_("Key of the footnote"), _("Such as kosovo."), required=True),
        "lang": _choice(_("Language"), _languages()),
        "text": _long(_("Text"), _("Word by word, as the publisher's convention requires."), required=True),
        "valid_from": _date(_("Valid from")),
        "valid_from_precision": _choice(_("Stated to"), precisions, required=False),
        "used_by": _text(_("Used by")),
        "source": _source(),
        "note": _note(),
    }


def _dataset(at: Moment, language: str) -> dict[str, forms.Field]:
    known = [(each.key, each.title_fr if language == "fr" else each.title_en) for each in datasets(at=at)]
    return {
        "key": _choice(_("Dataset"), known),
        "sourced_to": _date(
            _("Sourced to"),
            _("You state that its sources were read up to this day: figures rely on it."),
            required=True,
        ),
        "stated_on": _date(_("Stated on"), _("The day on which you state it."), required=True),
        "source": _source(_("Source that was read")),
        "note": _note(),
    }


def _source_description(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "address": _text(
            _("Address"), _("The whole address, with https:// before it."), required=True, inputmode="url"
        ),
        "title": _text(_("Title"), required=True),
        "publisher": _text(_("Publisher")),
        "language": _choice(_("Language"), _languages(), required=False),
        "dated_on": _date(_("Date of publication")),
        "note": _note(),
    }


def _legal_term(at: Moment, language: str) -> dict[str, forms.Field]:
    articles = [
        (each.key, _("Article %s") % each.article) for each in provisions(CONVENTION, at=at) if not each.paragraph
    ]
    shared = [(each.value, object_in_words(each)) for each in SharedObject]
    return {
        "concerns": _choice(_("What it may find"), [*articles, *shared]),
        "language": _choice(_("Language"), [(each, each.upper()) for each in TERM_LANGUAGES]),
        "term": _text(_("Words"), _("As laws write them; endings of words make no difference."), required=True),
        "role": _choice(_("What the words do"), [(each.value, role_in_words(each)) for each in Role]),
        "reason": _long(_("Why it misleads"), _("Only for words that look right and are not; shown to the reader.")),
        "basis": _choice(_("Where the words were seen"), [(each.value, basis_in_words(each)) for each in Basis]),
        "source": _source(),
        "note": _note(),
    }


def _convention_use(at: Moment, language: str) -> dict[str, forms.Field]:
    laws = [(each.key, f"{each.iso2}: {each.title}") for each in works(at=at)]
    return {
        "iso2": _choice(_("State"), _countries(at, language)),
        "kind": _choice(_("By what it drew on the Convention"), [(each.value, use_in_words(each)) for each in UseKind]),
        "date": _date(_("Date"), required=True),
        "law": _choice(_("For which law, where it is recorded"), laws, required=False),
        "text": _long(_("What it says of the Convention"), required=True),
        "source": _source(),
        "note": _note(),
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
    "convention_uses": _convention_use,
}
KINDS = tuple(_FIELDS)
