"""What this app erases of a person: the contact, the account with all that signs it in, and what the chain tells."""

from __future__ import annotations

import hashlib

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session

from capacita.audit.actions import blank_payloads
from capacita.audit.choices import ACCEPTED, INVITATION
from capacita.audit.models import Entry, done_by
from capacita.kernel.clock import now
from capacita.people.actions import end_sessions
from capacita.people.erasure import register_cleaning, register_erasure
from capacita.people.models import AddressChange, Attempt, Invitation, Reminder, User
from capacita.people.personal.models import ChainSearch, Contact, Formerly, Unlisted
from capacita.people.personal.queries.persons import ERASED_DOMAIN
from capacita.people.storage import clean_database, clean_small_database


def register() -> None:
    """Names the handlers in the order in which tables stand on each other; they run the other way round."""
    register_erasure("audit", erase_payloads, holds=lambda person: False)
    register_erasure("searches", forget_searches, holds=lambda person: False)
    register_erasure("contact", erase_contact, holds=lambda person: Contact.objects.filter(key=person).exists())
    register_erasure("account", erase_account, holds=lambda person: _account(person) is not None)
    register_erasure("unlisted", erase_unlisted, holds=lambda person: Unlisted.objects.filter(person=person).exists())
    register_cleaning("database", clean_database, while_waited_for=clean_small_database)


def forget_searches(_person: str) -> dict[str, int]:
    """Nothing tells where the chain named anybody: a cache, which says of nobody whose it is, and is soon made again."""
    ChainSearch.objects.all().delete()
    return {}


def erase_contact(person: str) -> dict[str, int]:
    """The row with names and consents is gone."""
    contact = Contact.objects.filter(key=person).first()
    if contact is None:
        return {}
    counts = {
        "former_details": Formerly.objects.filter(person=person).delete()[0],
        "names": contact.names.count(),
        "consents": contact.consents.count(),
        "invitations": _erase_invitations(contact.email.lower()),
        "contacts": 1,
    }
    contact.delete()
    return counts


def erase_unlisted(person: str) -> dict[str, int]:
    """What was typed to find somebody who is not listed is gone, and so are invitations to these addresses."""
    rows = Unlisted.objects.filter(person=person)
    addresses = [each.lower() for each in rows.filter(kind="email").values_list("text", flat=True)]
    return {"invitations": sum(map(_erase_invitations, addresses)), "ways": rows.delete()[0]}


def erase_account(person: str) -> dict[str, int]:
    """The account is closed and blank; its key stays, and what was done with it stays on record by this key."""
    account = _account(person)
    if account is None:
        return {}
    address = account.email
    end_sessions(account)
    counts = {
        "sessions": _erase_sessions(account),
        "addresses": EmailAddress.objects.filter(user_id=account.pk).delete()[0],
        "connections": SocialAccount.objects.filter(user_id=account.pk).delete()[0],
        "former_details": Formerly.objects.filter(person=person).delete()[0],
        "addresses_asked_for": AddressChange.objects.filter(person=account).delete()[0],
        "reminders": Reminder.objects.filter(person=account).delete()[0],
        "second_factors": Authenticator.objects.filter(user_id=account.pk).delete()[0],
        "attempts": Attempt.objects.filter(cache_key__contains=_digest(address)).delete()[0],
        "invitations": _erase_invitations(address),
        "accounts": 1,
    }
    User.objects.filter(pk=account.pk).update(
        email=f"{account.key}@{ERASED_DOMAIN}", name="", password=make_password(None), language="en", last_login=None,
        deactivated_at=account.deactivated_at or now(),
    )  # fmt: skip
    return counts


def erase_payloads(person: str) -> dict[str, int]:
    """What the chain tells beside each entry about the person, and about the invitation that brought them, is blank."""
    came_by = Entry.objects.filter(done_by(person), subject_kind=INVITATION, verb=ACCEPTED)
    return {"payloads": blank_payloads({person, *came_by.values_list("subject_key", flat=True)})}


def _account(person: str) -> User | None:
    return User.objects.filter(key=person).exclude(email__endswith=f"@{ERASED_DOMAIN}").first()


def _erase_sessions(account: User) -> int:
    """Sessions that the list of sessions knows, and those that it does not."""
    known = UserSession.objects.filter(user_id=account.pk).delete()[0]
    own = [
        each.session_key
        for each in Session.objects.all().iterator()
        if each.get_decoded().get("_auth_user_id") == str(account.pk)
    ]
    return int(known) + int(Session.objects.filter(session_key__in=own).delete()[0])


def _erase_invitations(address: str) -> int:
    rows = Invitation.objects.filter(email=address).exclude(email="")
    open_ones = rows.filter(accepted_at=None, withdrawn_at=None)
    return int(open_ones.update(withdrawn_at=now(), email="") + rows.update(email=""))


def _digest(address: str) -> str:
    # As the sign-in library names the row that counts tries for an address.
    return hashlib.sha256(address.encode()).hexdigest()
