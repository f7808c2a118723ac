"""Sixty script payloads in every text field that is there, by forms, addresses, imports and the API: none runs.

Pages are opened in Chromium with the content security policy switched off, so that escaping alone is tried. Forms and
fields are found on the pages themselves: a new form is tried without a word here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection, models
from django.test import Client
from playwright.sync_api import Browser, Page, Route
from pytest_django.plugin import DjangoDbBlocker

from capacita.audit import immutability
from capacita.evidence.models import fact_models
from capacita.people.actions import create_administrator, grant_role
from capacita.people.models import User
from capacita.people.rules import EVERYTHING
from tests.hardening.payloads import FOUND, HOOK, PAYLOADS
from tests.hardening.places import on_database
from tests.killing.deeds import by
from tests.people.cast import prove
from tools.bench import ROOT, start, stop

pytestmark = [pytest.mark.hardening, pytest.mark.browser]

_TYPED = ("text", "email", "search", "url", "tel", "password", "hidden", "")
_KEPT_AS_THEY_ARE = ("csrfmiddlewaretoken", "next", "about")
_LONG = 100
_FEW = 100
_PUBLIC = (
    "/", "/reach/", "/reach/changes/", "/countries/", "/countries/MA/", "/portfolio/", "/portfolio/GLACY+/",
    "/legislation/", "/legislation/GB/", "/legislation/articles/16/", "/legislation/laws/gb-cma-1990/", "/instruments/",
    "/instruments/ets185/", "/sources/", "/statements/", "/figures/", "/figures/reach.parties/",
    "/legislation/evaluate/", "/briefs/", "/briefs/seminar/", "/about/", "/about/glossary/", "/about/api/",
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form that is sent: where to, what it holds by itself, and the fields in which people type."""

    page: str
    action: str
    given: Mapping[str, str]
    typed: tuple[str, ...]


class _Forms(HTMLParser):
    """The forms of a page, the links to pages of the site, and the words people type in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.links, self.forms = page, set[str](), list[Form]()
        self._open: dict[str, Any] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.add(said["href"].partition("#")[0])
        if tag == "form":
            self._open = {
                "action": said.get("action") or self.page,
                "given": {},
                "typed": [],
                "method": said.get("method", ""),
            }
        if self._open is None or not (name := said.get("name", "")):
            if tag == "option" and self._open is not None and self._select and said.get("value"):
                self._open["given"].setdefault(self._select, said["value"])
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea" or (tag == "input" and said.get("type", "") in _TYPED):
            is_kept = name in _KEPT_AS_THEY_ARE or said.get("type") == "hidden"
            self._open["given"][name] = said.get("value", "")
            self._open["typed"] += [] if name == "csrfmiddlewaretoken" or (is_kept and name != "about") else [name]
        elif (tag == "input" and said.get("type") in ("date", "number")) or "checked" in said:
            self._open["given"][name] = said.get("value") or ("2031-01-01" if said.get("type") == "date" else "1")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "form" and self._open is not None:
            opened, self._open = self._open, None
            if opened["method"].lower() == "post" and opened["typed"]:
                self.forms.append(Form(self.page, opened["action"], opened["given"], tuple(opened["typed"])))


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


def pages_with_forms(site: Site) -> tuple[list[str], list[Form]]:
    """Every page that links lead to, one for each shape of address, and their forms, one for each action's shape."""
    session, seen, forms = site.session(), set[str](), dict[tuple[str, tuple[str, ...]], Form]()
    pages: list[str] = []
    waiting = [
        "/",
        "/account/",
        "/access/",
        "/record/",
        "/inbox/",
        "/account/sign-in/",
        "/account/password/forgotten/",
        *_PUBLIC,
    ]
    while waiting:
        address = waiting.pop(0)
        shape = _shape(address)
        if shape in seen or re.search(r"sign-out|\.(csv|json|xlsx|pptx|pdf|svg)|/static/|/api/v1|/language/", address):
            continue
        seen.add(shape)
        answer = session.get(site.url(address), timeout=60)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        pages.append(address)
        parser = _Forms(address)
        parser.feed(answer.text)
        waiting += sorted(parser.links)
        for form in parser.forms:
            forms.setdefault((_shape(form.action), form.typed), form)
    return sorted(pages), list(forms.values())


def _shape(address: str) -> str:
    """The address without what differs from record to record."""
    path = address.partition("?")[0]
    path = re.sub(r"[0-9a-f]{16,}", "*", path)
    return re.sub(r"^/(countries|portfolio|sources|figures|instruments|access/projects)/[^/]+/", r"/\\1/*/", path)


def test_the_hook_notices_what_runs(browser: Browser) -> None:
    """Put into a page as it is, the payloads do run: otherwise the tests below would prove nothing."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(HOOK)
    noticed = set()
    for number, payload in enumerate(PAYLOADS):
        page = context.new_page()
        _serve(page, f"<p>{payload}</p>")
        page.wait_for_timeout(50)
        if page.evaluate(FOUND):
            noticed.add(number)
        page.close()
    context.close()
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 60
    # The others are for attributes, for what encodes twice, and for templates: they do nothing in a paragraph.
    assert len(noticed) >= 45, sorted(set(range(60)) - noticed)


def test_no_payload_in_a_field_of_a_form_runs(served: Site, browser: Browser) -> None:
    pages, forms = pages_with_forms(served)
    fields = {name for form in forms for name in form.typed}
    assert len(forms) >= 8, [form.action for form in forms]
    assert {"email", "text", "title"} <= fields, fields
    session = served.session()
    shown = set()
    for form in forms:
        if "password" in form.action or "sign-in" in form.action:
            continue
        for number in range(len(PAYLOADS)):
            session.get(served.url(form.page), timeout=60)
            typed = {
                name: PAYLOADS[(number + place) % len(PAYLOADS)] for place, name in enumerate(form.typed)
            }  # fmt: skip
            for name in form.typed:
                if name in ("email", "sent_to", "reply_to") and number % 2:
                    typed[name] = f"a{number}@example.org"
            token = {"csrfmiddlewaretoken": session.cookies.get("csrftoken") or ""}
            answer = session.post(served.url(form.action), {**form.given, **typed, **token}, timeout=60)
            assert answer.status_code < 500, (form.action, typed)
            assert not _run(browser, answer.text), (form.action, typed)
            if "fire(" in answer.text and answer.history and answer.request.method == "GET":
                shown.add(answer.url.removeprefix(served.url("")))
    after, _ = pages_with_forms(served)
    assert shown
    assert faults(browser, served, sorted({*shown, *pages, *after})) == []


def _serve(page: Page, content: str) -> None:
    """The page shows the content, and nothing else can be asked for."""

    def answer(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.frame == page.main_frame:
            route.fulfill(content_type="text/html; charset=utf-8", body=content)
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", answer)
    page.goto("http://answer.example/")


_blank: list[Any] = []


def _run(browser: Browser, content: str) -> list[str]:
    """What a page's own text, as it was answered, runs or would run."""
    if "fire(" not in content:
        return []
    if not _blank:
        context = browser.new_context(bypass_csp=True)
        context.add_init_script(HOOK)
        _blank.append(context.new_page())
    page = _blank[0]
    _serve(page, content)
    found: list[str] = page.evaluate(FOUND)
    return found


def test_no_payload_in_an_address_runs(served: Site, browser: Browser) -> None:
    session = served.session()
    names = ("as_of", "known_on", "recorded_at", "instrument", "basis", "from", "q", "after", "shown", "project", "funder",
             "next", "catalogue", "key", "about", "kind", "language")  # fmt: skip
    for path in (*_PUBLIC, "/record/", "/report/", "/account/sign-in/", "/access/people/invite/", "/no/such/page/"):
        for number in range(len(PAYLOADS)):
            # Each name in its turn by itself, since a page answers with the first that it cannot read.
            asked = {names[(number + step) % len(names)]: PAYLOADS[number] for step in range(1 + number % 3)}
            answer = session.get(served.url(f"{path}?{urlencode(asked)}"), timeout=60)
            assert answer.status_code < 500, asked
            assert not _run(browser, answer.text), (path, asked)
    for number, payload in enumerate(PAYLOADS):
        path = ("/countries/", "/portfolio/", "/figures/", "/sources/", "/access/people/", "/")[number % 6]
        answer = session.get(served.url(f"{path}{quote(payload, safe='')}/"), timeout=60)
        assert answer.status_code in (400, 404), (path, payload)
        assert not _run(browser, answer.text), (path, payload)


def test_no_answer_of_the_api_is_a_page(served: Site, browser: Browser) -> None:
    session = served.session()
    described = session.get(served.url("/api/v1/openapi.json"), timeout=60).json()
    opened = []
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
                assert not _run(browser, answer.text), address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if number % 20 == 0 and "json" in answer.headers["Content-Type"]:
                opened.append(address)
    assert faults(browser, served, opened) == []


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
    pages, _ = pages_with_forms(served)
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
