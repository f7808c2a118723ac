"""An invented country worked out by hand: each article in alignment.csv, and here what follows for the country.

Substantive law, Articles 2 to 11. At least largely: 2, 4, 5, 7, 8, 9 and 11, which are 7 of 10; with Article 3, if what
is unknown in it is met, 8. At least partly: all but 10, which are 9. So with everything unknown absent: 7 are fewer
than 8, 9 are not fewer than 4: partly. With everything met: 8, Article 2 among them, none of 2, 4, 5, 8 and 9 below
partly: largely in line. With a minimum of 7 it is largely in line either way, with 9 partly either way.

Powers, Articles 16 to 21. At least largely: 16, 17, 18 and 20, which are 4 of 6; with Article 19, 5. At least partly: all
but 21. So: partly (19 is not largely, and 4 are fewer than 5), or largely in place. With a minimum of 4 the low reading
is still partly, since 19 must be among them; with 6 both are partly.

Safeguards: the powers may be largely in place, and Article 15 is partly in the one reading and in line in the other.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from capacita.legislation.alignment import alignment_answer, alignment_of, example

BY_HAND = {
    row["article"]: row for row in csv.DictReader(Path(__file__).with_name("alignment.csv").open(encoding="utf-8"))
}


def test_every_article_that_can_be_rated_was_worked_out() -> None:
    assert list(alignment_answer(alignment_of(example()))["articles"]) == list(BY_HAND)


@pytest.mark.parametrize("article", BY_HAND)
def test_an_article_is_as_worked_out_by_hand(article: str) -> None:
    found = alignment_answer(alignment_of(example()))["articles"][article]
    assert found == {"low": BY_HAND[article]["low"], "high": BY_HAND[article]["high"]}


def test_the_country_is_as_worked_out_by_hand() -> None:
    found = alignment_answer(alignment_of(example()))
    del found["articles"]
    assert found == {
        "rule": {"id": "legislation.alignment", "version": 1},
        "substantive": {"low": "partly", "high": "largely_in_line", "count_low": 7, "count_high": 8},
        "powers": {
            "low": "partly",
            "high": "largely_in_place",
            "count_low": 4,
            "count_high": 5,
            "label": "safeguards_not_assessed",
        },
        "sensitivity": {
            "substantive": {
                "minimum": 8,
                "one_less": {"minimum": 7, "low": "largely_in_line", "high": "largely_in_line"},
                "one_more": {"minimum": 9, "low": "partly", "high": "partly"},
            },
            "powers": {
                "minimum": 5,
                "one_less": {"minimum": 4, "low": "partly", "high": "largely_in_place"},
                "one_more": {"minimum": 6, "low": "partly", "high": "partly"},
            },
        },
    }
