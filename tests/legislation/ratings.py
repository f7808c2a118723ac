"""Ratings for tests: an article of so many elements, and a whole country in which every element has one rating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from capacita.legislation.alignment import requirements
from capacita.legislation.choices import ArticleStatus, Rating
from capacita.legislation.rules.articles import ArticleResult, article_result
from capacita.legislation.rules.countries import CountryResult, country_result
from capacita.legislation.rules.requirements import Article

HELD = requirements()


def rated(core: str, supporting: str = "") -> ArticleResult:
    """The result of an article whose core and supporting elements have these ratings, one word each."""
    by_core = {f"c{number}": Rating(word) for number, word in enumerate(core.split())}
    by_supporting = {f"s{number}": Rating(word) for number, word in enumerate(supporting.split())}
    article = Article("a", "1", "An article", tuple(by_core), tuple(by_supporting))
    return article_result(article, {**by_core, **by_supporting})


def certain(core: str, supporting: str = "") -> ArticleStatus:
    """The status of such an article; it has one."""
    found = rated(core, supporting)
    assert found.is_certain
    return found.low


def country(statuses: Mapping[str, str], **other: Rating) -> CountryResult:
    """The result of a country whose articles stand as named by number: in_line, largely, partly, not or unknown.

    The others are in line.
    """
    ratings: dict[str, Rating] = {}
    for number, article in HELD.articles.items():
        ratings |= dict.fromkeys((*article.core, *article.supporting), Rating.MET)
        match statuses.get(number, "in_line"):
            case "largely":
                ratings[article.core[0]] = Rating.PART
            case "partly":
                ratings |= dict.fromkeys(article.core, Rating.PART)
                assert len(article.core) > 1
            case "not":
                ratings |= dict.fromkeys(article.core, Rating.NOT)
            case "unknown":
                ratings |= dict.fromkeys((*article.core, *article.supporting), Rating.UNK)
    return country_result(HELD, {**ratings, **other})


def standing(numbers: Iterable[int], status: str) -> dict[str, str]:
    """The articles of these numbers, all of one status."""
    return {str(number): status for number in numbers}
