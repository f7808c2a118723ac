"""Briefs made for a moment: deck, document or page. The file is answered as publishing makes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, Language
from capacita.api.schema import PREFIX, example
from capacita.publishing.actions import MEDIA_TYPES, make_brief
from capacita.publishing.brief import TitleSlide
from capacita.publishing.templates import SECTIONS, TEMPLATES
from capacita.publishing.texts import MOST_CHARACTERS, TITLE_FIELDS

router = Router(tags=["Briefs"])
_FILES = {
    200: {
        "content": {
            media_type.split(";")[0]: {
                "schema": {"type": "string"} | ({} if "text" in media_type else {"format": "binary"})
            }
            for media_type in MEDIA_TYPES.values()
        }
    }
}


class SectionAnswer(Schema):
    """A part of a brief that can be chosen."""

    key: str
    title: str


class TemplateAnswer(Schema):
    """A template of briefs with its sections in order."""

    key: str
    title: str
    sections: list[SectionAnswer]
    addresses: list[str] = Field(description="One for each format.")


class TemplatesAnswer(Schema):
    """All templates."""

    templates: list[TemplateAnswer]


class TemplatesAsked(Schema):
    """The language of titles."""

    language: Language = Field("en", description="The language of titles.", examples=["en"])


def _text(name: str, description: str) -> Any:
    """A text that is printed. Its limit is documented here and kept by publishing, alike for every door."""
    return Field("", description=description, json_schema_extra={"maxLength": MOST_CHARACTERS[name]})


class BriefAsked(Asked):
    """A moment, the sections, and what the title slide says."""

    country: str = Field(
        "", max_length=2, description="The alpha-2 code that a brief about one country needs; others leave it aside."
    )
    sections: str = Field(
        "",
        max_length=200,
        description="Keys of sections, joined by commas; all if left out.",
        examples=["title,portfolio,reach"],
    )
    event: str = _text("event", "Title slide: the event.")
    session: str = _text("session", "Title slide: the session.")
    place: str = _text("place", "Title slide: the place.")
    date: str = _text("date", "Title slide: the date as it is to be printed.")
    speaker: str = _text("speaker", "Title slide: the speaker.")
    function: str = _text("function", "Title slide: the speaker's function.")
    organisation: str = _text("organisation", "Title slide: the organisation.")
    link: str = _text("link", "Title slide: a web address.")
    funding_statement: str = _text("funding_statement", "The funding statement.")
    disclaimer: str = _text("disclaimer", "The disclaimer.")


@router.get("/briefs", response=TemplatesAnswer, summary="Templates of briefs", openapi_extra=example("/briefs"))
def list_templates(request: object, asked: Query[TemplatesAsked]) -> TemplatesAnswer:
    """The templates with their sections and the addresses of their files."""
    return TemplatesAnswer(
        templates=[
            TemplateAnswer(
                key=key,
                title=title(),
                sections=[SectionAnswer(key=each, title=label()) for each, label in SECTIONS[key].items()],
                addresses=[f"{PREFIX}/briefs/{key}.{ending}" for ending in MEDIA_TYPES],
            )
            for key, title in TEMPLATES.items()
        ]
    )


@router.get(
    "/briefs/{template}.{ending}",
    response=None,
    summary="A brief as a file",
    openapi_extra=example("/briefs/one-pager.html?as_of=2020-02-21&known_on=2020-02-21") | {"responses": _FILES},
)
def read_brief(request: object, template: str, ending: str, asked: Query[BriefAsked]) -> HttpResponse:
    """The brief for the moment as PPTX, PDF or a page: the same bytes for the same facts, dates, language and texts.

    A master or a logo of the organisation's own is given in the site's brief builder or on the command line.
    """
    made = make_brief(
        template,
        at=asked.moment(),
        language=asked.language,
        title=TitleSlide(**{name: getattr(asked, name) for name in TITLE_FIELDS}),
        country=asked.country,
        sections=[key.strip() for key in asked.sections.split(",") if key.strip()],
        funding_statement=asked.funding_statement,
        disclaimer=asked.disclaimer,
        format=ending,
        by="api",
    )
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response
