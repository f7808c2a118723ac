"""Ten thousand tamperings written into the tables themselves: each is found at its place, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from capacita.audit import immutability
from tests.audit import tampered_rows
from tests.hardening.places import on_database, times

pytestmark = pytest.mark.hardening


def test_every_tampering_with_the_tables_is_located(
    address: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), on_database(address, tmp_path / "home", loaded=False):
        immutability.lift()
        assert tampered_rows.missed(21, times("HARDEN_TAMPERINGS", 10_000), tmp_path / "chain.jsonl") == []
        for seed in range(20):
            assert tampered_rows.missed_raw(seed, tmp_path / "chain.jsonl") == []


def test_every_line_that_says_something_more_or_twice_is_located(tmp_path: Path) -> None:
    assert tampered_rows.missed_lines(22, times("HARDEN_TAMPERINGS", 10_000), tmp_path / "chain.jsonl") == []
