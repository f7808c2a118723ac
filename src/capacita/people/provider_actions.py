"""Writes about sign-in by the organisation's provider: connected by the owner of an account, or ended."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.errors import RefusedError
from capacita.people.issuer import Identity
from capacita.people.models import User
from capacita.people.queries import ways_in
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


def connect_provider(person: User, *, identity: Identity, by: Standing) -> None:
    """The person can sign in by the organisation's provider from now on.

    Refused to anybody but the owner, for an address that the provider does not state as verified or that is not the
    account's, and where either side is connected already.
    """
    if by.key != person.key or not person.is_active:
        raise RefusedError(_("Only the owner of an account can connect it."))
    with in_turn_of(by):
        # Locked, so that of two connections at the same moment the second sees the first.
        User.objects.select_for_update().get(pk=person.pk)
        if SocialAccount.objects.filter(user=person, provider=identity.issuer).exists():
            raise RefusedError(_("Your account is connected already. End that connection first."))
        attach_identity(person, identity)
        record_entry(
            by=person.key, verb="connect_provider", subject_kind="person", subject_key=person.key,
            after={"issuer": identity.issuer},
        )  # fmt: skip


def attach_identity(person: User, identity: Identity) -> None:
    """Part of an action that makes its own entry: the identity is the person's.

    Refused for an address that is not verified or is another one, and for an identity that somebody has already.
    """
    if not identity.verified_address:
        raise RefusedError(_("The provider does not state your address as verified, so that it proves nothing here."))
    if identity.verified_address != person.email:
        raise RefusedError(
            _("The provider knows you by another address, and not by %(address)s.") % {"address": person.email}
        )
    try:
        with transaction.atomic():
            SocialAccount.objects.create(user=person, provider=identity.issuer, uid=identity.subject)
    except IntegrityError as error:
        raise RefusedError(_("This sign-in is connected to another account already.")) from error


def disconnect_provider(person: User, *, issuer: str, by: Standing) -> None:
    """The person signs in by the provider no longer. Refused where that would leave no way in."""
    if by.key != person.key:
        raise RefusedError(_("Only the owner of an account can end this."))
    with in_turn_of(by):
        held = User.objects.select_for_update().get(pk=person.pk)
        ways = ways_in(held)
        if not (ways.password or ways.passkey):
            raise RefusedError(_("This is your only way in. Set a password first, or a passkey that signs you in."))
        ended, _each = SocialAccount.objects.filter(user=held, provider=issuer).delete()
        if not ended:
            raise RefusedError(_("Your account is not connected."))
        record_entry(
            by=person.key, verb="disconnect_provider", subject_kind="person", subject_key=person.key,
            before={"issuer": issuer},
        )  # fmt: skip
