"""How fast the pages and queries of legislation are at full size: lines for `make bench`, on whichever database is set."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

_DAY = date(2026, 6, 1)
_TIMES = 60
# The page that a person opens for the world map of an article: with the map, and the law of the first countries below it.
_PAGE = "/legislation/articles/{number}/"


@dataclass(frozen=True)
class Measured:
    """What was measured: the middle and the 95th percentile in milliseconds, and the target of the latter."""

    what: str
    middle: float
    slow: float
    target: float


def measured() -> Iterator[Measured]:
    """Each measurement of this issue. The map is measured as the page that is served, and by itself."""
    from capacita.kernel.moment import Moment
    from capacita.legislation.queries.status import country_statuses

    at = Moment(_DAY, _DAY)
    yield _measured("workbench page", _sheets(), 250)
    yield _measured("candidate passages", _candidates(at), 300)
    yield _measured("page of an article with its world map", _pages(), 150)
    yield _measured("world map of an article, drawn without its page", _maps(), 150)
    yield _measured("recount of all countries for a date", iter([lambda: country_statuses(at=at)] * 12), 1000)


def _measured(what: str, runs: Iterator[Callable[[], object]], target: float) -> Measured:
    """After two runs that warm up."""
    next(runs)(), next(runs)()
    taken = []
    for run in runs:
        begun = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    slow = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
    return Measured(what, taken[len(taken) // 2], slow, target)


def _places() -> list[tuple[str, str]]:
    """Countries and articles, drawn alike each time."""
    from capacita.legislation.models import LegalWork
    from capacita.legislation.queries.rating import ratable_articles

    source = random.Random(2)  # noqa: S311 - the same each time
    countries = sorted(set(LegalWork.objects.recorded().values_list("iso2", flat=True)))
    articles = [each.key for each in ratable_articles()]
    return [(source.choice(countries), source.choice(articles)) for _ in range(_TIMES)]


def _sheets() -> Iterator[Callable[[], object]]:
    """Sheets of an assessor who has rated half of the elements."""
    from django.conf import settings

    from capacita.legislation.actions.rating import begin_rating, keep_rating
    from capacita.legislation.queries.rating import elements_of_article
    from capacita.legislation.rules.sheets import Sheet
    from tests.people import cast

    settings.ALLOWED_HOSTS = ["testserver"]
    person = cast.person("measured@example.org", "legal_assessor")
    by, client = cast.standing(person), cast.browser(person)
    for iso2, article in dict.fromkeys(_places()):
        review = begin_rating(Sheet(iso2, article, min(_DAY, by.on)), by=by)
        for element in elements_of_article(article)[::2]:
            keep_rating(review, element.key, {"code": "MET", "text": "made up"}, version=0, by=by)
        yield lambda key=review.key: _get(client, f"/legislation/ratings/{key}/")  # type: ignore[misc]


def _candidates(at: Any) -> Iterator[Callable[[], object]]:
    from capacita.legislation.queries.terms import candidate_passages
    from tests.people import cast

    by = cast.standing(cast.person("looks@example.org", "legal_assessor"))
    for iso2, article in _places():
        yield lambda iso2=iso2, article=article: candidate_passages(article, country=iso2, user=by, at=at)  # type: ignore[misc]


def _pages() -> Iterator[Callable[[], object]]:
    """Each article on days of its own, so that no page is answered from before."""
    from django.test import Client

    client = Client()
    for number, (_iso2, article) in enumerate(_places()):
        address = f"{_PAGE.format(number=article.rpartition('art_')[2])}?as_of={_day(number)}"
        yield lambda address=address: _get(client, address)  # type: ignore[misc]


def _maps() -> Iterator[Callable[[], object]]:
    """The statuses of each article on a day of its own, and the drawing."""
    from capacita.kernel.moment import Moment
    from capacita.kernel.once import reading_once
    from capacita.legislation.drawings import article_map
    from capacita.legislation.queries.status import article_statuses
    from capacita.web.drawings import page_map

    def drawn(article: str, day: date) -> str:
        at = Moment(day, _DAY)
        with reading_once():
            found = article_statuses(article, at=at)
            return page_map(article_map(article.rpartition("art_")[2], found, at=at, language="en"))

    for number, (_iso2, article) in enumerate(_places()):
        day = _day(number)
        yield lambda article=article, day=day: drawn(article, day)  # type: ignore[misc]


def _day(number: int) -> date:
    return date(2026, number % 5 + 1, number % 28 + 1)


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
