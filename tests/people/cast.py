"""Making people for tests: accounts with roles, second factors and signed-in browsers."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from capacita.kernel.clock import today
from capacita.people.actions import accept_invitation, create_administrator, grant_role, invite_person, link_token
from capacita.people.choices import ScopeKind
from capacita.people.models import User
from capacita.people.queries import command_standing, has_second_factor, standing_by_grants
from capacita.people.rules import EVERYTHING, Scope, Standing

PASSWORD = "correct horse battery staple"
# What a form sends back that shows the product's own notice.
NOTICED = {"notice_version": "1"}
CYBERSOUTH = Scope(ScopeKind.PROJECT, "CYBERSOUTH")
GLACY = Scope(ScopeKind.PROJECT, "GLACY+")
MOROCCO = Scope(ScopeKind.COUNTRY, "MA")


def command() -> Standing:
    """Whoever runs the command line."""
    return command_standing(on=today())


def administrator(email: str = "alice@example.org", name: str = "Alice Example") -> User:
    """Alice, with a second factor."""
    made = create_administrator(email=email, password=PASSWORD, name=name, by=command(), another=True)
    assert isinstance(made, User)
    RecoveryCodes.activate(made)
    return made


def standing(person: User, on: date | None = None) -> Standing:
    """Who asks from a session that the person began with the second factor, where there is one."""
    return replace(standing_by_grants(person, on=on or today()), has_second_factor=has_second_factor(person))


def person(
    email: str, role: str = "", scope: Scope = EVERYTHING, *, second_factor: bool = True, until_on: date | None = None
) -> User:
    """Somebody with an account who was invited as a viewer of everything, or as `role`."""
    invited = invite_person(
        email=email, role=role or "viewer", scope=scope, until_on=until_on, language="en", by=command()
    )
    made = accept_invitation(
        invited, token=link_token(invited), name=email.split("@")[0].title(), password=PASSWORD, on=today()
    )
    if second_factor:
        RecoveryCodes.activate(made)
    return made


def browser(person: User) -> Client:
    """A browser in which the person signed in ten minutes ago, with the second factor where there is one."""
    return _signed_in(person, "mfa" if has_second_factor(person) else "password", minutes_ago=10)


def browser_by_password(person: User) -> Client:
    """The same by the password alone, as before there was a second factor."""
    return _signed_in(person, "password", minutes_ago=10)


def just_signed_in(person: User) -> Client:
    """The same as `browser`, a moment ago: what asks again who somebody is does not ask now."""
    return _signed_in(person, "mfa" if has_second_factor(person) else "password", minutes_ago=0)


def prove(session: Any, person: User, method: str, *, minutes_ago: float = 0) -> None:
    """The session remembers that the person was authenticated by the method then, as the sign-in library notes it."""
    record_authentication(SimpleNamespace(session=session), person, method)
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] -= minutes_ago * 60


def _signed_in(person: User, method: str, *, minutes_ago: float) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    # As after the first page: what it notes of the session is not counted among a page's queries.
    session["began_at"] = session["used_at"] = time.time()
    prove(session, person, method, minutes_ago=minutes_ago)
    session.save()
    return client


def give(person: User, role: str, scope: Scope = EVERYTHING) -> None:
    grant_role(person, role=role, scope=scope, from_on=today(), until_on=None, by=command())
