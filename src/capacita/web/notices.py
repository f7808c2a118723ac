"""Forms at which details of persons are collected: each shows its notice, and sends back which version it showed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from capacita.evidence.words import current_language
from capacita.people.personal.choices import CollectionForm
from capacita.people.personal.queries.registers import notice_of


class NoticedForm(forms.Form):
    """A form that collects details of a person, under the notice that `components/notice.html` shows.

    `notice_version` is the version that was shown, and is recorded. Where another holds meanwhile the form comes back
    with that one and what was typed.
    """

    collects: ClassVar[CollectionForm]
    notice_version = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice_of(self.collects)
        self.initial["notice_version"] = self.notice.version

    @property
    def notice_text(self) -> str:
        """The notice in the reader's language."""
        return self.notice.text(current_language())

    def clean_notice_version(self) -> int:
        held = self.notice.version
        if self.cleaned_data["notice_version"] != str(held):
            sent = self.data
            self.data = sent.copy() if isinstance(sent, QueryDict) else dict(sent)
            self.data[self.add_prefix("notice_version")] = str(held)
            self.add_error(
                None,
                gettext("What this form tells about the details has changed meanwhile: read it, then send it again."),
            )
        return held
