"""Where a country's law stands, from the statuses of its articles. The thresholds are data, and named with the result.

Authority: the office's rule for the status of domestic law, version 1. Both readings of what is unknown are made for
the whole country at once: all of it absent, all of it met. Each threshold counts articles that reach a status, and no
article's status falls when a rating rises (see `articles`), so these two readings bound every other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from capacita.kernel.errors import InputError
from capacita.legislation.choices import ArticleStatus, PowersStatus, Rating, SafeguardsLabel, Scale, SubstantiveStatus
from capacita.legislation.rules.articles import ArticleResult, article_result
from capacita.legislation.rules.requirements import Requirements, refusals

Status = TypeVar("Status", bound=Scale)


@dataclass(frozen=True)
class Threshold(Generic[Status]):
    """When a group of articles is at least partly, or largely, in order; `words` names the three results, lowest first.

    Largely: at least `minimum` articles are at least largely in line, those of `largely_among` among them, and none of
    `partly_among` is below partly. Partly: at least `partly_minimum` are at least partly in line.
    """

    articles: tuple[str, ...]
    minimum: int
    largely_among: frozenset[str]
    partly_among: frozenset[str]
    partly_minimum: int
    words: tuple[Status, Status, Status]


@dataclass(frozen=True)
class Rule:
    """The rule's name and version, its thresholds, and the article of the safeguards."""

    id: str
    version: int
    substantive: Threshold[SubstantiveStatus]
    powers: Threshold[PowersStatus]
    safeguards: str


def _articles(first: int, last: int) -> tuple[str, ...]:
    return tuple(map(str, range(first, last + 1)))


RULE = Rule(
    id="legislation.alignment",
    version=1,
    substantive=Threshold(
        articles=_articles(2, 11),
        minimum=8,
        largely_among=frozenset({"2"}),
        partly_among=frozenset({"2", "4", "5", "8", "9"}),
        partly_minimum=4,
        words=(SubstantiveStatus.NOT, SubstantiveStatus.PARTLY, SubstantiveStatus.LARGELY_IN_LINE),
    ),
    powers=Threshold(
        articles=_articles(16, 21),
        minimum=5,
        largely_among=frozenset({"16", "18", "19"}),
        partly_among=frozenset(),
        partly_minimum=2,
        words=(PowersStatus.NOT, PowersStatus.PARTLY, PowersStatus.LARGELY_IN_PLACE),
    ),
    safeguards="15",
)


@dataclass(frozen=True)
class Bounds(Generic[Status]):
    """A status with everything unknown read as absent, and as met."""

    low: Status
    high: Status

    @property
    def is_certain(self) -> bool:
        return self.low is self.high


@dataclass(frozen=True)
class GroupResult(Generic[Status]):
    """The status of a group of articles; the counts are of articles at least largely in line.

    `one_less` and `one_more` are what the status would be with the threshold's minimum one lower and one higher.
    """

    status: Bounds[Status]
    count_low: int
    count_high: int
    minimum: int
    one_less: Bounds[Status]
    one_more: Bounds[Status]


@dataclass(frozen=True)
class CountryResult:
    """The statuses of all articles by number, and of the country, with the rule that made them."""

    articles: Mapping[str, ArticleResult]
    substantive: GroupResult[SubstantiveStatus]
    powers: GroupResult[PowersStatus]
    label: SafeguardsLabel | None
    rule: Rule


def country_result(requirements: Requirements, ratings: Mapping[str, Rating], rule: Rule = RULE) -> CountryResult:
    """What follows from the ratings, by element key; what they leave out is not assessed.

    Refuses with every fault, by path: elements that cannot be rated, articles without a core element.
    """
    if wrong := tuple(refusals(requirements, ratings)):
        raise InputError(*wrong)
    articles = {number: article_result(article, ratings) for number, article in requirements.articles.items()}
    powers = group_result(articles, rule.powers)
    return CountryResult(
        articles,
        group_result(articles, rule.substantive),
        powers,
        safeguards_label(powers.status, articles[rule.safeguards]),
        rule,
    )


def group_result(articles: Mapping[str, ArticleResult], threshold: Threshold[Status]) -> GroupResult[Status]:
    """The status of the threshold's articles, and what it would be one article lower and higher."""
    low = {number: articles[number].low for number in threshold.articles}
    high = {number: articles[number].high for number in threshold.articles}

    def bounds(minimum: int) -> Bounds[Status]:
        return Bounds(group_status(low, threshold, minimum), group_status(high, threshold, minimum))

    minimum = threshold.minimum
    return GroupResult(
        status=bounds(minimum),
        count_low=_at_least(ArticleStatus.LARGELY, low),
        count_high=_at_least(ArticleStatus.LARGELY, high),
        minimum=minimum,
        one_less=bounds(minimum - 1),
        one_more=bounds(minimum + 1),
    )


def group_status(statuses: Mapping[str, ArticleStatus], threshold: Threshold[Status], minimum: int) -> Status:
    """The status in one reading, with this minimum; `statuses` holds the threshold's articles and no other."""
    absent, partly, largely = threshold.words
    if (
        _at_least(ArticleStatus.LARGELY, statuses) >= minimum
        and all(statuses[number] >= ArticleStatus.LARGELY for number in threshold.largely_among)
        and all(statuses[number] >= ArticleStatus.PARTLY for number in threshold.partly_among)
    ):
        return largely
    return partly if _at_least(ArticleStatus.PARTLY, statuses) >= threshold.partly_minimum else absent


def safeguards_label(powers: Bounds[PowersStatus], safeguards: ArticleResult) -> SafeguardsLabel | None:
    """What is said of the safeguards where the powers are, or may be, largely in place.

    The two are bounded apart: Article 15 is below largely whatever is unknown, or its readings lie on either side.
    """
    if powers.high is not PowersStatus.LARGELY_IN_PLACE or safeguards.low >= ArticleStatus.LARGELY:
        return None
    if safeguards.high < ArticleStatus.LARGELY:
        return SafeguardsLabel.DEFICIENT
    return SafeguardsLabel.NOT_ASSESSED


@dataclass(frozen=True)
class OverTerritories(Generic[Status]):
    """The lowest and the highest status among territories whose law differs. The country counts as `lowest`."""

    lowest: Bounds[Status]
    highest: Bounds[Status]


def over_territories(statuses: Iterable[Bounds[Status]]) -> OverTerritories[Status]:
    """The lowest and the highest, each with its own bounds; there is at least one territory.

    The lowest may be another territory in the one reading than in the other, so its bounds are the lowest of all low
    ones and the lowest of all high ones; for the highest alike.
    """
    held = list(statuses)
    lows, highs = [each.low for each in held], [each.high for each in held]
    return OverTerritories(Bounds(min(lows), min(highs)), Bounds(max(lows), max(highs)))


def _at_least(status: ArticleStatus, statuses: Mapping[str, ArticleStatus]) -> int:
    return sum(each >= status for each in statuses.values())
