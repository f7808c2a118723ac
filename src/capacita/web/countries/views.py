"""Countries and areas: the searchable list, and the page of one with its timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from capacita.countries.queries import countries, footnotes, memberships, name_history, names, sort_key
from capacita.countries.queries import country as country_of
from capacita.evidence.queries import with_citations
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.legislation.queries.laws import recorded_countries
from capacita.reach.choices import LAW_TIERS, Tier
from capacita.reach.queries import partition, support
from capacita.reach.wording import place_in_words
from capacita.standards.choices import Act, Status
from capacita.standards.queries import actions, force_comparisons, instruments, treaty_sourced_to
from capacita.standards.wording import act_in_words
from capacita.web.asking import language_of, moment_of, same_page
from capacita.web.pages import page, public_page
from capacita.web.templatetags.capacita import beyond_text

# Regions are shown as such, and membership of the Council of Europe from the record of the country itself.
_PLACES = ("region", "subregion", "intermediate")


@public_page
def country_list(request: HttpRequest) -> HttpResponse:
    """All countries and areas, narrowed by a search in their names and codes."""
    at, language = moment_of(request), language_of(request)
    wanted = request.GET.get("q", "").strip()[:80]
    found, covered = partition(at=at), support(at=at)
    lines = [line for line in countries(language, at=at) if _fits(wanted, line.name, line.iso2, line.iso3)]
    rows = [
        {
            "line": line,
            "tier": found.tiers.get(line.iso2) if line.is_state else None,
            "status": place_in_words(found, line.iso2) if line.is_state else "",
            "is_unverified": line.is_state and found.is_unverified(line.iso2),
            "projects": covered.projects_of(line.iso2),
        }
        for line in lines
    ]
    shown = request.GET.get("shown", "")
    choices: dict[str, tuple[str, Callable[[dict[str, Any]], bool]]] = {
        "": (_("All"), lambda row: True),
        "party": (_("Parties"), lambda row: row["tier"] is Tier.PARTY),
        "signed": (_("Signed"), lambda row: row["tier"] is Tier.SIGNED),
        "invited": (_("Invited to accede"), lambda row: row["tier"] is Tier.INVITED),
        "aligned": (_("Laws largely in line"), lambda row: row["tier"] is Tier.ALIGNED),
        "drawing": (_("Drawing on the Convention for legislation"), lambda row: row["tier"] is Tier.DRAWING),
        "none": (
            _("No treaty action recorded"),
            lambda row: row["tier"] is not None and found.standing(row["line"].iso2).status is Status.NONE,
        ),
        "supported": (_("In projects"), lambda row: bool(row["projects"])),
    }
    if shown not in choices:
        raise InputError(
            Problem(
                _("“%s” is not a choice of what is shown") % shown[:40],
                column="shown",
                remedy=_("Choose one above the list."),
            )
        )
    context = {
        "rows": [row for row in rows if choices[shown][1](row)],
        # What no State is in is offered by nothing but an address.
        "choices": [
            (label, same_page(request, shown=key), key == shown)
            for key, (label, belongs) in choices.items()
            if key not in LAW_TIERS or key == shown or any(map(belongs, rows))
        ],
        "q": wanted,
        "beyond": beyond_text(treaty_sourced_to(found.instrument, at=at), at.as_of),
        "footnotes": footnotes([line.iso2 for line in lines], language, at=at),
    }
    return page(request, "countries/list.html", context)


@public_page
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """One country or area: its status under each instrument, its timeline, projects, groupings, names, footnotes."""
    at, language = moment_of(request), language_of(request)
    record = country_of(iso2, at=at)
    covered = support(at=at)
    context = {
        "country": record,
        "name": names(language, at=at).get(record.iso2, record.iso2),
        "standings": _standings(record.iso2, at, language),
        "events": _events(record.iso2, at, language),
        "projects": covered.projects_of(record.iso2),
        "names": name_history(record.iso2, language if language in ("en", "fr") else "en", at=at),
        "memberships": [
            each for each in memberships(record.iso2, at=at) if each.role not in _PLACES and each.grouping != "COE"
        ],
        "has_law": record.iso2 in recorded_countries(at=at),
        "footnotes": footnotes([record.iso2], language, at=at),
    }
    return page(request, "countries/country.html", context)


def _standings(iso2: str, at: Moment, language: str) -> list[dict[str, Any]]:
    rows = []
    for instrument in instruments(at=at):
        if not instrument.dataset:
            continue
        found = partition(at=at, code=instrument.code)
        forces = [each for each in force_comparisons(instrument, at=at) if each.iso2 == iso2]
        # Of several consents the last one by the date; before the first, that one.
        by_then = [each for each in forces if each.deposited_on.last_day <= at.as_of]
        compared = by_then[-1] if by_then else next(iter(forces), None)
        rows.append(
            {
                "instrument": instrument,
                "short": instrument.short(language),
                "is_open": found.is_open,
                "is_state": iso2 in found.states,
                "tier": found.tiers.get(iso2, Tier.UNASSESSED),
                "words": place_in_words(found, iso2),
                "is_unverified": found.is_unverified(iso2),
                "beyond": beyond_text(treaty_sourced_to(instrument, at=at), at.as_of),
                "force": compared,
                "undetermined": iso2 in found.places and not found.places[iso2].is_certain,
            }
        )
    return rows


def _events(iso2: str, at: Moment, language: str) -> list[dict[str, Any]]:
    shorts = {each.code: each.short(language) for each in instruments(at=at)}
    rows = [
        {
            "row": row,
            "cited": cited,
            "stated": row.stated,
            "what": act_in_words(Act(row.act)),
            "instrument": shorts.get(row.instrument, row.instrument),
            "is_ahead": row.stated.first_day > at.as_of,
        }
        for row, cited in with_citations(actions(at=at, iso2=iso2))
    ]
    return sorted(rows, key=lambda each: each["stated"].last_day, reverse=True)


def _fits(wanted: str, name: str, iso2: str, iso3: str) -> bool:
    plain = sort_key(wanted)
    return not plain or plain in sort_key(name) or plain in (iso2.lower(), iso3.lower())
