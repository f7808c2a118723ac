"""Words of tiers: nobody is called a Party to an instrument that is not in force."""

from __future__ import annotations

from datetime import date

import pytest

from capacita.figures.registry import figure
from capacita.reach.choices import Tier
from capacita.reach.drawings import approach_cycle, parties_columns, reach_map
from capacita.reach.wording import tier_in_words
from capacita.standards.choices import Basis, Status
from capacita.standards.queries import instrument
from capacita.standards.wording import status_in_words
from tests.golden.moments import THEN, on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "day", "tier", "status"),
    [
        ("ets185", date(2004, 6, 30), "Ratified or acceded", "ratified or acceded"),
        ("ets185", date(2004, 7, 1), "Parties", "Party"),
        ("ets189", date(2006, 2, 28), "Ratified or acceded", "ratified or acceded"),
        ("ets189", date(2006, 3, 1), "Parties", "Party"),
        ("cets224", date(2026, 11, 24), "Ratified or acceded", "ratified or acceded"),
    ],
)
def test_the_words_hang_on_the_instrument_and_the_date(code: str, day: date, tier: str, status: str) -> None:
    treaty = instrument(code)
    assert tier_in_words(Tier.PARTY, treaty, day) == tier
    assert status_in_words(Status.PARTY, treaty, day) == status
    # On basis in_force a State is counted as a Party only when it is one.
    assert tier_in_words(Tier.PARTY, treaty, day, Basis.IN_FORCE) == "Parties"
    assert tier_in_words(Tier.SIGNED, treaty, day) == "Signed"


def test_drawings_say_the_same() -> None:
    late, early = on(2026, 2, 5), on(2004, 1, 15)
    assert "Ratified or acceded" in [item.label for item in reach_map(at=late, language="en", code="cets224").legend]
    assert "Parties" in [item.label for item in reach_map(at=THEN, language="en").legend]
    assert "Part" not in parties_columns(at=late, language="en", code="cets224").title
    columns = parties_columns(at=THEN, language="en")
    assert columns.title == "Parties at the end of each year"
    said = {column.label: column.words for column in columns.values}
    assert said["2003"] == "4 ratified or acceded by 31 December 2003"
    assert said["2004"] == "8 Parties on 31 December 2004"
    cycle = approach_cycle(figure("reach.parties", at=early), figure("portfolio.projects", at=early), language="en")
    assert "ratified or acceded" in cycle.alt
