"""The own name is corrected: by its owner alone, on the chain without it, and found again by what it was."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from capacita.audit.models import Entry
from capacita.audit.queries import verification
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.models import User
from capacita.people.naming_actions import correct_name
from capacita.people.personal.handlers import erase_account
from capacita.people.personal.holdings import account
from capacita.people.personal.models import Formerly
from capacita.people.personal.queries.persons import meant_by
from tests.people import cast

pytestmark = pytest.mark.django_db


def bob() -> User:
    return cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)


def renamed(person: User, *names: str) -> User:
    for name in names:
        correct_name(person, name, by=cast.standing(person))
    person.refresh_from_db()
    return person


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_corrected_name_counts_and_the_chain_tells_both_as_digests() -> None:
    person = renamed(bob(), "  Robin   Example ")
    assert person.name == "Robin Example"
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.actor, entry.subject_key) == ("correct_name", person.key, person.key)
    assert entry.payload.body is not None
    before, after = entry.payload.body["before"]["name"], entry.payload.body["after"]["name"]
    assert len(before) == len(after) == 64
    assert before != after
    assert "robin" not in json.dumps(entry.payload.body).lower()
    assert verification().holds


def test_the_same_name_again_changes_nothing() -> None:
    person = renamed(bob(), "Robin Example")
    entries = Entry.objects.count()
    renamed(person, "Robin  Example")
    assert Entry.objects.count() == entries
    assert Formerly.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_name_that_is_blank_or_too_long_is_refused(name: str) -> None:
    person = bob()
    with pytest.raises(RefusedError):
        renamed(person, name)
    person.refresh_from_db()
    assert person.name == "Bob"


def test_nobody_corrects_the_name_of_another_or_of_a_closed_account() -> None:
    person, alice = bob(), cast.administrator()
    with pytest.raises(RefusedError, match="own name"):
        correct_name(person, "Robin Example", by=cast.standing(alice))
    eve = cast.person("eve@example.org")
    by = cast.standing(eve)
    User.objects.filter(pk=eve.pk).update(deactivated_at=now())
    with pytest.raises(RefusedError):
        correct_name(eve, "Robin Example", by=by)
    assert not Formerly.objects.exists()


def test_what_somebody_was_called_before_finds_the_person_and_goes_with_the_account() -> None:
    person = renamed(bob(), "Robin Example", "Robin Sample", "Robin Example")
    assert sorted(Formerly.objects.filter(person=person.key).values_list("kind", "text")) == [
        ("names", "Bob"), ("names", "Robin Example"), ("names", "Robin Sample"),
    ]  # fmt: skip
    assert meant_by([person.key]).surely("Minutes: Robin Sample was there.")
    (row,) = account(person.key).rows
    former = [each["text"] for each in row["formerly"]]  # type: ignore[attr-defined]
    assert former == ["Bob", "Robin Example", "Robin Sample"]
    assert erase_account(person.key)["former_details"] == 3
    assert not Formerly.objects.exists()


def test_under_my_account_the_name_is_corrected_by_whoever_has_just_confirmed_it() -> None:
    person = bob()
    browser = cast.just_signed_in(person)
    assert '<a href="/account/name/">Correct the name</a>' in text_of(browser.get("/account/"))
    assert 'value="Bob"' in text_of(browser.get("/account/name/"))
    assert browser.post("/account/name/", {"name": " "}).status_code == 400
    assert browser.post("/account/name/", {"name": "Robin Example"})["Location"] == "/account/"
    assert "<h1>Robin Example</h1>" in text_of(browser.get("/account/"))
    history = text_of(cast.browser(cast.administrator()).get(f"/access/people/{person.key}/"))
    assert "the name was corrected" in history
    session = browser.session
    for each in session["account_authentication_methods"]:
        each["at"] -= 1_000
    session.save()
    assert browser.post("/account/name/", {"name": "Another"})["Location"].startswith("/account/second-factor/confirm/")
    assert Client().get("/account/name/")["Location"].startswith("/account/sign-in/")
    person.refresh_from_db()
    assert person.name == "Robin Example"
