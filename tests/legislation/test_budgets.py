"""How many queries the pages and counts of legislation take: the same for one country as for thirty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from capacita.kernel.clock import today
from capacita.kernel.moment import Moment
from capacita.kernel.once import reading_once
from capacita.legislation.actions.rating import begin_rating
from capacita.legislation.queries.status import country_statuses
from capacita.legislation.queries.terms import candidate_passages
from capacita.legislation.rules.sheets import Sheet
from capacita.people.choices import ScopeKind
from capacita.people.rules import Scope
from tests.legislation.test_status_figures import ALL, rate
from tests.people import cast

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 2)
MANY = (
    "AT", "BE", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LT", "LU", "LV",
    "MT", "NL", "NO", "PL", "PT", "RS", "SE", "SI", "SK", "UA",
)  # fmt: skip


def asked(run: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as made:
        run()
    return len(made)


def recount() -> object:
    with reading_once():
        return country_statuses(at=Moment(today(), today()))


def test_a_recount_takes_as_many_queries_for_one_country_as_for_thirty() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    assert asked(recount) == 4
    for iso2 in MANY:
        rate(iso2, dict.fromkeys(("2", "16"), "MET"))
    assert asked(recount) == 4


def test_the_workbench_and_the_candidates_stay_within_their_budget() -> None:
    person = cast.person("author@example.org", "legal_assessor", Scope(ScopeKind.COUNTRY, "RO"))
    by = cast.standing(person)
    review = begin_rating(Sheet("RO", "ets185/art_16", ON), by=by)
    client = cast.browser(person)
    # One of them counts what waits, for the bar; one looks whether a second person rated a baseline.
    assert asked(lambda: client.get(f"/legislation/ratings/{review.key}/")) <= 37
    at = Moment(ON, today())
    assert asked(lambda: candidate_passages("ets185/art_16", country="RO", user=by, at=at)) <= 6


def test_the_catalogue_is_read_in_a_few_queries(client: Client) -> None:
    assert asked(lambda: client.get("/legislation/catalogue/ets185/")) <= 16
