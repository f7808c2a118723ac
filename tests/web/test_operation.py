"""What whoever runs the site asks of it, and what requests leave behind: an id, counts, a line that names nobody."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, RequestFactory, override_settings

from capacita.audit import immutability
from capacita.audit.queries import last_seq
from capacita.config.logs import JsonLines
from capacita.keeping.actions import record_backup
from capacita.kernel.clock import now, today
from capacita.people import daily
from capacita.people.models import Invitation
from capacita.web import refusals
from capacita.web.operation import readiness
from tests.people import cast

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-more-than-thirty-two-characters"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged while a test runs, as the log would have it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in (None, "capacita", "capacita.requests", "django", "gunicorn.error")]
    before = [(each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
        each.propagate = False
        each.addHandler(handler)
    yield written
    for each, (level, propagate) in zip(loggers, before, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)
        each.propagate = propagate


def lines(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_health_asks_the_database_for_nothing(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get("/health/").content == b"alive\n"


def test_ready_asks_little_and_says_yes(client: Client, django_assert_max_num_queries: object) -> None:
    client.get("/ready/")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        answer = client.get("/ready/")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_not_ready_names_what_is_lacking_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_answers", lambda: False)
    here = Client(SERVER_NAME="localhost").get("/ready/")
    assert (here.status_code, here.json()) == (503, {"ready": False, "lacking": ["database"]})
    assert Client(REMOTE_ADDR="192.0.2.1").get("/ready/").json() == {"ready": False}


def test_not_ready_without_a_trigger_a_migration_or_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert immutability.missing() == []
    table = " ON people_grant" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER capacita_keep_people_grant_delete{table}")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")
    assert immutability.missing() == ["capacita_keep_people_grant_delete"]
    with override_settings(CAPACITA_HOME=tmp_path / "gone"):
        assert readiness.lacking() == ["migrations", "triggers", "folder"]


def test_measures_are_absent_for_everybody_but_this_machine_and_the_token() -> None:
    assert Client(SERVER_NAME="localhost").get("/metrics/").status_code == 200
    for elsewhere in (
        Client(REMOTE_ADDR="192.0.2.1", SERVER_NAME="localhost"),
        Client(SERVER_NAME="testserver"),
        Client(HTTP_X_FORWARDED_FOR="127.0.0.1", SERVER_NAME="localhost"),
        Client(SERVER_PROTOCOL="HTTP/1.0", SERVER_NAME="localhost"),
        Client(HTTP_AUTHORIZATION="Bearer ", REMOTE_ADDR="192.0.2.1"),
    ):
        assert elsewhere.get("/metrics/").status_code == 404
    with override_settings(CAPACITA_METRICS_TOKEN=TOKEN):
        far = Client(REMOTE_ADDR="192.0.2.1")
        assert far.get("/metrics/", HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 200
        assert far.get("/metrics/", HTTP_AUTHORIZATION=f"Bearer {TOKEN}x").status_code == 404
        assert far.get("/metrics/", HTTP_AUTHORIZATION="Bearer \xe9").status_code == 404


def measure(name: str) -> float:
    text = Client(SERVER_NAME="localhost").get("/metrics/").content.decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def test_requests_are_counted_by_pattern_and_not_by_address() -> None:
    name = 'capacita_requests_total{method="GET",route="countries/<str:iso2>/",status="200"}'
    before = measure(name)
    Client().get("/countries/MA/")
    Client().get("/countries/marker-zwgh/")
    assert measure(name) == before + 1
    text = Client(SERVER_NAME="localhost").get("/metrics/").content.decode()
    assert "zwgh" not in text
    assert 'capacita_request_seconds_bucket{le="0.3",route="countries/<str:iso2>/"}' in text
    assert measure("capacita_audit_entries") == last_seq()


def test_when_the_daily_work_was_done_and_a_backup_made_is_measured_once_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ("capacita_last_daily_run_timestamp_seconds", "capacita_last_backup_timestamp_seconds")
    assert [measure(name) for name in names] == [0, 0]
    monkeypatch.setattr(daily, "_jobs", {})
    begun = now().timestamp()
    daily.run_daily(on=today())
    record_backup(
        name="capacita-20261120T020000Z.tar.gz.age", folder="/srv/backups", sha256="0" * 64, size=1, head="", faults=0,
        by="cli",
    )  # fmt: skip
    assert all(begun <= measure(name) <= now().timestamp() for name in names)


def test_failed_sign_ins_are_counted_and_told_without_the_account(log: StringIO) -> None:
    before = measure("capacita_sign_ins_failed_total")
    Client().post("/account/sign-in/", {"login": "ana.marker@example.org", "password": "wrong marker"})
    assert measure("capacita_sign_ins_failed_total") == before + 1
    assert any(line["message"] == "a sign-in failed" for line in lines(log))
    assert "marker" not in log.getvalue()


def test_a_report_on_the_policy_is_counted_and_nothing_of_it_kept(client: Client, log: StringIO) -> None:
    def report(body: object) -> int:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post("/policy-reports/", sent, content_type="application/csp-report").status_code

    name = 'capacita_policy_reports_total{directive="script-src"}'
    before = measure(name), measure('capacita_policy_reports_total{directive="other"}')
    told = {"effective-directive": "script-src-elem", "document-uri": "https://marker.example/?q=marker"}
    assert report({"csp-report": told}) == 204
    assert report({"csp-report": {"violated-directive": "marker-src x"}}) == 204
    for odd in (b"", b"{", b"[]", b'"x"', b"\xff", {"csp-report": 1}, {"csp-report": {"pad": "x" * 30_000}}):
        assert report(odd) == 204
    assert measure(name) == before[0] + 1
    assert measure('capacita_policy_reports_total{directive="other"}') == before[1] + 2
    assert "marker" not in log.getvalue()
    assert "marker" not in Client(SERVER_NAME="localhost").get("/metrics/").content.decode()
    assert client.get("/policy-reports/").status_code == 405


def test_each_answer_names_its_request_and_so_do_the_pages_about_what_broke(log: StringIO) -> None:
    answer = Client().get("/countries/")
    assert re.fullmatch("[0-9a-f]{16}", answer["X-Request-ID"])
    assert answer["X-Request-ID"] != Client().get("/countries/")["X-Request-ID"]
    refused = Client().get("/", SERVER_NAME="evil.example")
    assert refused.status_code == 400
    assert f"request {refused['X-Request-ID']}" in refused.content.decode()
    request = RequestFactory().get("/")
    request.capacita_id = "0123456789abcdef"  # type: ignore[attr-defined]
    assert "request 0123456789abcdef" in refusals.server_error(request).content.decode()
    assert {refused["X-Request-ID"], answer["X-Request-ID"]} <= {line.get("request") for line in lines(log)}


def test_a_line_says_what_was_asked_by_pattern_and_who_only_where_it_was_refused_or_sent(log: StringIO) -> None:
    bob = cast.person("bob@example.org", "project_editor", cast.GLACY)
    browser = cast.browser(bob)
    browser.get("/access/projects/GLACY+/")
    browser.get("/access/people/")
    told = [line for line in lines(log) if line["logger"] == "capacita.requests"][-2:]
    assert [(line["route"], line["status"], line.get("person")) for line in told] == [
        ("access/projects/<str:code>/", 200, None),
        ("access/people/", 404, bob.key),
    ]
    assert set(told[0]) == {"at", "level", "logger", "message", "request", "route", "method", "status", "ms"}
    assert str(told[0]["at"]).endswith("+00:00")


def test_nothing_that_people_type_or_are_called_enters_the_log(log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marker words in paths, queries, bodies, headers and cookies, through pages, API, refusals and errors."""
    marker = "zqx-marker"
    alice = cast.browser(cast.administrator(f"{marker}.alice@example.org", f"{marker} Alice"))
    alice.post(
        "/access/people/invite/",
        {**cast.NOTICED, "email": f"{marker}.bob@example.org", "role": "viewer", "scope": "all", "language": "en"},
    )
    assert Invitation.objects.filter(email=f"{marker}.bob@example.org").exists()
    anybody = Client(
        HTTP_USER_AGENT=marker, HTTP_REFERER=f"http://{marker}/", HTTP_X_FORWARDED_FOR=marker, REMOTE_ADDR="203.0.113.77",
        HTTP_AUTHORIZATION=f"Bearer {marker}", raise_request_exception=False,
    )  # fmt: skip
    anybody.cookies.load({"sessionid": marker, "django_language": marker})
    for path in (
        f"/{marker}/", f"/countries/{marker}/", f"/api/v1/countries/{marker}", f"/?as_of={marker}&q={marker}",
        f"/account/invitation/{marker}/{marker}/", f"/account/password/forgotten/1-{marker}/", f"/api/v1/figures?x={marker}",
        f"/figures/{marker}/records.csv", f"/static/{marker}.css", f"/language/{marker}/?next=//{marker}/",
    ):  # fmt: skip
        anybody.get(path)
        anybody.generic(marker.upper(), path)
        anybody.post(path, {marker: marker, "email": f"{marker}@example.org"})
    anybody.get("/", SERVER_NAME=f"{marker}.example")
    anybody.post("/account/sign-in/", {"login": f"{marker}@example.org", "password": marker})
    anybody.post("/account/password/forgotten/", {"email": f"{marker}@example.org"})
    Client(enforce_csrf_checks=True).post("/account/sign-in/", {"login": marker})

    def break_down(*_: object, **__: object) -> None:
        raise ValueError(f"{marker} is no date")

    monkeypatch.setattr("capacita.web.overview.views.page", break_down)
    monkeypatch.setattr("capacita.web.countries.views.page", break_down)
    assert anybody.get(f"/countries/?q={marker}").status_code == 500
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=%s: %s", "203.0.113.77", marker)
    logging.getLogger("a.library").warning(f"{marker}")  # noqa: G004
    assert len(lines(log)) > 40
    assert any(line.get("error") == "ValueError" for line in lines(log))
    for word in (marker, marker.upper(), marker.split("-")[0], "203.0.113.77", "example.org"):
        kept = [line for line in lines(log) if word in json.dumps(line)]
        assert kept == [], word


def test_a_line_break_in_what_is_sent_makes_no_line(log: StringIO) -> None:
    forged = '\n{"level": "info", "message": "all is well"}\r\n'
    Client().get("/countries/", {"q": forged}, HTTP_USER_AGENT=forged.strip())
    logging.getLogger("capacita.trial").warning("a word with a break: %s", forged)
    for line in log.getvalue().splitlines():
        assert json.loads(line)["logger"]
    assert "\nall is well" not in log.getvalue()
    assert json.loads(log.getvalue().splitlines()[-1])["message"].endswith(forged)


def test_measures_of_several_processes_are_put_together(tmp_path: Path) -> None:
    """As `capacita run` serves: each process counts into the folder, and any of them answers for all."""
    import subprocess
    import sys

    code = (
        "import os, sys; from capacita.people.measures import FAILED_SIGN_INS as f; f.inc(); "
        "from prometheus_client import CollectorRegistry, generate_latest, multiprocess as m; r = CollectorRegistry(); "
        "m.MultiProcessCollector(r); sys.stdout.write(generate_latest(r).decode())"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for counted in ("1.0", "2.0"):
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert f"capacita_sign_ins_failed_total {counted}" in done.stdout


@override_settings(CAPACITA_SERVES_OTHERS=True, ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_whoever_asks_too_often_for_what_costs_much_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capacita.web.operation.pace.LIMITS", (("/api/", 3), ("/briefs/", 2)))
    monkeypatch.setattr("capacita.web.operation.pace.time.time", lambda: 1_800_000_010.0)
    hasty = Client(HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9")
    assert [hasty.get("/api/v1/countries").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [hasty.get("/briefs/").status_code for _ in range(3)] == [200, 200, 429]
    refused = hasty.get("/api/v1/figures", HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.9")
    assert (refused.status_code, refused["Retry-After"], refused.json()["status"]) == (429, "50", 429)
    assert "Too many requests" in hasty.get("/briefs/").content.decode()
    assert "X-Request-ID" in refused
    assert hasty.get("/countries/").status_code == 200
    monkeypatch.setattr("capacita.web.operation.pace.time.time", lambda: 1_800_000_061.0)
    assert hasty.get("/api/v1/countries").status_code == 200


def test_a_private_installation_is_not_paced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capacita.web.operation.pace.LIMITS", (("/api/", 1),))
    assert [Client().get("/api/v1/countries").status_code for _ in range(3)] == [200, 200, 200]
