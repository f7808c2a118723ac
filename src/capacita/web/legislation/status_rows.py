"""What the pages of legislation show of ratings, gathered: signs and words of articles, groups, elements, changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from capacita.evidence.queries import CitationLine, citation_lines
from capacita.figures.registry import figure
from capacita.figures.values import FigureValue
from capacita.kernel.moment import Moment
from capacita.legislation.alignment import requirements
from capacita.legislation.alignment_wording import (
    GroupLine,
    article_in_words,
    article_sign,
    group_lines,
    label_in_words,
)
from capacita.legislation.choices import Cause, Rating, Readers
from capacita.legislation.models import LawRating
from capacita.legislation.queries.beside import Beside, beside_ratings
from capacita.legislation.queries.rating_changes import ArticleChange, RatingChange
from capacita.legislation.queries.status import CountryStatus
from capacita.legislation.rating_words import cause_in_words, flag_in_words, rating_in_words, shown_flags
from capacita.legislation.rules.articles import ArticleResult
from capacita.review.choices import StepKind
from capacita.review.wording import beside_in_words
from capacita.standards.models import RequirementElement


@dataclass(frozen=True)
class Status:
    """An article's status as it is shown: sign, words, and the page of its evidence."""

    sign: str
    words: str
    address: str = ""


@dataclass(frozen=True)
class GroupRow:
    """Substantive law or powers: the line of words, and for the public the count as a figure with its receipt."""

    line: GroupLine
    count: FigureValue | None
    label: str = ""


@dataclass(frozen=True)
class ElementRow:
    """One requirement element with the rating that holds; None where it is not rated."""

    element: RequirementElement
    rating: LawRating | None
    words: str
    flags: tuple[str, ...]
    cited: CitationLine | None
    beside: tuple[tuple[str, Beside], ...] = ()


@dataclass(frozen=True)
class ChangeRow:
    """A rating that changed, in words."""

    change: RatingChange
    element: str
    before: str
    after: str
    cause: str
    cited: CitationLine | None


def status_of(result: ArticleResult, address: str = "") -> Status:
    return Status(article_sign(result), article_in_words(result), address)


def evidence_address(iso2: str, number: str, readers: Readers) -> str:
    """The page of the ratings of one article in a country, without its moment."""
    office = "" if readers.is_public else "office/"
    return f"/legislation/{iso2}/{office}articles/{number}/"


def statuses(found: CountryStatus, readers: Readers) -> dict[str, Status]:
    """The status of every article that can be rated, by the key of the article."""
    held = requirements().articles
    return {
        held[number].key: status_of(each, evidence_address(found.iso2, number, readers))
        for number, each in found.lowest.articles.items()
    }


def group_rows(found: CountryStatus, readers: Readers, at: Moment) -> list[GroupRow]:
    """Substantive law and powers, with the label of the safeguards."""
    lowest = found.lowest
    label = label_in_words(lowest.label) if lowest.label else ""
    rows = []
    for name, line in zip(("substantive", "powers"), group_lines(lowest), strict=True):
        shown = readers.is_public and found.is_assessed(name)
        count = figure("legislation.articles", at=at, country=found.iso2, group=name) if shown else None
        rows.append(GroupRow(line, count, label if name == "powers" else ""))
    return rows


def element_rows(
    elements: Sequence[RequirementElement], held: Mapping[str, LawRating], readers: Readers
) -> list[ElementRow]:
    """Every element of an article, rated or not, with what its rating cites, and what is said of it beside."""
    citations, said = citation_lines(each.citation_id for each in held.values()), beside_ratings(held.values())
    rows = []
    for element in elements:
        rating = held.get(element.key)
        code = Rating(rating.code) if rating else Rating.UNK
        flags = tuple(map(flag_in_words, shown_flags(rating, readers))) if rating else ()
        cited = citations.get(rating.citation_id) if rating else None
        beside = tuple((_beside_in_words(each), each) for each in said[rating.key]) if rating else ()
        rows.append(ElementRow(element, rating, rating_in_words(code), flags, cited, beside))
    return rows


def _beside_in_words(said: Beside) -> str:
    if isinstance(said.kind, StepKind):
        return beside_in_words(said.kind)
    return _("An assessor keeps to %(code)s") % {"code": rating_in_words(Rating(said.code))}


def change_rows_of(changes: Sequence[RatingChange]) -> list[ChangeRow]:
    citations = citation_lines(each.rating.citation_id for each in changes)
    return [
        ChangeRow(
            each,
            each.rating.element_key.removeprefix(each.rating.article_key).strip("/"),
            rating_in_words(Rating(each.before.code)),
            rating_in_words(Rating(each.rating.code)),
            cause_in_words(each.cause) if each.cause else _("no cause recorded"),
            citations.get(each.rating.citation_id),
        )
        for each in changes
    ]


def moved_rows(changes: Sequence[ArticleChange], iso2: str, readers: Readers) -> list[dict[str, Any]]:
    """The articles that stand otherwise than before, with the causes."""
    return [
        {
            "number": each.number,
            "heading": requirements().articles[each.number].heading,
            "address": evidence_address(iso2, each.number, readers),
            "before": status_of(each.before),
            "after": status_of(each.after),
            "is_moved": each.is_moved,
            "causes": _causes(each),
            "rows": change_rows_of(each.ratings),
        }
        for each in changes
    ]


def _causes(change: ArticleChange) -> str:
    held = {each.cause for each in change.ratings}
    said = [cause_in_words(each) for each in Cause if each in held]
    return "; ".join(said) if said else _("assessed for the first time")
