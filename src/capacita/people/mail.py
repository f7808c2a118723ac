"""Letters about access: the link for somebody who has no account yet, and what was changed, to whom it concerns."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from capacita.people.actions import INVITATION_DAYS
from capacita.people.address_actions import ADDRESS_DAYS
from capacita.people.measures import REFUSED_LETTERS
from capacita.people.models import AddressChange, Invitation, User
from capacita.people.roles import ROLES


def has_mail_server() -> bool:
    """Whether letters leave by themselves; otherwise they lie in the folder “mail”."""
    return "smtp" in settings.EMAIL_BACKEND


def send_invitation(invitation: Invitation, *, link: str, scope: str, inviter: str) -> bool:
    """Send the link in the invitation's language. False where the mail server refused: then it is handed on by hand.

    `scope` says in that language what the role is for; `inviter` is a name, blank where it was no person.
    """
    with translation.override(invitation.language):
        role = ROLES[invitation.role]
        opening = (
            _("%(inviter)s invites you to Capacita.") % {"inviter": inviter}
            if inviter
            else _("You are invited to Capacita.")
        )
        text = _(
            "%(opening)s\n\nYour role: %(role)s, for %(scope)s. %(sentence)s\n\nThis link makes your account. It works once,"
            " for %(days)d days:\n\n%(link)s\n\nIf you did not expect this, you need do nothing.\n"
        ) % {
            "opening": opening,
            "role": role.in_words(),
            "scope": scope,
            "sentence": role.sentence_in_words(),
            "days": INVITATION_DAYS,
            "link": link,
        }
        subject = _("Your invitation to Capacita")
    return _sent(subject, text, invitation.email)


def tell_of_role(person: User, *, role: str, scope: str) -> bool:
    """That a role was given. `role` is its key; `scope` says in the person's language what it is for."""
    with translation.override(person.language):
        text = _("You were given a role in Capacita: %(role)s, %(scope)s.\n\n%(sentence)s\n\n%(unexpected)s\n") % {
            "role": ROLES[role].in_words(),
            "scope": scope,
            "sentence": ROLES[role].sentence_in_words(),
            "unexpected": _unexpected(),
        }
        return _sent(_("Capacita: you were given a role"), text, person.email)


def tell_of_reset(person: User) -> bool:
    """That an administrator ended the second factor."""
    with translation.override(person.language):
        text = _(
            "An administrator has ended your second factor in Capacita. You are signed out everywhere, and set up a new"
            " one at the next sign-in.\n\n%(unexpected)s\n"
        ) % {"unexpected": _unexpected()}
        return _sent(_("Capacita: your second factor was ended"), text, person.email)


def tell_of_closing(person: User) -> bool:
    """That an administrator closed the account."""
    with translation.override(person.language):
        text = _(
            "An administrator has closed your account in Capacita. Nobody can sign in with it any more. What was done"
            " stays on record.\n\n%(unexpected)s\n"
        ) % {"unexpected": _unexpected()}
        return _sent(_("Capacita: your account was closed"), text, person.email)


def tell_of_reopening(person: User, *, link: str) -> bool:
    """That an administrator opened the account again. `link` leads to where a link for a new password is asked for."""
    with translation.override(person.language):
        text = _(
            "An administrator has opened your account in Capacita again. The password from before no longer works: ask"
            " here for a link by which you set a new one, for this address:\n\n%(link)s\n\nA second factor and the sign-in"
            " of an organisation are set up anew.\n\n%(unexpected)s\n"
        ) % {"link": link, "unexpected": _unexpected()}
        return _sent(_("Capacita: your account was opened again"), text, person.email)


def send_address_link(change: AddressChange, *, link: str) -> bool:
    """The link that proves the new address, to it. It names nobody: the address may be another's by a slip."""
    with translation.override(change.person.language):
        text = _(
            "Somebody with an account in Capacita is to have this address from now on. If this is you, follow this link"
            " within %(days)d days, signed in with your account:\n\n%(link)s\n\nIf you did not expect this, you need do"
            " nothing: nothing changes.\n"
        ) % {"days": ADDRESS_DAYS, "link": link}
        return _sent(_("Capacita: your new address"), text, change.email)


def tell_of_asked_address(person: User) -> bool:
    """That another address is asked for the account."""
    with translation.override(person.language):
        text = _(
            "Another address than this one is asked for your account in Capacita. It holds once you follow the link in the"
            " letter that was sent there.\n\n%(unexpected)s\n"
        ) % {"unexpected": _unexpected()}
        return _sent(_("Capacita: another address is asked for your account"), text, person.email)


def tell_of_changed_address(person: User, *, former: str) -> bool:
    """That the account has another address, to the one that it had."""
    with translation.override(person.language):
        text = _(
            "Your account in Capacita has another address now, and no longer this one. You are signed out everywhere, and"
            " sign in with the new one.\n\n%(unexpected)s\n"
        ) % {"unexpected": _unexpected()}
        return _sent(_("Capacita: your address was changed"), text, former)


def _unexpected() -> str:
    return _("If you did not expect this, tell an administrator whom you know, at once.")


def _sent(subject: str, text: str, address: str) -> bool:
    try:
        send_mail(subject, text, None, [address])
    except (SMTPException, OSError):
        REFUSED_LETTERS.inc()
        return False
    return True
