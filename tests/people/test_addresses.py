"""Another address for an account: asked for, proved by a link there, told to the old one, and found again by what it was."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from capacita.audit.models import Entry
from capacita.audit.queries import verification
from capacita.kernel.clock import now, today
from capacita.kernel.errors import RefusedError
from capacita.people.actions import deactivate_person, invite_person
from capacita.people.address_actions import address_token, ask_for_address, change_address, drop_address
from capacita.people.models import AddressChange, User
from capacita.people.personal.handlers import erase_account
from capacita.people.personal.holdings import account
from capacita.people.personal.models import Formerly
from capacita.people.personal.queries.persons import meant_by
from capacita.people.personal.retention import clear_addresses
from capacita.people.rules import EVERYTHING
from tests.people import cast

pytestmark = pytest.mark.django_db
NEW = "robin@example.org"


def bob() -> User:
    return cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)


def asked(person: User, address: str = NEW) -> AddressChange:
    return ask_for_address(person, address=address, by=cast.standing(person))


def followed(change: AddressChange, token: str = "") -> User:
    return change_address(change, token=token or address_token(change), by=cast.standing(change.person))


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def link_in(letter: object) -> str:
    found = re.search(r"http://testserver(/account/address/\S+)", str(letter.body))  # type: ignore[attr-defined]
    assert found is not None
    return found.group(1)


def test_an_address_holds_once_its_link_is_followed_and_the_chain_tells_it_as_a_digest() -> None:
    person = bob()
    SocialAccount.objects.create(user=person, provider="https://id.example.org", uid="one")
    change, outs = asked(person, " Robin@Example.org "), person.sign_outs
    person.refresh_from_db()
    assert person.email == "bob@example.org"
    changed = followed(change)
    assert (changed.email, changed.sign_outs) == (NEW, outs + 1)
    row = EmailAddress.objects.get(user_id=person.pk)
    assert (row.email, row.verified, row.primary) == (NEW, True, True)
    assert not AddressChange.objects.exists()
    assert SocialAccount.objects.filter(user_id=person.pk, uid="one").exists()
    verbs = ["ask_for_address", "change_address"]
    entries = list(Entry.objects.filter(subject_key=person.key, verb__in=verbs).order_by("seq"))
    assert [each.verb for each in entries] == verbs
    told = [(each.payload.body or {})["after"]["address"] for each in entries]
    assert told[0] == told[1]
    assert "example.org" not in json.dumps([each.payload.body for each in entries])
    assert verification().holds


def test_a_link_works_once_and_not_for_another_address_than_that_of_now() -> None:
    person = bob()
    first = asked(person)
    token = address_token(first)
    second = asked(person, "another@example.org")
    for change, old in ((first, token), (second, token)):
        with pytest.raises(RefusedError, match="used or has expired"):
            followed(change, old)
    own = address_token(second)
    followed(second)
    with pytest.raises(RefusedError, match="used or has expired"):
        followed(second, own)
    # The way back and forth: a link that was sent before the address changed does not move it again.
    person.refresh_from_db()
    late = asked(person)
    held = address_token(late)
    User.objects.filter(pk=person.pk).update(email="elsewhere@example.org")
    late = AddressChange.objects.get(pk=late.pk)
    with pytest.raises(RefusedError, match="used or has expired"):
        followed(late, held)


def test_a_link_ends_after_three_days_and_the_address_is_forgotten_the_day_after() -> None:
    change = asked(bob())
    assert timedelta(days=2, hours=23) < change.expires_at - now() <= timedelta(days=3)
    AddressChange.objects.filter(pk=change.pk).update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(RefusedError, match="used or has expired"):
        followed(change)
    assert clear_addresses(today()) == 0
    assert clear_addresses(today() + timedelta(1)) == 1


def test_a_link_is_followed_by_the_owner_alone_whoever_asked() -> None:
    person, alice = bob(), cast.administrator()
    change = ask_for_address(person, address=NEW, by=cast.standing(alice))
    with pytest.raises(RefusedError, match="Only the owner"):
        change_address(change, token=address_token(change), by=cast.standing(alice))
    assert followed(change).email == NEW


def test_only_the_owner_and_administrators_ask_for_an_address_and_end_that() -> None:
    person, eve = bob(), cast.person("eve@example.org", "programme_manager")
    with pytest.raises(RefusedError, match="Only an administrator"):
        ask_for_address(person, address=NEW, by=cast.standing(eve))
    change = asked(person)
    with pytest.raises(RefusedError, match="Only an administrator"):
        drop_address(person, by=cast.standing(eve))
    drop_address(person, by=cast.standing(cast.administrator()))
    with pytest.raises(RefusedError, match="used or has expired"):
        followed(change)
    with pytest.raises(RefusedError, match="No other address"):
        drop_address(person, by=cast.standing(person))


def test_no_address_the_own_one_and_a_closed_account_are_refused() -> None:
    person = bob()
    for address in ("", "robin", "robin@", f"{'x' * 250}@example.org", "somebody@erased.invalid"):
        with pytest.raises(RefusedError, match="no e-mail address"):
            asked(person, address)
    with pytest.raises(RefusedError, match="already"):
        asked(person, "BOB@example.org")
    change = asked(person)
    deactivate_person(person, by=cast.command())
    for act in (lambda: followed(change), lambda: ask_for_address(person, address=NEW, by=cast.command())):
        with pytest.raises(RefusedError):
            act()


def test_an_address_that_has_an_account_or_an_open_invitation_is_never_taken() -> None:
    person = bob()
    cast.person("eve@example.org")
    invite_person(
        email="erin@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )
    for address in ("eve@example.org", "erin@example.org"):
        with pytest.raises(RefusedError, match="account or an open invitation"):
            ask_for_address(person, address=address, by=cast.command())
        # The owner is not told, and no link works.
        change = asked(person, address)
        with pytest.raises(RefusedError, match="account or an open invitation"):
            followed(change)
    assert User.objects.filter(email="bob@example.org").exists()


def test_what_the_address_was_finds_the_person_and_goes_with_the_account() -> None:
    person = followed(asked(bob()))
    assert list(Formerly.objects.values_list("person", "kind", "text")) == [(person.key, "email", "bob@example.org")]
    assert meant_by([person.key]).surely("Written by bob@example.org in May.")
    asked(person, "later@example.org")
    (row,) = account(person.key).rows
    assert row["address_asked_for"] == ["later@example.org"]
    assert [each["text"] for each in row["formerly"]] == ["bob@example.org"]  # type: ignore[attr-defined]
    counts = erase_account(person.key)
    assert (counts["former_details"], counts["addresses_asked_for"]) == (1, 1)
    assert not AddressChange.objects.exists()
    assert not Formerly.objects.exists()


def test_under_my_account_both_addresses_get_a_letter_and_the_new_one_signs_in() -> None:
    browser = cast.just_signed_in(cast.person("bob@example.org", second_factor=False))
    assert '<a href="/account/address/">Change the address</a>' in text_of(browser.get("/account/"))
    assert browser.post("/account/address/", {"email": "robin"}).status_code == 400
    assert mail.outbox == []
    assert browser.post("/account/address/", {"email": NEW})["Location"] == "/account/address/"
    old, new = mail.outbox
    assert (old.to, new.to) == (["bob@example.org"], [NEW])
    assert NEW not in str(old.body)
    assert "bob@example.org" not in str(new.body)
    assert NEW in text_of(browser.get("/account/address/"))
    link = link_in(new)
    # A stranger is led to sign in, and another account is told that the link is not for it.
    assert Client().post(link)["Location"].startswith("/account/sign-in/?next=")
    other = cast.just_signed_in(cast.person("eve@example.org"))
    assert other.get(link).status_code == other.post(link).status_code == 404
    # To look changes nothing: programs look through letters.
    assert "Use this address" in text_of(browser.get(link))
    assert User.objects.filter(email="bob@example.org").exists()
    assert f"Sign in with {NEW}." in text_of(browser.post(link))
    assert mail.outbox[-1].to == ["bob@example.org"]
    assert "no longer this one" in str(mail.outbox[-1].body)
    assert browser.get("/account/").status_code == 302
    for address, place in (("bob@example.org", None), (NEW, "/account/")):
        tried = Client().post("/account/sign-in/", {"login": address, "password": cast.PASSWORD})
        assert tried.get("Location") == place


def test_an_administrator_asks_on_the_person_s_page_and_ends_it() -> None:
    person, browser = bob(), cast.just_signed_in(cast.administrator())
    here = f"/access/people/{person.key}/address/"
    assert f'<a href="{here}">Change the address</a>' in text_of(browser.get(f"/access/people/{person.key}/"))
    assert "account or an open invitation" in text_of(browser.post(here, {"email": "alice@example.org"}))
    assert mail.outbox == []
    browser.post(here, {"email": NEW})
    assert [each.to for each in mail.outbox] == [["bob@example.org"], [NEW]]
    assert NEW in text_of(browser.get(here))
    assert browser.post(f"{here}drop/")["Location"] == here
    assert NEW not in text_of(browser.get(here))
    link = link_in(mail.outbox[1])
    assert cast.just_signed_in(person).post(link).status_code == 404
    history = text_of(browser.get(f"/access/people/{person.key}/"))
    assert "another address was asked for" in history
    assert "another address is asked for no longer" in history


def test_who_asks_for_the_address_of_somebody_else_is_answered_as_for_any_other() -> None:
    cast.person("eve@example.org")
    answers = []
    browser = cast.just_signed_in(bob())
    for address in ("eve@example.org", "eva@example.org"):
        mail.outbox.clear()
        browser.post("/account/address/", {"email": address})
        answers.append(text_of(browser.get("/account/address/")).replace(address, ""))
        assert ["eve@example.org"] not in [each.to for each in mail.outbox]
    first, second = (re.sub(r'value="[^"]*"|\d\d:\d\d', "", each) for each in answers)
    assert first == second


def test_so_many_letters_are_asked_for_and_no_more() -> None:
    browser = cast.just_signed_in(bob())
    asked_for = [browser.post("/account/address/", {"email": f"r{at}@example.org"}).status_code for at in range(6)]
    assert asked_for == [302] * 5 + [429]
    assert len(mail.outbox) == 10


def test_a_change_of_address_is_asked_to_be_confirmed() -> None:
    person = bob()
    browser = cast.just_signed_in(person)
    session = browser.session
    for each in session["account_authentication_methods"]:
        each["at"] -= 1_000
    session.save()
    link = f"/account/address/{asked(person).key}/{address_token(AddressChange.objects.get())}/"
    for place in ("/account/address/", link):
        assert browser.post(place, {"email": NEW})["Location"].startswith("/account/second-factor/confirm/")
