"""Sixty script payloads in every field of every form, as whoever is shown it, in workbooks and through the API: none runs.

The forms are found on the pages of an office in which everything is there (the world of the table of permissions), at
every address, as those of its cast who may do most; and then on the pages to which sending them in leads. A new form is
tried without a word here. At last everything is sent in and kept, and every page is opened as everybody.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
import openpyxl
import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django import forms
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.module_loading import import_string
from playwright.sync_api import Browser

from capacita.kernel.clock import now, today
from capacita.legislation.models import CountryQuestions
from capacita.legislation.sources.rating_rows import COLUMNS as RATING_COLUMNS
from capacita.people.models import User
from capacita.review.models import Review
from capacita.standards.actions.drafting import begin_version
from tests.contracts.everybody import browsers
from tests.contracts.test_permissions import WRITTEN, World, _address, _world, cases
from tests.hardening.pages import IS_NO_PAGE, Field, Form, Opened, shape_of
from tests.hardening.payloads import PAYLOADS
from tests.hardening.places import times
from tests.hardening.trying import Tried, Watched, asked, forms_on, good, send_payloads, spoilt_workbook
from tests.people import cast

pytestmark = [pytest.mark.hardening, pytest.mark.browser]
_FINDING = (
    "anonymous", "programme_manager_of_everything", "administrator", "data_protection_officer",
    "legal_assessor_of_everything", "reviewer_of_everything", "country_focal_point",
)  # fmt: skip
# Ends the session of whoever sends it, or what the other forms are about: tried, and never kept.
_ENDS = ("sign-out", "/close/", "/sessions/", "/password/", "/revoke/", "/second-factor/", "/withdraw/", "erasures/",
         "/drop/", "/undo/", "/address/", "/merge/")  # fmt: skip
_LOOKING = (*_FINDING, "viewer_of_everything", "training_manager_of_everything", "project_editor", "no_role")
# Only an organisation's own sign-in leads to the first, which tests/web/test_provider.py goes. What is typed in the other
# is read past it, as `_KEPT` holds.
_ELSEWHERE = ("capacita.web.account.views.ProviderForm", "capacita.web.recording.views._RemarkForm")
# Fields whose words are kept and shown to others: each was taken with a payload in it.
_KEPT = {
    ("/legislation/catalogue/drafts/*/change/", "part0-text"), ("/report/", "text"), ("/reports/*/", "answer"),
    ("/questions/", "text"),
    ("/answer/*/*/", "answer"), ("/answer/*/*/", "name"), ("/account/name/", "name"), ("/account/interests/", "law"),
    ("/access/interests/*/decide/", "reason"), ("/personal/contacts/add/", "names"),
    ("/personal/contacts/add/", "employer"), ("/personal/contacts/add/", "function"),
    ("/personal/contacts/*/pictures/", "how"), ("/personal/breaches/add/", "happened"),
    ("/personal/breaches/add/", "measures"), ("/personal/lists/make/", "purpose"),
    ("/personal/notices/contact/", "text_en"), ("/record/correct/country_names/", "short_name"),
    ("/record/correct/country_names/", "note"), ("/record/withdraw/country_names/", "reason"),
    ("/record/submissions/*/return/", "remark"), ("/files/projects/*/", "file"), ("/account/invitation/*/*/", "name"),
}  # fmt: skip


@dataclass
class Office:
    """Everything is there, and everybody is signed in."""

    world: World
    clients: dict[str, Client]
    # Who stands between two pages of signing in, and at which.
    between: dict[str, str]
    # What an expert may change in the catalogue, in the expert's own draft.
    changes: list[str]

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Each address of a page, and who of those that find forms asks for it: what is published is the same for all."""
        # First what one must come to within a quarter of an hour.
        yield from self.between.items()
        for route, thing, method in cases():
            if method == "GET" and not IS_NO_PAGE.search(route):
                for who in _FINDING if route.startswith(WRITTEN) else _FINDING[:2]:
                    yield who, _address(self.world, route, thing)
        yield from (("legal_assessor_of_everything", each) for each in self.changes)


@pytest.fixture
def office(db: None) -> Office:
    world = _world()
    everybody = {"anonymous": Client(), **browsers()}
    for each in everybody.values():
        _stays_confirmed(each)
    world.clients.update(everybody)
    draft = begin_version(
        "ets185", by=cast.standing(User.objects.get(email="legal_assessor_of_everything@example.org"))
    )
    asking = ("do=add&provision=ets185/art_2", *(f"do={each}&element=ets185/art_2/e1" for each in ("split", "merge")))
    changes = [f"/legislation/catalogue/drafts/{draft.key}/change/?{each}" for each in asking]
    between = {"half signed in": _half_signed_in(everybody), "with a link for the password": _with_a_link(everybody)}
    everybody["with a passkey"] = everybody["training_manager"]
    user = User.objects.get(email="training_manager@example.org")
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    between["with a passkey"] = f"/account/second-factor/passkeys/{key.pk}/"
    return Office(world, everybody, between, changes)


def _stays_confirmed(browser: Client) -> None:
    """Longer than the quarter of an hour after which a page asks again who somebody is."""
    session = browser.session
    for method in session.get(AUTHENTICATION_METHODS_SESSION_KEY, ()):
        method["at"] += 10 * 3600
    session.save()


def _half_signed_in(everybody: dict[str, Client]) -> str:
    browser = everybody["half signed in"] = Client()
    typed = {"login": "reviewer@example.org", "password": cast.PASSWORD}
    return str(browser.post("/account/sign-in/", typed)["Location"])


def _with_a_link(everybody: dict[str, Client]) -> str:
    browser = everybody["with a link for the password"] = Client()
    browser.post("/account/password/forgotten/", {"email": "reviewer@example.org"})
    link = re.search(r"http://testserver(/account/password/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    return str(browser.get(link.group(1))["Location"])


@pytest.fixture
def tried(browser: Browser) -> Iterator[Tried]:
    opened = Opened(browser)
    yield Tried(opened)
    opened.close()


def test_no_payload_in_a_field_of_a_form_runs(office: Office, tried: Tried) -> None:
    payloads = PAYLOADS[: times("HARDEN_PAYLOADS", len(PAYLOADS))]
    seen, led_to = set[tuple[str, str]](), set[tuple[str, str]]()
    waiting = list(office.addresses())
    with Watched() as watched:
        while waiting:
            found = _found(office, tried, waiting, seen)
            taken = [(who, form, send_payloads(tried, office.clients[who], form, payloads)) for who, form in found]
            waiting = []
            for who, form, values in taken:
                if form.method == "post" and not any(each in form.action for each in _ENDS):
                    answer = asked(office.clients[who], "post", form.action, {**good(form), **values}, keeps=True)
                    tried.judge(answer, f"post {form.action}")
                    if where := getattr(answer, "led_to", ""):
                        waiting += [(each, where) for each in dict.fromkeys((who, *_FINDING[1:]))]
            led_to |= set(waiting)
    assert not tried.faults, "\n".join(tried.faults[:50])
    assert not (missed := _KEPT - tried.accepted), f"not taken: {sorted(missed)}"
    lacking = {f"{each.__module__}.{each.__name__}": sorted(names) for each, names in _unmet(watched).items()}
    assert not lacking, f"no payload was sent in {lacking}"
    pages = sorted({*office.addresses(), *led_to})
    assert not (faults := list(_faults_on_every_page(office, tried, pages))), "\n".join(faults[:50])
    print(f"{len(tried.forms)} forms, {tried.sent} answers, {len(pages)} pages opened again")


def _found(
    office: Office, tried: Tried, waiting: list[tuple[str, str]], seen: set[tuple[str, str]]
) -> list[tuple[str, Form]]:
    """The forms that were not yet tried, on these pages and on one page of each other kind that these lead to."""
    found: dict[object, tuple[str, Form]] = {}
    shapes = {(who, shape_of(address)) for who, address in {*seen, *waiting}}
    while waiting:
        who, address = asking = waiting.pop(0)
        if asking in seen:
            continue
        seen.add(asking)
        on_page, links = forms_on(asked(office.clients[who], "get", address), address)
        for form in on_page:
            if form.shape not in tried.forms:
                found.setdefault(form.shape, (who, form))
        for link in sorted(links) if who in _FINDING else ():
            if not IS_NO_PAGE.search(link) and (who, shape_of(link)) not in shapes:
                shapes.add((who, shape_of(link)))
                waiting.append((who, link))
    return list(found.values())


def _unmet(watched: Watched) -> dict[type[forms.BaseForm], set[str]]:
    """The text fields of the product's forms that no payload was sent in."""

    def below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
        for each in kind.__subclasses__():
            yield from below(each)
            if each.__module__.startswith("capacita.") and not each.__subclasses__():
                yield each

    lacking = {}
    for kind in set(below(forms.BaseForm)) - {import_string(each) for each in _ELSEWHERE}:
        texts = {
            name
            for name, each in getattr(kind, "base_fields", {}).items()
            if type(each) in (forms.CharField, forms.EmailField)
        }
        if missed := texts - watched.met.get(kind, set()):
            lacking[kind] = missed
    return lacking


def _faults_on_every_page(office: Office, tried: Tried, pages: list[tuple[str, str]]) -> Iterator[str]:
    drawn = set[str]()
    for who in _LOOKING:
        client = office.clients[who]
        for address in dict.fromkeys(address for _who, address in pages):
            answer = asked(client, "get", address)
            if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
                continue
            body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
            if "fire(" in body and body not in drawn:
                drawn.add(body)
                yield from (f"{who}: {each}" for each in tried.opened.faults_at(address, answer.content.decode()))
    assert len(drawn) > 40, len(drawn)


def test_no_payload_in_a_workbook_of_ratings_runs(office: Office, tried: Tried) -> None:
    """In each column by itself, which tells what does not fit; and in what may be written, which is taken and shown."""
    assessor, upload = office.clients["legal_assessor"], "/legislation/MA/workbench/upload/"
    book = assessor.get("/legislation/MA/workbench/ratings.xlsx").content
    for column in RATING_COLUMNS:
        file = SimpleUploadedFile("ratings.xlsx", spoilt_workbook(book, [column], also={}))
        tried.judge(asked(assessor, "post", upload, {"file": file}), column)
    filled = spoilt_workbook(book, ["text", "comment"], also={"code": "NOT"})
    answer = asked(assessor, "post", upload, {"file": SimpleUploadedFile(f"{PAYLOADS[4]}.xlsx", filled)})
    tried.judge(answer, upload)
    (apply,) = (each for each in forms_on(answer, upload)[0] if "step" in each.fields)
    assert asked(assessor, "post", upload, good(apply), keeps=True).status_code == 302
    sheets = [f"/legislation/ratings/{each.key}/" for each in Review.objects.filter(country="MA", state="draft")]
    shown = {each: assessor.get(each).content.decode() for each in sheets}
    assert {number for number in range(60) if f"fire({number})" in "".join(shown.values())} == set(range(60))
    for address, content in shown.items():
        tried.faults += tried.opened.faults_at(address, content)
    assert not tried.faults, tried.faults[:20]


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_no_payload_in_a_countrys_answers_runs(office: Office, tried: Tried, ending: str) -> None:
    focal, elements = office.clients["country_focal_point"], [f"ets185/art_2/e{number}" for number in range(1, 61)]
    lines = [
        {"review": office.world.ratings["in scope"], "element": element, "article": "2", "question": payload}
        for element, payload in zip(elements, PAYLOADS, strict=True)
    ]
    sent = CountryQuestions.objects.create(
        iso2="MA", language="en", until=today(), lines=lines, asked_by="another", asked_at=now()
    )
    page = f"/legislation/questions/{sent.key}/"
    blank = focal.get(f"{page}questions.{ending}").content
    file = SimpleUploadedFile(f"{PAYLOADS[4]}.{ending}", _with_answers(blank, ending))
    answer = asked(focal, "post", f"{page}answers/", {"file": file})
    tried.judge(answer, page)
    (apply,) = (each for each in forms_on(answer, page)[0] if each.fields.get("step", Field("", "")).value == "apply")
    assert asked(focal, "post", apply.action, good(apply), keeps=True).status_code == 302
    shown = focal.get(page).content.decode()
    assert all(shown.count(f"fire({number})") >= 2 for number in range(60))
    for who in ("country_focal_point", "viewer_of_a_country", "programme_manager_of_everything"):
        for address in (page, "/inbox/", "/legislation/MA/workbench/questions/"):
            tried.faults += tried.opened.faults_at(address, office.clients[who].get(address).content.decode())
    assert not tried.faults, tried.faults[:20]


def _with_answers(blank: bytes, ending: str) -> bytes:
    out = io.BytesIO()
    if ending == "xlsx":
        book: Any = openpyxl.load_workbook(io.BytesIO(blank))
        for number, payload in enumerate(PAYLOADS):
            book.worksheets[0].cell(2 + number, 4).value = payload
        book.save(out)
    else:
        document = docx.Document(io.BytesIO(blank))
        for number, payload in enumerate(PAYLOADS):
            document.tables[0].rows[1 + number].cells[3].text = payload
        document.save(out)
    return out.getvalue()


def test_no_payload_sent_to_the_api_runs(office: Office, tried: Tried) -> None:
    """Every operation that takes something, with a payload wherever its schema has a text."""
    client = office.clients["anonymous"]
    described = client.get("/api/v1/openapi.json").json()
    sent = 0
    for path, operations in described["paths"].items():
        for method in sorted({"post", "put", "patch", "delete"} & set(operations)):
            for media in operations[method].get("requestBody", {}).get("content", {"": {}}):
                for payload in PAYLOADS:
                    body = (
                        payload
                        if "json" not in media
                        else json.dumps({"ratings": [{"element": payload, "code": payload}]})
                    )
                    answer: Any = client.generic(method.upper(), path, body, content_type=media or "text/plain")
                    assert answer.status_code < 500, (path, payload)
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"
                    assert "html" not in answer.headers["Content-Type"], (path, payload)
                    sent += 1
    assert sent >= len(PAYLOADS)
