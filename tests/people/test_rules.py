"""Who may do what on a day: deny by default, half-open dates, scopes, and when a grant wants looking at again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacita.people.choices import ScopeKind, Verb
from capacita.people.roles import ROLES, granted_roles
from capacita.people.rules import (
    EVERYTHING,
    HeldGrant,
    Scope,
    Standing,
    holds,
    is_review_overdue,
    may,
    reached,
    review_due_on,
)

DAYS = st.dates(date(2001, 1, 1), date(2100, 12, 31))
SCOPES = st.sampled_from(
    [EVERYTHING, *(Scope(kind, key) for kind in (ScopeKind.PROJECT, ScopeKind.COUNTRY) for key in ("MA", "GLACY+"))]
)
ROLE_KEYS = st.sampled_from([role.key for role in granted_roles()])


@st.composite
def grants(draw: st.DrawFn) -> HeldGrant:
    begins = draw(DAYS)
    ends = draw(st.none() | st.integers(1, 4000).map(lambda days: begins + timedelta(days)))
    role = ROLES[draw(ROLE_KEYS)]
    return HeldGrant(role.key, draw(SCOPES), begins, ends, role.verbs, role.needs_second_factor)


def grant(
    role: str = "project_editor",
    scope: Scope = EVERYTHING,
    begins: date = date(2026, 1, 1),
    ends: date | None = None,
) -> HeldGrant:
    return HeldGrant(role, scope, begins, ends, ROLES[role].verbs, ROLES[role].needs_second_factor)


@given(ROLE_KEYS, SCOPES, DAYS)
def test_without_a_grant_nobody_may_anything(role: str, scope: Scope, on: date) -> None:
    assert not holds([], role, scope, on)
    assert not any(may([], verb, scope, on) for verb in Verb)


@given(st.lists(grants(), max_size=5), st.sampled_from(list(Verb)), SCOPES, DAYS)
def test_whoever_may_has_a_grant_that_says_so(held: list[HeldGrant], verb: Verb, scope: Scope, on: date) -> None:
    reasons = [
        each
        for each in held
        if verb in ROLES[each.role].verbs
        and (each.scope == EVERYTHING or each.scope == scope)
        and each.from_on <= on
        and (each.until_on is None or on < each.until_on)
    ]
    assert may(held, verb, scope, on) == bool(reasons)


@given(grants(), DAYS)
def test_a_grant_holds_from_its_first_day_to_the_day_before_its_end(held: HeldGrant, on: date) -> None:
    assert holds([held], held.role, held.scope, held.from_on)
    assert not holds([held], held.role, held.scope, held.from_on - timedelta(1))
    if held.until_on:
        assert holds([held], held.role, held.scope, held.until_on - timedelta(1))
        assert not holds([held], held.role, held.scope, held.until_on)
    assert holds([held], held.role, held.scope, on) == held.is_in_force(on)


@given(st.lists(grants(), max_size=6), grants(), st.sampled_from(list(Verb)), SCOPES, DAYS)
def test_another_grant_never_takes_anything_away(
    held: list[HeldGrant], more: HeldGrant, verb: Verb, scope: Scope, on: date
) -> None:
    assert may([*held, more], verb, scope, on) >= may(held, verb, scope, on)


@given(st.lists(grants(), max_size=6), st.sampled_from(list(Verb)), SCOPES, DAYS)
def test_what_is_reached_is_what_one_may(held: list[HeldGrant], verb: Verb, scope: Scope, on: date) -> None:
    found = reached(held, verb, on)
    inside = found.everything or (scope != EVERYTHING and scope.key in found.keys(scope.kind))
    assert inside == may(held, verb, scope, on)


def test_a_project_is_not_a_country_of_the_same_name() -> None:
    held = [grant("viewer", Scope(ScopeKind.PROJECT, "MA"))]
    assert not may(held, Verb.READ_INTERNAL, Scope(ScopeKind.COUNTRY, "MA"), date(2026, 6, 1))
    assert not may(held, Verb.READ_INTERNAL, EVERYTHING, date(2026, 6, 1))


@pytest.mark.parametrize(("kind", "key"), [(ScopeKind.ALL, "MA"), (ScopeKind.PROJECT, "")])
def test_a_scope_without_its_key_is_refused(kind: ScopeKind, key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        Scope(kind, key)


def test_a_role_above_viewer_counts_only_with_a_second_factor() -> None:
    on = date(2026, 6, 1)
    editor = Standing("b", on, (grant(), grant("viewer")))
    assert editor.lacks_second_factor
    assert editor.may(Verb.READ_INTERNAL)
    assert not editor.may(Verb.EDIT_PROJECT)
    assert Standing("b", on, (grant(),), has_second_factor=True).may(Verb.EDIT_PROJECT)
    assert not Standing("b", on, (grant("viewer"),)).lacks_second_factor
    assert not Standing("b", on, (grant(begins=date(2027, 1, 1)),)).lacks_second_factor


@given(DAYS)
def test_everybody_may_read_what_is_public_and_nothing_else(on: date) -> None:
    assert [verb for verb in Verb if Standing("", on).may(verb)] == [Verb.READ_PUBLIC]


@pytest.mark.parametrize(
    ("looked_at", "due"),
    [
        ("2026-01-15", "2026-07-15"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-12-31", "2027-06-30"),
    ],
)
def test_a_grant_wants_looking_at_after_six_months(looked_at: str, due: str) -> None:
    assert review_due_on(date.fromisoformat(looked_at)) == date.fromisoformat(due)


@given(DAYS, st.integers(0, 400))
def test_a_review_falls_due_once_and_stays_due(looked_at: date, days: int) -> None:
    on = looked_at + timedelta(days)
    assert is_review_overdue(looked_at, on) == (on >= review_due_on(looked_at))
    assert 181 <= (review_due_on(looked_at) - looked_at).days <= 184
    if is_review_overdue(looked_at, on):
        assert is_review_overdue(looked_at, on + timedelta(1))


def test_every_role_says_what_it_allows_and_none_includes_managing_by_accident() -> None:
    for role in ROLES.values():
        assert role.sentence.endswith(".")
        assert len(role.sentence) > 40
        assert Verb.READ_PUBLIC in role.verbs
    assert [role.key for role in ROLES.values() if Verb.MANAGE_ACCESS in role.verbs] == ["administrator"]
    assert {role.key for role in ROLES.values() if not role.needs_second_factor} == {"public", "viewer"}
