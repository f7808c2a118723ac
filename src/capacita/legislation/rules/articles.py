"""The status of one article from the ratings of its elements, all its paragraphs together.

Authority: the office's rule for the status of domestic law, version 1: *in line*, all core and supporting elements
hold; *largely*, half of the supporting ones, and of the core ones all, or all but one that holds in part; *partly*,
half of the core ones hold at least in part. What is not assessed is read twice, as absent and as met.

Why the two readings bound every other: each clause counts elements that hold, or that hold at least in part, against
a total that ratings from NOT to MET leave as it is. Raising an element only raises such a count. The one clause that
counts something down, one core element in part, is met from below by raising it (all core then hold) and left only
upwards; and what is largely in line has every core element at least in part, so it is partly in line as well.
An element that turns out to be NA lies between its readings too: k of n - 1 is no less than k of n and no more than
k + 1 of n, and where the last supporting element falls away the clause holds as if it were met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capacita.legislation.choices import ArticleStatus, Rating
from capacita.legislation.rules.requirements import Article

HOLDS = (Rating.MET, Rating.MET_G, Rating.RES)


@dataclass(frozen=True)
class ArticleResult:
    """The status with everything unknown read as absent (`low`) and as met (`high`).

    Of an article of which nothing that counts is rated (`is_assessed` is false), the two are the ends of the scale.
    """

    low: ArticleStatus
    high: ArticleStatus
    is_assessed: bool

    @property
    def is_certain(self) -> bool:
        return self.low is self.high


def article_result(article: Article, ratings: Mapping[str, Rating]) -> ArticleResult:
    """The article's status. What `ratings` leaves out is not assessed. A core element is left that is not NA."""
    core, supporting = _counted(article.core, ratings), _counted(article.supporting, ratings)
    low = article_status(_read(core, Rating.NOT), _read(supporting, Rating.NOT))
    high = article_status(_read(core, Rating.MET), _read(supporting, Rating.MET))
    return ArticleResult(low, high, any(each is not Rating.UNK for each in (*core, *supporting)))


def article_status(core: Sequence[Rating], supporting: Sequence[Rating]) -> ArticleStatus:
    """The status from ratings without NA and UNK; `core` is not empty."""
    core_holds = sum(each in HOLDS for each in core)
    core_in_part = core.count(Rating.PART)
    supporting_holds = sum(each in HOLDS for each in supporting)
    lacks = len(core) - core_holds
    if lacks == 0 and supporting_holds == len(supporting):
        return ArticleStatus.IN_LINE
    if is_half(supporting_holds, len(supporting)) and (lacks == 0 or lacks == core_in_part == 1):
        return ArticleStatus.LARGELY
    return ArticleStatus.PARTLY if is_half(core_holds + core_in_part, len(core)) else ArticleStatus.NOT


def is_half(number: int, total: int) -> bool:
    """At least half, exactly: 2 of 4 and 2 of 3, not 1 of 3. Of none, none is half."""
    return 2 * number >= total


def _counted(keys: Sequence[str], ratings: Mapping[str, Rating]) -> list[Rating]:
    """The ratings of the elements, without those that cannot apply."""
    found = (ratings.get(key, Rating.UNK) for key in keys)
    return [each for each in found if each is not Rating.NA]


def _read(ratings: Sequence[Rating], unknown: Rating) -> list[Rating]:
    return [unknown if each is Rating.UNK else each for each in ratings]
