"""Loads and soaks the served site: `make load`, or `make load ARGS="--seconds 300 --clients 20"`.

Bounded in clients and seconds, on loopback only. Prints latency by page, errors, and how the workers' memory grew.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time

from tools.bench import ROOT, get, largest_worker, percentile, start, stop

_PATHS = (
    "/",
    "/?as_of=2020-02-21&known_on=2020-02-21",
    "/reach/",
    "/countries/MA/",
    "/portfolio/",
    "/figures/reach.parties/",
    "/api/v1/figures/reach.together?as_of=2020-02-21",
    "/api/v1/countries?limit=50",
)


def main() -> int:
    """Exit 1 when any request failed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--clients", type=int, default=10)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="capacita-load-") as home:
        server, host = start(
            [sys.executable, "-m", "capacita.cli", "run", "--port", "8760"], ROOT, {"CAPACITA_HOME": home}
        )
        try:
            for path in _PATHS:
                get(host, path)
            before = largest_worker(server.pid)
            taken, failed = _soak(host, min(chosen.clients, 50), min(chosen.seconds, 1800))
            after = largest_worker(server.pid)
        finally:
            stop(server)
    print(f"{'page':<52} {'requests':>8} {'median':>9} {'p95':>9}")
    for path in _PATHS:
        values = taken[path]
        if len(values) > 1:
            print(f"{path:<52} {len(values):>8} {statistics.median(values):>6.1f} ms {percentile(values, 95):>6.1f} ms")
    print(f"failed: {failed}; largest worker: {before:.0f} MB before, {after:.0f} MB after")
    return 1 if failed else 0


def _soak(host: str, clients: int, seconds: int) -> tuple[dict[str, list[float]], int]:
    taken: dict[str, list[float]] = {path: [] for path in _PATHS}
    failed = [0]
    ends = time.monotonic() + seconds

    def client(first: int) -> None:
        turn = first
        while time.monotonic() < ends:
            path = _PATHS[turn % len(_PATHS)]
            turn += 1
            begun = time.perf_counter()
            try:
                get(host, path)
            except (OSError, RuntimeError):
                failed[0] += 1
            taken[path].append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, failed[0]


if __name__ == "__main__":
    sys.exit(main())
