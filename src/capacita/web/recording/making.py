"""How a field of a recording form is made: text, date, choice, source, note."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _

from capacita.countries.choices import LANGUAGES
from capacita.countries.queries import in_order, names
from capacita.kernel.moment import Moment

Choices = Sequence[tuple[str, str]]
_DATE = {"inputmode": "numeric", "placeholder": "2026-11-25"}


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


def languages() -> Choices:
    return [(each, each.upper()) for each in LANGUAGES]
