"""The daily work of an installation of one person, which has no timer: done by the site itself while it is served."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from capacita.keeping.claiming import claimed
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.daily import is_due, run_daily

# Seconds. The first page is not to wait for it.
_FIRST, _BETWEEN = 60, 3600
_BUSY = "Another process of this site does the daily work."
_log = logging.getLogger(__name__)


def begin() -> None:
    """From now on this process looks every hour whether the daily work is due, and does it.

    Only on SQLite and for one person: whoever serves others has a timer, with a log and an exit code of its own.
    """
    if connection.vendor == "sqlite" and not settings.CAPACITA_SERVES_OTHERS:
        # It ends with the process, wherever it is: each job makes its own transactions.
        threading.Thread(target=_go_on, name="daily", daemon=True).start()


def do_if_due(*, at: datetime) -> bool:
    """Whether the daily work was done here and now: a day after it was last done, by one process alone."""
    if not is_due(at=at):
        return False
    try:
        with claimed(Path(settings.CAPACITA_HOME) / "daily", _BUSY):
            # Asked again: another process may have done it just now.
            if is_due(at=at):
                run_daily(on=at.date())
                return True
    except RefusedError:
        pass
    return False


def _go_on() -> None:
    pause = _FIRST
    while True:
        time.sleep(pause)
        try:
            do_if_due(at=now())
        except Exception:  # noqa: BLE001 - whatever it is, the next hour is another try
            _log.exception("the daily work could not be done")
        finally:
            connection.close()
        pause = _BETWEEN
