"""What holds of the rule for any ratings: no rating that rises lowers anything, bounds enclose what they bound."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from capacita.legislation.choices import Rating
from capacita.legislation.rules.articles import ArticleResult, article_result
from capacita.legislation.rules.countries import (
    RULE,
    CountryResult,
    GroupResult,
    Threshold,
    country_result,
    group_result,
)
from tests.legislation.ratings import HELD

_EVERY = tuple(key for each in HELD.provisions.values() if each.article in HELD.articles for key in each.elements)
_ARTICLE_OF = {key: each.article for each in HELD.provisions.values() for key in each.elements}
_HEIGHT = {
    Rating.NOT: 0, Rating.PART: 1, Rating.MET: 2, Rating.MET_G: 2, Rating.RES: 2,
}  # fmt: skip
_BY_HEIGHT = ((Rating.NOT,), (Rating.PART,), (Rating.MET, Rating.MET_G, Rating.RES))
_WALKS, _STEPS = 200, 100
SEEDS = st.integers(0, 2**32)


def _ratings(source: random.Random, *, unknown: float = 0.03) -> dict[str, Rating]:
    """A country of some height, and its articles around it: drawn evenly, all of them would be partly in line."""
    exponent, found = source.choice((0.01, 0.03, 0.1, 1, 5)), dict[str, Rating]()
    heights = {number: source.random() ** exponent for number in HELD.articles}
    for key in _EVERY:
        if source.random() < unknown:
            found[key] = Rating.UNK
        elif source.random() < heights[_ARTICLE_OF[key]]:
            found[key] = source.choice((Rating.MET, Rating.MET, Rating.MET_G, Rating.RES))
        else:
            found[key] = source.choice((Rating.NOT, Rating.NOT, Rating.PART, Rating.NA))
    for article in HELD.articles.values():
        if all(found[key] is Rating.NA for key in article.core):
            found[article.core[0]] = Rating.NOT
    return found


def _is_no_lower(before: GroupResult[Any], after: GroupResult[Any]) -> bool:
    return all(
        one.low <= other.low and one.high <= other.high
        for one, other in (
            (before.status, after.status),
            (before.one_less, after.one_less),
            (before.one_more, after.one_more),
        )
    ) and (before.count_low <= after.count_low and before.count_high <= after.count_high)


def _is_within(inner: GroupResult[Any], outer: GroupResult[Any]) -> bool:
    return (
        outer.status.low <= inner.status.low <= inner.status.high <= outer.status.high
        and outer.count_low <= inner.count_low <= inner.count_high <= outer.count_high
    )


def _encloses(outer: ArticleResult, inner: ArticleResult) -> bool:
    return outer.low <= inner.low <= inner.high <= outer.high


@given(SEEDS)
@settings(max_examples=_WALKS, deadline=None)
def test_raising_a_rating_lowers_no_status(seed: int) -> None:
    """20,000 single steps, each with the article and the country before and after it.

    A step raises a rating, or makes something unknown known: then the readings draw together and none crosses.
    """
    source = random.Random(seed)
    ratings = _ratings(source)
    articles = {number: article_result(each, ratings) for number, each in HELD.articles.items()}
    groups = [group_result(articles, each) for each in (RULE.substantive, RULE.powers)]
    can_rise = [key for key in _EVERY if ratings[key] is not Rating.NA]
    for _ in range(_STEPS):
        key = source.choice(can_rise)
        number, was = _ARTICLE_OF[key], ratings[key]
        height = 0 if was is Rating.UNK else _HEIGHT[was]
        ratings[key] = source.choice(_BY_HEIGHT[source.randint(height, 2)])
        changed = {**articles, number: article_result(HELD.articles[number], ratings)}
        after = [group_result(changed, each) for each in (RULE.substantive, RULE.powers)]
        if was is Rating.UNK:
            assert _encloses(articles[number], changed[number])
            assert all(_is_within(inner, outer) for inner, outer in zip(after, groups, strict=True))
        else:
            assert articles[number].low <= changed[number].low
            assert articles[number].high <= changed[number].high
            assert all(_is_no_lower(one, other) for one, other in zip(groups, after, strict=True))
        articles, groups = changed, after


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_bounds_enclose_every_completion_of_the_unknown(seed: int) -> None:
    """Also one in which what was unknown turns out not to apply."""
    source = random.Random(seed)
    ratings = _ratings(source, unknown=source.random())
    found = country_result(HELD, ratings)
    for kinds in ([Rating.NOT, Rating.PART, Rating.MET, Rating.RES], [Rating.NOT, Rating.MET, Rating.NA]):
        full = {key: source.choice(kinds) if each is Rating.UNK else each for key, each in ratings.items()}
        for article in HELD.articles.values():
            if all(full[key] is Rating.NA for key in article.core):
                full[next(key for key in article.core if ratings[key] is Rating.UNK)] = source.choice([*_HEIGHT])
        completed = country_result(HELD, full)
        assert all(each.is_certain for each in completed.articles.values())
        assert all(_encloses(found.articles[number], each) for number, each in completed.articles.items())
        assert _is_within(completed.substantive, found.substantive)
        assert _is_within(completed.powers, found.powers)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_the_two_readings_are_completions(seed: int) -> None:
    ratings = _ratings(random.Random(seed), unknown=0.5)
    found = country_result(HELD, ratings)
    low, high = (_completed(ratings, reading) for reading in (Rating.NOT, Rating.MET))
    assert found.substantive.status.low is low.substantive.status.low
    assert found.substantive.status.high is high.substantive.status.high
    assert (found.powers.count_low, found.powers.count_high) == (low.powers.count_low, high.powers.count_high)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_options_change_nothing_and_neither_does_writing_unknown_out(seed: int) -> None:
    source = random.Random(seed)
    ratings = _ratings(source)
    counted = {key for each in HELD.articles.values() for key in (*each.core, *each.supporting)}
    changed = {key: each if key in counted else source.choice(list(Rating)) for key, each in ratings.items()}
    assert country_result(HELD, changed) == country_result(HELD, ratings)
    left_out = {key: each for key, each in ratings.items() if each is not Rating.UNK}
    assert country_result(HELD, left_out) == country_result(HELD, ratings)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_met_general_law_and_reservation_count_alike(seed: int) -> None:
    source = random.Random(seed)
    ratings = _ratings(source)
    alike = _BY_HEIGHT[2]
    changed = {key: source.choice(alike) if each in alike else each for key, each in ratings.items()}
    assert country_result(HELD, changed) == country_result(HELD, ratings)


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_a_lower_minimum_lowers_no_country(seed: int) -> None:
    ratings = _ratings(random.Random(seed))
    articles = {number: article_result(each, ratings) for number, each in HELD.articles.items()}
    thresholds: tuple[Threshold[Any], ...] = (RULE.substantive, RULE.powers)
    for threshold in thresholds:
        by_minimum = [
            group_result(articles, replace(threshold, minimum=minimum)).status
            for minimum in range(len(threshold.articles) + 2)
        ]
        assert by_minimum == sorted(by_minimum, key=lambda each: (each.low.rank, each.high.rank), reverse=True)


def _completed(ratings: dict[str, Rating], reading: Rating) -> CountryResult:
    return country_result(HELD, {key: reading if each is Rating.UNK else each for key, each in ratings.items()})
