"""The living brief: why, how, the portfolio, the reach, what is claimed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from capacita.drawing.svg import svg_cycle, svg_time_bars
from capacita.figures.queries import claims
from capacita.figures.registry import figure
from capacita.portfolio.choices import EUROPEAN_JOINT
from capacita.portfolio.drawings import portfolio_bars
from capacita.portfolio.queries import office, ongoing, programme_texts, projects
from capacita.reach.drawings import approach_cycle, reach_map
from capacita.web.asking import kept_query, language_of, moment_of
from capacita.web.drawings import page_map
from capacita.web.pages import page, public_page


@public_page
def overview(request: HttpRequest) -> HttpResponse:
    """The overview for the moment in the address."""
    at, language, kept = moment_of(request), language_of(request), kept_query(request)
    running = ongoing(projects(at=at))
    parties, count = figure("reach.parties", at=at), figure("portfolio.projects", at=at)
    statements = claims(at=at, kind="impact")
    context = {
        "texts": programme_texts(at=at),
        "office": office(at=at),
        "projects": count,
        "budget": figure("portfolio.budget_total", at=at),
        "stated": figure("portfolio.budget_stated", at=at),
        "joint": figure("portfolio.budget_total", at=at, funding_type=EUROPEAN_JOINT),
        "bars": svg_time_bars(portfolio_bars(running, at=at, language=language, kept=kept), embed=False)
        if running
        else "",
        "cycle": svg_cycle(approach_cycle(parties, count, language=language, kept=kept), embed=False),
        "parties": parties,
        "signed": figure("reach.signed", at=at),
        "invited": figure("reach.invited", at=at),
        "together": figure("reach.together", at=at),
        "supported": figure("reach.supported", at=at),
        "map": page_map(reach_map(at=at, language=language, kept=kept), insets=False),
        "claims": [
            (claim, [each for each in statements if each.parent == claim.key])
            for claim in statements
            if not claim.parent
        ],
    }
    return page(request, "overview/overview.html", context)
