"""Entries into force as computed, beside those that sources state: of each consent, and of the instrument itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from capacita.evidence.catalogue import catalogues
from capacita.evidence.loading import load_catalogues
from capacita.people.models import LOADER
from capacita.standards.queries import computed_in_force_on, force_comparisons, instrument
from tests.golden.moments import KNOWN_TODAY

pytestmark = pytest.mark.django_db

ACTIONS = next(each.path for each in catalogues() if each.name == "treaty_actions")


def test_a_second_consent_is_compared_with_its_own_entry_into_force(tmp_path: Path) -> None:
    path = tmp_path / "treaty_actions.csv"
    rows = (
        "ETS185,FR,France,denunciation,2015-03-20,x,day,,,",
        "ETS185,FR,France,accession,2015-04-02,x,day,,,",
        "ETS185,FR,France,entry_into_force,2015-09-01,x,day,,,",
    )
    path.write_text(ACTIONS.read_text(encoding="utf-8").rstrip("\n") + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
    load_catalogues(by=LOADER, files={"treaty_actions": path})
    first, second = [each for each in force_comparisons(instrument("ets185"), at=KNOWN_TODAY) if each.iso2 == "FR"]
    assert (first.computed, first.sourced, first.agrees) == (date(2006, 5, 1), date(2006, 5, 1), True)
    assert (second.computed, second.sourced, second.agrees) == (date(2015, 8, 1), date(2015, 9, 1), False)


@pytest.mark.parametrize(
    ("code", "day"), [("ets185", date(2004, 7, 1)), ("ets189", date(2006, 3, 1)), ("cets224", None), ("uncc", None)]
)
def test_the_deposits_recorded_give_the_day_that_is_recorded(code: str, day: date | None) -> None:
    found = instrument(code)
    assert computed_in_force_on(found, at=KNOWN_TODAY) == day == found.in_force_on
