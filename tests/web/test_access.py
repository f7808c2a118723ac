"""The pages about access: the whole story of an invitation, and what each page tells to whom."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from capacita.people.models import Grant, User
from tests.people import cast

pytestmark = pytest.mark.django_db


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_alice_invites_bob_for_one_project_and_takes_it_away() -> None:
    alice = cast.browser(cast.administrator())
    sent = alice.post(
        "/access/people/invite/",
        {"email": "Bob@Example.org", "role": "project_editor", "scope": "project:CYBERSOUTH", "language": "en"},
        follow=True,
    )
    link = re.search(r'value="(http://testserver/account/invitation/[^"]+)"', text_of(sent))
    assert link is not None
    assert link.group(1) in mail.outbox[0].body
    assert mail.outbox[0].to == ["bob@example.org"]

    bob = Client()
    page = text_of(bob.get(link.group(1)))
    assert "You are invited as Project editor, for project CYBERSOUTH." in page
    short = bob.post(link.group(1), {"name": "Bob Example", "password1": "short", "password2": "short"})
    assert short.status_code == 400
    assert "12 characters" in text_of(short)
    assert 'value="Bob Example"' in text_of(short)
    typed = {"name": "Bob Example", "password1": cast.PASSWORD, "password2": cast.PASSWORD}
    assert bob.post(link.group(1), typed)["Location"] == "/account/"
    assert Client().get(link.group(1)).status_code == 404

    # Before anything else: the second factor.
    assert bob.get("/")["Location"].startswith("/account/second-factor/?next=")
    assert bob.get("/access/projects/CYBERSOUTH/").status_code == 302
    assert "Your role needs one" in text_of(bob.get("/account/second-factor/?next=/portfolio/"))
    form = text_of(bob.get("/account/second-factor/generator/"))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", form)
    assert secret is not None
    done = bob.post("/account/second-factor/generator/", {"code": code_now(secret.group(1))}, follow=True)
    assert "Each works once" in text_of(done)
    held = Authenticator.objects.get(type="totp").data["secret"]
    assert secret.group(1) not in held

    # Only what his role allows.
    seen = bob.get("/access/projects/CYBERSOUTH/")
    assert seen.status_code == 200
    assert "Bob Example" in text_of(seen)
    assert "Project editor" in text_of(seen)
    for elsewhere in ("/access/projects/GLACY+/", "/access/", "/access/people/", "/access/people/invite/"):
        assert bob.get(elsewhere).status_code == 404
    assert "/access/" not in text_of(bob.get("/"))
    assert "My account" in text_of(bob.get("/"))
    person = User.objects.get(email="bob@example.org")
    grant = Grant.objects.get(person=person)
    assert bob.post(f"/access/grants/{grant.key}/revoke/").status_code == 404

    # Taken away: out at once.
    alice.post(f"/access/grants/{grant.key}/revoke/")
    assert bob.get("/access/projects/CYBERSOUTH/").status_code == 404
    assert bob.get("/account/")["Location"].startswith("/account/sign-in/")
    assert "Sign in" in text_of(bob.get("/"))
    assert "taken away on" in text_of(alice.get(f"/access/people/{person.key}/"))


def test_bob_signs_in_again_with_password_and_code() -> None:
    person = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    codes = Authenticator.objects.get(user_id=person.pk).wrap().get_unused_codes()
    bob = Client()
    typed = {"login": "bob@example.org", "password": cast.PASSWORD}
    assert bob.post("/account/sign-in/", typed)["Location"] == "/account/second-factor/ask/"
    assert bob.get("/account/")["Location"].startswith("/account/sign-in/")
    assert "Type a code" in text_of(bob.get("/account/second-factor/ask/"))
    assert "Incorrect code" in text_of(bob.post("/account/second-factor/ask/", {"code": "00000000"}))
    assert bob.post("/account/second-factor/ask/", {"code": codes[0]})["Location"] == "/account/"
    assert "What I may do" in text_of(bob.get("/account/"))
    again = Client()
    again.post("/account/sign-in/", typed)
    assert "Incorrect code" in text_of(again.post("/account/second-factor/ask/", {"code": codes[0]}))
