"""Forms in which an expert changes an element of a draft: its wordings, and which other elements are merged with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacita.standards.catalogue_wording import element_kind_in_words, weight_in_words
from capacita.standards.choices import ELEMENT_KINDS, Weight
from capacita.standards.lineage import Wording

_LONGEST = 2_000


class WordingForm(forms.Form):
    """What one element asks, and what it is to its article."""

    text = forms.CharField(
        label=gettext_lazy("What domestic law must do"), max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    question = forms.CharField(
        label=gettext_lazy("The assessor's question"), max_length=_LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    weight = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of test"), required=False)
    guidance = forms.CharField(
        label=gettext_lazy("T-CY guidance, one reference a line"), max_length=_LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weights = [(each.value, weight_in_words(each)) for each in Weight]
        kinds = [(each, element_kind_in_words(each)) for each in ELEMENT_KINDS]
        self.fields["weight"].choices = [*weights, ("", weight_in_words(""))]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "–"), *kinds]  # type: ignore[attr-defined]

    def wording(self, provision_key: str) -> Wording:
        """What was typed, as an element of the provision."""
        typed = self.cleaned_data
        lines = tuple(line.strip() for line in typed["guidance"].splitlines() if line.strip())
        words = {name: " ".join(typed[name].split()) for name in ("text", "question")}
        return Wording(provision_key, words["text"], words["question"], typed["weight"], typed["kind"], lines)


class OthersForm(forms.Form):
    """The elements of the same provision that are merged with one."""

    others = forms.MultipleChoiceField(
        label=gettext_lazy("Merged with"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one element.")},
    )  # fmt: skip

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = others  # type: ignore[attr-defined]


def typed_from(wording: Wording) -> dict[str, str]:
    """A wording as the form begins with it."""
    return {
        "text": wording.text, "question": wording.question, "weight": wording.weight, "kind": wording.kind,
        "guidance": "\n".join(wording.guidance),
    }  # fmt: skip


def told(problems: Sequence[Any]) -> list[str]:
    """What is wrong, in words."""
    worded = [each.worded(_) for each in problems]
    return [f"{each.message}. {each.remedy}".strip() if each.remedy else f"{each.message}." for each in worded]
