"""The forms of domestic law: a law, a provision of it, what happened to it, the words of a provision."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _

from capacita.kernel.moment import Moment
from capacita.legislation.choices import Confidence, EventKind, TextKind, Verified
from capacita.legislation.wording import (
    change_in_words,
    confidence_in_words,
    source_class_in_words,
    text_kind_in_words,
    verified_in_words,
)
from capacita.web.recording.making import (
    choice_field,
    countries_in_order,
    date_field,
    long_field,
    note_field,
    source_field,
    text_field,
)

_TWO_LETTERS = {"minlength": "2", "maxlength": "10", "dir": "ltr"}


def law(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "iso2": choice_field(_("Country or area"), countries_in_order(at, language)),
        "id": text_field(
            _("Short name"),
            _("Letters, digits and hyphens, such as ua-criminal-code; it stands in addresses."),
            required=True,
        ),
        "territory": text_field(_("Territory"), _("Only where it holds in a part of the country alone.")),
        "title": text_field(_("Title in English"), required=True),
        "title_original": text_field(_("Title in the original language"), dir="auto"),
        "citation": text_field(_("Official citation"), _("Number, date and gazette."), required=True),
        "language": text_field(
            _("Languages"), _("Codes of two letters, joined by “;”, such as ro; en."), required=True
        ),
        "adopted": date_field(_("Adopted")),
        "published": date_field(_("Published")),
        "in_force_from": date_field(_("In force from")),
        "in_force_by": date_field(_("In force not later than"), _("Only where nobody states since when.")),
        "in_force_to": date_field(_("In force until"), _("The first day on which it is no longer in force.")),
        "confidence": choice_field(_("Confidence"), _confidences()),
        "source_url": source_field(),
        "commencement_source": text_field(_("Source of the commencement"), _("Where it is another one.")),
        "stated_on": date_field(
            _("Stated on"), _("The day from which it had been public; blank: the day of publication.")
        ),
        "note": note_field(),
    }


def law_provision(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "iso2": choice_field(_("Country or area"), countries_in_order(at, language)),
        "law": _law_key(),
        "ref": text_field(_("Article or section"), _("As the law writes it: art. 360, s. 3A."), dir="auto"),
        "gist": long_field(_("What it says, in our own words"), required=True),
        "conv": text_field(_("Articles of the Convention that it serves"), _("Numbers, joined by “;”, such as 2; 3.")),
        "does_not_satisfy": text_field(_("Articles that it does not satisfy by itself"), _("Numbers, joined by “;”.")),
        "territory": text_field(_("Territory"), _("Only where it holds in a part of the country alone.")),
        "valid_from": date_field(_("In force from"), _("Only where it is another day than that of its law.")),
        "valid_to": date_field(_("In force until"), _("The first day on which it is no longer in force.")),
        "as_of": date_field(_("Searched for and not found as of"), _("Only for the record of an absence.")),
        "verified": choice_field(_("What was read"), _readings()),
        "confidence": choice_field(_("Confidence"), _confidences()),
        "source_url": source_field(required=False),
        "stated_on": date_field(_("Stated on"), _("The day from which it had been public.")),
        "id": text_field(_("Short name"), _("Left blank, it is made of the law and the reference.")),
        "note": note_field(),
    }


def law_event(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "iso2": choice_field(_("Country or area"), countries_in_order(at, language)),
        "law": _law_key(),
        "kind": choice_field(_("What happened"), [(each.value, change_in_words(each)) for each in EventKind]),
        "date": date_field(_("Date"), _("Blank where the day is not known.")),
        "affects": text_field(
            _("Provisions"), _("Their short names, joined by “;”; blank where it concerns the whole law."), dir="ltr"
        ),
        "by": text_field(_("By what act"), _("The law, order or judgment."), dir="auto"),
        "by_law": text_field(_("Short name of that act"), _("Only where it is one of the laws recorded."), dir="ltr"),
        "verified": choice_field(_("What was read"), _readings()),
        "source_url": source_field(required=False),
        "stated_on": date_field(_("Stated on"), _("Blank: the day on which it happened.")),
        "id": text_field(_("Short name"), _("Left blank, it is made of the law, what happened and the date.")),
        "note": note_field(),
    }


def provision_text(at: Moment, language: str) -> dict[str, forms.Field]:
    return {
        "provision": text_field(
            _("Provision"), _("Its short name, which stands on the page of its law."), required=True, dir="ltr"
        ),
        "language": text_field(_("Language"), _("Its code of two letters, such as uk."), required=True, **_TWO_LETTERS),
        "kind": choice_field(_("Whose words these are"), text_kinds()),
        "text": long_field(
            _("Text"), _("One paragraph a line, each with its number."), required=True, rows="12", dir="auto"
        ),
        "valid_from": date_field(_("These words hold from")),
        "valid_to": date_field(
            _("These words hold until"), _("The first day on which they are no longer those of the law.")
        ),
        "source_url": source_field(),
        "class": choice_field(_("Class of the source"), source_classes(), required=False),
        "stated_on": date_field(_("Stated on"), _("Blank: the day from which the words hold.")),
        "note": note_field(),
    }


def text_kinds() -> Sequence[tuple[str, str]]:
    return [(each.value, text_kind_in_words(each)) for each in TextKind]


def source_classes() -> Sequence[tuple[str, str]]:
    return [(str(each), source_class_in_words(each)) for each in range(1, 6)]


def _law_key() -> forms.CharField:
    return text_field(_("Law"), _("Its short name, which stands in the address of its page."), required=True, dir="ltr")


def _confidences() -> Sequence[tuple[str, str]]:
    return [(each.value, confidence_in_words(each)) for each in Confidence]


def _readings() -> Sequence[tuple[str, str]]:
    return [(each.value, verified_in_words(each)) for each in Verified]
