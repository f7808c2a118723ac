"""Sixty script payloads in addresses, in records as an import brings them, and asked of the API: none runs.

Pages are opened in Chromium with the content security policy switched off, so that escaping alone is tried. What people
type is tried by test_payloads_in_forms.py.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import requests
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection, models
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.plugin import DjangoDbBlocker

from capacita.audit import immutability
from capacita.evidence.models import fact_models
from capacita.people.actions import create_administrator, grant_role
from capacita.people.models import User
from capacita.people.rules import EVERYTHING
from tests.hardening.pages import IS_NO_PAGE, Opened, Parsed, shape_of
from tests.hardening.payloads import FOUND, HOOK, PAYLOADS
from tests.hardening.places import on_database
from tests.killing.deeds import by
from tests.people.cast import prove
from tools.bench import ROOT, start, stop

pytestmark = [pytest.mark.hardening, pytest.mark.browser]

_LONG = 100
_FEW = 100
_PUBLIC = (
    "/", "/reach/", "/reach/changes/", "/countries/", "/countries/MA/", "/portfolio/", "/portfolio/GLACY+/",
    "/legislation/", "/legislation/GB/", "/legislation/articles/16/", "/legislation/laws/gb-cma-1990/", "/instruments/",
    "/instruments/ets185/", "/sources/", "/statements/", "/figures/", "/figures/reach.parties/",
    "/legislation/evaluate/", "/briefs/", "/briefs/seminar/", "/about/", "/about/glossary/", "/about/api/",
)  # fmt: skip


@dataclass
class Site:
    """A served installation, somebody who may do everything in it, and the pages on which something was shown."""

    host: str
    cookies: dict[str, str]

    def session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.cookies.update(self.cookies)
        return session

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("payloads")
    with django_db_blocker.unblock(), on_database("", home, loaded=True) as environment:
        made = create_administrator(email="alice@example.org", password="correct horse", name="A", by=by())
        assert isinstance(made, User)
        RecoveryCodes.activate(made)
        grant_role(made, role="programme_manager", scope=EVERYTHING, from_on=by().on, until_on=None, by=by())
        grant_role(made, role="data_protection_officer", scope=EVERYTHING, from_on=by().on, until_on=None, by=by())
        made.refresh_from_db()  # what was given has signed her out everywhere
        client = Client()
        client.force_login(made, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        prove(session, made, "mfa")
        session.save()
        cookies = {name: each.value for name, each in client.cookies.items()}
        connection.close()
        server, host = start([sys.executable, "-m", "capacita.cli", "run", "--port", "8790"], ROOT, dict(environment))
        try:
            site = Site(host, cookies)
            assert site.session().get(site.url("/access/"), allow_redirects=False, timeout=60).status_code == 200
            yield site
        finally:
            stop(server)


def faults(browser: Browser, site: Site, addresses: list[str]) -> list[str]:
    """What ran or would run on the pages, opened without the policy that would forbid it."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(HOOK)
    context.add_cookies([{"name": name, "value": value, "url": site.url("/")} for name, value in site.cookies.items()])
    found = []
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    for address in addresses:
        page.goto(site.url(address), wait_until="load")
        found += [f"{address[:120]}: {each}" for each in page.evaluate(FOUND)]
    context.close()
    return found


def every_page(site: Site) -> list[str]:
    """Every page that links lead to, one for each shape of address."""
    session, seen, pages = site.session(), set[str](), list[str]()
    waiting = ["/", "/account/", "/access/", "/record/", "/inbox/", "/personal/", *_PUBLIC]
    while waiting:
        address = waiting.pop(0)
        if (shape := shape_of(address)) in seen or IS_NO_PAGE.search(address):
            continue
        seen.add(shape)
        answer = session.get(site.url(address), timeout=60)
        if answer.headers["Content-Type"].startswith("text/html"):
            pages.append(address)
            waiting += sorted(Parsed(address, answer.text).links)
    assert len(pages) > 60, pages
    return sorted(pages)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    made = Opened(browser)
    yield made
    made.close()


def test_the_hook_notices_what_runs(opened: Opened) -> None:
    """Put into a page as it is, the payloads do run: otherwise the tests would prove nothing."""
    noticed = {number for number, payload in enumerate(PAYLOADS) if opened.faults_of(f"<p>{payload}</p>")}
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 60
    # The others are for attributes, for what encodes twice, and for templates: they do nothing in a paragraph.
    assert len(noticed) >= 45, sorted(set(range(60)) - noticed)
    ran = [
        number for number in noticed if any("ran" in each for each in opened.faults_of(f"<p>{PAYLOADS[number]}</p>"))
    ]
    assert len(ran) >= 15, ran


def test_no_payload_in_an_address_runs(served: Site, opened: Opened) -> None:
    session = served.session()
    names = ("as_of", "known_on", "recorded_at", "instrument", "basis", "from", "q", "after", "shown", "project", "funder",
             "next", "catalogue", "key", "about", "kind", "language")  # fmt: skip
    for path in (*_PUBLIC, "/record/", "/report/", "/account/sign-in/", "/access/people/invite/", "/no/such/page/"):
        for number in range(len(PAYLOADS)):
            # Each name in its turn by itself, since a page answers with the first that it cannot read.
            asked = {names[(number + step) % len(names)]: PAYLOADS[number] for step in range(1 + number % 3)}
            answer = session.get(served.url(f"{path}?{urlencode(asked)}"), timeout=60)
            assert answer.status_code < 500, asked
            assert not opened.faults_of(answer.text), (path, asked)
    for number, payload in enumerate(PAYLOADS):
        path = ("/countries/", "/portfolio/", "/figures/", "/sources/", "/access/people/", "/")[number % 6]
        answer = session.get(served.url(f"{path}{quote(payload, safe='')}/"), timeout=60)
        assert answer.status_code in (400, 404), (path, payload)
        assert not opened.faults_of(answer.text), (path, payload)


def test_no_answer_of_the_api_is_a_page(served: Site, browser: Browser, opened: Opened) -> None:
    session = served.session()
    described = session.get(served.url("/api/v1/openapi.json"), timeout=60).json()
    asked_for = []
    for path, operations in described["paths"].items():
        if "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", [])
        for number, payload in enumerate(PAYLOADS):
            asked = {
                each["name"]: PAYLOADS[(number + place) % len(PAYLOADS)]
                for place, each in enumerate(parameters)
                if each["in"] == "query" and (number + place) % 3 == 0
            }
            address = re.sub(r"\{[^}]*\}", quote(payload, safe=""), path)
            address = f"{address}?{urlencode(asked)}"
            answer = session.get(served.url(address), timeout=60)
            assert answer.status_code < 500, address
            if answer.headers["Content-Type"].startswith("text/html"):
                assert not opened.faults_of(answer.text), address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if number % 20 == 0 and "json" in answer.headers["Content-Type"]:
                asked_for.append(address)
    assert faults(browser, served, asked_for) == []


def test_no_payload_in_a_record_runs(
    served: Site, browser: Browser, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """Every long text of every table of facts, as an import could bring it that no check held up: all sixty in one."""
    with django_db_blocker.unblock():
        immutability.lift()
        columns = sum(_spoil(model) for model in fact_models())
        immutability.install()
        # What is kept in memory is of before.
        from capacita.evidence.loading import load_catalogues

        load_catalogues(by="system:load", files={"datasets": _as_it_is()})
        connection.close()
    assert columns >= 30
    pages = every_page(served)
    session = served.session()
    seen = "".join(session.get(served.url(path), timeout=120).text for path in _PUBLIC)
    assert {number for number in range(60) if f"fire({number})" in seen} == set(range(60))
    assert faults(browser, served, sorted({*pages, *_PUBLIC, "/countries/FR/?as_of=2020-02-21"})) == []


def _spoil(model: type[models.Model]) -> int:
    """Payloads at the end of each long text of the table; the number of columns."""
    columns = [
        each.column
        for each in model._meta.concrete_fields
        if each.name
        not in ("key", "digest", "countries", "funders", "citation", "work_key", "by_work_key", "provision_key")
        and (
            isinstance(each, models.TextField)
            or (isinstance(each, models.CharField) and (each.max_length or 0) >= _LONG)
        )
    ]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        is_small = cursor.fetchone()[0] <= _FEW
        for column in columns:
            if is_small:
                cursor.execute(f'UPDATE "{table}" SET "{column}" = "{column}" || %s', [" ".join(PAYLOADS)])
            else:
                for number, payload in enumerate(PAYLOADS):
                    cursor.execute(
                        f'UPDATE "{table}" SET "{column}" = "{column}" || %s WHERE id %% 60 = {number}', [payload]
                    )
    return len(columns)


def _as_it_is() -> Path:
    from capacita.evidence.catalogue import catalogues

    return next(each.path for each in catalogues() if each.name == "datasets")
