"""A country's ratings and legal profile as files: JSON, CSV and workbook; the two-column table as DOCX and PDF."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from capacita.countries.queries import country
from capacita.kernel.moment import Moment
from capacita.legislation.choices import Readers
from capacita.legislation.models import RATINGS
from capacita.legislation.queries.status import ratings_behind
from capacita.legislation.status_answers import profile_answer, rating_table
from capacita.publishing.legal_profile import legal_profile
from capacita.publishing.profile_docx import DOCX, profile_docx
from capacita.publishing.profile_pdf import PDF, profile_pdf
from capacita.web.asking import moment_of
from capacita.web.exporting import note_export
from capacita.web.legislation.comparing import file_of
from capacita.web.legislation.profiles import readable_country
from capacita.web.pages import kept_private, public_page

_WRITERS = {"docx": (DOCX, profile_docx), "pdf": (PDF, profile_pdf)}


@public_page
def ratings(request: HttpRequest, iso2: str, ending: str) -> HttpResponse:
    """The public ratings of a country with what follows from them."""
    return _ratings(country(iso2, at=moment_of(request)).iso2, ending, moment_of(request), Readers.PUBLIC)


@kept_private
@require_safe
def office_ratings(request: HttpRequest, iso2: str, ending: str) -> HttpResponse:
    """Every approved rating, for whoever may read them."""
    found, at = readable_country(request, iso2), moment_of(request)
    made = _ratings(found, ending, at, Readers.OFFICE)
    note_export(request, RATINGS, found, what="ratings", file=ending, as_of=at.as_of.isoformat())
    return made


@public_page
def profile_file(request: HttpRequest, iso2: str, ending: str) -> HttpResponse:
    """The two-column table: what the Convention asks, and the law that answers it."""
    return _profile(country(iso2, at=moment_of(request)).iso2, ending, moment_of(request), Readers.PUBLIC)


@kept_private
@require_safe
def office_profile_file(request: HttpRequest, iso2: str, ending: str) -> HttpResponse:
    """The same with the statuses by every approved rating, marked so."""
    found, at = readable_country(request, iso2), moment_of(request)
    made = _profile(found, ending, at, Readers.OFFICE)
    note_export(request, RATINGS, found, what="profile", file=ending, as_of=at.as_of.isoformat())
    return made


def _ratings(iso2: str, ending: str, at: Moment, readers: Readers) -> HttpResponse:
    if ending == "json":
        text = json.dumps(profile_answer(iso2, at=at, readers=readers), ensure_ascii=False, indent=2)
        return HttpResponse(text, content_type="application/json; charset=utf-8")
    rows = ratings_behind([iso2], at=at, public_only=readers.is_public)[iso2]
    return file_of(rating_table(iso2, rows, readers), ending, at)


def _profile(iso2: str, ending: str, at: Moment, readers: Readers) -> HttpResponse:
    if ending not in _WRITERS:
        raise Http404
    media_type, write = _WRITERS[ending]
    response = HttpResponse(write(legal_profile(iso2, at=at, readers=readers)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="legal-profile-{iso2}-{at.as_of.isoformat()}.{ending}"'
    return response
