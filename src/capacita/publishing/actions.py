"""Making a brief: composed once, then drawn in the format asked for. Makes files; records nothing, changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from capacita.kernel.digests import sha256_hex
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.kernel.said import said
from capacita.publishing.brief import TitleSlide
from capacita.publishing.compose import compose_brief
from capacita.publishing.deck import render_deck
from capacita.publishing.document import render_document
from capacita.publishing.page import render_page
from capacita.publishing.templates import OF_A_COUNTRY

MEDIA_TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


@dataclass(frozen=True)
class MadeBrief:
    """A brief as a file: its bytes, a name for it, its media type, its SHA-256."""

    content: bytes
    file_name: str
    media_type: str
    digest: str


def make_brief(
    template: str,
    *,
    at: Moment,
    language: str = "en",
    title: TitleSlide | None = None,
    country: str = "",
    sections: Sequence[str] | None = None,
    funding_statement: str = "",
    disclaimer: str = "",
    master: bytes | None = None,
    logo: bytes | None = None,
    format: str = "pptx",
    by: str = "",
) -> MadeBrief:
    """The brief as a file of the format (pptx, pdf or html), the same bytes for the same facts, dates and language.

    Refuses unknown templates, sections, languages and formats, texts that are too long or cannot be printed, a master
    that is no deck, a logo that is no picture.
    `by` names who asked; making a public brief changes nothing and is not recorded.
    """
    if format not in MEDIA_TYPES:
        raise InputError(
            Problem(
                said("“%(format)s” is not a format", format=format),
                column="format",
                remedy=said("One of %(keys)s.", keys=", ".join(MEDIA_TYPES)),
            )
        )
    brief = compose_brief(
        template,
        at=at,
        language=language,
        title=title or TitleSlide(),
        country=country,
        sections=sections,
        funding_statement=funding_statement,
        disclaimer=disclaimer,
        logo=logo,
    )
    with translation.override(brief.language):
        if format == "pptx":
            content = render_deck(brief, master=master)
        elif format == "pdf":
            content = render_document(brief)
        else:
            content = render_page(brief)
    subject = f"{template}-{country.lower()}" if template in OF_A_COUNTRY else template
    name = f"capacita-{subject}-{at.as_of.isoformat()}-{language}.{format}"
    return MadeBrief(content, name, MEDIA_TYPES[format], sha256_hex(content))
