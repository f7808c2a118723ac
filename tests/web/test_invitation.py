"""What stands behind the link of an invitation: for somebody signed in already, after it has ended, and who invited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from capacita.kernel.clock import now, today
from capacita.people.actions import deactivate_person, invite_person, link_token, resend_invitation, withdraw_invitation
from capacita.people.models import Grant, Invitation, User
from capacita.people.rules import EVERYTHING
from tests.people import cast

pytestmark = pytest.mark.django_db
TYPED = {**cast.NOTICED, "name": "Bob Example", "password1": cast.PASSWORD, "password2": cast.PASSWORD}


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def invited(alice: User) -> Invitation:
    return invite_person(
        email="bob@example.org", role="project_editor", scope=cast.CYBERSOUTH, until_on=None, language="en",
        by=cast.standing(alice),
    )  # fmt: skip


def link_of(invitation: Invitation) -> str:
    return reverse("invitation", args=[invitation.key, link_token(invitation)])


def test_who_is_signed_in_is_told_for_whom_it_is_and_nobody_gets_the_role() -> None:
    alice = cast.administrator()
    made = invited(alice)
    browser = cast.browser(alice)
    page = browser.get(link_of(made))
    assert "You are signed in as Alice Example (alice@example.org). This invitation is for bob@example.org" in text_of(
        page
    )
    assert 'name="password1"' not in text_of(page)
    refused = browser.post(link_of(made), TYPED)
    assert refused.status_code == 409
    assert not User.objects.filter(email="bob@example.org").exists()
    assert [each.role for each in Grant.objects.filter(person=alice)] == ["administrator"]
    # Left alone, both stay as they were.
    assert browser.get("/account/").status_code == 200
    assert Invitation.objects.get().accepted_at is None


def test_signing_out_leads_back_to_the_invitation_which_then_makes_the_account() -> None:
    alice = cast.administrator()
    link = link_of(invited(alice))
    browser = cast.browser(alice)
    out = browser.post("/account/sign-out/", {"next": link})
    assert out["Location"] == link
    assert "Your account: bob@example.org" in text_of(browser.get(link))
    assert browser.post(link, TYPED)["Location"] == "/account/"
    assert Grant.objects.get(person__email="bob@example.org").role == "project_editor"
    assert Grant.objects.filter(person=alice).count() == 1


def test_the_page_says_who_invited_and_that_nothing_need_be_done() -> None:
    page = text_of(Client().get(link_of(invited(cast.administrator()))))
    assert "Alice Example, who administers this installation, invited you." in page
    assert "you need do nothing" in page
    by_command = invite_person(
        email="eve@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )
    page = text_of(Client().get(link_of(by_command)))
    assert "invited you." not in page
    assert "you need do nothing" in page


def test_a_link_that_ended_names_who_invited_to_whoever_was_sent_it() -> None:
    alice = cast.administrator()
    made = invited(alice)
    link = link_of(made)
    Invitation.objects.filter(pk=made.pk).update(expires_at=now() - timedelta(hours=1))
    page = text_of(Client().get(link))
    assert "It ended on" in page
    assert "Alice Example invited you: ask for a new link." in page
    stranger = text_of(Client().get(reverse("invitation", args=[made.key, "0" * 40])))
    assert "Alice" not in stranger
    assert "Ask whoever invited you, or whoever administers this installation" in stranger


def test_a_link_that_a_newer_one_replaced_says_so_and_a_withdrawn_one_tells_nothing() -> None:
    alice = cast.administrator()
    made = invited(alice)
    first = link_of(made)
    resend_invitation(made, by=cast.standing(alice))
    answer = Client().get(first)
    assert answer.status_code == 404
    assert "A newer link was sent in its place" in text_of(answer)
    withdraw_invitation(made, by=cast.standing(alice))
    assert "Alice" not in text_of(Client().get(first))


def test_who_administers_no_longer_is_not_named_as_the_one_to_ask() -> None:
    alice = cast.administrator()
    link = link_of(invited(alice))
    cast.administrator("adam@example.org", "Adam Example")
    deactivate_person(alice, by=cast.command())
    assert "Alice" not in text_of(Client().get(link))
    over = Client().post(link, TYPED)
    assert over.status_code == 404
    assert "Alice" not in text_of(over)
    assert "Ask whoever invited you, or whoever administers" in text_of(over)
    assert today() <= Invitation.objects.get().expires_at.date()
