"""The convention by which every app asks who may see what: `visible_to(queryset, user)`, before anything else.

An app whose rows belong to projects or countries writes, in its own `permissions.py`:

    def visible_to(rows: QuerySet[Reading], user: Standing) -> QuerySet[Reading]:
        return within(rows, user.reaches(Verb.READ_INTERNAL), project="project_code")

A queryset is narrowed first and looked into afterwards, so that what is forbidden answers as what is absent.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from capacita.kernel.errors import RefusedError
from capacita.people.choices import ScopeKind, Verb
from capacita.people.models import Grant
from capacita.people.roles import roles_allowing
from capacita.people.rules import Reached, Scope, Standing

Row = TypeVar("Row", bound=Model)


def within(rows: QuerySet[Row], reached: Reached, *, project: str = "", country: str = "") -> QuerySet[Row]:
    """The rows that are reached. `project` and `country` name the columns that hold the keys; blank is no such column."""
    if reached.everything:
        return rows
    wanted = Q(pk__in=[])
    for column, keys in ((project, reached.projects), (country, reached.countries)):
        if column and keys:
            wanted |= Q(**{f"{column}__in": keys})
    return rows.filter(wanted)


def within_scopes(reached: Reached) -> Q:
    """The rows that carry what they concern as `scope_kind` and `scope_key`, and are reached."""
    if reached.everything:
        # Not an empty condition: one joined to another by “or” would vanish.
        return ~Q(pk__in=[])
    wanted = Q(pk__in=[])
    for kind in (ScopeKind.PROJECT, ScopeKind.COUNTRY):
        wanted |= Q(scope_kind=kind, scope_key__in=reached.keys(kind))
    return wanted


def by_who_speaks_for_it(person: str) -> Exists:
    """The rows that carry what they concern as `scope_kind` and `scope_key`, where the column `person` holds the key of
    somebody who speaks or once spoke for that country."""
    return Exists(
        Grant.objects.filter(
            role__in=roles_allowing(Verb.STATE_COUNTRY), person__key=OuterRef(person),
            scope_kind=OuterRef("scope_kind"), scope_key=OuterRef("scope_key"),
        )
    )  # fmt: skip


def visible_to(grants: QuerySet[Grant], user: Standing) -> QuerySet[Grant]:
    """The grants whose holders `user` may know: all, or those for what `user` reaches and for everything."""
    reached = user.reaches(Verb.SEE_ACCESS)
    wanted = within_scopes(reached)
    if reached.projects or reached.countries:
        wanted |= Q(scope_kind=ScopeKind.ALL)
    return grants.filter(wanted)


def may_see_access(user: Standing, scope: Scope) -> bool:
    return user.may(Verb.SEE_ACCESS, scope)


def may_manage_access(user: Standing) -> bool:
    return user.may(Verb.MANAGE_ACCESS)


def require_manage_access(user: Standing) -> None:
    """Refuses whoever may not manage access; every action that does asks this again, whatever its door asked."""
    if not may_manage_access(user):
        raise RefusedError("Only an administrator may give or take away access.")
