"""Nobody is sent what he or she may not see: by no page, list, search, count, file, receipt, error or log.

Everything that is not public holds a marker (`planted`), everybody asks for everything, and every answer is searched.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from capacita.config.logs import JsonLines
from capacita.evidence.recording import RowChange
from capacita.publishing.effects import effects_of
from capacita.web.account import limits
from capacita.web.files import views as files_views
from capacita.web.recording import views as recording_views
from tests.contracts.everybody import browsers
from tests.contracts.planted import BEFORE, MAY_SEE, Planted, marker, plant
from tests.contracts.routes import filled, parameters, routes
from tests.contracts.test_permissions import EXAMPLES, EXAMPLES_OF, ROWS, WRITTEN
from tests.people import cast

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db
_PUBLIC = ("briefs/", "legislation/evaluate/", "api/v1/legislation/evaluate")
_PRIVATE = tuple(each for each in WRITTEN if each not in _PUBLIC)
# What is published is the same for all; it is asked for as these, who differ in what the frame of a page offers.
_ASKING_PUBLIC = ("anonymous", "viewer", "administrator")
_ASKING = ("anonymous", "viewer", "project_editor", "no_role", "country_focal_point", "reviewer", "administrator")
_FOUND = re.compile(rb"zqx[a-z0-9]+", re.IGNORECASE)
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def no_session_is_noted_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a session is in use is noted every five minutes, in whichever answer comes then."""
    monkeypatch.setattr(limits, "_NOTED_EVERY_SECONDS", 86_400)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Planted, dict[str, Client]]]:
    """Made once for all tests of this module, and taken back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        planted = plant()
        clients = {"anonymous": Client(REMOTE_ADDR="192.0.2.1")}
        clients |= browsers()
        # Whoever made what is private asks as well, so that it is known to be shown to somebody.
        clients["lead"] = cast.just_signed_in(planted.lead)
        yield planted, clients
        transaction.set_rollback(True)


World = tuple[Planted, dict[str, Client]]


def test_nobody_is_sent_a_marker_that_is_not_for_him_or_her(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted, clients = world
    # What a change would do is worked out once for each, since it is the same whoever looks.
    monkeypatch.setattr(recording_views, "effects_of", _once(effects_of))
    seen: dict[str, set[str]] = {name: set() for name in MAY_SEE}
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(JsonLines())
    logging.getLogger("capacita").propagate = True
    leaks = []
    for who, method, address in _asked(planted, clients):
        for name in _markers(_answer(clients[who], method, address)):
            seen[name].add(who)
            if who != "lead" and who not in MAY_SEE[name]:
                leaks.append(f"{who} is sent {name} by {method} {address}")
    assert not leaks, "\n".join(sorted(set(leaks)))
    assert BEFORE not in caplog.text
    unseen = [f"{name}: {sorted(may - seen[name])}" for name, may in MAY_SEE.items() if not may <= seen[name]]
    assert not unseen, f"may see it, and did not find it: {unseen}"
    hidden = {name for name, may in MAY_SEE.items() if not may and "lead" not in seen[name]}
    assert hidden == {"report-address", "question-address"}, hidden


def test_a_search_answers_alike_for_what_is_hidden_and_for_what_is_not_there(world: World) -> None:
    """Lists, counts and pages of lists: a word that only a hidden row holds changes nothing, whatever asks for it."""
    _planted, clients = world
    lists = [
        each for each in routes() if not parameters(each) and not each.startswith("account/") and "add/" not in each
    ]
    for who in ("anonymous", "no_role", "viewer", "project_editor", "training_manager", "administrator"):
        hidden = next(name for name in ("contact-other", "question") if who not in MAY_SEE[name])
        word = marker(hidden)
        nothing = "y" + word[1:]
        for route in lists:
            if who != "anonymous" and not route.startswith(_PRIVATE):
                continue
            for name in ("q", "after") if route.startswith(_PRIVATE) else ("q",):
                there = _answer(clients[who], "GET", f"{filled(route, {})}?{name}={word}")
                absent = _answer(clients[who], "GET", f"{filled(route, {})}?{name}={nothing}")
                assert _alike(there, word) == _alike(absent, nothing), f"{who}: {route} by {name}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
def test_what_is_forbidden_answers_byte_for_byte_as_what_is_absent(world: World, method: str) -> None:
    planted, clients = world
    compared = 0
    # By rare methods fewer ask: what is refused by them is refused before anybody is asked who it is.
    asking = _ASKING if method in ("GET", "POST") else _ASKING[1:3]
    for who in asking:
        for route in routes():
            absents: dict[int, tuple[object, int]] = {}
            for key in keys_of(planted, route):
                there, asked = _counted(clients[who], method, address_of(route, key))
                if there.status_code != 404 or (method != "GET" and _is_shown(clients[who], route, key)):
                    continue
                if len(key) not in absents:
                    # As long as the other, since an answer tells its length.
                    nothing = f"{'0' * len(key)}" if len(key) == 32 else f"X{key[1:]}"
                    answer, times = _counted(clients[who], method, address_of(route, nothing))
                    absents[len(key)] = _alike(answer, nothing), times
                absent, times = absents[len(key)]
                assert _alike(there, key) == absent, f"{who}: {method} {route}"
                assert abs(asked - times) <= 1, f"{who}: {method} {route}: {asked} queries, {times} for what is absent"
                compared += 1
    assert compared > 20 * len(asking)


_NAMED = {**ROWS, "laws": "ro-cp-2009", "project_terms": "CYBERSOUTH/1"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_row_that_a_query_names_is_as_absent_to_whoever_may_not_record_it_as_one_that_is_not_there(
    world: World, method: str
) -> None:
    _planted, clients = world
    compared = 0
    for who in (*_ASKING, "legal_assessor"):
        for route in ("record/correct/", "record/withdraw/", "record/history/"):
            for catalogue, key in _NAMED.items():
                nothing = f"X{key[1:]}"
                there = _answer(clients[who], method, f"/{route}{catalogue}/?key={quote(key)}")
                if there.status_code != 404:
                    continue
                absent = _answer(clients[who], method, f"/{route}{catalogue}/?key={quote(nothing)}")
                assert _alike(there, key) == _alike(absent, nothing), f"{who}: {method} {route}{catalogue}"
                compared += 1
    assert compared > 40


def test_errors_measures_and_what_is_kept_between_tell_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    planted, clients = world
    caplog.handler.setFormatter(JsonLines())
    project_file = f"/files/{planted.keys['files/<'][0]}/"
    bare = clients["viewer"]
    assert marker("file-text-project").encode() in _answer(bare, "GET", project_file).content
    tag = _answer(bare, "GET", "/").headers["ETag"]
    assert _answer(clients["anonymous"], "GET", "/", HTTP_IF_NONE_MATCH=tag).status_code == 200
    assert "ETag" not in _answer(bare, "GET", project_file, HTTP_IF_NONE_MATCH=tag).headers

    def breaks(*_args: object) -> bytes:
        raise RuntimeError(marker("file-text-project"))

    monkeypatch.setattr(files_views, "kept_bytes", breaks)
    bare.raise_request_exception = False
    broken = _answer(bare, "GET", project_file)
    bare.raise_request_exception = True
    refused = [
        _answer(bare, "GET", "/?as_of=never"),
        _answer(bare, "GET", f"/reach/?as_of={'9' * 20}"),
        _answer(bare, "PUT", "/inbox/"),
    ]
    with override_settings(CAPACITA_SERVES_OTHERS=True, ALLOWED_HOSTS=["*"]):
        paced = [_answer(clients["administrator"], "GET", "/access/report.xlsx") for _time in range(12)][-1]
    local = Client(SERVER_NAME="localhost")
    told = [_answer(local, "GET", "/metrics/"), _answer(local, "GET", "/ready/"), _answer(local, "GET", "/health/")]
    assert [each.status_code for each in (broken, *refused)] == [500, 400, 400, 405]
    assert paced.status_code == 429
    assert told[0].status_code == 200
    for each in (broken, *refused, paced, *told):
        assert not list(_markers(each)), each
    keys = {key for held in planted.keys.values() for key in held if len(key) == 32}
    assert not [key for key in keys if key.encode() in told[0].content]
    assert "RuntimeError" in caplog.text
    assert BEFORE not in caplog.text


def _once(effects: Callable[..., object]) -> Callable[..., object]:
    known: dict[str, object] = {}

    def held(change: RowChange, **asked: object) -> object:
        seed = repr((change, asked))
        if seed not in known:
            known[seed] = effects(change, **asked)
        return known[seed]

    return held


def _asked(planted: Planted, clients: dict[str, Client]) -> Iterator[tuple[str, str, str]]:
    for route in routes():
        is_private = route.startswith(_PRIVATE)
        for key in keys_of(planted, route) or ("",):
            for who in clients if is_private and not route.startswith("account/") else _ASKING_PUBLIC:
                yield who, "GET", address_of(route, key)
                if route.endswith((".zip", ".xlsx")):
                    yield who, "POST", address_of(route, key)


def keys_of(planted: Planted, route: str) -> tuple[str, ...]:
    """The planted things that the route can name."""
    return next((keys for before, keys in planted.keys.items() if route.startswith(before)), ())


def address_of(route: str, key: str) -> str:
    values = {**EXAMPLES, "key": "0" * 32, "code": "CYBERSOUTH", "what": "confirm", "form": "contact",
              "catalogue": "country_names", **EXAMPLES_OF.get(route, {})}  # fmt: skip
    if key:
        values |= {"key": key, "code": key, "iso2": key} if "files/countries/" in route else {"key": key, "code": key}
    row = (
        f"?key={ROWS['country_names']}"
        if route.startswith(("record/correct", "record/withdraw", "record/history"))
        else ""
    )
    return filled(route, values) + row


def _answer(client: Client, method: str, address: str, **headers: str) -> Response:
    held = dict(client.cookies)
    with transaction.atomic():
        form = "application/x-www-form-urlencoded"
        answer = client.generic(method, address, data="", content_type=form, **headers)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(held)
    return answer


def _is_shown(client: Client, route: str, key: str) -> bool:
    """Whether this client knows of the thing anyway, and is merely refused what it asked."""
    return _answer(client, "GET", address_of(route, key)).status_code == 200


def _counted(client: Client, method: str, address: str) -> tuple[Response, int]:
    with CaptureQueriesContext(connection) as asked:
        answer = _answer(client, method, address)
    return answer, len(asked)


def _markers(answer: Response) -> Iterator[str]:
    """The names of the markers in the headers, the cookies and the body, unpacked where it is an archive."""
    names = {marker(name).encode(): name for name in MAY_SEE}
    sent = [str(answer.headers).encode(), str(answer.cookies).encode(), *_unpacked(answer.content)]
    for part in sent:
        for found in _FOUND.findall(part):
            yield from (name for word, name in names.items() if found.lower().startswith(word))


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for each in archive.namelist():
                yield each.encode()
                yield from _unpacked(archive.read(each))


def _alike(answer: Response, key: str) -> tuple[object, ...]:
    """All of an answer but what names the address, the request and the moment."""
    told = {
        name: value for name, value in answer.headers.items() if name not in ("X-Request-ID", "ETag", "Date", "Expires")
    }
    body = _TOKEN.sub(b"", answer.content)
    for written in {key, quote(key), quote(key, safe="")}:
        body = body.replace(written.encode(), b"KEY")
        told = {name: value.replace(written, "KEY") for name, value in told.items()}
    return answer.status_code, told, sorted(answer.cookies), body
