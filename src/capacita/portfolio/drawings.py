"""The portfolio as specs to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.drawing.spec import Bar, TimeBars
from capacita.kernel.moment import Moment
from capacita.kernel.wording import day_in_words, money_in_words
from capacita.portfolio.queries import ProjectLine
from capacita.portfolio.wording import period_in_words


def portfolio_bars(
    lines: Sequence[ProjectLine],
    *,
    at: Moment,
    language: str,
    kept: str = "",
    as_stated: bool = False,
    direction: str = "ltr",
) -> TimeBars:
    """The periods of projects as bars with their budgets, by their terms or as last stated."""
    rows = []
    for line in lines:
        terms = line.last_stated if as_stated else line.terms
        start, end = terms.date_of("start"), terms.date_of("end")
        rows.append(
            Bar(
                line.short_name,
                start.first_day if start else None,
                end.last_day if end else None,
                money_in_words(terms.money, language) if terms.money else _("not recorded"),
                f"/portfolio/{line.code}/{kept}",
            )
        )
    described = "; ".join(
        f"{line.short_name}, {period_in_words(line.last_stated if as_stated else line.terms, language)}, {bar.value}"
        for line, bar in zip(lines, rows, strict=True)
    )
    title = ngettext("%(n)s project by period and budget", "%(n)s projects by period and budget", len(rows)) % {
        "n": len(rows)
    }
    alt = _("%(title)s on %(day)s: %(described)s") % {
        "title": title,
        "day": day_in_words(at.as_of, language),
        "described": described,
    }
    return TimeBars(title, alt, tuple(rows), at.as_of, direction)
