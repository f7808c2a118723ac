"""Countries side by side and their gaps, as tables in the reader's language: for the page, CSV and workbook alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from capacita.legislation.alignment import requirements
from capacita.legislation.alignment_wording import article_in_words, group_lines, label_in_words
from capacita.legislation.choices import Rating
from capacita.legislation.queries.gaps import Gap
from capacita.legislation.queries.status import CountryStatus
from capacita.legislation.rating_words import rating_in_words
from capacita.legislation.rules.gaps import Priority
from capacita.legislation.sheet_tables import SheetTable


def priority_in_words(priority: Priority) -> str:
    """Why a gap comes where it does."""
    match priority:
        case Priority.SAFEGUARDS:
            return _("safeguards: powers without them are counted apart")
        case Priority.DECIDES:
            return _("decides: without this article no country is largely in line")
        case Priority.COUNTS:
            return _("counts towards the result of the country")
        case Priority.OTHER:
            return _("shown, and does not enter the result of the country")


def comparison_table(found: Sequence[CountryStatus], named: Mapping[str, str]) -> SheetTable:
    """One row an article with the status in each country, then the two results."""
    rows = [
        (number, article.heading, *(article_in_words(each.lowest.articles[number]) for each in found))
        for number, article in requirements().articles.items()
    ]
    by_group = list(zip(*(group_lines(each.lowest) for each in found), strict=True))
    for index, lines in enumerate(by_group):
        cells = [line.words for line in lines]
        if index == 1:
            labels = [label_in_words(each.lowest.label) if each.lowest.label else "" for each in found]
            cells = [f"{words}, {label}" if label else words for words, label in zip(cells, labels, strict=True)]
        rows.append(("", lines[0].name, *cells))
    columns = (_("Article"), _("Heading"), *(named[each.iso2] for each in found))
    return SheetTable("comparison", columns, tuple(rows))


def gap_table(found: Sequence[Gap], questions: Mapping[str, str], named: Mapping[str, str]) -> SheetTable:
    """One row a gap, in the order in which they are to be closed."""
    columns = (
        _("Priority"), _("Why"), _("Country or area"), _("Territory"), _("Article"), _("Element"), _("Requirement"),
        _("Rating"), _("What it says"), _("Law of"), _("Source"),
    )  # fmt: skip
    rows = [
        (
            str(list(Priority).index(each.priority) + 1), priority_in_words(each.priority), named[each.rating.iso2],
            each.rating.territory, each.number, each.rating.element_key, questions.get(each.rating.element_key, ""),
            rating_in_words(Rating(each.rating.code)), each.rating.text, each.rating.holds_from.isoformat(),
            each.rating.citation.text,
        )
        for each in found
    ]  # fmt: skip
    return SheetTable("gaps", columns, tuple(rows))
