"""What the tiers of reach ask of law agrees with the status of every country, on a date and over time."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from capacita.kernel.clock import today
from capacita.kernel.moment import Moment
from capacita.kernel.once import reading_once
from capacita.legislation.queries.status import country_statuses
from capacita.legislation.queries.substantive import substantive_bounds, substantive_over_time
from tests.legislation.test_status_figures import ALL, ON, rate

pytestmark = pytest.mark.django_db
COUNTRIES = ("RO", "PH", "GH", "GB", "LA")
CODES = ("MET", "MET", "MET", "MET", "PART", "UNK", "NOT", "NA")


def made_up(source: random.Random) -> None:
    """Assessments of some articles on some days, of the whole country or of a part; of some only powers."""
    for number in range(16):
        country = source.choice(COUNTRIES[:-1])
        territory = source.choice(("", "England and Wales", "Scotland")) if country == "GB" else ""
        articles = source.sample(ALL, source.choice((1, 4, len(ALL))))
        rated = {each: source.choice(CODES) for each in articles}
        on = ON + timedelta(days=37 * number)
        rate(country, rated, on=on, territory=territory, stated_on=on + timedelta(days=source.randrange(90)))


@pytest.mark.parametrize("seed", range(4))
def test_one_reading_gives_on_every_day_what_the_recount_of_that_day_gives(seed: int) -> None:
    source = random.Random(seed)
    made_up(source)
    last = ON + timedelta(days=700)
    for known_on in (ON + timedelta(days=300), today()):
        over_time = substantive_over_time(COUNTRIES, at=Moment(last, known_on))
        for day in (ON - timedelta(days=1), *(ON + timedelta(days=source.randrange(700)) for _ in range(8)), last):
            at = Moment(day, known_on)
            with reading_once():
                expected = {
                    iso2: each.substantive.lowest
                    for iso2, each in country_statuses(at=at).items()
                    if each.is_assessed("substantive")
                }
                assert substantive_bounds(COUNTRIES, at=at) == expected
            found = {iso2: each.on(day) for iso2, each in over_time.items()}
            assert {iso2: each for iso2, each in found.items() if each is not None} == expected


def test_a_part_of_which_only_powers_are_rated_leaves_the_country_open() -> None:
    rate("GB", dict.fromkeys(ALL, "MET"), territory="England and Wales")
    rate("GB", {"16": "MET"}, territory="Scotland", on=ON + timedelta(days=10))
    before, after = (substantive_bounds(["GB"], at=Moment(ON + timedelta(days=each), today())) for each in (5, 15))
    assert (before["GB"].low, before["GB"].high) == ("largely_in_line", "largely_in_line")
    assert (after["GB"].low, after["GB"].high) == ("not", "largely_in_line")


def test_only_the_countries_asked_about_are_read() -> None:
    rate("RO", dict.fromkeys(ALL, "MET"))
    assert substantive_bounds(["PH"], at=Moment(ON, today())) == {}
    assert substantive_over_time(["PH"], at=Moment(date(2026, 1, 1), today())) == {}
