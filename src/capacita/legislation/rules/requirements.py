"""The elements that the rule runs over, and which ratings of them it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from capacita.kernel.errors import CodedProblem
from capacita.kernel.said import said
from capacita.legislation.choices import Fault, Rating, Weight


@dataclass(frozen=True)
class Provision:
    """An article or paragraph with its elements: their keys (ets185/art_2/e1), each with its weight; None: none yet."""

    key: str
    article: str
    heading: str
    elements: Mapping[str, Weight | None]


@dataclass(frozen=True)
class Article:
    """An article that can be rated, with the keys of what counts in it, from all its paragraphs together.

    Options are no part of it, so that nothing that is said of them can change a status.
    """

    key: str
    number: str
    heading: str
    core: tuple[str, ...]
    supporting: tuple[str, ...]


@dataclass(frozen=True)
class Requirements:
    """The provisions of one instrument by key, and its articles that can be rated by number, in the order of the text."""

    provisions: Mapping[str, Provision]
    articles: Mapping[str, Article]

    @cached_property
    def elements(self) -> Mapping[str, str]:
        """The number of the article of every element, in the order of the text."""
        return {key: each.article for each in self.provisions.values() for key in each.elements}

    def known(self, ratings: Mapping[str, Rating]) -> Mapping[str, Rating]:
        """The ratings without those of elements that are not there."""
        known = self.elements
        if ratings.keys() <= known.keys():
            return ratings
        return {key: code for key, code in ratings.items() if key in known}

    @cached_property
    def _ratable(self) -> frozenset[str]:
        return frozenset(key for key, number in self.elements.items() if number in self.articles)

    def takes(self, ratings: Mapping[str, Rating]) -> bool:
        """Whether every rating is of an element of an article that can be rated."""
        return ratings.keys() <= self._ratable


def requirements_of(provisions: Iterable[Provision]) -> Requirements:
    """The requirements of an instrument from its provisions, an article before its paragraphs.

    An article can be rated where its elements have weights; the others can be read only.
    """
    by_key = {each.key: each for each in provisions}
    groups: dict[str, list[Provision]] = {}
    for each in by_key.values():
        groups.setdefault(each.article, []).append(each)
    articles = {
        number: Article(
            group[0].key, number, group[0].heading, _keys(group, Weight.CORE), _keys(group, Weight.SUPPORTING)
        )
        for number, group in groups.items()
        if _keys(group, Weight.CORE)
    }
    return Requirements(by_key, articles)


def refusals(requirements: Requirements, ratings: Mapping[str, Rating]) -> Iterator[CodedProblem]:
    """What the rule does not take: elements that are not there, or have no weight, and articles without a core element.

    An article whose every core element is NA has nothing by which it could fail or hold.
    """
    if not requirements.takes(ratings):
        yield from _not_taken(requirements, ratings)
    for article in requirements.articles.values():
        if all(ratings.get(key) is Rating.NA for key in article.core):
            yield CodedProblem(
                said(
                    "every core element of Article %(article)s is NA: nothing is left by which it could be rated",
                    article=article.number,
                ),
                column=article.key,
                remedy=said("Rate a core element, or give UNK to those that were not assessed."),
                code=Fault.NO_CORE_ELEMENT_LEFT,
            )


def _not_taken(requirements: Requirements, ratings: Mapping[str, Rating]) -> Iterator[CodedProblem]:
    """The refusals of single keys, provision by provision."""
    for key, group in _by_provision(ratings).items():
        provision = requirements.provisions.get(key)
        if provision is None:
            yield CodedProblem(said("is no provision"), column=key, code=Fault.UNKNOWN_PROVISION)
        elif provision.article not in requirements.articles:
            yield not_ratable(provision)
        else:
            for each in group:
                if each not in provision.elements:
                    yield CodedProblem(said("is no element"), column=each, code=Fault.UNKNOWN_ELEMENT)


def not_ratable(provision: Provision) -> CodedProblem:
    """The refusal of a provision whose article cannot be rated, by the article's name."""
    return CodedProblem(
        said(
            "Article %(article)s (%(heading)s) cannot be rated: none of its elements is core",
            article=provision.article,
            heading=provision.heading,
        ),
        column=provision.key,
        remedy=said("Leave it out."),
        code=Fault.NOT_RATABLE,
    )


def _keys(group: Iterable[Provision], weight: Weight) -> tuple[str, ...]:
    return tuple(key for each in group for key, held in each.elements.items() if held is weight)


def _by_provision(ratings: Mapping[str, Rating]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in ratings:
        found.setdefault(key.rpartition("/")[0], []).append(key)
    return found
