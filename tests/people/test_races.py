"""A race of each kind, four times over; `make harden` runs a thousand on each database."""

from __future__ import annotations

import pytest

from capacita.audit.queries import verification
from tests.racing.races import RACES, faults


@pytest.mark.django_db
def test_the_chain_holds_before_anybody_races() -> None:
    assert verification().holds


@pytest.mark.usefixtures("committing")
def test_of_two_writers_on_the_same_fact_one_wins_and_the_other_is_told() -> None:
    assert list(faults(4 * len(RACES), seed=5)) == []
