"""Daily jobs: each runs, one that fails is told and stops no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from capacita.people import daily

DAY = date(2026, 11, 25)


def test_a_job_that_fails_is_told_and_the_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[date] = []

    def breaks(on: date) -> Mapping[str, int]:
        raise RuntimeError("nobody@example.org")

    def counts(on: date) -> Mapping[str, int]:
        seen.append(on)
        return {"reminders": 2}

    monkeypatch.setattr(daily, "_jobs", {})
    daily.register_daily("breaks", breaks)
    daily.register_daily("reminders", counts)
    assert daily.run_daily(on=DAY) == [
        daily.JobDone("breaks", {}, "RuntimeError"),
        daily.JobDone("reminders", {"reminders": 2}),
    ]
    assert seen == [DAY]
