"""Another address for an account: asked for by its owner or an administrator, and valid once a link there is followed.

The owner follows the link, signed in: who asked alone moves no account to an address of his or her own.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.actions import end_sessions, keyed_digest
from capacita.people.models import AddressChange, User
from capacita.people.naming_actions import note_former
from capacita.people.personal.queries.persons import ERASED_DOMAIN
from capacita.people.queries import is_address_free
from capacita.people.refusing import administering
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of

ADDRESS_DAYS = 3


def ask_for_address(person: User, *, address: str, by: Standing) -> AddressChange:
    """A link for the new address, which holds for three days; what was asked for before ends.

    Refused: what is no address, the address of now, a closed account, anybody but the owner and an administrator, and
    to an administrator an address that has an account or an open invitation. An owner is not told of it, so that nobody
    learns who has an account: no link is sent there (`is_address_free`), and none would work.
    """
    wanted = address.strip().lower()
    with _deciding(person, by):
        held = _open_account(person)
        _require_another(wanted, held)
        if by.key != held.key and not is_address_free(wanted):
            raise RefusedError(_("There is an account or an open invitation with this address."))
        at = now()
        AddressChange.objects.filter(person=held).delete()
        made = AddressChange.objects.create(
            person=held, email=wanted, asked_by=by.key, asked_at=at, expires_at=at + timedelta(days=ADDRESS_DAYS)
        )
        record_entry(
            by=by.key, verb="ask_for_address", subject_kind="person", subject_key=held.key,
            after={"address": keyed_digest(wanted), "expires_at": made.expires_at},
        )  # fmt: skip
    return made


def drop_address(person: User, *, by: Standing) -> None:
    """The address that is asked for is forgotten, and its link no longer works."""
    with _deciding(person, by):
        dropped, _each = AddressChange.objects.filter(person=person).delete()
        if not dropped:
            raise RefusedError(_("No other address is asked for."))
        record_entry(by=by.key, verb="drop_address", subject_kind="person", subject_key=person.key)


def change_address(change: AddressChange, *, token: str, by: Standing) -> User:
    """The account has the address, and its owner is signed out everywhere; the one before is kept to find the person by.

    Sign-in by the organisation's provider goes on as it was. Refused to anybody but the owner, where the link is not the
    last one or has expired, and where the address has an account or an open invitation by now.
    """
    if by.key != change.person.key:
        raise RefusedError(_("Only the owner of an account can do this."))
    with in_turn_of(by):
        asked = AddressChange.objects.select_for_update().filter(pk=change.pk).first()
        if asked is None or not is_address_link(asked, token) or asked.expires_at <= now():
            raise RefusedError(_("This link has been used or has expired. Ask for a new one."))
        held = _open_account(asked.person)
        if not is_address_free(asked.email):
            raise RefusedError(_("There is an account or an open invitation with this address."))
        note_former(held.key, "email", held.email)
        User.objects.filter(pk=held.pk).update(email=asked.email)
        EmailAddress.objects.filter(user_id=held.pk).delete()
        EmailAddress.objects.create(user=held, email=asked.email, verified=True, primary=True)
        asked.delete()
        end_sessions(held)
        record_entry(
            by=by.key, verb="change_address", subject_kind="person", subject_key=held.key,
            before={"address": keyed_digest(held.email)}, after={"address": keyed_digest(asked.email)},
        )  # fmt: skip
    return User.objects.get(pk=held.pk)


def address_token(change: AddressChange) -> str:
    """The last part of the link."""
    seed = f"{change.key}:{change.person.email}:{change.email}"
    return salted_hmac("capacita.people.address", seed, algorithm="sha256").hexdigest()[:40]


def is_address_link(change: AddressChange, token: str) -> bool:
    return constant_time_compare(address_token(change), token)


def _deciding(person: User, by: Standing) -> AbstractContextManager[None]:
    """The turn of the owner, or of an administrator."""
    return in_turn_of(by) if by.key == person.key else administering(by)


def _open_account(person: User) -> User:
    held = User.objects.select_for_update().get(pk=person.pk)
    if not held.is_active:
        raise RefusedError(_("This account is closed."))
    return held


def _require_another(wanted: str, held: User) -> None:
    try:
        validate_email(wanted)
    except ValidationError as error:
        raise RefusedError(_("This is no e-mail address.")) from error
    if len(wanted) > 254 or wanted.endswith(f"@{ERASED_DOMAIN}"):
        raise RefusedError(_("This is no e-mail address."))
    if wanted == held.email:
        raise RefusedError(_("The account has this address already."))
