"""What is measured, for Prometheus: by the pattern of an address, never by the address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import REGISTRY
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from capacita.audit.queries import last_seq
from capacita.keeping.queries import last_backup
from capacita.people.daily import last_run

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("capacita_requests", "Requests answered.", ["route", "method", "status"])
DURATIONS = Histogram("capacita_request_seconds", "Time until a request was answered.", ["route"], buckets=_SECONDS)
POLICY_REPORTS = Counter(
    "capacita_policy_reports", "Reports of browsers that a page broke its content security policy.", ["directive"]
)
_MEMORY = Gauge("capacita_resident_bytes", "Memory of a worker process.", multiprocess_mode="liveall")


class _Chain(Collector):
    """Asked of the database when somebody reads."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("capacita_audit_entries", "The number of the audit chain's last entry.", last_seq())
        for name, told, last in (
            ("capacita_last_daily_run_timestamp_seconds", "When the daily work was last done.", last_run()),
            ("capacita_last_backup_timestamp_seconds", "When the last backup was made.", last_backup()),
        ):
            # Of what never was there is no sample.
            yield GaugeMetricFamily(name, told, last.at.timestamp() if last else None)


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """One more request, and what memory this process has now."""
    REQUESTS.labels(route, method, str(status)).inc()
    DURATIONS.labels(route).observe(seconds)
    _MEMORY.set(_resident_bytes())


def all_measures() -> bytes:
    """Everything measured, in Prometheus's text format; of all worker processes where `capacita run` serves."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry = REGISTRY
    chain = CollectorRegistry()
    chain.register(_Chain())
    return generate_latest(registry) + generate_latest(chain)


def _resident_bytes() -> int:
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return 0
