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
from typing import NamedTuple

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


class Tally(NamedTuple):
    """Of the elements that can apply: how many there are, how many hold, hold in part, and are not assessed."""

    counted: int
    holds: int
    in_part: int
    unknown: int


def article_result(article: Article, ratings: Mapping[str, Rating]) -> ArticleResult:
    """The article's status. What `ratings` leaves out is not assessed. A core element is left that is not NA."""
    core, supporting = _tally(article.core, ratings), _tally(article.supporting, ratings)
    is_assessed = core.unknown < core.counted or supporting.unknown < supporting.counted
    low, high = article_status(core, supporting), article_status(_met(core), _met(supporting))
    return ArticleResult(low, high, is_assessed)


def article_status(core: Tally, supporting: Tally) -> ArticleStatus:
    """The status where what is not assessed does not hold; there is a core element."""
    lacks = core.counted - core.holds
    if lacks == 0 and supporting.holds == supporting.counted:
        return ArticleStatus.IN_LINE
    if is_half(supporting.holds, supporting.counted) and (lacks == 0 or lacks == core.in_part == 1):
        return ArticleStatus.LARGELY
    return ArticleStatus.PARTLY if is_half(core.holds + core.in_part, core.counted) else ArticleStatus.NOT


def is_half(number: int, total: int) -> bool:
    """At least half, exactly: 2 of 4 and 2 of 3, not 1 of 3. Of none, none is half."""
    return 2 * number >= total


def _tally(keys: Sequence[str], ratings: Mapping[str, Rating]) -> Tally:
    unknown = Rating.UNK
    codes = [ratings.get(key, unknown) for key in keys]
    count = codes.count
    return Tally(len(codes) - count(Rating.NA), sum(count(each) for each in HOLDS), count(Rating.PART), count(unknown))


def _met(tally: Tally) -> Tally:
    """The same with what is not assessed read as met."""
    return Tally(tally.counted, tally.holds + tally.unknown, tally.in_part, 0) if tally.unknown else tally
