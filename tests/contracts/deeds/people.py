"""Examples of what is done about accounts, access, interests and ways in."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount

from capacita.keeping.actions import acknowledge_restore, record_restore
from capacita.kernel.clock import now, today
from capacita.people.actions import (
    create_administrator,
    deactivate_person,
    give_back_grant,
    grant_role,
    invite_person,
    reopen_account,
    resend_invitation,
    reset_second_factor,
    review_grant,
    revoke_grant,
    withdraw_invitation,
)
from capacita.people.address_actions import address_token, ask_for_address, change_address, drop_address
from capacita.people.choices import InterestKind, ScopeKind
from capacita.people.interest_actions import ask_to_end_interest, declare_interest, end_interest, keep_interest
from capacita.people.issuer import Identity
from capacita.people.language_actions import choose_language
from capacita.people.models import AddressChange, Grant, Interest, Invitation, User
from capacita.people.naming_actions import correct_name
from capacita.people.provider_actions import connect_provider, disconnect_provider
from capacita.people.rules import EVERYTHING, Scope, Standing
from tests.contracts.deeds.examples import OWN, Deed, Ground, account_of, another_administrator, example
from tests.people import cast

_ISSUER = "https://id.example.org"

# Of which nobody of the cast is a viewer.
_TUNISIA = Scope(ScopeKind.COUNTRY, "TN")


@example("people.actions.invite_person")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: invite_person(
        email="erin@example.org", role="viewer", scope=cast.CYBERSOUTH, until_on=None, language="en", by=by
    )


@example("people.actions.resend_invitation")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _invitation()
    return lambda: resend_invitation(made, by=by)


@example("people.actions.withdraw_invitation")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _invitation()
    return lambda: withdraw_invitation(made, by=by)


@example("people.actions.create_administrator", "the first", "another")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: create_administrator(
        email="root@example.org", password=cast.PASSWORD, by=by, another=thing == "another"
    )


@example("people.actions.grant_role", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    return lambda: grant_role(
        person, role="viewer", scope=_TUNISIA, from_on=today(), until_on=None, by=by
    )  # fmt: skip


@example("people.actions.revoke_grant", *OWN, "the last administrator's")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    grant = _last_administering() if thing.startswith("the last") else _viewing(here, by, thing)
    return lambda: revoke_grant(grant, by=by)


@example("people.actions.give_back_grant", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    grant = _viewing(here, by, thing)
    revoke_grant(grant, by=cast.command())
    return lambda: give_back_grant(grant, by=by)


@example("keeping.actions.acknowledge_restore")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    record_restore(name="one.tar.gz.age", made_at=now().isoformat(), head="", by="cli")
    return lambda: acknowledge_restore(by=by)


@example("people.actions.review_grant", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    grant = _viewing(here, by, thing)
    return lambda: review_grant(grant, by=by)


@example("people.actions.deactivate_person", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    if thing == "own":
        another_administrator()
    return lambda: deactivate_person(person, by=by)


@example("people.actions.reopen_account", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    if thing == "own":
        another_administrator()
    deactivate_person(person, by=cast.command())
    return lambda: reopen_account(person, by=by)


@example("people.actions.reset_second_factor", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    return lambda: reset_second_factor(person, by=by)


@example("people.interest_actions.declare_interest", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    return lambda: declare_interest(person, kind=InterestKind.SERVICE, country="MA", law="", by=by)


@example("people.interest_actions.ask_to_end_interest", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _interest(account_of(here, by, thing))
    return lambda: ask_to_end_interest(made, reason="Left the service.", by=by)


@example("people.interest_actions.end_interest", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _interest(account_of(here, by, thing))
    return lambda: end_interest(made, reason="Left the service.", by=by)


@example("people.interest_actions.keep_interest", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _interest(account_of(here, by, thing))
    return lambda: keep_interest(made, reason="Is still there.", by=by)


@example("people.address_actions.ask_for_address", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    return lambda: ask_for_address(person, address="new@example.org", by=by)


@example("people.address_actions.drop_address", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _asked_address(account_of(here, by, thing))
    return lambda: drop_address(made.person, by=by)


@example("people.address_actions.change_address", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _asked_address(account_of(here, by, thing))
    return lambda: change_address(made, token=address_token(made), by=by)


@example("people.language_actions.choose_language", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    return lambda: choose_language(person, "fr", by=by)


@example("people.naming_actions.correct_name", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    return lambda: correct_name(person, "Robin Example", by=by)


@example("people.provider_actions.connect_provider", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    return lambda: connect_provider(person, identity=Identity(_ISSUER, "one", person.email), by=by)


@example("people.provider_actions.disconnect_provider", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    person = account_of(here, by, thing)
    SocialAccount.objects.create(user=person, provider=_ISSUER, uid="one")
    return lambda: disconnect_provider(person, issuer=_ISSUER, by=by)


def _asked_address(person: User) -> AddressChange:
    return ask_for_address(person, address="new@example.org", by=cast.command())


def _interest(person: User) -> Interest:
    return Interest.objects.create(
        person=person, kind=InterestKind.SERVICE, country="MA", declared_by=person.key, declared_at=now()
    )


def _invitation() -> Invitation:
    return invite_person(
        email="erin@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )


def _viewing(here: Ground, by: Standing, thing: str) -> Grant:
    """A grant beside those by which the person acts."""
    return grant_role(
        account_of(here, by, thing), role="viewer", scope=_TUNISIA, from_on=today(), until_on=None,
        by=cast.command(),
    )  # fmt: skip


def _last_administering() -> Grant:
    """The last grant to administer: the others were taken away before, that of whoever acts not, if there is one."""
    held = list(Grant.objects.filter(role="administrator", revoked_at=None).order_by("pk"))
    if not held:
        another_administrator()
        return Grant.objects.get(role="administrator", revoked_at=None)
    for each in held[1:]:
        revoke_grant(each, by=cast.command())
    return held[0]
