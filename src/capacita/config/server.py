"""How gunicorn runs the site, as `capacita run` starts it: a stop that lets work end, log lines, measures that end."""

from __future__ import annotations

import gc
import os
from typing import Any

worker_class = "sync"
loglevel = "warning"
accesslog = os.environ.get("CAPACITA_ACCESS_LOG", os.devnull)
limit_request_line = 8190  # the API's briefs take their texts from the address
preload_app = True
# Told to stop, the server takes no new request and lets those in work end.
graceful_timeout = 30
timeout = 60
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "capacita.config.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}


def when_ready(server: Any) -> None:
    """Before the workers part: what was loaded is never searched for rubbish again.

    It is some 150,000 objects: looking through them took a tenth of a second, in the middle of one request in a dozen.
    """
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Where one person works there is no timer: a worker of the product does what is due once a day."""
    from django.apps import apps

    if apps.ready:
        from capacita.config import daily

        daily.begin()


def child_exit(server: Any, worker: Any) -> None:
    """What a worker measured of itself (its memory) ends with it; what it counted stays."""
    from prometheus_client import multiprocess

    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
