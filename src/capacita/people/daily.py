"""What is done once a day: each app registers its own jobs, and `capacita daily` runs them all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

Job = Callable[[date], Mapping[str, int]]
_jobs: dict[str, Job] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JobDone:
    """What one job counted; `failed` names the kind of error that ended it."""

    name: str
    counts: Mapping[str, int]
    failed: str = ""


def register_daily(name: str, run: Job) -> None:
    """Have `run` called once a day with the day. It makes its own transactions, and says what it counted."""
    _jobs[name] = run


def run_daily(*, on: date) -> list[JobDone]:
    """Run every job in turn. One that fails leaves the others to run, and is told."""
    return [_run(name, job, on) for name, job in _jobs.items()]


def _run(name: str, job: Job, on: date) -> JobDone:
    try:
        return JobDone(name, job(on))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other jobs are still due
        _log.exception("the daily job %s failed", name)
        return JobDone(name, {}, type(error).__name__)
