"""Sign-ins on the chain: who came, left, was turned away; nothing of it empties the memory of pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.core.context import request_context
from django.test import Client

from capacita.audit.choices import LOOKS
from capacita.audit.models import Entry, Payload
from capacita.audit.queries import head, last_done_at, verification
from capacita.people.actions import keyed_digest
from capacita.people.models import User
from tests.people import cast

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def viewer() -> User:
    return cast.person("victor@example.org", second_factor=False)


def _verbs_since(seq: int) -> list[tuple[str, str, str]]:
    return list(Entry.objects.filter(seq__gt=seq).order_by("seq").values_list("actor", "verb", "subject_key"))


def _after(seq: int) -> Any:
    body: Any = Payload.objects.get(entry__seq=seq).body
    return body["after"]


def _last() -> int:
    return Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]


def test_a_person_who_signs_in_and_out_is_on_the_chain_with_the_way_in(viewer: User) -> None:
    before, client = _last(), Client()
    client.post(SIGN_IN, {"login": viewer.email, "password": cast.PASSWORD})
    client.post("/account/sign-out/")
    assert _verbs_since(before) == [(viewer.key, "sign_in", viewer.key), (viewer.key, "sign_out", viewer.key)]
    assert _after(before + 1) == {"methods": ["password"]}


def test_who_is_turned_away_is_named_by_key_and_an_unknown_address_by_a_keyed_digest(viewer: User) -> None:
    before, client = _last(), Client()
    client.post(SIGN_IN, {"login": viewer.email, "password": "not the password at all"})
    client.post(SIGN_IN, {"login": "Stranger@example.org", "password": "not the password at all"})
    assert _verbs_since(before) == [
        ("nobody", "fail_sign_in", viewer.key),
        ("nobody", "fail_sign_in", keyed_digest("stranger@example.org")),
    ]
    told = json.dumps(
        [*Payload.objects.values_list("body", flat=True), *Entry.objects.values_list("subject_key", flat=True)]
    )
    assert "stranger@" not in told.lower()
    assert "victor@" not in told


def test_a_wrong_code_is_told_as_a_second_factor_that_failed() -> None:
    alice = cast.administrator()
    before, client = _last(), Client()
    client.post(SIGN_IN, {"login": alice.email, "password": cast.PASSWORD})
    client.post("/account/second-factor/ask/", {"code": "00000000"})
    assert _verbs_since(before) == [("nobody", "fail_sign_in", alice.key)]
    assert _after(before + 1) == {"at": "second_factor"}


def test_looks_leave_the_last_change_where_it_was_and_pages_in_memory(viewer: User) -> None:
    changed, at = head(), last_done_at()
    seen = Client().get("/reach/")["ETag"]
    Client().post(SIGN_IN, {"login": viewer.email, "password": "not the password at all"})
    assert (head(), last_done_at()) == (changed, at)
    assert Client().get("/reach/")["ETag"] == seen
    assert verification().holds


def test_an_entry_marked_otherwise_than_its_verb_says_is_found(viewer: User) -> None:
    from capacita.audit import immutability

    Client().post(SIGN_IN, {"login": viewer.email, "password": "not the password at all"})
    immutability.lift()
    Entry.objects.filter(seq=_last()).update(is_look=False)
    immutability.install()
    assert [(each.seq, each.reason) for each in verification().breaks] == [
        (_last(), "it is marked otherwise than its verb says")
    ]


def test_every_way_in_that_is_changed_is_on_the_chain(viewer: User, django_capture_on_commit_callbacks: Any) -> None:
    before, client = _last(), Client()
    client.post(SIGN_IN, {"login": viewer.email, "password": cast.PASSWORD})
    other = "another correct horse battery"
    client.post("/account/password/", {"oldpassword": cast.PASSWORD, "password1": other, "password2": other})
    with django_capture_on_commit_callbacks() as told:
        made = client.post("/account/second-factor/codes/make/")
    with request_context(made.wsgi_request):
        for each in told:
            each()
    verbs = [verb for _, verb, _ in _verbs_since(before) if verb not in LOOKS]
    assert verbs == ["change_password", "add_second_factor"]
