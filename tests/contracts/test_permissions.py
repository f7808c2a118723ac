"""Who is answered what: every address, asked by everybody, against the committed answers in permissions.csv.

200 shown, 302 led elsewhere, 400 refused as typed, 404 absent or forbidden, 405 not asked in this way.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from capacita.evidence.actions import ask_for_source, keep_file, keep_source
from capacita.evidence.erasing_actions import request_bytes_erasure
from capacita.evidence.models import KeptFile
from capacita.evidence.recording import RowChange, cells_of, current_row
from capacita.kernel.clock import now, today
from capacita.kernel.digests import sha256_hex, short_digest
from capacita.legislation.models import RATINGS, CountryQuestions, LegalWork, TextImport
from capacita.legislation.rules.sheets import Sheet
from capacita.people.actions import invite_person, link_token
from capacita.people.choices import InterestKind, LegalBasis
from capacita.people.interest_actions import declare_interest
from capacita.people.models import Grant, Interest, User
from capacita.people.personal.actions.duplicates import merge_contacts
from capacita.people.personal.actions.erasing import request_erasure
from capacita.people.personal.actions.registers import BreachTold, make_list, record_breach, record_request
from capacita.people.personal.choices import ErasureReason, RequestKind
from capacita.people.roles import granted_roles
from capacita.people.rules import EVERYTHING, Standing
from capacita.review.actions.submitting import keep_draft, submit_draft
from capacita.review.actions.writing_in import ask_question, report_mistake
from capacita.review.models import Comparison, Review, Submission
from capacita.review.queries import answer_token
from capacita.standards.models import CATALOGUE
from capacita.web import refusals
from tests.contracts.everybody import COLUMNS, GIVEN, WITHOUT_FACTOR, WITHOUT_GRANT, browsers
from tests.contracts.planted import CITED, COPY, MAY_SEE
from tests.contracts.routes import filled, parameters, routes
from tests.people import cast
from tests.people.personal import persons

TABLE = Path(__file__).parent / "permissions.csv"
WRITE = "CAPACITA_WRITE_PERMISSIONS"
REMEDY = (
    f"Add its rows: run `{WRITE}=1 make test ARGS=tests/contracts/test_permissions.py`, which writes into"
    " tests/contracts/permissions.csv what is answered now; then read every new cell before you commit it."
)
RECORDING = {"programme_manager", "programme_manager_of_everything", *WITHOUT_FACTOR}
HEAD = ("route", "object", "method", *COLUMNS)
# Where people write; elsewhere nothing is taken.
WRITTEN = (
    "account/", "access/", "briefs/", "record/", "inbox/", "report/", "reports/", "questions/", "answer/", "files/",
    "sources/add/", "sources/<str:key>/copies/", "personal/", "legislation/evaluate/", "legislation/ratings/",
    "legislation/questions/", "legislation/terms/try/", "legislation/<str:iso2>/workbench/",
    "legislation/laws/<str:key>/import/",
    "legislation/imports/", "legislation/catalogue/drafts/", "api/v1/legislation/evaluate", "installation/",
)  # fmt: skip
SECTIONS = ("account/", "access/", "api/", "record/", "files/", "sources/", "personal/", "installation/")
EXAMPLES = {
    "iso2": "MA",
    "id": "reach.parties",
    "concerns": "art_16",
    "template": "one-pager",
    "ending": "html",
    "uidb36": "1",
    "pk": "1",
    "token": "not-the-token",
}
EXAMPLES_OF = {
    "language/<str:code>/": {"code": "fr"},
    "instruments/<str:code>/": {"code": "ets185"},
    "api/v1/instruments/<code>": {"code": "ets185"},
    "api/v1/instruments/<code>/provisions": {"code": "ets185"},
    "api/v1/instruments/<code>/entry-into-force": {"code": "ets185"},
    "api/v1/projects/<code>": {"code": "CYBERSOUTH"},
    "portfolio/<str:code>/": {"code": "CYBERSOUTH"},
    "api/v1/instruments/<code>/catalogue-versions": {"code": "ets185"},
    "api/v1/instruments/<code>/catalogue-versions/<number>/elements": {"code": "ets185", "number": "1"},
    "legislation/catalogue/<str:code>/": {"code": "ets185"},
    "legislation/catalogue/<str:code>/changes/": {"code": "ets185"},
    "legislation/catalogue/drafts/<str:key>/changes/<str:change>/drop/": {"change": "0" * 32},
    "legislation/catalogue/drafts/<str:key>/steps/<str:name>/": {"name": "take"},
    "legislation/ratings/<str:key>/earlier/<path:element>/": {"element": "ets185/art_2/e1"},
    "legislation/articles/<str:number>/": {"number": "16"},
    "legislation/articles/<str:number>/office/": {"number": "16"},
    "legislation/<str:iso2>/articles/<str:number>/": {"number": "16"},
    "legislation/<str:iso2>/office/articles/<str:number>/": {"number": "16"},
    "legislation/compare.<str:ending>": {"ending": "csv"},
    "legislation/gaps.<str:ending>": {"ending": "xlsx"},
    "legislation/<str:iso2>/ratings.<str:ending>": {"ending": "csv"},
    "legislation/<str:iso2>/office/ratings.<str:ending>": {"ending": "json"},
    "legislation/<str:iso2>/profile.<str:ending>": {"ending": "docx"},
    "legislation/<str:iso2>/office/profile.<str:ending>": {"ending": "pdf"},
    "legislation/laws/<str:key>/": {"key": "ro-cp-2009"},
    "legislation/laws/<str:key>/compare/<str:provision>/": {"key": "ro-cp-2009", "provision": "ro-cp-360"},
    "api/v1/laws/<key>": {"key": "ro-cp-2009"},
    "legislation/ratings/<str:key>/elements/<path:element>/": {"element": "ets185/art_2/e1"},
    "legislation/ratings/<str:key>/steps/<str:name>/": {"name": "take"},
    "legislation/ratings/<str:key>/apart/<str:name>/": {"name": "talk"},
    "legislation/questions/<str:key>/questions.<str:ending>": {"ending": "docx"},
    "sources/<str:key>/": {"key": "no-such-source"},
    "sources/<str:key>/copies/<str:sha256>/": {"key": short_digest(CITED), "sha256": sha256_hex(COPY)},
    "api/v1/sources/<key>": {"key": "no-such-source"},
    "api/v1/claims/<path:key>": {"key": "no-such-statement"},
    "personal/notices/<str:form>/": {"form": "contact"},
}
THINGS_OF_LAW = {
    "legislation/laws/<str:key>/import/": ("in scope", "out of scope"),
    "legislation/imports/<str:key>/": ("another's", "absent"),
}  # fmt: skip
# What whoever asks has handed in, about a country or a project in scope.
OWN = "one's own"
ANOTHERS = (
    "access/people/<", "access/invitations/<", "access/grants/<", "access/interests/<", "sources/add/<", "record/drafts/",
    "sources/<str:key>/copies/", "questions/<", "legislation/catalogue/drafts/<",
)  # fmt: skip
# Rows that the addresses of recording name, for a country and a project in scope.
ROWS = {"treaty_actions": "ets185/MA/accession/1", "country_names": "MA/en/1"}
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    """What the addresses of people and grants point to, and who asks."""

    person: str
    grant: str
    invitation: str
    token: str
    submissions: dict[str, str]
    keys: dict[str, str]
    answer: str
    files: dict[str, str]
    fetch: str
    personal: dict[str, str]
    ratings: dict[str, str]
    laws: dict[str, str]
    questions: dict[str, str]
    clients: dict[str, Client]


def cases() -> Iterator[tuple[str, str, str]]:
    """Each route, with each kind of object that makes a difference, read and (where people write) written to."""
    for route in routes():
        for thing in _objects(route):
            yield route, thing, "GET"
            if route.startswith(WRITTEN):
                yield route, thing, "POST"


def _objects(route: str) -> tuple[str, ...]:
    if route.startswith("legislation/ratings/"):
        return "in scope", OWN, "out of scope", "absent"
    if route.startswith(("access/projects/<", "files/", "legislation/questions/", "personal/contacts/<")):
        return "in scope", "out of scope", "absent"
    if route.startswith(ANOTHERS):
        return "another's", "absent"
    if route.startswith("record/submissions/"):
        return "country in scope", "project in scope", OWN, "out of scope", "absent"
    if route.startswith(("record/new/", "record/correct/", "record/withdraw/", "record/history/")):
        return tuple(ROWS) if "new" not in route else (*ROWS, "project_terms", "provisions")
    if route in THINGS_OF_LAW:
        return THINGS_OF_LAW[route]
    if route == "reports/<str:key>/":
        return "reported", "absent"
    if route.startswith("personal/") and "<str:key>" in route:
        return "another's", "absent"
    if route.startswith(("account/invitation/", "answer/")):
        return "with its token", "with another token"
    return ("",)


def committed() -> dict[tuple[str, str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["route"], row["object"], row["method"]): row for row in csv.DictReader(file)}


def test_every_route_has_its_rows() -> None:
    if os.environ.get(WRITE):
        pytest.skip("the table is being written")
    wanted, held = set(cases()), set(committed())
    assert not wanted - held, f"without a row: {sorted(wanted - held)}. {REMEDY}"
    assert not held - wanted, f"rows for no route: {sorted(held - wanted)}. {REMEDY}"


@pytest.fixture
def refusals_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a refusal differs by who asks, how and why, and hardly by the address: it is drawn once for each.

    Two answers of three are refusals, and the page takes longer than to find out that one is refused. At every address
    it is drawn for many, and read, by test_no_leak.
    """
    draw, drawn = refusals._refusal, set()

    def refusal(request: HttpRequest, heading: str, *told: Any, status: int, **more: Any) -> HttpResponse:
        kind = (str(getattr(request, "user", "")), request.get_host(), request.method, heading, status)
        if kind in drawn:
            return HttpResponse(status=status)
        drawn.add(kind)
        return draw(request, heading, *told, status=status, **more)

    monkeypatch.setattr(refusals, "_refusal", refusal)


@pytest.mark.usefixtures("refusals_drawn_once")
@pytest.mark.parametrize("section", [*SECTIONS, ""])
def test_everybody_is_answered_as_the_table_says(section: str) -> None:
    world = _world()
    asked = [case for case in cases() if _section(case[0]) == section]
    local = {case: _answer(world, "local", case) for case in asked}
    _let_in_everybody(world)
    found = [
        {"route": case[0], "object": case[1], "method": case[2], "local": local[case]}
        | {who: _answer(world, who, case) for who in COLUMNS if who != "local"}
        for case in asked
    ]
    if os.environ.get(WRITE):
        _write(found, section)
    held = committed()
    wrong = []
    for row in found:
        expected = held.get((row["route"], row["object"], row["method"]), {})
        wrong += [
            f"{row['method']} {row['route']} {row['object']}: {who} is answered {row[who]}, expected {expected.get(who)}"
            for who in COLUMNS
            if expected.get(who) != row[who]
        ]
    assert not wrong, "\n".join(wrong) + f"\nIf the new answer is meant: {REMEDY}"


def test_each_role_has_a_column_for_each_kind_of_thing_that_it_can_be_given_for() -> None:
    held = {(role, scope.kind) for role, scope in GIVEN.values()}
    assert held == {(role.key, kind) for role in granted_roles() for kind in role.scopes}
    assert set(GIVEN) <= set(COLUMNS)
    assert len(COLUMNS) == len(set(COLUMNS))
    # What another test of the two tables, or of leaks, names is one of these.
    named = {who for may in MAY_SEE.values() for who in may} | RECORDING
    assert named <= set(COLUMNS)


def test_what_is_recorded_is_closed_to_whoever_has_no_role_for_it() -> None:
    """The table again: recording and deciding are absent to the public, a viewer and an administrator."""
    for (route, thing, _method), row in committed().items():
        if route.startswith("record/"):
            assert {row[who] for who in ("anonymous", "local", "no_role")} <= {"404", "405"}, route
        if route.startswith(("record/new/", "record/correct/", "record/withdraw/")):
            shown = {who for who in COLUMNS if row[who] not in ("404", "405")}
            assert shown <= {*RECORDING, "project_editor"}, (route, thing)
        if route.startswith(("reports/", "questions/")):
            shown = {who for who in COLUMNS if row[who] not in ("404", "405")}
            assert shown <= RECORDING, (route, thing)


def test_what_one_made_is_closed_once_one_may_neither_make_nor_read_such_a_thing_any_more() -> None:
    """The table again: whose role has run out sees what he or she once made no more than a stranger does."""
    rows = {key: row for key, row in committed().items() if key[1] == OWN}
    assert len({route for route, _thing, _method in rows}) > 5
    for row in rows.values():
        assert {row[who] for who in ("anonymous", *WITHOUT_GRANT)} <= {"404", "405"}
    sheet, terms = (rows[f"{where}/<str:key>/", OWN, "GET"] for where in ("legislation/ratings", "record/submissions"))
    assert (sheet["legal_assessor"], sheet["project_editor"]) == ("200", "404")
    assert (terms["legal_assessor"], terms["project_editor"]) == ("404", "200")


def test_nobody_but_the_administrator_and_the_local_person_is_let_in_to_manage() -> None:
    """The table itself, read as a lawyer would: what manages access is absent for everybody else."""
    may = {"administrator", "local"}
    for (route, _thing, method), row in committed().items():
        is_managing = route.startswith("installation/") or (
            route.startswith("access/")
            and (method == "POST" or route.startswith(("access/people/invite/", "access/invitations/")))
        )
        if is_managing:
            let_in = {who for who in COLUMNS if row[who] in ("200", "302", "400")} - WITHOUT_FACTOR
            assert let_in <= may, f"{method} {route}: {let_in - may}"
        if route.startswith(("access/", "installation/")):
            assert row["anonymous"] == "404" or row["anonymous"] == "405"
            assert {row[who] for who in WITHOUT_FACTOR} == {"302"}


def test_details_of_persons_are_for_the_few_who_keep_or_care_for_them() -> None:
    """The table itself, read as a lawyer would: who manages access sees no contact, and nobody does who has no scope."""
    few = {
        "programme_manager",
        "programme_manager_of_everything",
        "training_manager",
        "training_manager_of_a_country",
        "training_manager_of_everything",
        "data_protection_officer",
        *WITHOUT_FACTOR,
    }
    caring = (
        "held",
        "erasures",
        "requests",
        "breaches",
        "notices",
        "processing",
        "retention",
        "bytes",
        "byte-erasures",
    )
    for (route, thing, method), row in committed().items():
        if route.startswith("personal/"):
            let_in = {who for who in COLUMNS if row[who] != "404"}
            assert let_in <= few, f"{method} {route}: {let_in - few}"
            if thing == "absent" and method == "GET":
                assert not {who for who in COLUMNS if row[who] == "200"}
            if thing == "out of scope":
                within = ("programme_manager", "training_manager", "training_manager_of_a_country")
                assert {row[each] for each in within} <= {"404", "405"}
            if route.split("/")[1] in caring:
                assert let_in <= {"data_protection_officer", *WITHOUT_FACTOR}


def _section(route: str) -> str:
    return next((each for each in SECTIONS if route.startswith(each)), "")


def _world() -> World:
    """A new installation, where nobody administers: Bob edits a project, and an invitation is open."""
    bob = cast.person("bob@example.org", "project_editor", cast.GLACY)
    invitation = invite_person(
        email="erin@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )
    files = {
        scope.key: keep_file(content=b"a note", name="note.txt", scope=scope, by=cast.standing(editor)).key
        for editor, scope in (
            (bob, cast.GLACY),
            (cast.person("ed@example.org", "project_editor", cast.CYBERSOUTH), cast.CYBERSOUTH),
        )
    }
    with override_settings(CAPACITA_FETCH_HOSTS=["documents.example.org"]):
        fetch = ask_for_source(address="https://documents.example.org/", by=cast.standing(bob)).key
    keep_source(address=CITED, content=COPY, by=cast.standing(bob))
    clients = {"anonymous": Client(REMOTE_ADDR="192.0.2.1"), "local": Client(SERVER_NAME="localhost")}
    declare_interest(bob, kind=InterestKind.SERVICE, country="TN", law="", by=cast.command())
    frank = cast.standing(cast.person("frank@example.org", "programme_manager"))
    question = ask_question(text="Is it so?", about="", sent_to="somebody@example.org", language="en", days=7, by=frank)
    mistake = report_mistake(about="/", text="It is not so.", reply_to="", language="en", by=Standing("", frank.on))
    name = cells_of("country_names", current_row("country_names", "MA/en/1"))
    terms = {"known_from": "2026-11-01", "kind": "restatement", "source_url": CITED}
    changes = {
        "country in scope": RowChange("country_names", {**name, "note": "looked at again"}, "MA/en/1"),
        "project in scope": RowChange("project_terms", {**terms, "code": "CYBERSOUTH"}),
        "out of scope": RowChange("project_terms", {**terms, "code": "GLACY+"}),
    }
    drafts = {name: keep_draft(change, by=frank) for name, change in changes.items()}
    left = keep_draft(changes["out of scope"], by=frank)
    handed_in = {name: submit_draft(each, by=frank).key for name, each in drafts.items()}
    keys = {
        "catalogue": _version(frank.key),
        "drafts": left.key,
        "questions": question.key,
        "reports": mistake.key,
        "answer": question.key,
    }
    return World(
        bob.key, Grant.objects.get(person=bob).key, invitation.key, link_token(invitation), handed_in, keys,
        answer_token(question), files, fetch, _personal(bob.key), _ratings(frank.key), _laws(frank.key), _questions(),
        clients,
    )  # fmt: skip


def _ratings(author: str) -> dict[str, str]:
    """A sheet of ratings that was handed in for each of two countries, and compared with another's."""
    found, at = {}, now()
    for thing, iso2 in (("in scope", "MA"), ("out of scope", "TN")):
        sheet = Sheet(iso2, "ets185/art_2", date(2024, 3, 2))
        first, second = (
            Review.objects.create(
                kind=RATINGS, subject_key=sheet.key, country=iso2, author=each, pair=iso2, begun_at=at, changed_at=at
            )
            for each in (author, "another")
        )
        Review.objects.filter(pk__in=[first.pk, second.pk]).update(state="submitted")
        Comparison.objects.create(first=first, second=second, opened_at=at)
        found[thing] = first.key
    return found


def _laws(author: str) -> dict[str, str]:
    """A law of each of two countries, made up, and the text of the first on its way in."""
    found, at = {}, now()
    for thing, iso2 in (("in scope", "MA"), ("out of scope", "TN")):
        like = LegalWork.objects.recorded().get(key="ro-cp-2009")
        like.pk, like.key, like.iso2, like.recorded_at = None, f"demo-{iso2}", iso2, at
        like.save()
        found[thing] = like.key
    made = TextImport.objects.create(
        work_key=found["in scope"], iso2="MA", author=author, language="ar", kind="original", source="made up",
        ends_earlier=False, content=b"", media_type="text/plain", begun_at=at, changed_at=at,
    )  # fmt: skip
    return {**found, "another's": made.key}


def _questions() -> dict[str, str]:
    """Questions that went out to each of the two countries."""
    return {
        thing: CountryQuestions.objects.create(
            iso2=iso2, language="en", until=today(), lines=[], asked_by="another", asked_at=now()
        ).key
        for thing, iso2 in (("in scope", "MA"), ("out of scope", "TN"))
    }


def _version(author: str) -> str:
    """A version of the requirement catalogue that was handed in."""
    at = now()
    made = Review.objects.create(
        kind=CATALOGUE, subject_key="ets185|2", country="", author=author, begun_at=at, changed_at=at
    )
    Review.objects.filter(pk=made.pk).update(state="submitted")
    return made.key


def _personal(bob: str) -> dict[str, str]:
    """Contacts of two projects, and one row of each register, by the part of the address that names them."""
    lead = cast.standing(persons.programme_lead("lead@example.org"))
    officer = cast.standing(persons.officer("officer@example.org"))
    within = persons.contact(lead, "Юрій Петренко", project="CYBERSOUTH", country="MA", never_list=False)
    alike = persons.contact(lead, "Yuriy Petrenko", project="CYBERSOUTH", country="MA", never_list=False)
    beyond = persons.contact(lead, "Maria Exemplar", project="GLACY+", country="UA", never_list=False)
    made = make_list(
        keys=[within.key], fields=["name"], recipient="A host", purpose="Rooms", basis=LegalBasis.CONTRACT, by=lead
    )
    told = BreachTold("A laptop was lost.", now() - timedelta(1), "names of participants")
    return {
        "in scope": within.key,
        "out of scope": beyond.key,
        "held": bob,
        "merges": merge_contacts(kept=within.key, absorbed=alike.key, by=lead).key,
        "lists": made.disclosure.key,
        "requests": record_request(bob, kind=RequestKind.ACCESS, received_on=today(), by=officer).key,
        "erasures": request_erasure(bob, reason=ErasureReason.ASKED, by=officer).key,
        **_bytes(officer),
        "breaches": record_breach(told, by=officer).key,
    }


def _bytes(officer: Standing) -> dict[str, str]:
    """Bytes that are kept, and others of which somebody asked that they be erased."""
    at = {"size": 1, "media_type": "text/plain", "is_redrawn": False, "uploaded_by": "x", "uploaded_at": now()}
    for digest in ("a" * 64, "b" * 64):
        KeptFile.objects.create(sha256=digest, name="x.txt", scope_kind="all", **at)
    asked = request_bytes_erasure("b" * 64, reason=ErasureReason.ASKED, by=officer)
    return {"bytes": "a" * 64, "byte-erasures": asked.key}


def _let_in_everybody(world: World) -> None:
    """Everybody signed in just now."""
    world.clients.update(browsers())


def _address(world: World, route: str, thing: str) -> str:
    values = {**EXAMPLES, **EXAMPLES_OF.get(route, {})}
    if thing == "absent":
        values |= {"key": "0" * 32, "code": "NO-SUCH-PROJECT", "iso2": "XX", "what": "confirm"}
    elif route.startswith("access/"):
        kind = route.split("/")[1]
        interest = Interest.objects.get(person__key=world.person).key
        keys = {"people": world.person, "grants": world.grant, "invitations": world.invitation, "interests": interest}
        values["key"] = keys.get(kind, "")
        values["code"] = "CYBERSOUTH" if thing == "in scope" else "GLACY+"
    elif route.startswith("record/"):
        if thing in world.submissions:
            values["key"] = world.submissions[thing]
        else:
            values |= {"key": world.keys["drafts"], "catalogue": thing}
        values["what"] = "confirm"
    elif route.startswith(("questions/", "reports/", "answer/", "legislation/catalogue/drafts/<")):
        values["key"] = world.keys[route.removeprefix("legislation/").split("/")[0]]
        if thing == "with its token":
            values["token"] = world.answer
    elif route.startswith("files/"):
        values["code"] = "CYBERSOUTH" if thing == "in scope" else "GLACY+"
        values["key"] = world.files[values["code"]]
        values["iso2"] = "MA" if thing == "in scope" else "TN"
    elif route.startswith(("legislation/", "sources/add/")):
        held = (
            world.questions if "/questions/" in route
            else world.laws if "/laws/" in route or "/imports/" in route
            else world.ratings
        )  # fmt: skip
        values["key"] = held.get(thing) or values.get("key") or world.fetch
    elif route.startswith("personal/"):
        values["key"] = world.personal.get(thing) or world.personal.get(route.split("/")[1], "")
    elif route.startswith("account/"):
        values["key"] = world.invitation if "invitation" in route else "abc"
        if thing == "with its token":
            values["token"] = world.token
    missing = [name for name in parameters(route) if name not in values]
    assert not missing, f"{route}: no example for {missing}. Add it to EXAMPLES or EXAMPLES_OF in {__file__}."
    row = ROWS.get(thing, "") if route.startswith("record/") and "new" not in route else ""
    return filled(route, values) + (f"?key={row}" if row else "")


def _with_own(world: World, who: str) -> World:
    """The world with a sheet of ratings and terms of a project that `who` handed in."""
    at, author = now(), _key_of(world.clients[who])
    sheet = Sheet("MA", "ets185/art_3", date(2024, 3, 2))
    rated = Review.objects.create(
        kind=RATINGS, subject_key=sheet.key, country="MA", author=author, begun_at=at, changed_at=at
    )
    Review.objects.filter(pk=rated.pk).update(state="submitted")
    like = Submission.objects.get(key=world.submissions["project in scope"])
    like.pk, like.key, like.author = None, "1" * 32, author
    like.save(force_insert=True)
    return replace(world, ratings={**world.ratings, OWN: rated.key}, submissions={**world.submissions, OWN: like.key})


def _key_of(client: Client) -> str:
    """Of whoever is signed in; of somebody else for a browser in which nobody is."""
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number).key if number else "another"


def _answer(world: World, who: str, case: tuple[str, str, str]) -> str:
    route, thing, method = case
    client = world.clients[who]
    held = dict(client.cookies)
    # Each cell starts from the same world: whatever an answer changed is taken back.
    with transaction.atomic():
        address = _address(_with_own(world, who) if thing == OWN else world, route, thing)
        response = client.generic(method, address, data="", content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(held)
    return str(response.status_code)


def _write(found: list[dict[str, str]], section: str) -> None:
    kept = [row for key, row in committed().items() if _section(key[0]) != section] if TABLE.exists() else []
    order = {case: number for number, case in enumerate(cases())}
    rows = [row for row in [*kept, *found] if (row["route"], row["object"], row["method"]) in order]
    rows.sort(key=lambda row: order[row["route"], row["object"], row["method"]])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, HEAD, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
