"""What is done once a day: each app registers its own jobs, and `capacita daily` runs them all.

That they were run is on the audit chain: a run that does not come is told from there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.audit.models import Entry, about
from capacita.audit.queries import first_done_at
from capacita.people.models import DAILY

_KIND, _KEY = "daily", "jobs"
# Less than a day: who opens the site each morning opens it now and then a little earlier than the day before.
_EVERY, _AGAIN, _LATE = timedelta(hours=20), timedelta(hours=1), timedelta(hours=36)
# So long an installation of one person may be there before its first run is missed.
_NEW = timedelta(days=2)
Job = Callable[[date], Mapping[str, int]]
_jobs: dict[str, Job] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobDone:
    """What one job counted; `failed` names the kind of error that ended it."""

    name: str
    counts: Mapping[str, int]
    failed: str = ""


@dataclass(frozen=True)
class DailyRun:
    """A run on record: when it ended, and each job that failed with the kind of error that ended it."""

    at: datetime
    failed: Mapping[str, str]


@dataclass(frozen=True)
class DailyLate:
    """That the daily work is missing: when it was last done, None where it never was."""

    last: datetime | None


def register_daily(name: str, run: Job) -> None:
    """Have `run` called once a day with the day. It makes its own transactions, and says what it counted."""
    _jobs[name] = run


def run_daily(*, on: date) -> list[JobDone]:
    """Run every job in turn. One that fails leaves the others to run, and is told.

    The audit chain tells that all were run, and which failed; as this changes no record, pages stay in memory.
    """
    done = [_run(name, job, on) for name, job in _jobs.items()]
    failed = {each.name: each.failed for each in done if each.failed}
    record_look(by=DAILY, verb=Look.RUN_DAILY, subject_kind=_KIND, subject_key=_KEY, after={"on": on, "failed": failed})
    return done


def last_run() -> DailyRun | None:
    """None while the audit chain tells of none."""
    rows = Entry.objects.filter(about([_KIND], [_KEY])).select_related("payload")
    last = rows.order_by("-seq").first()
    if last is None:
        return None
    told = (last.payload.body or {}).get("after") or {}
    return DailyRun(last.at, told.get("failed") or {})


def is_due(*, at: datetime) -> bool:
    """Whether the jobs were last run long enough ago, an hour where one failed; before, when the installation was made."""
    last = last_run()
    since = last.at if last else first_done_at()
    return since is not None and at - since >= (_AGAIN if last and last.failed else _EVERY)


def is_amiss(*, at: datetime) -> bool:
    """Whether the daily work did not come, or a part of it failed when it last did."""
    last = last_run()
    return missed(last, at=at) is not None or bool(last and last.failed)


def missed(last: DailyRun | None, *, at: datetime) -> DailyLate | None:
    """That the last run is older than a day and a half, or that there was none, though others are served or it is time."""
    if last is not None:
        return DailyLate(last.at) if at - last.at > _LATE else None
    begun = first_done_at()
    is_time = settings.CAPACITA_SERVES_OTHERS or (begun is not None and at - begun > _NEW)
    return DailyLate(None) if is_time else None


def _run(name: str, job: Job, on: date) -> JobDone:
    try:
        return JobDone(name, job(on))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other jobs are still due
        _log.exception("the daily job %s failed", name)
        return JobDone(name, {}, type(error).__name__)
