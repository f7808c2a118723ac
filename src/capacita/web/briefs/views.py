"""The brief builder: choose template, dates, language and sections, fill the title, get deck, document or page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from capacita.countries.queries import countries
from capacita.kernel.asked import asked_moment
from capacita.kernel.errors import CapacitaError, Problem
from capacita.publishing.actions import make_brief
from capacita.publishing.brief import Brief, TitleSlide
from capacita.publishing.compose import compose_brief
from capacita.publishing.page import page_body
from capacita.publishing.templates import SECTIONS, TEMPLATES
from capacita.publishing.texts import MOST_CHARACTERS, TITLE_FIELDS
from capacita.publishing.uploads import MOST_LOGO_BYTES, MOST_MASTER_BYTES
from capacita.web.asking import language_of, moment_of
from capacita.web.pages import page, public_page
from capacita.web.standing import today_of

_FORMATS = ("pptx", "pdf", "html")
# One byte more is read than is taken, so that a larger file is refused where every door's is.
_MOST_BYTES = {"logo": MOST_LOGO_BYTES + 1, "master": MOST_MASTER_BYTES + 1}


@dataclass
class Wish:
    """What the form holds: kept as typed, whatever is wrong with it."""

    template: str = "seminar"
    as_of: str = ""
    known_on: str = ""
    language: str = "en"
    format: str = "pptx"
    sections: list[str] = field(default_factory=list)
    country: str = ""
    title: dict[str, str] = field(default_factory=dict)
    funding_statement: str = ""
    disclaimer: str = ""


@csrf_exempt  # for the methods that are refused; what is sent with POST is protected inside
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def builder(request: HttpRequest) -> HttpResponse:
    """The form, and on submission the file or page; a refusal shows the form again with all that was typed."""
    if request.method != "POST":
        at = moment_of(request)
        language = language_of(request)
        wish = Wish(
            as_of=at.as_of.isoformat(),
            known_on=at.known_on.isoformat(),
            language=language if language == "fr" else "en",
            template=_template(request.GET.get("template", "")),
            country=request.GET.get("country", "")[:10].upper(),
        )
        return _form(request, wish, ())
    wish = _wish(request)
    try:
        return _made(request, wish)
    except CapacitaError as refusal:
        return _form(request, wish, refusal.problems, status=400)


def _made(request: HttpRequest, wish: Wish) -> HttpResponse:
    given: dict[str, Any] = {
        "at": asked_moment(wish.as_of, wish.known_on),
        "language": wish.language,
        "title": TitleSlide(**wish.title),
        "country": wish.country,
        "sections": wish.sections or None,
        "funding_statement": wish.funding_statement,
        "disclaimer": wish.disclaimer,
    }
    logo = _upload(request, "logo")
    if wish.format == "html":
        return _shown(request, compose_brief(wish.template, **given, logo=logo))
    made = make_brief(
        wish.template, **given, master=_upload(request, "master"), logo=logo, format=wish.format, by="web:anonymous"
    )
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    response["Cache-Control"] = "no-store"
    return response


@public_page
def brief_page(request: HttpRequest, template: str) -> HttpResponse:
    """A brief as a page of the site, for the moment in the address: to be read or passed on."""
    language = language_of(request)
    made = compose_brief(
        template,
        at=moment_of(request),
        language=language,
        title=TitleSlide(),
        country=request.GET.get("country", "")[:10],
    )
    return _shown(request, made)


def _shown(request: HttpRequest, brief: Brief) -> HttpResponse:
    with translation.override(brief.language):
        return page(request, "briefs/brief.html", {"brief": brief, "body": page_body(brief)})


def _wish(request: HttpRequest) -> Wish:
    given = request.POST
    return Wish(
        template=given.get("template", "")[:40],
        as_of=given.get("as_of", "")[:20],
        known_on=given.get("known_on", "")[:20],
        language=given.get("language", "en")[:5],
        format=given.get("format", "pptx")[:5],
        sections=_sections(given.get("template", ""), given.getlist("sections")),
        country=given.get("country", "")[:10],
        title={name: given.get(name, "") for name in TITLE_FIELDS},
        funding_statement=given.get("funding_statement", ""),
        disclaimer=given.get("disclaimer", ""),
    )


def _template(asked: str) -> str:
    return asked if asked in TEMPLATES else Wish.template


def _sections(template: str, chosen: list[str]) -> list[str]:
    """The sections ticked for the template: the form holds those of every template."""
    of_others = {key for name, keys in SECTIONS.items() if name != template for key in keys}
    return [key for key in chosen if key in SECTIONS.get(template, ()) or key not in of_others]


def _upload(request: HttpRequest, name: str) -> bytes | None:
    sent = request.FILES.get(name)
    if sent is None:
        return None
    return bytes(sent.read(_MOST_BYTES[name]))


def _form(request: HttpRequest, wish: Wish, problems: tuple[Problem, ...], *, status: int = 200) -> HttpResponse:
    labels = {
        "event": _("Event"),
        "session": _("Session"),
        "place": _("Place"),
        "date": _("Date"),
        "speaker": _("Speaker"),
        "function": _("Function"),
        "organisation": _("Organisation"),
        "link": _("Link"),
    }
    worded = [problem.worded(_) for problem in problems]
    wrong = {problem.column: problem for problem in worded if problem.column}
    context = {
        "wish": wish,
        "problems": worded,
        "wrong": wrong,
        "most": MOST_CHARACTERS,
        "fields": [(name, labels[name], wish.title.get(name, ""), wrong.get(name)) for name in TITLE_FIELDS],
        "templates": [(key, label()) for key, label in TEMPLATES.items()],
        "sections": [
            (template, [(key, label(), not wish.sections or key in wish.sections) for key, label in keys.items()])
            for template, keys in SECTIONS.items()
        ],
        "countries": [(line.iso2, line.name) for line in countries(language_of(request), at=today_of(request))],
        "formats": (("pptx", _("Deck (PPTX)")), ("pdf", _("Document (PDF)")), ("html", _("Page"))),
        "choices": (("en", "English"), ("fr", "Français")),
    }
    return page(request, "briefs/builder.html", context, status=status)
