"""The filters of the pages of legislation: words for what a record of domestic law says."""

from __future__ import annotations

from django import template

from capacita.legislation.choices import Confidence, EventKind, Reason, TextKind, UseKind, Verified
from capacita.legislation.models import LegalWork
from capacita.legislation.queries.law import LawLine
from capacita.legislation.use_catalogue import use_in_words
from capacita.legislation.wording import (
    change_in_words,
    confidence_in_words,
    law_address,
    provision_name,
    source_class_in_words,
    standing_in_words,
    text_kind_in_words,
    verified_in_words,
)
from capacita.standards.catalogue_wording import element_kind_in_words, weight_in_words

register = template.Library()


@register.filter
def standing_words(line: LawLine) -> str:
    """Whether a provision is in force, and why."""
    return standing_in_words(line)


@register.filter
def line_name(line: LawLine) -> str:
    """A provision by its law and reference."""
    return provision_name(line.work.title, line.provision.ref)


@register.filter
def change_words(kind: EventKind | Reason) -> str:
    return change_in_words(kind)


@register.filter
def verified_words(verified: str) -> str:
    return verified_in_words(Verified(verified))


@register.filter
def confidence_words(confidence: str) -> str:
    return confidence_in_words(Confidence(confidence))


@register.filter
def text_kind_words(kind: str) -> str:
    return text_kind_in_words(TextKind(kind))


@register.filter
def source_class_words(source_class: int) -> str:
    return source_class_in_words(source_class)


@register.filter
def use_words(kind: str) -> str:
    return use_in_words(UseKind(kind))


@register.filter
def reference_language(reference: str, law: LegalWork) -> str:
    """In which language a reference is: our short ones are English, those that a law's text brought are the law's."""
    return "en" if reference.isascii() or not law.languages else str(law.languages[0])


@register.filter
def law_page(key: str) -> str:
    """The address of a law's page, without its moment."""
    return law_address(key)


@register.filter
def weight_words(weight: str) -> str:
    """What an element is to its article."""
    return weight_in_words(weight)


@register.filter
def element_kind_words(kind: str) -> str:
    return element_kind_in_words(kind)
