"""The forms about persons: a contact, what was said about pictures, a list, a breach, a notice, a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacita.people.personal.actions.contacts import Details, WrittenName
from capacita.people.personal.actions.registers import BreachTold
from capacita.people.personal.choices import CollectionForm, ConsentState, ContactKind
from capacita.people.personal.models import Contact
from capacita.people.personal.rules.meant import LEAST_DIGITS
from capacita.web.access.words import country_choices, project_labels
from capacita.web.notices import NoticedForm
from capacita.web.personal import words

_NAMES_MOST = 5
_LINES_MOST, _LINE_MOST = 10, 200
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


def _chosen(found: dict[str, str]) -> list[tuple[str, str]]:
    return [("", gettext("Choose …")), *found.items()]


class ContactForm(NoticedForm):
    """A participant, an expert or a contact point."""

    collects = CollectionForm.CONTACT
    names = forms.CharField(
        label=_("Name"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As the person writes it. One spelling or script per line; the first is the one that is shown."),
    )
    kind = forms.ChoiceField(label=_("Known as"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    project = forms.ChoiceField(label=_("Project"), required=False)
    function = forms.CharField(label=_("Function"), max_length=200, required=False)
    employer = forms.CharField(label=_("Employer"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    needed_on = forms.DateField(
        label=_("Last needed on"), widget=_DAY, help_text=_("The details are erased three years after this day.")
    )
    never_list = forms.BooleanField(
        label=_("Never list, never photograph"),
        required=False,
        help_text=_("Said of every contact point. Only a data protection officer takes it away."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = country_choices(language)
        self._offer("kind", _chosen(words.kinds()))
        self._offer("country", [("", gettext("none")), *countries])
        self._offer("project", [("", gettext("none")), *project_labels()])
        self.fields["never_list"].disabled = bool(self.initial.get("never_list"))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_names(self) -> list[WrittenName]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > _NAMES_MOST or any(len(line) > 200 for line in lines):
            raise ValidationError(gettext("At most five spellings, each of 200 characters."))
        return [WrittenName(line) for line in lines]

    def details(self) -> Details:
        told = self.cleaned_data
        return Details(
            ContactKind(told["kind"]),
            told["needed_on"],
            email=told["email"],
            phone=told["phone"],
            employer=told["employer"],
            function=told["function"],
            country=told["country"],
            project=told["project"],
            never_list=told["never_list"],
        )


def told_of(contact: Contact) -> dict[str, Any]:
    """What a form shows of a contact that is there."""
    return {
        "names": "\n".join(each.text for each in contact.names.all()),
        **{
            name: getattr(contact, name)
            for name in (
                "kind",
                "country",
                "project",
                "function",
                "employer",
                "email",
                "phone",
                "needed_on",
                "never_list",
            )
        },
    }


class ConsentForm(forms.Form):
    """What a person said about pictures. Whoever is never to be photographed is not asked to agree."""

    state = forms.ChoiceField(label=_("The person"))
    on = forms.DateField(label=_("On"), widget=_DAY)
    how = forms.CharField(label=_("How"), max_length=200, help_text=_("For example: on the form of registration."))

    def __init__(self, *args: Any, flagged: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            state: said for state, said in words.consents().items() if not flagged or state != ConsentState.GIVEN
        }
        self.fields["state"].choices = _chosen(offered)  # type: ignore[attr-defined]


class FlagForm(forms.Form):
    """Why “never list, never photograph” is taken away."""

    reason = forms.ChoiceField(label=_("Because"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _chosen(words.flag_reasons())  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """A list for somebody outside: who gets it, why, on what ground, and what it tells."""

    recipient = forms.CharField(
        label=_("Who gets it"), max_length=200, help_text=_("An organisation; name no person here.")
    )
    purpose = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.ChoiceField(label=_("On what ground"))
    fields_told = forms.MultipleChoiceField(label=_("What it tells"), widget=forms.CheckboxSelectMultiple)
    persons = forms.MultipleChoiceField(label=_("Who is on it"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, persons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = _chosen(words.bases())  # type: ignore[attr-defined]
        self.fields["fields_told"].choices = list(words.listed_fields().items())  # type: ignore[attr-defined]
        self.fields["persons"].choices = persons  # type: ignore[attr-defined]


class BreachForm(forms.Form):
    """What is known about a breach. Times are in UTC."""

    happened = forms.CharField(
        label=_("What happened"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name no person here."),
    )  # fmt: skip
    noticed_at = forms.DateTimeField(label=_("Noticed at (UTC)"))
    categories = forms.CharField(label=_("What kind of details, of what kind of persons"), max_length=200)
    persons = forms.IntegerField(
        label=_("How many persons"), required=False, min_value=0, help_text=_("Blank while it is not known.")
    )
    measures = forms.CharField(
        label=_("What was done about it"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    authority_told_at = forms.DateTimeField(label=_("Authority told at (UTC)"), required=False)
    persons_told_at = forms.DateTimeField(label=_("Persons told at (UTC)"), required=False)
    closed_at = forms.DateTimeField(label=_("Closed at (UTC)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("noticed_at", "authority_told_at", "persons_told_at", "closed_at"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT_FORMAT)

    def told(self) -> BreachTold:
        return BreachTold(**self.cleaned_data)


class NoticeForm(forms.Form):
    """The text of a notice in both languages."""

    text_en = forms.CharField(label=_("English"), max_length=6000, widget=forms.Textarea(attrs={"rows": 8}))
    text_fr = forms.CharField(label=_("French"), max_length=6000, widget=forms.Textarea(attrs={"rows": 8}))


class _Lines(forms.CharField):
    """Several texts, one per line: a few, each of as many signs as is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > _LINES_MOST or any(len(line) > _LINE_MOST for line in lines):
            raise ValidationError(gettext("At most ten lines, each of 200 characters."))
        return lines


class UnlistedForm(forms.Form):
    """By what somebody who is not listed may be found: at least one of it."""

    names = _Lines(
        label=_("Names"),
        help_text=_(
            "One spelling or script per line. A name of several words finds the person; of one word, whoever is so called."
        ),
    )
    addresses = _Lines(label=_("E-mail addresses"), help_text=_("One per line."))
    numbers = _Lines(label=_("Telephone numbers"), help_text=_("One per line, with the code of the country."))

    def clean_names(self) -> list[str]:
        return self._each(
            "names", lambda each: sum(map(str.isalpha, each)) > 1, gettext("A name has two letters or more.")
        )

    def clean_addresses(self) -> list[str]:
        return self._each("addresses", _is_address, gettext("This is no e-mail address: %s"))

    def clean_numbers(self) -> list[str]:
        said = gettext("A telephone number has seven digits or more.")
        return self._each("numbers", lambda each: sum(map(str.isdigit, each)) >= LEAST_DIGITS, said)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not any(told.values()):
            raise ValidationError(gettext("Write a name, an e-mail address or a telephone number."))
        return told

    def _each(self, name: str, is_right: Callable[[str], bool], said: str) -> list[str]:
        lines: list[str] = self.cleaned_data[name]
        for each in lines:
            if not is_right(each):
                raise ValidationError(said % each if "%s" in said else said)
        return lines


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


class RequestForm(forms.Form):
    """What a person asked, and when it was received."""

    kind = forms.ChoiceField(label=_("The person"))
    received_on = forms.DateField(label=_("Received on"), widget=_DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _chosen(words.request_kinds())  # type: ignore[attr-defined]


class ErasureForm(forms.Form):
    """Why a person is to be erased."""

    reason = forms.ChoiceField(label=_("Because"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _chosen(words.asked_reasons())  # type: ignore[attr-defined]
