"""Instruments to read: their provisions and requirement elements, and where States stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from capacita.figures.registry import figure
from capacita.standards.models import Provision, RequirementElement
from capacita.standards.queries import elements, instruments, provisions
from capacita.standards.queries import instrument as instrument_of
from capacita.web.asking import moment_of
from capacita.web.pages import page, public_page

Row = tuple[Provision, list[RequirementElement]]


@public_page
def instrument_list(request: HttpRequest) -> HttpResponse:
    """The instruments with their counts on the moment's date."""
    at = moment_of(request)
    rows = [
        (
            each,
            figure("reach.parties", at=at, instrument=each.code),
            figure("reach.signed", at=at, instrument=each.code),
        )
        for each in instruments(at=at)
    ]
    return page(request, "instruments/list.html", {"rows": rows})


@public_page
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One instrument: its provisions in order, each with what domestic law must do under it."""
    at = moment_of(request)
    found = instrument_of(code, at=at)
    by_provision = elements(found.code, at=at)
    texts = provisions(found.code, at=at)
    context = {
        "instrument": found,
        "articles": [each for each in texts if not each.paragraph],
        "chapters": _chapters([(each, by_provision.get(each.key, [])) for each in texts]),
    }
    return page(request, "instruments/instrument.html", context)


def _chapters(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    found: list[tuple[str, list[Row]]] = []
    for provision, its_elements in rows:
        if not found or found[-1][0] != provision.chapter:
            found.append((provision.chapter, []))
        found[-1][1].append((provision, its_elements))
    return found
