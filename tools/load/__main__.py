"""A hundred clients for half an hour on an office of size L: `make load`, or `make load ARGS="--seconds 300"`.

On loopback only, in a home of its own that is removed. Prints median, 95th percentile and maximum by page, errors, and
how the workers' memory grew after the first two minutes; the same as JSON in build/load.json. Exit 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from tools.bench import ROOT, largest_worker, percentile, start, stop
from tools.load.clients import COUNTRIES, Taken, clients, run

_TARGET_MS, _TARGET_GROWTH = 300, 5.0
_SESSIONS = 20


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=1800)
    arguments.add_argument("--clients", type=int, default=100)
    arguments.add_argument(
        # TPC-W, clause 5.3.2.1: exponential, 7 seconds on average, 70 at most.
        "--think",
        type=float,
        default=7.0,
        help="seconds for which one client reads a page, on average",
    )
    arguments.add_argument("--share", type=float, default=1.0, help="of size L")
    arguments.add_argument("--entries", type=int, help="audit entries, where not as many as size L has")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--postgresql", action="store_true")
    arguments.add_argument(
        "--home",
        help="a folder that tools.size_l has filled, with its DATABASE_URL if it has one; used as it is, and stays",
    )
    chosen = arguments.parse_args()
    with _office(chosen) as environment:
        report = _loaded(chosen, environment)
    _print(report)
    out = ROOT / "build" / "load.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(report, indent=2), encoding="utf-8")
    print(f"\nJSON: {out.relative_to(ROOT)}")
    return 0 if report["holds"] else 1


@contextlib.contextmanager
def _office(chosen: Any) -> Iterator[dict[str, str]]:
    """The environment of an installation that holds an office of size L; this process works on it too."""
    from tests import postgres

    with contextlib.ExitStack() as open_until_the_end:
        address = os.environ.get("DATABASE_URL", "") if chosen.home else ""
        if chosen.postgresql and not address:
            address = open_until_the_end.enter_context(postgres.server(postgres.SAFE)).address
        home = chosen.home or open_until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="capacita-load-"))
        environment = {
            "CAPACITA_HOME": home, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "capacita.config.settings",
        }  # fmt: skip
        if not chosen.home:
            print("An office of size L is made up …", flush=True)
            program = [sys.executable, "-m", "tools.size_l", "--share", str(chosen.share)]
            program += ["--entries", str(chosen.entries)] if chosen.entries is not None else []
            subprocess.run(program, env={**os.environ, **environment}, cwd=ROOT, check=True)
        os.environ.update(environment)
        yield environment


def _loaded(chosen: Any, environment: dict[str, str]) -> dict[str, Any]:
    # Last night's work is done: a site of one person would begin it while it is measured.
    subprocess.run(
        [sys.executable, "-m", "capacita.cli", "daily"], env={**os.environ, **environment}, cwd=ROOT, check=True
    )
    # One that is free: beside another load, both would ask the first server.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "capacita.cli", "run", "--port", port, "--workers", str(chosen.workers)]
    server, host = start(command, ROOT, environment)
    try:
        taken = [Taken()]
        people = list(clients(host, lambda: taken[0], chosen.clients, *_known(chosen.seconds)))
        warm = min(120, chosen.seconds // 2)
        print(f"{chosen.clients} clients, {warm} s to warm up and {chosen.seconds} s measured …", flush=True)
        run(people, seconds=warm, think=chosen.think)
        warmed, before = taken[0], largest_worker(server.pid)
        taken[0] = Taken()
        run(people, seconds=chosen.seconds, think=chosen.think)
        return _report(chosen, taken[0], warmed, before, largest_worker(server.pid))
    finally:
        stop(server)


def _known(seconds: int) -> tuple[dict[str, list[dict[str, str]]], dict[str, list[str]], list[str]]:
    """Cookies of people signed in by role, the keys that addresses name, and the e-mail addresses of viewers.

    They stay signed in for so many seconds, and confirmed.
    """
    import django

    django.setup()
    from allauth.account.internal.flows.login import record_authentication
    from allauth.mfa.models import Authenticator
    from django.db import connection
    from django.test import Client

    from capacita.kernel.clock import today
    from capacita.people.models import Grant, User
    from capacita.people.personal.models import Contact, ContactName
    from capacita.people.queries import standing_by_grants
    from tools.size_l import ADMINISTRATORS

    people = list(User.objects.filter(deactivated_at=None).order_by("pk"))
    used, spare = people[: len(people) // 2], people[len(people) // 2 :]
    sessions: dict[str, list[dict[str, str]]] = {"administrator": [], "programme_manager": []}
    for person in used:
        held = {each.role for each in standing_by_grants(person, on=today()).grants if each.is_in_force(today())}
        all_over = person.grants.filter(role="programme_manager", scope_kind="all", revoked_at=None)
        role = "administrator" if "administrator" in held else "programme_manager" if held and all_over else ""
        if role and len(sessions[role]) < _SESSIONS:
            browser = Client()
            browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = browser.session
            # As if confirmed anew every quarter of an hour, which these clients have no device for.
            ends = time.time() + seconds + 600
            record_authentication(SimpleNamespace(session=session), person, "mfa", at=ends)
            session.save()
            sessions[role].append({name: each.value for name, each in browser.cookies.items()})
    with_factor = set(Authenticator.objects.values_list("user_id", flat=True))
    viewers = [each.email for each in used[ADMINISTRATORS:] if each.pk not in with_factor]
    grants = Grant.objects.filter(revoked_at=None).exclude(person__in=used).values_list("key", flat=True)
    # What somebody holds already is refused: each pair is given once.
    points = Grant.objects.filter(role="country_focal_point", revoked_at=None)
    given = set(points.values_list("person__key", "scope_key"))
    free = [f"{each.key} {iso2}" for each in spare for iso2 in COUNTRIES if (each.key, iso2) not in given]
    random.shuffle(free)
    names = ContactName.objects.order_by("pk").values_list("text", flat=True)[:500]
    keys = {
        "country": "MA SN GE AM UA RO FR JP US GH".split(),
        "project": ["GLACY+", "CYBERSOUTH", "MADEUP-001", "MADEUP-007"],
        "person": [each.key for each in spare],
        "grant": list(grants),
        "free": free,
        "contact": list(Contact.objects.order_by("pk").values_list("key", flat=True)[:500]),
        "name": [quote(text.split()[-1]) for text in names],
    }
    connection.close()
    return sessions, keys, viewers


def _report(chosen: Any, taken: Taken, warmed: Taken, before: float, after: float) -> dict[str, Any]:
    everything = [each for values in taken.times.values() for each in values]
    growth = (after - before) / before * 100
    overall = percentile(everything, 95)
    errors = [*warmed.errors, *taken.errors]
    return {
        "clients": chosen.clients,
        "seconds": chosen.seconds,
        "seconds_to_read_a_page": chosen.think,
        "database": "PostgreSQL" if os.environ["DATABASE_URL"] else "SQLite",
        "requests": len(everything),
        "requests_per_second": round(len(everything) / chosen.seconds, 1),
        "writes_percent": round(taken.writes / len(everything) * 100, 1),
        "p95_ms": round(overall, 1),
        "errors": errors[:50],
        "error_count": len(errors),
        "memory_mb": [round(before, 1), round(after, 1)],
        "memory_growth_percent": round(growth, 1),
        "pages": {name: _figures(values) for name, values in sorted(taken.times.items())},
        "holds": overall <= _TARGET_MS and not errors and growth < _TARGET_GROWTH,
    }


def _figures(values: list[float]) -> dict[str, float]:
    p95 = percentile(values, 95) if len(values) > 1 else values[0]
    return {
        "requests": len(values),
        "p50_ms": round(statistics.median(values), 1),
        "p95_ms": round(p95, 1),
        "max_ms": round(max(values), 1),
    }


def _print(report: dict[str, Any]) -> None:
    print(f"\n{'page':<24} {'requests':>8} {'median':>9} {'p95':>9} {'longest':>9}")
    for name, each in report["pages"].items():
        mark = "" if each["p95_ms"] <= _TARGET_MS else "  OVER"
        times = " ".join(f"{each[measure]:>6.0f} ms" for measure in ("p50_ms", "p95_ms", "max_ms"))
        print(f"{name:<24} {each['requests']:>8} {times}{mark}")
    print(
        f"\n{report['requests']} requests by {report['clients']} clients in {report['seconds']} s on {report['database']}, "
        f"{report['seconds_to_read_a_page']} s to read a page: {report['requests_per_second']} a second, "
        f"{report['writes_percent']} % writes\n"
        f"p95 {report['p95_ms']} ms (at most {_TARGET_MS}), {report['error_count']} errors, largest worker "
        f"{report['memory_mb'][0]} MB, then {report['memory_mb'][1]} MB ({report['memory_growth_percent']} %, under "
        f"{_TARGET_GROWTH:g})"
    )
    for error in sorted(set(report["errors"]))[:10]:
        print(f"  {error}")


if __name__ == "__main__":
    sys.exit(main())
