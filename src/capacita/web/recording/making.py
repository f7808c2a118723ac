"""How a field of a recording form is made: text, date, choice, source, note."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from capacita.countries.choices import LANGUAGES
from capacita.countries.queries import in_order, names
from capacita.kernel.moment import Moment
from capacita.web.access.words import Choice, chosen, which_one

Choices = Sequence[tuple[str, str]]
_DATE = {"autocomplete": "off"}
WORLD = "GLOBAL"


def text_field(label: str, hint: str = "", *, required: bool = False, **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, widget=forms.TextInput(attrs=attributes), strip=True
    )


def date_field(label: str, hint: str = "", *, required: bool = False) -> forms.CharField:
    return text_field(
        label, hint or _("As far as the source states it: 2026-11-25, 2026-11 or 2026."), required=required, **_DATE
    )


def long_field(
    label: str, hint: str = "", *, required: bool = False, rows: str = "3", **attributes: str
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, widget=forms.Textarea(attrs={"rows": rows, **attributes})
    )


def choice_field(label: str, choices: Choices, hint: str = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, required=required, choices=[("", _("Choose …")), *choices], initial=""
    )


def source_field(label: str = "", *, required: bool = True) -> forms.CharField:
    return text_field(
        label or _("Source"),
        _("The address of the page or document that states it, or its title, publisher, date and page."),
        required=required,
    )


def note_field() -> forms.CharField:
    return long_field(_("Note"), _("What a reader should know about this record; shown beside it."))


def countries_in_order(at: Moment, language: str) -> Choices:
    return [(iso2, name) for name, iso2 in in_order((name, iso2) for iso2, name in names(language, at=at).items())]


def languages(language: str, codes: Sequence[str] = LANGUAGES) -> Choices:
    """The codes with the languages' names, in the reader's."""
    return [(code, language_in_words(code, language)) for code in codes]


def language_in_words(code: str, language: str) -> str:
    named = str(Locale.parse(language).languages.get(code, code))
    return named[:1].upper() + named[1:]


class CountriesField(forms.CharField):
    """Countries and areas by their names, one a line; `clean` gives their codes joined by “;”, as the catalogue has them."""

    def __init__(self, at: Moment, language: str, *, label: str) -> None:
        hint = _("One a line, by name or code; “worldwide” for the whole world.")
        super().__init__(label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": "3"}))
        named = [Choice(code, name, (code, name)) for code, name in countries_in_order(at, language)]
        self.offered = [Choice(WORLD, _("worldwide"), (WORLD,)), *named]

    def prepare_value(self, value: str | None) -> str:
        """The names for a cell's codes; what was typed and not understood stays as it was typed."""
        return "\n".join(self._names(value or ""))

    def in_words(self, cell: str) -> str:
        """What a cell says, in one line."""
        return ", ".join(self._names(cell))

    def clean(self, value: str | None) -> str:
        found = []
        for line in _lines(value or ""):
            meant, near = chosen(line, self.offered)
            if meant is None:
                raise ValidationError(_not_a_country(line, near))
            found.append(meant.value)
        return ";".join(dict.fromkeys(found))

    def _names(self, value: str) -> list[str]:
        labels = {each.value: each.label for each in self.offered}
        return [labels.get(each, each) for each in _lines(value)]


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.replace(";", "\n").splitlines() if each.strip()]


def _not_a_country(typed: str, near: list[Choice]) -> str:
    return which_one(near) if near else _("“%(typed)s” is no country or area here.") % {"typed": typed}
