"""What is rewritten while somebody waits, and what is left to the daily run."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from capacita.people import storage


@pytest.fixture(autouse=True)
def home(committing: None, tmp_path: Path, settings: Settings) -> None:
    settings.CAPACITA_HOME = tmp_path


@pytest.mark.parametrize(("small", "is_rewritten"), [(1 << 40, True), (1, False)])
def test_a_small_database_is_rewritten_at_once_and_a_large_one_is_not(
    small: int, is_rewritten: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewritten: list[bool] = []

    def rewrite() -> bool:
        rewritten.append(True)
        return True

    monkeypatch.setattr(storage, "_SMALL", small)
    monkeypatch.setattr(storage, f"_clean_{connection.vendor}", rewrite)
    assert storage._size() > 1
    assert storage.clean_small_database() == is_rewritten
    assert bool(rewritten) == is_rewritten


@pytest.mark.sqlite
def test_the_log_of_a_large_database_is_emptied_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_SMALL", 1)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        log = Path(f"{cursor.fetchone()[2]}-wal")
        cursor.execute("CREATE TABLE said (words TEXT)")
        cursor.execute("DROP TABLE said")
    assert log.stat().st_size
    assert not storage.clean_small_database()
    assert not log.stat().st_size
