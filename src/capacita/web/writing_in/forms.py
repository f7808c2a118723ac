"""A reader's report, the answer to it, a question by link and the answer to that."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django import forms
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from capacita.people.personal.choices import CollectionForm
from capacita.review.actions.writing_in import MOST_DAYS
from capacita.web.notices import NoticedForm

_LONGEST = 4000
_MOST_OF_AN_ADDRESS = 500
_AREA = {"rows": "4"}


def own_address(text: str) -> str:
    """The address of a page of this site that somebody sent; the overview where it is none.

    It stands in letters to the office, so that it is written in a way that leads and says nothing else.
    """
    try:
        parts = urlsplit(text)
        path = unquote(parts.path)
        resolve(path)
    except (ValueError, Resolver404):
        return "/"
    asked = urlencode(parse_qsl(parts.query))
    address = f"{quote(path)}?{asked}" if asked else quote(path)
    return address if len(address) <= _MOST_OF_AN_ADDRESS else "/"


class ReportForm(NoticedForm):
    """What a reader says is wrong. The address is left only to be answered."""

    collects = CollectionForm.MISTAKE
    about = forms.CharField(max_length=_MOST_OF_AN_ADDRESS, widget=forms.HiddenInput())
    text = forms.CharField(
        label=_("What is wrong, and what is right"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("A source helps: an address, or title, date and page."),
    )
    reply_to = forms.EmailField(
        label=_("Your e-mail address, if you want an answer"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "Used to answer you and for nothing else; forgotten when that is done, after 90 days at the latest."
        ),
    )

    def clean_about(self) -> str:
        return own_address(self.cleaned_data["about"])


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=_LONGEST, widget=forms.Textarea(attrs=_AREA))


class LinkAnswerForm(NoticedForm, AnswerForm):
    """An answer by link, with the name under which it is kept."""

    collects = CollectionForm.QUESTION
    name = forms.CharField(
        label=_("Your name and function"),
        max_length=200,
        help_text=_("Kept with the answer, and seen by whoever asked."),
    )
    field_order = ("answer", "name")


class QuestionForm(NoticedForm):
    """A question to somebody who has no account."""

    collects = CollectionForm.QUESTION
    text = forms.CharField(label=_("Question"), max_length=_LONGEST, widget=forms.Textarea(attrs=_AREA))
    about = forms.CharField(
        label=_("Page that it is about"),
        max_length=500,
        required=False,
        help_text=_("Such as /countries/MA/; may be blank."),
    )
    sent_to = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the letter"))
    days = forms.IntegerField(label=_("The link works for how many days"), min_value=1, max_value=MOST_DAYS, initial=14)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(code, offered[code]) for code in settings.LANGUAGES_OFFERED]  # type: ignore[attr-defined]

    def clean_about(self) -> str:
        """A path of this site, or nothing: a link elsewhere would carry our name."""
        about = str(self.cleaned_data["about"]).strip()
        if about and (not about.startswith("/") or about.startswith("//")):
            raise forms.ValidationError(_("Write the path of a page here, beginning with “/”."))
        return about
