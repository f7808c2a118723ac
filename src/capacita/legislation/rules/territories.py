"""What a country counts as where its law differs by territory: in everything as the lowest.

Authority: the office's rule for the status of domestic law, version 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from capacita.legislation.choices import SafeguardsLabel, Scale
from capacita.legislation.rules.articles import ArticleResult
from capacita.legislation.rules.countries import CountryResult, GroupResult, over_territories

Status = TypeVar("Status", bound=Scale)
Held = TypeVar("Held")


def with_whole(parts: Mapping[str, Mapping[str, Held]]) -> dict[str, Mapping[str, Held]]:
    """By territory, what holds of each element: what is said of the whole country (blank) holds where nothing else is."""
    whole = parts.get("", {})
    return {name: {**whole, **own} if name and whole else own for name, own in parts.items()}


def lowest_result(results: Sequence[CountryResult]) -> CountryResult:
    """One result from those of all territories; there is at least one. The rule and its thresholds are the first's."""
    first = results[0]
    if len(results) == 1:
        return first
    return CountryResult(
        {number: lowest_article([each.articles[number] for each in results]) for number in first.articles},
        _lowest_group([each.substantive for each in results]),
        _lowest_group([each.powers for each in results]),
        any_label([each.label for each in results]),
        first.rule,
    )


def lowest_article(results: Sequence[ArticleResult]) -> ArticleResult:
    """The lowest of each reading. It is assessed where it is in any territory; elsewhere it may still be anything."""
    return ArticleResult(
        min(each.low for each in results),
        min(each.high for each in results),
        any(each.is_assessed for each in results),
    )


def any_label(labels: Sequence[SafeguardsLabel | None]) -> SafeguardsLabel | None:
    """That of any territory; a deficiency is said before what is not assessed."""
    return next((each for each in SafeguardsLabel if each in labels), None)


def _lowest_group(groups: Sequence[GroupResult[Status]]) -> GroupResult[Status]:
    return GroupResult(
        over_territories(each.status for each in groups).lowest,
        min(each.count_low for each in groups),
        min(each.count_high for each in groups),
        groups[0].minimum,
        over_territories(each.one_less for each in groups).lowest,
        over_territories(each.one_more for each in groups).lowest,
    )
