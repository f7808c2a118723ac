"""A thousand races of two writers on the same fact, on each database: one wins, the other is told, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.hardening.places import on_database, times
from tests.racing.races import faults

pytestmark = pytest.mark.hardening


def test_of_two_writers_one_wins_and_the_other_is_told(
    address: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), on_database(address, tmp_path / "home", loaded=True):
        assert list(faults(times("HARDEN_RACES", 1000), seed=41)) == []
