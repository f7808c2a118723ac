"""The cast of the two tables of permissions: somebody of each role for each kind of thing that it can be given for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from django.test import Client

from capacita.kernel.clock import today
from capacita.people.actions import grant_role, revoke_grant
from capacita.people.choices import ScopeKind
from capacita.people.models import Grant, User
from capacita.people.roles import granted_roles
from capacita.people.rules import EVERYTHING, Scope, Standing
from tests.people import cast

# From the least to the most; a role's first has a column of the role's name alone.
_SCOPES = (
    (ScopeKind.PROJECT, cast.CYBERSOUTH, "_of_a_project"), (ScopeKind.COUNTRY, cast.MOROCCO, "_of_a_country"),
    (ScopeKind.ALL, EVERYTHING, "_of_everything"),
)  # fmt: skip


def _given() -> Iterator[tuple[str, str, Scope]]:
    """Each column of somebody with a role: its name, the role, and what the role is given for."""
    for role in granted_roles():
        held = [(scope, ending) for kind, scope, ending in _SCOPES if kind in role.scopes]
        for number, (scope, ending) in enumerate(held):
            yield f"{role.key}{ending if number else ''}", role.key, scope


GIVEN = {column: (role, scope) for column, role, scope in _given()}
_FIRST = [role.key for role in granted_roles()]
COLUMNS = (
    "anonymous", "local", "no_role", *_FIRST, *(each for each in GIVEN if each not in _FIRST),
    "administrator_without_second_factor", "administrator_whose_session_has_not_seen_it", "programme_manager_run_out",
    "programme_manager_to_come",
)  # fmt: skip
# Led to a second factor before anything else: who has none, and who has one that the session has not seen.
WITHOUT_FACTOR = {"administrator_without_second_factor", "administrator_whose_session_has_not_seen_it"}
# Whoever has no grant that counts today.
WITHOUT_GRANT = {"no_role", "programme_manager_run_out", "programme_manager_to_come"}


def accounts() -> dict[str, User]:
    """An account for each column but the first two."""
    made = {who: cast.person(f"{who}@example.org", role, scope) for who, (role, scope) in GIVEN.items()}
    bare = cast.person("bare@example.org", "administrator", second_factor=False)
    made["administrator_without_second_factor"] = bare
    made["administrator_whose_session_has_not_seen_it"] = cast.person("unseen@example.org", "administrator")
    made["no_role"] = _without_role("nobody@example.org")
    for who, from_on, until_on in (
        ("programme_manager_run_out", today() - timedelta(30), today()),
        ("programme_manager_to_come", today() + timedelta(1), None),
    ):
        made[who] = _without_role(f"{who}@example.org")
        grant_role(
            made[who], role="programme_manager", scope=EVERYTHING, from_on=from_on, until_on=until_on, by=cast.command()
        )
        made[who].refresh_from_db()
    return made


def browsers() -> dict[str, Client]:
    """The same, each signed in just now."""
    return {
        who: cast.browser_by_password(person)
        if who == "administrator_whose_session_has_not_seen_it"
        else cast.just_signed_in(person)
        for who, person in accounts().items()
    }


def standings() -> dict[str, Standing]:
    """The same, as actions see them."""
    return {
        who: replace(cast.standing(person), has_second_factor=False) if who in WITHOUT_FACTOR else cast.standing(person)
        for who, person in accounts().items()
    }


def _without_role(address: str) -> User:
    nobody = cast.person(address)
    revoke_grant(Grant.objects.get(person=nobody), by=cast.command())
    nobody.refresh_from_db()
    return nobody
