"""How fast the pages and queries of legislation are at full size: lines for `make bench`, on whichever database is set."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

_DAY = date(2026, 6, 1)
_TIMES = 60
# The page that shows one article across all countries, as the world map does.
_MAP = "/legislation/articles/{number}/"


def measured() -> Iterator[tuple[str, float, float]]:
    """Each measurement: what, its 95th percentile in milliseconds, and its target."""
    from capacita.kernel.moment import Moment
    from capacita.legislation.queries.status import country_statuses

    at = Moment(_DAY, _DAY)
    yield "workbench page, 95th percentile", _slowest(_sheets()), 250
    yield "candidate passages, 95th percentile", _slowest(_candidates(at)), 300
    yield "one article across all countries, 95th percentile", _slowest(_maps()), 150
    yield "recount of all countries for a date", _slowest(iter([lambda: country_statuses(at=at)] * 12)), 1000


def _slowest(runs: Iterator[Callable[[], object]]) -> float:
    """The 95th of 100 runs in milliseconds, after two that warm up."""
    next(runs)(), next(runs)()
    taken = []
    for run in runs:
        begun = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return taken[min(len(taken) - 1, int(len(taken) * 0.95))]


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


def _maps() -> Iterator[Callable[[], object]]:
    """Each article on days of its own, so that no page is answered from before."""
    from django.test import Client

    client = Client()
    for number, (_iso2, article) in enumerate(_places()):
        address = _MAP.format(number=article.rpartition("art_")[2])
        yield lambda address=f"{address}?as_of=2026-{number % 5 + 1:02d}-{number % 28 + 1:02d}": _get(client, address)  # type: ignore[misc]


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
