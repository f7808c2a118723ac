"""Giving and taking access: who may, what is refused, one entry each, no personal value in the chain."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import DatabaseError, transaction

from capacita.audit.models import Entry
from capacita.audit.queries import verification
from capacita.kernel.clock import now, today
from capacita.kernel.errors import RefusedError
from capacita.people import actions
from capacita.people.choices import Allowed, Verb
from capacita.people.models import Grant, GrantReview, Invitation, User
from capacita.people.personal.handlers import erase_account
from capacita.people.queries import (
    CHANGING,
    access_of,
    access_to,
    local_standing,
    overdue_reviews,
    was_ever_administered,
)
from capacita.people.roles import ROLES
from capacita.people.rules import EVERYTHING, Scope, Standing
from tests.people import cast

pytestmark = pytest.mark.django_db
TOMORROW = today() + timedelta(1)


def invite(email: str = "bob@example.org", by: Standing | None = None) -> Invitation:
    return actions.invite_person(
        email=email, role="project_editor", scope=cast.CYBERSOUTH, until_on=None, language="en",
        by=by or cast.command(),
    )  # fmt: skip


def accept(invitation: Invitation, token: str = "") -> User:
    return actions.accept_invitation(
        invitation,
        token=token or actions.link_token(invitation),
        name="Bob Example",
        password=cast.PASSWORD,
        on=today(),
    )


def entries_of(act: Callable[[], object]) -> list[Entry]:
    before = Entry.objects.count()
    act()
    return list(Entry.objects.order_by("seq")[before:])


def test_each_action_writes_exactly_one_entry_and_no_personal_value() -> None:
    alice = cast.administrator()
    by = cast.standing(alice)
    begun = Entry.objects.count()
    invitation = invite(by=by)
    actions.resend_invitation(invitation, by=by)
    bob = accept(invitation)
    given = actions.grant_role(bob, role="viewer", scope=cast.MOROCCO, from_on=today(), until_on=TOMORROW, by=by)
    actions.review_grant(given, by=by)
    actions.revoke_grant(given, by=by)
    actions.reset_second_factor(bob, by=by)
    actions.deactivate_person(bob, by=by)
    actions.withdraw_invitation(invite("charlie@example.org", by=by), by=by)
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))[begun:]
    assert verbs == [
        "invite_person", "resend_invitation", "accept_invitation", "grant_role", "review_grant", "revoke_grant",
        "reset_second_factor", "deactivate_person", "invite_person", "withdraw_invitation",
    ]  # fmt: skip
    assert verification().holds
    said = json.dumps([[each.subject_key, each.actor, each.payload.body] for each in Entry.objects.all()]).lower()
    for personal in ("bob", "charlie", "alice", "example.org"):
        assert personal not in said


def closed(email: str = "bob@example.org") -> User:
    """Somebody who edited a project, signed in by every way that there is, and whose account was closed."""
    person = cast.person(email, "project_editor", cast.CYBERSOUTH)
    SocialAccount.objects.create(user=person, provider="https://id.example.org", uid="one")
    actions.deactivate_person(person, by=cast.command())
    person.refresh_from_db()
    return person


def test_an_account_that_is_opened_again_works_and_holds_nothing_that_it_held() -> None:
    alice = cast.administrator()
    by, bob = cast.standing(alice), closed()
    (entry,) = entries_of(lambda: actions.reopen_account(bob, by=by))
    held, before = Grant.objects.get(person=bob), bob.deactivated_at
    assert (entry.verb, entry.actor, entry.subject_key) == ("reopen_account", alice.key, bob.key)
    assert before is not None
    assert (entry.payload.body or {})["before"] == {"deactivated_at": before.isoformat(), "grants": [held.key]}
    bob.refresh_from_db()
    assert bob.is_active
    assert not bob.has_usable_password()
    assert held.revoked_by == alice.key
    assert cast.standing(bob).grants == ()
    assert not Authenticator.objects.filter(user_id=bob.pk).exists()
    assert not SocialAccount.objects.filter(user_id=bob.pk).exists()
    given = actions.give_back_grant(held, by=by)
    assert (given.role, given.scope) == ("project_editor", cast.CYBERSOUTH)


def test_what_was_over_before_an_account_was_closed_stays_as_it_was() -> None:
    bob = closed()
    Grant.objects.filter(person=bob).update(revoked_at=now(), revoked_by="somebody")
    (entry,) = entries_of(lambda: actions.reopen_account(bob, by=cast.command()))
    assert Grant.objects.get(person=bob).revoked_by == "somebody"
    assert (entry.payload.body or {})["before"]["grants"] == []


def test_an_open_account_the_own_and_an_erased_one_are_not_opened_again() -> None:
    alice, other = cast.administrator(), cast.administrator("other@example.org")
    by = cast.standing(alice)
    with pytest.raises(RefusedError, match="is open"):
        actions.reopen_account(other, by=by)
    with pytest.raises(RefusedError, match="your own"):
        actions.reopen_account(alice, by=by)
    gone = closed()
    erase_account(gone.key)
    with pytest.raises(RefusedError, match="was erased"):
        actions.reopen_account(gone, by=by)
    actions.deactivate_person(alice, by=cast.standing(other))
    with pytest.raises(RefusedError, match="no longer administer"):
        actions.reopen_account(alice, by=by)


def test_an_invitation_for_the_address_of_a_closed_account_says_the_way() -> None:
    bob = closed()
    with pytest.raises(RefusedError, match=r"closed account with this address: open it again on the person's page"):
        invite()
    actions.reopen_account(bob, by=cast.command())
    with pytest.raises(RefusedError, match=r"account with this address: give the role on the person's page"):
        invite()


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("", EVERYTHING),
        ("viewer", EVERYTHING),
        ("programme_manager", EVERYTHING),
        ("data_protection_officer", EVERYTHING),
    ],
)
def test_nobody_but_an_administrator_gives_access(role: str, scope: Scope) -> None:
    by = cast.standing(cast.person("bob@example.org", role, scope)) if role else Standing("", today())
    before = Entry.objects.count(), Grant.objects.count(), Invitation.objects.count()
    charlie = cast.administrator("charlie@example.org")
    grant = Grant.objects.get(person=charlie)
    after = Entry.objects.count(), Grant.objects.count(), Invitation.objects.count()
    forbidden: list[Callable[[], object]] = [
        lambda: invite("dana@example.org", by=by),
        lambda: actions.revoke_grant(grant, by=by),
        lambda: actions.review_grant(grant, by=by),
        lambda: actions.deactivate_person(charlie, by=by),
        lambda: actions.reset_second_factor(charlie, by=by),
        lambda: actions.reopen_account(charlie, by=by),
        lambda: actions.create_administrator(email="d@example.org", password=None, by=by, another=True),
        lambda: actions.grant_role(charlie, role="viewer", scope=EVERYTHING, from_on=today(), until_on=None, by=by),
    ]
    for act in forbidden:
        with pytest.raises(RefusedError, match="Only an administrator"):
            act()
    assert (Entry.objects.count(), Grant.objects.count(), Invitation.objects.count()) == after != before


def test_an_administrator_without_a_second_factor_manages_nothing() -> None:
    made = actions.create_administrator(email="a@example.org", password=cast.PASSWORD, by=cast.command())
    assert isinstance(made, User)
    with pytest.raises(RefusedError):
        invite(by=cast.standing(made))


def test_a_link_works_once_and_not_after_seven_days_nor_after_a_newer_one() -> None:
    first = invite()
    old = actions.link_token(first)
    newer = actions.resend_invitation(first, by=cast.command())
    with pytest.raises(RefusedError, match="used or has expired"):
        accept(newer, old)
    accept(newer)
    with pytest.raises(RefusedError, match="used or has expired"):
        accept(newer)
    late = invite("late@example.org")
    Invitation.objects.filter(pk=late.pk).update(expires_at=now() - timedelta(seconds=1))
    with pytest.raises(RefusedError, match="used or has expired"):
        accept(late)
    assert not User.objects.filter(email="late@example.org").exists()
    assert actions.resend_invitation(late, by=cast.command()).expires_at > now() + timedelta(days=6)


def test_after_an_invitation_is_over_its_address_is_forgotten() -> None:
    taken, left = invite(), invite("charlie@example.org")
    accept(taken)
    actions.withdraw_invitation(left, by=cast.command())
    assert set(Invitation.objects.values_list("email", flat=True)) == {""}


def test_an_address_is_invited_once() -> None:
    invitation = invite()
    with pytest.raises(RefusedError, match="open invitation"):
        invite("BOB@example.org")
    accept(invitation)
    with pytest.raises(RefusedError, match="account with this address"):
        invite()


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("administrator", cast.CYBERSOUTH),
        ("project_editor", EVERYTHING),
        ("country_focal_point", cast.GLACY),
        ("public", EVERYTHING),
        ("emperor", EVERYTHING),
    ],
)
def test_a_role_is_given_only_for_what_it_fits(role: str, scope: Scope) -> None:
    bob = accept(invite())
    with pytest.raises(RefusedError, match="cannot be given for that"):
        actions.grant_role(bob, role=role, scope=scope, from_on=today(), until_on=None, by=cast.command())


def test_taking_away_ends_every_session_at_once() -> None:
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    first, second = cast.browser(bob), cast.browser(bob)
    assert first.get("/account/").status_code == second.get("/account/").status_code == 200
    actions.revoke_grant(Grant.objects.get(person=bob), by=cast.command())
    assert first.get("/account/").status_code == second.get("/account/").status_code == 302
    assert not UserSession.objects.filter(user_id=bob.pk).exists()
    with pytest.raises(RefusedError, match="before"):
        actions.revoke_grant(Grant.objects.get(person=bob), by=cast.command())


def test_a_further_role_counts_at_once_in_the_session_there_is_and_only_the_first_above_viewer_ends_it() -> None:
    bob = cast.person("bob@example.org")
    viewing = cast.browser(bob)
    cast.give(bob, "viewer", cast.MOROCCO)
    assert viewing.get("/account/").status_code == 200
    cast.give(bob, "project_editor", cast.CYBERSOUTH)
    assert viewing.get("/account/").status_code == 302
    bob.refresh_from_db()
    editing, path = cast.browser(bob), "/access/projects/GLACY+/"
    assert editing.get(path).status_code == 404
    cast.give(bob, "project_editor", cast.GLACY)
    assert editing.get(path).status_code == 200
    grant = Grant.objects.get(person=bob, scope_key=cast.GLACY.key)
    actions.revoke_grant(grant, by=cast.command())
    bob.refresh_from_db()
    again = cast.browser(bob)
    actions.give_back_grant(grant, by=cast.command())
    assert again.get(path).status_code == 200


def test_a_role_above_viewer_counts_in_no_session_that_has_not_seen_the_second_factor() -> None:
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    begun = cast.browser_by_password(bob)
    cast.give(bob, "administrator")
    assert begun.get("/access/people/")["Location"].startswith("/account/second-factor/")


def test_the_last_administrator_stays() -> None:
    alice = cast.administrator()
    grant = Grant.objects.get(person=alice)
    with pytest.raises(RefusedError, match="last administrator"):
        actions.revoke_grant(grant, by=cast.standing(alice))
    with pytest.raises(RefusedError, match="last administrator"):
        actions.deactivate_person(alice, by=cast.standing(alice))
    other = cast.administrator("other@example.org")
    actions.revoke_grant(grant, by=cast.standing(other))
    assert not cast.standing(alice).grants


def test_a_second_first_administrator_is_refused_unless_meant() -> None:
    assert not was_ever_administered()
    cast.administrator()
    with pytest.raises(RefusedError, match="already"):
        actions.create_administrator(email="b@example.org", password=cast.PASSWORD, by=cast.command())
    made = actions.create_administrator(email="b@example.org", password=None, by=cast.command(), another=True)
    assert isinstance(made, Invitation)


@pytest.mark.parametrize("change", ["role", "until_on", "granted_by", "revoked_at", "delete"])
def test_the_database_keeps_a_grant_as_it_was_given(change: str) -> None:
    bob = accept(invite())
    grant = Grant.objects.get(person=bob)
    actions.revoke_grant(grant, by=cast.command())
    rows = Grant.objects.filter(pk=grant.pk)
    other = {"role": "viewer", "until_on": TOMORROW, "granted_by": "x", "revoked_at": now()}
    with pytest.raises(DatabaseError, match="keeps its rows"), transaction.atomic():
        rows.delete() if change == "delete" else rows.update(**{change: other[change]})


def test_a_grant_is_overdue_after_six_months_until_somebody_looks_at_it() -> None:
    alice = cast.administrator()
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH)
    later = today() + timedelta(185)
    by = Standing(alice.key, later, cast.standing(alice).grants, has_second_factor=True)
    assert {each.person.pk for each in overdue_reviews(user=by, on=later)} == {alice.pk, bob.pk}
    assert overdue_reviews(user=by, on=today()) == []
    entries = entries_of(lambda: actions.review_grant(Grant.objects.get(person=bob), by=by))
    assert [each.verb for each in entries] == ["review_grant"]
    GrantReview.objects.get()
    # The review is recorded today, so that it helps only from here on.
    assert [each.looked_at_on for each in access_of(bob, on=later)] == [today()]


def test_who_can_see_a_project_names_role_grantor_and_end_and_nothing_that_is_over() -> None:
    alice = cast.administrator()
    bob = cast.person("bob@example.org", "project_editor", cast.CYBERSOUTH, until_on=TOMORROW)
    cast.person("charlie@example.org", "viewer", cast.GLACY)
    cast.person("erin@example.org", "viewer", cast.CYBERSOUTH)
    gone = cast.person("gone@example.org", "viewer", cast.CYBERSOUTH)
    actions.deactivate_person(gone, by=cast.command())
    found = access_to(cast.CYBERSOUTH, user=cast.standing(bob), on=today())
    assert [(each.person.email, each.role, each.grant.until_on) for each in found] == [
        ("bob@example.org", "Project editor", TOMORROW),
        ("erin@example.org", "Viewer", None),
        ("alice@example.org", "Administrator", None),
    ]
    assert [(each.reads, each.changes) for each in found] == [(True, True), (True, False), (False, False)]
    assert [each.allows for each in found] == [(Allowed.SEE, Allowed.CHANGE), (Allowed.SEE,), (Allowed.NOTHING,)]
    assert list(access_to(cast.GLACY, user=cast.standing(bob), on=today())) == []
    tomorrow = access_to(cast.CYBERSOUTH, user=cast.standing(alice), on=TOMORROW)
    assert "bob@example.org" not in {each.person.email for each in tomorrow}


def test_an_invitation_lapses_with_the_one_who_sent_it_until_another_sends_it_again() -> None:
    alice, other = cast.administrator(), cast.administrator("other@example.org")
    invitation = invite(by=cast.standing(alice))
    actions.deactivate_person(alice, by=cast.standing(other))
    with pytest.raises(RefusedError, match="used or has expired"):
        accept(invitation)
    bob = accept(actions.resend_invitation(invitation, by=cast.standing(other)))
    assert Grant.objects.get(person=bob).granted_by == other.key


def test_an_invitation_whose_end_has_come_gives_nothing() -> None:
    invitation = actions.invite_person(
        email="bob@example.org", role="viewer", scope=EVERYTHING, until_on=TOMORROW, language="en", by=cast.command()
    )
    with pytest.raises(RefusedError, match="used or has expired"):
        actions.accept_invitation(
            invitation, token=actions.link_token(invitation), name="Bob", password=cast.PASSWORD, on=TOMORROW
        )


def test_the_person_at_the_machine_gives_nothing_once_somebody_administers() -> None:
    here = local_standing(on=today())
    invite(by=here)
    cast.administrator()
    with pytest.raises(RefusedError, match="no longer administer"):
        invite("charlie@example.org", by=here)


def test_an_invitation_from_the_machine_lapses_with_its_power_and_one_by_nobody_known_gives_nothing() -> None:
    invitation = invite(by=local_standing(on=today()))
    unknown = invite("charlie@example.org")
    Invitation.objects.filter(pk=unknown.pk).update(invited_by="nobody-has-this")
    alice = cast.administrator()
    for each in (invitation, unknown):
        with pytest.raises(RefusedError, match="used or has expired"):
            accept(each)
    assert accept(actions.resend_invitation(invitation, by=cast.standing(alice))).is_active


def test_nobody_gives_to_himself_or_herself_nor_looks_at_the_own_grants_where_another_administers() -> None:
    alice = cast.administrator()
    given = actions.grant_role(
        alice, role="viewer", scope=EVERYTHING, from_on=today(), until_on=None, by=cast.standing(alice)
    )
    actions.revoke_grant(given, by=cast.standing(alice))
    cast.administrator("other@example.org")
    by = cast.standing(alice)
    own: list[Callable[[], object]] = [
        lambda: actions.grant_role(
            alice, role="programme_manager", scope=EVERYTHING, from_on=today(), until_on=None, by=by
        ),
        lambda: actions.give_back_grant(given, by=by),
        lambda: actions.review_grant(Grant.objects.get(person=alice, role="administrator"), by=by),
    ]
    for act in own:
        with pytest.raises(RefusedError, match="ask the other administrator"):
            act()
    assert Grant.objects.filter(person=alice, revoked_at=None).count() == 1


def test_administration_lasts_as_long_as_it_would_have() -> None:
    alice = cast.administrator()
    bob = cast.person("bob@example.org", "administrator", until_on=today() + timedelta(2))
    lasting, ending = Grant.objects.get(person=alice), Grant.objects.get(person=bob)
    for act in (actions.revoke_grant, lambda _grant, by: actions.deactivate_person(alice, by=by)):
        with pytest.raises(RefusedError, match="would run out"):
            act(lasting, by=cast.command())
    actions.revoke_grant(ending, by=cast.command())


@pytest.mark.parametrize("terms", [{"from_on": TOMORROW, "until_on": None}, {"from_on": today(), "until_on": TOMORROW}])
def test_the_first_administrator_begins_at_once_and_has_no_end(terms: dict[str, date | None]) -> None:
    here = local_standing(on=today())
    bob = accept(invite(by=here))
    with pytest.raises(RefusedError, match="begins today and has no end"):
        actions.grant_role(bob, role="administrator", scope=EVERYTHING, **terms, by=here)  # type: ignore[arg-type]
    if terms["until_on"]:
        with pytest.raises(RefusedError, match="begins today and has no end"):
            actions.invite_person(
                email="c@example.org", role="administrator", scope=EVERYTHING, until_on=TOMORROW, language="en", by=here
            )
    assert not was_ever_administered()


def test_a_role_is_given_from_today_on_and_only_a_command_loads_what_was_before() -> None:
    by, bob = cast.standing(cast.administrator()), accept(invite())
    yesterday = today() - timedelta(1)
    with pytest.raises(RefusedError, match="from today or a later day"):
        actions.grant_role(bob, role="reviewer", scope=EVERYTHING, from_on=yesterday, until_on=None, by=by)
    given = actions.grant_role(
        bob, role="reviewer", scope=EVERYTHING, from_on=yesterday, until_on=None, by=cast.command()
    )
    assert given.from_on == yesterday


def test_the_same_is_not_held_twice_for_any_day_so_that_taking_it_away_takes_it_away() -> None:
    by, bob = cast.standing(cast.administrator()), accept(invite())
    last = today() + timedelta(10)
    actions.grant_role(bob, role="reviewer", scope=EVERYTHING, from_on=today(), until_on=last, by=by)
    for from_on, until_on in ((TOMORROW, None), (today(), TOMORROW), (TOMORROW, last + timedelta(9))):
        with pytest.raises(RefusedError, match="holds this already"):
            actions.grant_role(bob, role="reviewer", scope=EVERYTHING, from_on=from_on, until_on=until_on, by=by)
    after = actions.grant_role(bob, role="reviewer", scope=EVERYTHING, from_on=last, until_on=None, by=by)
    assert after.from_on == last


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            cast.CYBERSOUTH,
            {
                "viewer": "see", "project_editor": "see change", "programme_manager": "see change review",
                # Rates the law of every country, and changes nothing of a project.
                "legal_assessor": "see", "reviewer": "see review", "training_manager": "see change",
                "data_protection_officer": "see erase", "administrator": "nothing",
            },
        ),
        (
            cast.MOROCCO,
            {
                "viewer": "see", "programme_manager": "see change review", "legal_assessor": "see change",
                "reviewer": "see review", "country_focal_point": "see state", "training_manager": "see change",
                "data_protection_officer": "see erase", "administrator": "nothing",
            },
        ),
    ],
)  # fmt: skip
def test_who_can_see_something_says_of_each_role_what_it_lets_do_with_it(asked: Scope, told: dict[str, str]) -> None:
    for role in told:
        scope = asked if asked.kind in ROLES[role].scopes else EVERYTHING
        if scope.kind in ROLES[role].scopes:
            cast.person(f"{role}@example.org", role, scope)
    alice = User.objects.get(email="administrator@example.org")
    found = access_to(asked, user=cast.standing(alice), on=today())
    assert {each.grant.role: " ".join(each.allows) for each in found} == told
    changing = {each.grant.role for each in found if each.changes}
    assert changing == {role for role, allowed in told.items() if " " in allowed}


def test_every_verb_is_told_as_changing_something_or_known_to_change_nothing() -> None:
    changing = {verb for verbs in CHANGING.values() for verb in verbs}
    assert set(Verb) - changing == {
        Verb.READ_PUBLIC, Verb.READ_INTERNAL, Verb.SEE_ACCESS, Verb.SEE_PEOPLE, Verb.MANAGE_ACCESS,
    }  # fmt: skip
