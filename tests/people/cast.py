"""Making people for tests: accounts with roles, second factors and signed-in browsers."""

from __future__ import annotations

import time
from datetime import date

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from capacita.kernel.clock import today
from capacita.people.actions import accept_invitation, create_administrator, grant_role, invite_person, link_token
from capacita.people.choices import ScopeKind
from capacita.people.models import User
from capacita.people.queries import command_standing, standing_of_person
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
    return standing_of_person(person, on=on or today())


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
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    # As after the first page: what it notes of the session is not counted among a page's queries.
    session["began_at"] = session["used_at"] = time.time()
    session.save()
    return client


def just_signed_in(person: User) -> Client:
    """The same, by password a moment ago: what asks for it again does not ask now."""
    client = browser(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def give(person: User, role: str, scope: Scope = EVERYTHING) -> None:
    grant_role(person, role=role, scope=scope, from_on=today(), until_on=None, by=command())
