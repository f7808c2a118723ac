"""Drawings in pages: the map refers to the one static file that holds its geometry; time bars are rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.templatetags.static import static
from django.utils.translation import get_language_bidi

from capacita.drawing.spec import WorldMap
from capacita.drawing.svg import svg_time_axis, svg_time_track, svg_world_map
from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment
from capacita.portfolio.drawings import portfolio_bars
from capacita.portfolio.queries import ProjectLine
from capacita.portfolio.wording import funding_type_in_words, period_in_words


@dataclass(frozen=True)
class BarRow:
    """One project of a table of time bars: its words, its drawn period, its budget."""

    line: ProjectLine
    period: str
    funding_type: str
    track: str
    budget: FigureValue


@dataclass(frozen=True)
class PageBars:
    """A table of time bars: what it says in one sentence, the years above, the rows."""

    alt: str
    axis: str
    rows: tuple[BarRow, ...]


def page_map(spec: WorldMap, *, insets: bool = True) -> str:
    """The map for a page, with the address of the geometry as it is served."""
    return svg_world_map(spec, embed=False, href=static("capacita/world.svg"), insets=insets)


def page_bars(
    lines: Sequence[ProjectLine], budgets: Sequence[FigureValue], *, at: Moment, language: str
) -> PageBars | None:
    """The periods of projects for a page, each with its budget as a figure; None where there is no project."""
    if not lines:
        return None
    spec = portfolio_bars(lines, at=at, language=language, direction="rtl" if get_language_bidi() else "ltr")
    rows = (
        BarRow(
            line,
            period_in_words(line.terms, language),
            funding_type_in_words(line.terms.text_of("funding_type")),
            svg_time_track(spec, bar),
            budget,
        )
        for line, bar, budget in zip(lines, spec.rows, budgets, strict=True)
    )
    return PageBars(spec.alt, svg_time_axis(spec), tuple(rows))
