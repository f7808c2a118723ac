"""Letters about access: what is sent to somebody who has no account yet."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from capacita.people.actions import INVITATION_DAYS
from capacita.people.measures import REFUSED_LETTERS
from capacita.people.models import Invitation
from capacita.people.roles import ROLES


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
    try:
        send_mail(subject, text, None, [invitation.email])
    except (SMTPException, OSError):
        REFUSED_LETTERS.inc()
        return False
    return True
