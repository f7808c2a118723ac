"""Words and signs for computed alignment, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from capacita.legislation.choices import ArticleStatus, PowersStatus, SafeguardsLabel, Scale, SubstantiveStatus
from capacita.legislation.rules.articles import ArticleResult
from capacita.legislation.rules.countries import Bounds, CountryResult, GroupResult
from capacita.legislation.rules.requirements import Article

_SIGNS = {ArticleStatus.NOT: "○", ArticleStatus.PARTLY: "◑", ArticleStatus.LARGELY: "◕", ArticleStatus.IN_LINE: "●"}
_UNKNOWN = "?"


@dataclass(frozen=True)
class ArticleLine:
    """One article as a row of a table."""

    article: Article
    sign: str
    words: str


@dataclass(frozen=True)
class GroupLine:
    """A group of articles as a row of a table: its result, the count it rests on, and what another minimum makes of it."""

    name: str
    words: str
    count_text: str
    minimum: int
    fewer: str
    more: str


def status_in_words(status: Scale) -> str:
    """The status of an article, of substantive law or of powers."""
    # Members of two scales that are written alike are equal: the scale is told by its type.
    if isinstance(status, PowersStatus):
        return _power_in_words(status)
    match status:
        case ArticleStatus.IN_LINE:
            return _("in line")
        case ArticleStatus.LARGELY | SubstantiveStatus.LARGELY_IN_LINE:
            return _("largely in line")
        case ArticleStatus.PARTLY:
            return _("partly in line")
    return _("not in line")


def bounds_in_words(low: Scale, high: Scale) -> str:
    """One status, or undetermined between two."""
    if low is high:
        return status_in_words(low)
    return _("undetermined: %(low)s to %(high)s") % {"low": status_in_words(low), "high": status_in_words(high)}


def label_in_words(label: SafeguardsLabel) -> str:
    if label is SafeguardsLabel.DEFICIENT:
        return _("safeguards deficient")
    return _("safeguards not assessed")


def article_lines(found: CountryResult, articles: Mapping[str, Article]) -> list[ArticleLine]:
    """The articles in the order of the text."""
    return [
        ArticleLine(articles[number], article_sign(each), article_in_words(each))
        for number, each in found.articles.items()
    ]


def article_sign(found: ArticleResult) -> str:
    """The sign of an article's status; of an undetermined one those of both its ends."""
    if not found.is_assessed:
        return _UNKNOWN
    return _SIGNS[found.low] if found.is_certain else f"{_SIGNS[found.low]}–{_SIGNS[found.high]}"


def article_in_words(found: ArticleResult) -> str:
    return bounds_in_words(found.low, found.high) if found.is_assessed else _("not assessed")


def articles_in_words(found: Mapping[str, ArticleResult]) -> Mapping[str, str]:
    """The same for many, by their keys: what stands alike is worded once."""
    words = {each: article_in_words(each) for each in set(found.values())}
    return {key: words[each] for key, each in found.items()}


def group_lines(found: CountryResult) -> list[GroupLine]:
    """Substantive law and powers."""
    return [
        _group(_("Substantive law, Articles 2 to 11"), found.substantive, len(found.rule.substantive.articles)),
        _group(_("Procedural powers, Articles 16 to 21"), found.powers, len(found.rule.powers.articles)),
    ]


def _power_in_words(status: PowersStatus) -> str:
    match status:
        case PowersStatus.LARGELY_IN_PLACE:
            return _("largely in place")
        case PowersStatus.PARTLY:
            return _("partly in place")
        case PowersStatus.NOT:
            return _("not in place")


def _group(name: str, found: GroupResult[Any], total: int) -> GroupLine:
    if found.count_low == found.count_high:
        count = _("%(n)s of %(all)s") % {"n": found.count_low, "all": total}
    else:
        count = _("%(low)s to %(high)s of %(all)s") % {"low": found.count_low, "high": found.count_high, "all": total}
    return GroupLine(
        name, _bounds(found.status), count, found.minimum, _bounds(found.one_less), _bounds(found.one_more)
    )


def _bounds(found: Bounds[Any]) -> str:
    return bounds_in_words(found.low, found.high)
