"""Briefs made for a moment: deck, document or page. The file is answered as publishing makes it."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from capacita.api.asked import Asked, Language
from capacita.api.schema import PREFIX, example
from capacita.publishing.actions import MEDIA_TYPES, make_brief
from capacita.publishing.brief import TitleSlide
from capacita.publishing.templates import SECTIONS, TEMPLATES

router = Router(tags=["Briefs"])
_TITLE = ("event", "session", "place", "date", "speaker", "function", "organisation", "link")
# What a slide or document cannot hold: control characters other than tabs and ends of lines.
_PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*$"
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


class BriefAsked(Asked):
    """A moment, the sections, and what the title slide says."""

    sections: str = Field(
        "",
        max_length=200,
        pattern=r"^[a-z,-]*$",
        description="Keys of sections, joined by commas; all if left out.",
        examples=["title,portfolio,reach"],
    )
    event: str = Field("", max_length=300, pattern=_PRINTABLE, description="Title slide: the event.")
    session: str = Field("", max_length=300, pattern=_PRINTABLE, description="Title slide: the session.")
    place: str = Field("", max_length=300, pattern=_PRINTABLE, description="Title slide: the place.")
    date: str = Field(
        "", max_length=300, pattern=_PRINTABLE, description="Title slide: the date as it is to be printed."
    )
    speaker: str = Field("", max_length=300, pattern=_PRINTABLE, description="Title slide: the speaker.")
    function: str = Field("", max_length=300, pattern=_PRINTABLE, description="Title slide: the speaker's function.")
    organisation: str = Field("", max_length=300, pattern=_PRINTABLE, description="Title slide: the organisation.")
    link: str = Field("", max_length=300, pattern=_PRINTABLE, description="Title slide: a web address.")
    funding_statement: str = Field("", max_length=1000, pattern=_PRINTABLE, description="The funding statement.")
    disclaimer: str = Field("", max_length=2000, pattern=_PRINTABLE, description="The disclaimer.")


@router.get("/briefs", response=TemplatesAnswer, summary="Templates of briefs", openapi_extra=example("/briefs"))
def list_templates(request: object, asked: Query[TemplatesAsked]) -> TemplatesAnswer:
    """The templates with their sections and the addresses of their files."""
    return TemplatesAnswer(
        templates=[
            TemplateAnswer(
                key=key,
                title=title(),
                sections=[SectionAnswer(key=each, title=label()) for each, label in SECTIONS[key].items()],
                addresses=[f"{PREFIX}/briefs/{key}.{format}" for format in MEDIA_TYPES],
            )
            for key, title in TEMPLATES.items()
        ]
    )


@router.get(
    "/briefs/{template}.{format}",
    response=None,
    summary="A brief as a file",
    openapi_extra=example("/briefs/one-pager.html?as_of=2020-02-21&known_on=2020-02-21") | {"responses": _FILES},
)
def read_brief(request: object, template: str, format: str, asked: Query[BriefAsked]) -> HttpResponse:
    """The brief for the moment as PPTX, PDF or a page: the same bytes for the same facts, dates, language and texts.

    A master or a logo of the organisation's own is given in the site's brief builder or on the command line.
    """
    made = make_brief(
        template,
        at=asked.moment(),
        language=asked.language,
        title=TitleSlide(**{name: getattr(asked, name) for name in _TITLE}),
        sections=[each for each in asked.sections.split(",") if each],
        funding_statement=asked.funding_statement,
        disclaimer=asked.disclaimer,
        format=format,
        by="api",
    )
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response
