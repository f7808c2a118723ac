"""What this app erases of a person: the contact, the account with all that signs it in, letters, and what the chain tells."""

from __future__ import annotations

import hashlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from capacita.audit.actions import blank_payloads
from capacita.audit.choices import ACCEPTED
from capacita.audit.models import Entry
from capacita.kernel.clock import now
from capacita.people.actions import end_sessions
from capacita.people.erasure import register_cleaning, register_erasure
from capacita.people.models import Attempt, Invitation, Reminder, User
from capacita.people.personal.models import Contact
from capacita.people.personal.queries.persons import ERASED_DOMAIN, addresses_of, written_names_of
from capacita.people.storage import clean_database

# How Django's backend for files separates the letters in one.
_BETWEEN_LETTERS = b"\n" + b"-" * 79 + b"\n"


def register() -> None:
    """Names the handlers in the order in which tables stand on each other; they run the other way round."""
    register_erasure("audit", erase_payloads, holds=lambda person: False)
    register_erasure("contact", erase_contact, holds=lambda person: Contact.objects.filter(key=person).exists())
    register_erasure("account", erase_account, holds=lambda person: _account(person) is not None)
    register_erasure("letters", erase_letters, holds=lambda person: False)
    register_cleaning("database", clean_database)


def erase_contact(person: str) -> dict[str, int]:
    """The row with names and consents is gone."""
    contact = Contact.objects.filter(key=person).first()
    if contact is None:
        return {}
    counts = {
        "names": contact.names.count(),
        "consents": contact.consents.count(),
        "invitations": _erase_invitations(contact.email.lower()),
        "contacts": 1,
    }
    contact.delete()
    return counts


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
    came_by = Entry.objects.filter(actor=person, verb=ACCEPTED).values_list("subject_key", flat=True)
    return {"payloads": blank_payloads({person, *came_by})}


def erase_letters(person: str) -> dict[str, int]:
    """Letters that lie in the installation's own folder and speak to or of the person; they go once it is committed."""
    # A name of one word stands in too many letters of others.
    words = [*addresses_of(person), *(name for name in written_names_of(person) if " " in name)]
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or Path(settings.CAPACITA_HOME) / "mail")
    if not words or not folder.is_dir():
        return {}
    found = 0
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        letters = path.read_bytes().split(_BETWEEN_LETTERS)
        kept = [each for each in letters if not _speaks_of(each, words)]
        if len(kept) < len(letters):
            found += len(letters) - len(kept)
            transaction.on_commit(partial(_keep_letters, path, kept))
    return {"letters": found} if found else {}


def _keep_letters(path: Path, kept: list[bytes]) -> None:
    if any(each.strip() for each in kept):
        path.write_bytes(_BETWEEN_LETTERS.join(kept))
    else:
        path.unlink(missing_ok=True)


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


def _speaks_of(written: bytes, words: list[str]) -> bool:
    letter = message_from_bytes(written.lstrip(), EmailMessage, policy=policy.default)
    said = " ".join([*(str(value) for value in letter.values()), _body(letter)]).casefold()
    return any(word.casefold() in said for word in words)


def _body(letter: EmailMessage) -> str:
    texts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return " ".join(str(text) for text in texts)
