"""Measures what is claimed, and prints a table and JSON: `make bench`, or `make bench ARGS="--first-run"`.

Rules and queries on both databases, plain and among a million synthetic facts; a million audit entries verified;
the overview under ten clients; legislation at full size on both;
deck and document; page weights; memory of a worker; and, with --first-run, a fresh clone to its first page.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from tests import machine
from tests.postgres import cluster
from tools import hostile

ROOT = Path(__file__).resolve().parents[1]
_PAGE = "/?as_of=2020-02-21&known_on=2020-02-21"
_CLIENTS, _REQUESTS = 10, 1000
_ENTRIES = 1_000_000
_SERVE = [sys.executable, "-m", "capacita.cli", "run", "--port", "8700"]


@dataclass(frozen=True)
class Line:
    """One measurement beside its target; `better` says on which side of the target it should lie."""

    what: str
    value: float
    unit: str
    target: float | None
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.target is None or self.value <= self.target


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--first-run", action="store_true", help="also clone, set up and start from nothing")
    arguments.add_argument("--database", help=argparse.SUPPRESS)
    arguments.add_argument("--legislation", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.database:
        measured = _legislation if chosen.legislation else _on_database
        print(json.dumps([asdict(line) for line in measured(chosen.database)]))
        return 0
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="capacita-bench-") as home:
        lines += _in_process("SQLite", {"CAPACITA_HOME": home})
    with tempfile.TemporaryDirectory(prefix="capacita-bench-") as home:
        lines += _in_process("SQLite", {"CAPACITA_HOME": home}, "--legislation")
    with tempfile.TemporaryDirectory(prefix="capacita-bench-") as home:
        stop(start(_SERVE, ROOT, {"CAPACITA_HOME": home})[0])
        lines += _served({"CAPACITA_HOME": home})
    if machine.postgresql() is not None:
        with tempfile.TemporaryDirectory(prefix="capacita-bench-") as home, cluster() as address:
            lines += _in_process("PostgreSQL", {"CAPACITA_HOME": home, "DATABASE_URL": address})
        with tempfile.TemporaryDirectory(prefix="capacita-bench-") as home, cluster() as address:
            lines += _in_process("PostgreSQL", {"CAPACITA_HOME": home, "DATABASE_URL": address}, "--legislation")
    else:
        print("PostgreSQL is not here: its lines are left out.", file=sys.stderr)
    if chosen.first_run:
        lines += _first_run()
    _print(lines)
    out = ROOT / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps([{**asdict(line), "holds": line.holds} for line in lines], indent=2), encoding="utf-8")
    print(f"\nJSON: {out.relative_to(ROOT)}")
    return 0


def _print(lines: list[Line]) -> None:
    width = max(len(line.what) for line in lines)
    print(f"\n{'measured':<{width}}  {'value':>10}  {'target':>10}")
    for line in lines:
        target = f"{line.target:g} {line.unit}" if line.target is not None else ""
        mark = "" if line.target is None else "ok" if line.holds else "OVER"
        print(f"{line.what:<{width}}  {line.value:>7.1f} {line.unit:<3} {target:>10}  {mark:<4} {line.note}")


def _in_process(name: str, environment: dict[str, str], *more: str) -> list[Line]:
    """Rules and queries, in a process of their own on the database that the environment names."""
    clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench", "--database", name, *more],
        env={**clean, **environment, "DJANGO_SETTINGS_MODULE": "capacita.config.settings"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [Line(**each) for each in json.loads(done.stdout.splitlines()[-1])]


def _legislation(name: str) -> list[Line]:
    """Pages and queries of legislation, among the ratings and laws of every State, in a database of its own."""
    import django

    django.setup()
    from django.core.management import call_command

    from capacita.evidence.loading import load_catalogues
    from tools import law_at_size, law_bench

    call_command("migrate", verbosity=0, interactive=False)
    load_catalogues(by="system:bench")
    law_at_size.fill()
    return [
        Line(
            f"{name}: {each.what}, 95th percentile, legislation at full size",
            each.slow,
            "ms",
            each.target,
            f"half of them within {each.middle:.0f} ms",
        )
        for each in law_bench.measured()
    ]


def _on_database(name: str) -> list[Line]:
    import django

    django.setup()
    from datetime import date

    from django.core.management import call_command
    from django.db import connection

    from capacita.evidence.loading import load_catalogues
    from capacita.kernel.moment import Moment
    from capacita.publishing.actions import make_brief
    from capacita.reach.queries import series
    from capacita.standards.queries import instrument, standings

    call_command("migrate", verbosity=0, interactive=False)
    load_catalogues(by="system:bench")
    at = Moment(date(2020, 2, 21), date(2026, 11, 24))
    days = [date(2001 + month // 12, month % 12 + 1, 1) for month in range(26 * 12)]
    convention = instrument("ets185")

    def status() -> list[Line]:
        return [
            Line(
                f"{name}: status of all States on a date{kind}", _median(lambda: standings(convention, at=at)), "ms", 5
            ),
            Line(f"{name}: 26 years by month{kind}", _median(lambda: series(days, at=at), 7), "ms", 150),
        ]

    kind = ""
    lines = status()
    if name == "SQLite":
        for format, target in (("pptx", 3000), ("pdf", 1000)):
            make = partial(make_brief, "seminar", at=at, format=format)
            lines += [Line(f"seminar as {format}", _median(make, 5), "ms", target)]
    with connection.cursor() as cursor:
        for statement in _synthetic(connection.vendor):
            cursor.execute(statement)
    kind = ", among a million facts"
    return [*lines, *status(), *_long_chain(name)]


def _long_chain(name: str) -> list[Line]:
    """A chain of a million entries verified by the product, and from the file by the stand-alone verifier."""
    from datetime import UTC, datetime, timedelta

    from django.conf import settings
    from django.db import connection

    from capacita.audit import immutability, verify_audit
    from capacita.audit.queries import verification
    from tools import bulk

    begun = datetime(2026, 12, 1, tzinfo=UTC)
    immutability.lift()
    bulk.chain(
        bulk.Deed(begun + timedelta(seconds=number), f"{number % 300:032x}", "review_grant", "person",
                  f"{number % 1000:032x}", after={"grant": f"{number:032x}", "role": "viewer"})
        for number in range(_ENTRIES)
    )  # fmt: skip
    immutability.install()
    before = _memory()
    started = time.monotonic()
    found = verification()
    taken = time.monotonic() - started
    if not found.holds:
        raise RuntimeError(f"a chain of {found.entries} entries does not hold: {found.breaks[:3]}")
    lines = [
        Line(f"{name}: {_ENTRIES:,} audit entries verified", taken, "s", 60),
        Line(f"{name}: memory that this took", _memory() - before, "MB", 50),
    ]
    if connection.vendor == "sqlite":
        connection.close()
        started = time.monotonic()
        program = [sys.executable, "-I", verify_audit.__file__, f"{settings.CAPACITA_HOME}/capacita.sqlite3"]
        subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        lines.append(Line("the same, by the stand-alone verifier", time.monotonic() - started, "s", 60))
    return lines


def _memory() -> float:
    """The most that this process or the largest that it started and waited for ever took, in MB."""
    return max(resource.getrusage(each).ru_maxrss for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1000


def _synthetic(vendor: str) -> list[str]:
    """A million facts on 300 other instruments, and each act of ETS 185 superseded a hundred times."""
    table, columns = (
        "standards_treatyaction",
        (
            "key, digest, citation_id, stated_on, note, recorded_at, superseded_at, instrument, iso2, act, ordinal, "
            '"on", not_later_than, earliest, valid_until'
        ),
    )
    many = (
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999)"
        if vendor == "sqlite"
        else "WITH n(i) AS (SELECT generate_series(0, 999999))"
    )
    hundred = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
        if vendor == "sqlite"
        else "WITH n(i) AS (SELECT generate_series(1, 100))"
    )
    no = "0" if vendor == "sqlite" else "false"
    then, later = "'2020-01-01 00:00:00+00:00'", "'2020-01-02 00:00:00+00:00'"
    if vendor == "postgresql":
        then, later = f"{then}::timestamptz", f"{later}::timestamptz"
    day = "'2010-01-01'" if vendor == "sqlite" else "date '2010-01-01'"
    null_day = "NULL" if vendor == "sqlite" else "NULL::date"
    null_time = "NULL" if vendor == "sqlite" else "NULL::timestamptz"
    citation = "(SELECT min(id) FROM evidence_citation)"
    return [
        f"{many} INSERT INTO {table} ({columns}) SELECT 'x/' || i, 'd', {citation}, {day}, '', {then}, {null_time}, "
        f"'x' || (i % 300), 'FR', 'signature', 1, '2010-01-01', {no}, {null_day}, {null_day} FROM n",
        f"{hundred} INSERT INTO {table} ({columns}) SELECT a.key, a.digest, a.citation_id, a.stated_on, a.note, {then}, "
        f'{later}, a.instrument, a.iso2, a.act, a.ordinal, a."on", a.not_later_than, a.earliest, a.valid_until '
        f"FROM {table} a CROSS JOIN n WHERE a.instrument = 'ets185' AND a.superseded_at IS NULL",
        "ANALYZE" if vendor == "sqlite" else "VACUUM ANALYZE",
    ]


def _median(run: Callable[[], object], times: int = 15) -> float:
    """The median of several runs in milliseconds, after one that warms up."""
    run()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _served(environment: dict[str, str]) -> list[Line]:
    """The site as `capacita run` serves it: restart, latency under ten clients, memory, weight of pages."""
    lines = []
    begun = time.monotonic()
    server, host = start(_SERVE, ROOT, environment)
    try:
        lines.append(Line("restart to first page", time.monotonic() - begun, "s", 5))
        cold = time.perf_counter()
        get(host, "/?as_of=2019-05-05")
        lines.append(Line("overview never shown before", (time.perf_counter() - cold) * 1000, "ms", None))
        taken, failed = _load(host)
        lines.append(
            Line("overview, 95th percentile of 10 clients", percentile(taken, 95), "ms", 60, f"{failed} failed")
        )
        lines.append(Line("overview, median of 10 clients", statistics.median(taken), "ms", None))
        lines.append(Line("memory of the largest worker", largest_worker(server.pid), "MB", 200))
        answers = [hostile.send(host, {}, format="pdf", as_of=f"{year}-02-21") for year in range(2002, 2022)]
        answers += [hostile.send(host, {name: content}) for name, content in hostile.uploads()]
        noted = (
            f"{answers.count(200)} taken, {answers.count(400)} refused, {sum(each >= 500 for each in answers)} failed"
        )
        largest = largest_worker(server.pid, "VmHWM")
        lines.append(Line("largest worker after hostile uploads", largest, "MB", 200, noted))
        lines += [
            Line(f"{path} compressed", len(gzip.compress(get(host, path))) / 1000, "kB", 40)
            for path in ("/", "/reach/")
        ]
    finally:
        stop(server)
    return lines


def start(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    with tempfile.NamedTemporaryFile("wb", delete=False) as said:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env={**clean, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    ends = time.monotonic() + 600
    while time.monotonic() < ends and server.poll() is None:
        found = re.search(rb"http://([\w.]+:\d+)", Path(said.name).read_bytes())
        if found:
            host = found.group(1).decode()
            try:
                get(host, "/")
                return server, host
            except OSError:
                pass
        time.sleep(0.05)
    raise RuntimeError(Path(said.name).read_text(errors="replace"))


def stop(server: subprocess.Popen[bytes]) -> None:
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(20)


def get(host: str, path: str) -> bytes:
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", path, headers={"Connection": "close"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body


def _load(host: str) -> tuple[list[float], int]:
    """Ten clients ask for the overview, one request after the other each."""
    taken: list[float] = []
    failed = [0]

    def client() -> None:
        for _ in range(_REQUESTS // _CLIENTS):
            begun = time.perf_counter()
            try:
                get(host, _PAGE)
            except (OSError, RuntimeError):
                failed[0] += 1
            taken.append((time.perf_counter() - begun) * 1000)

    for _ in range(6):
        get(host, _PAGE)
    clients = [threading.Thread(target=client) for _ in range(_CLIENTS)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return taken, failed[0]


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1]


def largest_worker(parent: int, measure: str = "VmRSS") -> float:
    """The resident memory of the largest process in the server's group, in MB; with VmHWM the most that it ever took."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            group = os.getpgid(int(status.parent.name))
        except OSError:
            continue
        found = re.search(rf"{measure}:\s+(\d+)", text)
        if group == parent and found:
            sizes.append(int(found.group(1)) / 1000)
    return max(sizes, default=0.0)


def _started(clone: Path, what: str, target: float) -> Line:
    begun = time.monotonic()
    server, _ = start(["make", "run", "ARGS=--port 8750"], clone, {})
    taken = time.monotonic() - begun
    stop(server)
    return Line(what, taken, "s", target)


def _first_run() -> list[Line]:
    """A fresh clone: `make run` to its first page, and again."""
    with tempfile.TemporaryDirectory(prefix="capacita-clone-") as folder:
        clone = Path(folder) / "capacita"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        lines = [_started(clone, *each) for each in (("first make run to first page", 120), ("make run again", 5))]
        shutil.rmtree(clone, ignore_errors=True)
    return lines


if __name__ == "__main__":
    sys.exit(main())
