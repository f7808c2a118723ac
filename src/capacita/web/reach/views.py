"""Reach: the map, the timeline to scrub, the tiers with their States by name, changes between two dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from capacita.countries.queries import footnotes, names, sort_key
from capacita.drawing.svg import svg_columns_page
from capacita.figures.queries import claims_valid_for
from capacita.figures.registry import figure
from capacita.kernel.asked import asked_moment
from capacita.kernel.clock import today
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.moment import Moment
from capacita.reach.choices import Tier
from capacita.reach.drawings import boundary_note, parties_columns, reach_map
from capacita.reach.queries import changes_between, partition, support
from capacita.reach.wording import place_in_words, tier_in_words
from capacita.standards.choices import Basis
from capacita.standards.queries import CONVENTION, instrument, instruments
from capacita.standards.wording import has_parties
from capacita.web.asking import kept_query, language_of, moment_of, require_in_order
from capacita.web.drawings import page_map
from capacita.web.pages import page, public_page


@public_page
def reach(request: HttpRequest) -> HttpResponse:
    """The reach of one instrument on the moment's date, and of capacity building beside it."""
    at, language, kept = moment_of(request), language_of(request), kept_query(request)
    code = request.GET.get("instrument") or CONVENTION
    basis = _basis(request.GET.get("basis"))
    found = partition(at=at, code=code, basis=basis)
    covered = support(at=at)
    given = {"instrument": found.instrument.code, "basis": basis.value}
    together = figure("reach.together", at=at, **given)
    counts = [
        (tier, tier_in_words(tier, found.instrument, at.as_of, basis), figure(id, at=at, **given))
        for tier, id in ((Tier.PARTY, "reach.parties"), (Tier.SIGNED, "reach.signed"), (Tier.INVITED, "reach.invited"))
    ]
    series = parties_columns(at=at, language=language, code=found.instrument.code, basis=basis)
    consented = (
        (
            Tier.CONSENTED,
            tier_in_words(Tier.CONSENTED, found.instrument, at.as_of, basis),
            figure("reach.consented", at=at, instrument=found.instrument.code),
        )
        if basis is Basis.IN_FORCE
        else None
    )
    is_convention = found.instrument.code == CONVENTION
    law = [
        (tier, tier_in_words(tier, found.instrument, at.as_of, basis), value, claims_valid_for(value))
        for tier, value in (
            (Tier.ALIGNED, figure("reach.aligned", at=at)),
            (Tier.DRAWING, figure("reach.drawing", at=at)),
        )
    ] if is_convention else []  # fmt: skip
    context: dict[str, Any] = {
        "instrument": found.instrument,
        "instruments": [each for each in instruments(at=at) if each.dataset],
        "is_open": found.is_open,
        "basis": basis,
        "together": together,
        "share": figure("reach.parties_share", at=at, **given),
        "counts": counts,
        "consented": consented,
        "has_parties": has_parties(found.instrument, at.as_of, basis),
        "law": law,
        "supported": figure("reach.supported", at=at),
        "non_parties": figure("reach.supported_non_parties", at=at),
        "parties_apart": figure("reach.parties_not_supported", at=at),
        "global_projects": covered.global_projects,
        "map": page_map(reach_map(at=at, language=language, kept=kept, found=found, covered=covered)),
        "boundary_note": boundary_note(),
        "series": series,
        "columns": svg_columns_page(series),
        "tiers": _tier_rows(found, covered, at, language),
        "footnotes": footnotes({*found.states, *covered.certain, *covered.possible}, language, at=at),
        "months": (at.as_of.year - 2001) * 12 + at.as_of.month - 1,
        "most_months": (max(today().year, at.as_of.year) - 2001) * 12 + 11,
        "changes_from": _year_before(at),
        "changes": _changes(_year_before(at), at, found.instrument.code, basis, language),
    }
    return page(request, "reach/reach.html", context)


@public_page
def changes(request: HttpRequest) -> HttpResponse:
    """Which States moved from one tier to another between two dates, by name."""
    at, language = moment_of(request), language_of(request)
    start = _day(request.GET.get("from"), at)
    require_in_order(start, at.as_of)
    found = instrument(request.GET.get("instrument") or CONVENTION, at=at)
    basis = _basis(request.GET.get("basis"))
    before, after = (
        figure("reach.together", at=Moment(day, at.known_on, at.recorded_at), instrument=found.code, basis=basis.value)
        for day in (start, at.as_of)
    )
    context = {
        "rows": _changes(start, at, found.code, basis, language),
        "basis": basis,
        "start": start,
        "before": before,
        "after": after,
        "instrument": found,
        "has_parties": has_parties(found, at.as_of, basis),
    }
    return page(request, "reach/changes.html", context)


def _year_before(at: Moment) -> date:
    return at.as_of.replace(year=at.as_of.year - 1, day=min(at.as_of.day, 28))


def _changes(start: date, at: Moment, code: str, basis: Basis, language: str) -> list[dict[str, str]]:
    """The States that moved from one tier to another, by name."""
    named, found = names(language, at=at), partition(at=at, code=code, basis=basis)
    treaty = found.instrument
    rows = [
        {
            "iso2": each.state,
            "name": named[each.state],
            "standing": place_in_words(found, each.state),
            "before": tier_in_words(each.before, treaty, start, basis),
            "after": tier_in_words(each.after, treaty, at.as_of, basis),
        }
        for each in changes_between(start, at.as_of, at=at, code=code, basis=basis)
    ]
    return sorted(rows, key=lambda row: sort_key(row["name"]))


def _tier_rows(found: Any, covered: Any, at: Moment, language: str) -> list[tuple[Tier, str, list[dict[str, Any]]]]:
    named = names(language, at=at)
    rows = []
    for tier in Tier:
        members = sorted(found.members(tier), key=lambda iso2: sort_key(named[iso2]))
        if members:
            rows.append(
                (
                    tier,
                    tier_in_words(tier, found.instrument, at.as_of, found.basis),
                    [
                        {
                            "iso2": iso2,
                            "name": named.get(iso2, iso2),
                            "standing": place_in_words(found, iso2)
                            if tier is not Tier.UNASSESSED or not found.places[iso2].is_certain
                            else "",
                            "is_unverified": found.is_unverified(iso2),
                            "is_undetermined": not found.places[iso2].is_certain,
                            "projects": covered.projects_of(iso2),
                        }
                        for iso2 in members
                    ],
                )
            )
    return rows


def _basis(text: str | None) -> Basis:
    try:
        return Basis(text or Basis.DEPOSIT)
    except ValueError:
        raise InputError(
            Problem(_("“%s” is not a basis") % text, column="basis", remedy=_("Use deposit or in_force."))
        ) from None


def _day(text: str | None, at: Moment) -> date:
    if not text:
        return _year_before(at)
    return asked_moment(text, None, None).as_of
