"""The cast of the two tables of permissions: somebody of each role, for the least that the role can be given for."""

from __future__ import annotations

from capacita.people.actions import revoke_grant
from capacita.people.choices import ScopeKind
from capacita.people.models import Grant, User
from capacita.people.roles import granted_roles
from capacita.people.rules import EVERYTHING
from tests.people import cast

COLUMNS = (
    "anonymous", "local", "no_role", *(role.key for role in granted_roles()), "programme_manager_of_everything",
    "administrator_without_second_factor",
)  # fmt: skip


def accounts() -> dict[str, User]:
    """An account for each column but the first two, each for a project where the role can be given for one."""
    made: dict[str, User] = {}
    for role in granted_roles():
        kinds = ((ScopeKind.PROJECT, cast.CYBERSOUTH), (ScopeKind.COUNTRY, cast.MOROCCO), (ScopeKind.ALL, EVERYTHING))
        scope = next(scope for kind, scope in kinds if kind in role.scopes)
        made[role.key] = cast.person(f"{role.key}@example.org", role.key, scope)
    made["programme_manager_of_everything"] = cast.person("mary@example.org", "programme_manager")
    bare = cast.person("bare@example.org", "administrator", second_factor=False)
    made["administrator_without_second_factor"] = bare
    nobody = cast.person("nobody@example.org")
    revoke_grant(Grant.objects.get(person=nobody), by=cast.command())
    nobody.refresh_from_db()
    made["no_role"] = nobody
    return made
