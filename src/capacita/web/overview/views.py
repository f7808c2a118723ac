"""The living brief: why, how, the portfolio, the reach, what is claimed."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse

from capacita.countries.queries import footnotes
from capacita.drawing.svg import svg_cycle
from capacita.figures.queries import claims
from capacita.figures.registry import figure, figure_series
from capacita.keeping.queries import restore_to_tell
from capacita.people.permissions import may_manage_access
from capacita.portfolio.choices import EUROPEAN_JOINT
from capacita.portfolio.queries import office, ongoing, programme_texts, projects
from capacita.reach.choices import LAW_TIERS, Tier
from capacita.reach.drawings import approach_cycle, reach_map
from capacita.reach.queries import partition
from capacita.reach.wording import tier_in_words
from capacita.standards.queries import CONVENTION, instrument
from capacita.standards.wording import has_parties
from capacita.web.asking import kept_query, language_of, moment_of
from capacita.web.drawings import page_bars, page_map
from capacita.web.pages import page, public_page
from capacita.web.standing import standing_of


@public_page
def overview(request: HttpRequest) -> HttpResponse:
    """The overview for the moment in the address."""
    at, language, kept = moment_of(request), language_of(request), kept_query(request)
    running = ongoing(projects(at=at))
    parties, count = figure("reach.parties", at=at), figure("portfolio.projects", at=at)
    budgets = figure_series("portfolio.project_budget", at=at, parameters=[{"project": line.code} for line in running])
    cycle = approach_cycle(parties, count, language=language, kept=kept)
    statements = claims(at=at, kind="impact")
    parts = defaultdict(list)
    for each in statements:
        parts[each.parent].append(each)
    found, treaty = partition(at=at), instrument(CONVENTION, at=at)
    counted = [
        (Tier.PARTY, parties),
        (Tier.SIGNED, figure("reach.signed", at=at)),
        (Tier.INVITED, figure("reach.invited", at=at)),
        # Of law only what the map shows, by name.
        *((tier, figure(f"reach.{tier}", at=at)) for tier in LAW_TIERS if found.members(tier)),
    ]
    world = reach_map(at=at, language=language, kept=kept, found=found)
    context = {
        "texts": programme_texts(at=at),
        "office": office(at=at),
        "parties": parties,
        "projects": count,
        "budget": figure("portfolio.budget_total", at=at),
        "stated": figure("portfolio.budget_stated", at=at),
        "joint": figure("portfolio.budget_total", at=at, funding_type=EUROPEAN_JOINT),
        "bars": page_bars(running, budgets, at=at, language=language),
        "cycle": svg_cycle(cycle, embed=False) + svg_cycle(cycle, embed=False, narrow=True),
        "counts": [(tier, tier_in_words(tier, treaty, at.as_of), value) for tier, value in counted],
        "has_parties": has_parties(treaty, at.as_of),
        "together": figure("reach.together", at=at),
        "supported": figure("reach.supported", at=at),
        "map": page_map(world, insets=False),
        "boundary_note": world.boundary_note,
        "footnotes": footnotes(world.areas, language, at=at),
        "restored": restore_to_tell() if may_manage_access(standing_of(request)) else None,
        "claims": [(claim, parts[claim.key]) for claim in statements if not claim.parent],
    }
    return page(request, "overview/overview.html", context)
