"""Daily jobs: each runs, one that fails is told and stops no other; each run is on record, and one that is missing told."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from capacita.audit.models import Entry
from capacita.audit.queries import first_done_at, head, last_seq, verification
from capacita.config import daily as by_itself
from capacita.keeping.claiming import claimed
from capacita.kernel.clock import now
from capacita.people import daily
from capacita.people.models import DAILY

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days on which the one job was run."""
    seen: list[date] = []

    def counts(on: date) -> Mapping[str, int]:
        seen.append(on)
        return {}

    monkeypatch.setattr(daily, "_jobs", {"counts": counts})
    return seen


def test_each_run_is_one_entry_that_names_what_failed_and_changes_no_record(jobs: list[date]) -> None:
    assert daily.last_run() is None
    changed, before = head(), last_seq()

    def breaks(on: date) -> Mapping[str, int]:
        raise RuntimeError("nobody@example.org")

    daily.register_daily("breaks", breaks)
    daily.run_daily(on=DAY)
    last = daily.last_run()
    assert last is not None
    assert last.failed == {"breaks": "RuntimeError"}
    assert now() - last.at < timedelta(minutes=5)
    (entry,) = Entry.objects.filter(seq__gt=before)
    assert (entry.actor, entry.verb, entry.is_look) == (DAILY, "run_daily", True)
    assert "nobody" not in str(entry.payload.body)
    assert head() == changed
    assert verification().holds


def test_a_run_is_missed_after_a_day_and_a_half_and_the_first_one_after_two_days_or_at_once_for_others(
    jobs: list[date],
) -> None:
    begun = first_done_at()
    assert begun is not None
    assert daily.missed(None, at=begun + timedelta(days=2)) is None
    assert daily.missed(None, at=begun + timedelta(days=2, minutes=1)) == daily.DailyLate(None)
    with override_settings(CAPACITA_SERVES_OTHERS=True):
        assert daily.missed(None, at=begun) == daily.DailyLate(None)
    last = daily.DailyRun(datetime(2026, 11, 25, 3, tzinfo=UTC), {})
    assert daily.missed(last, at=last.at + timedelta(hours=36)) is None
    assert daily.missed(last, at=last.at + timedelta(hours=37)) == daily.DailyLate(last.at)


def test_the_site_of_one_person_does_it_by_itself_once_a_day_and_one_process_at_a_time(
    jobs: list[date],
) -> None:
    begun = first_done_at()
    assert begun is not None
    assert not by_itself.do_if_due(at=begun + timedelta(hours=19))
    due = now() + timedelta(days=1)
    with claimed(settings.CAPACITA_HOME / "daily", "another process"):
        assert not by_itself.do_if_due(at=due)
    assert jobs == []
    assert by_itself.do_if_due(at=due)
    assert jobs == [due.date()]
    # Opened each morning for a while, now and then earlier than the day before, it is done every day all the same.
    assert not by_itself.do_if_due(at=now() + timedelta(hours=19))
    assert by_itself.do_if_due(at=now() + timedelta(hours=23))
    assert not (settings.CAPACITA_HOME / "daily").exists()


def test_what_failed_is_tried_again_within_the_hour_and_told_until_then(jobs: list[date]) -> None:
    daily.run_daily(on=now().date())
    assert not daily.is_amiss(at=now())
    assert daily.is_amiss(at=now() + timedelta(hours=37))

    def breaks(on: date) -> dict[str, int]:
        raise ValueError

    daily.register_daily("breaks", breaks)
    daily.run_daily(on=now().date())
    assert daily.is_amiss(at=now())
    assert not daily.is_due(at=now() + timedelta(minutes=50))
    assert daily.is_due(at=now() + timedelta(minutes=61))


@pytest.mark.sqlite
def test_only_the_site_of_one_person_does_it_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(threading.Thread, "start", lambda self: begun.append(self.name))
    with override_settings(CAPACITA_SERVES_OTHERS=True):
        by_itself.begin()
    assert begun == []
    with override_settings(CAPACITA_SERVES_OTHERS=False):
        by_itself.begin()
    assert begun == ["daily"]
