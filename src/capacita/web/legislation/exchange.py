"""A country's ratings out as a workbook, and back: what it would change is shown before anything is kept."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacita.countries.queries import country, names
from capacita.evidence.workbooks import MEDIA_TYPE, read_xlsx
from capacita.kernel.dates import parse_day
from capacita.kernel.errors import CapacitaError, InputError, Problem
from capacita.kernel.said import said
from capacita.legislation.actions.rating_rows import take_in_rows
from capacita.legislation.models import RATINGS
from capacita.legislation.queries.rating import catalogue_version, drafts_of, elements_of_article, ratable_articles
from capacita.legislation.queries.rating_rows import changes_of_rows
from capacita.legislation.rules.sheets import Sheet
from capacita.legislation.sources.rating_rows import COLUMNS, parse_rated_rows
from capacita.legislation.workbooks import rating_workbook
from capacita.people.choices import ScopeKind, Verb
from capacita.people.queries import has_interest_in
from capacita.people.rules import Scope, Standing
from capacita.review.queries import review_in_work
from capacita.web.asking import language_of
from capacita.web.exporting import note_export
from capacita.web.pages import kept_private, page
from capacita.web.standing import standing_of, today_of


@kept_private
@require_safe
def download(request: HttpRequest, iso2: str) -> HttpResponse:
    """Every ratable element with what the asker has typed of it so far, for the law on a date."""
    user, found = _assessor(request, iso2)
    try:
        on = parse_day(request.GET.get("on", "") or user.on.isoformat())
    except InputError:
        raise Http404 from None
    rows = []
    for article in ratable_articles():
        review = review_in_work(user.key, RATINGS, Sheet(found, article.key, on).key)
        kept = drafts_of(review) if review is not None else {}
        rows += [(article.article, each, kept.get(each.key)) for each in elements_of_article(article.key)]
    content = rating_workbook(rows, iso2=found, territory="", on=on, catalogue=catalogue_version())
    note_export(request, RATINGS, found, what="workbook", file="xlsx", as_of=on.isoformat())
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="ratings-{found}-{on.isoformat()}.xlsx"'
    return response


@kept_private
@require_POST
def upload(request: HttpRequest, iso2: str) -> HttpResponse:
    """What a filled workbook would change, row by row; sent again from that page, it is kept whole or not at all."""
    user, found = _assessor(request, iso2)
    name, content = sent_file(request)
    applies = request.POST.get("step") == "apply"
    context: dict[str, Any] = {
        "iso2": found, "name": names(language_of(request), at=today_of(request))[found], "file": name,
        "content": base64.b64encode(content).decode(),
    }  # fmt: skip
    try:
        if not content:
            raise InputError(Problem(said("No file was chosen")))
        rows = parse_rated_rows(read_xlsx(content, file=name, columns=COLUMNS))
        if applies:
            take_in_rows(rows, iso2=found, file=name, by=user)
            return HttpResponseRedirect(reverse("web:workbench", args=[found]))
        context["changes"] = changes_of_rows(rows, iso2=found, file=name, by=user)
    except CapacitaError as refusal:
        context["problems"] = [each.worded(_) for each in refusal.problems]
        return page(request, "legislation/upload.html", context, status=400)
    return page(request, "legislation/upload.html", context)


def sent_file(request: HttpRequest) -> tuple[str, bytes]:
    """The file that was chosen, or the one that the page of changes holds."""
    given = request.FILES.get("file")
    if given is not None:
        return given.name or "", given.read()
    try:
        return request.POST.get("name", ""), base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        return "", b""


def _assessor(request: HttpRequest, iso2: str) -> tuple[Standing, str]:
    """Who asks, and the country's code, for whoever may rate its law; for everybody else the page is absent."""
    user = standing_of(request)
    found = country(iso2, at=today_of(request)).iso2
    if (
        user.is_public
        or not user.may(Verb.ASSESS_LAW, Scope(ScopeKind.COUNTRY, found))
        or has_interest_in(user.key, found)
    ):
        raise Http404
    return user, found
