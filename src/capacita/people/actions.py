"""Writes about people and access: each one transaction, asking again who may, with one entry in the audit chain.

Entries name persons by opaque key; an address enters them only as a digest that needs the secret key.
"""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.inbox import settle_work
from capacita.people.issuer import Identity
from capacita.people.models import GRANT_REVIEW, Grant, GrantReview, Invitation, User
from capacita.people.personal.queries.persons import is_erased
from capacita.people.provider_actions import attach_identity
from capacita.people.queries import holds_above_viewer, waiting_invitations, was_ever_administered
from capacita.people.refusing import (
    administering,
    is_still_meant,
    require_fitting,
    require_from_now,
    require_lasting_first,
    require_not_held,
    require_not_own,
    require_open,
    require_other_administrator,
)
from capacita.people.roles import ROLES, Administrator
from capacita.people.rules import EVERYTHING, Scope, Standing

INVITATION_DAYS = 7
# So many links that a later one replaced are still known for what they were.
_LINKS_BEFORE = 20


def invite_person(
    *, email: str, role: str, scope: Scope, until_on: date | None, language: str, by: Standing,
    notice_version: int | None = None,
) -> Invitation:  # fmt: skip
    """An open invitation for a new account with one grant; it expires in seven days.

    `notice_version` is the notice that the form showed; None where there was no form, as on the command line.
    Refused: an address that has an account or an open invitation, a role that cannot be given for the scope.
    """
    require_fitting(role, scope, by.on, until_on)
    address = email.strip().lower()
    with administering(by):
        require_lasting_first(role, by.on, until_on, by.on)
        _require_no_account(address)
        if waiting_invitations().filter(email=address).exists():
            raise RefusedError(
                _("This address has an open invitation: open it to send it again, change or withdraw it.")
            )
        return _invite(address, role, scope, until_on, language, by.key, notice_version)


def resend_invitation(invitation: Invitation, *, by: Standing) -> Invitation:
    """The invitation is now this administrator's, with a new link for seven days; the one before no longer works."""
    with administering(by):
        expires_at = now() + timedelta(days=INVITATION_DAYS)
        serial = invitation.serial + 1
        changed = Invitation.objects.filter(
            pk=invitation.pk, serial=invitation.serial, accepted_at=None, withdrawn_at=None
        ).update(serial=serial, expires_at=expires_at, invited_by=by.key)
        if not changed:
            raise RefusedError(_("This invitation is no longer open."))
        _record(by.key, "resend_invitation", "invitation", invitation.key, after={"expires_at": expires_at})
    invitation.refresh_from_db()
    return invitation


def withdraw_invitation(invitation: Invitation, *, by: Standing) -> None:
    """The link no longer works, and the address is forgotten."""
    with administering(by):
        changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
            withdrawn_at=now(), email=""
        )
        if not changed:
            raise RefusedError(_("This invitation is no longer open."))
        _record(by.key, "withdraw_invitation", "invitation", invitation.key)


def accept_invitation(
    invitation: Invitation, *, token: str, name: str, password: str | None, on: date, identity: Identity | None = None,
    notice_version: int | None = None,
) -> User:  # fmt: skip
    """The invited person has an account with the grant of the invitation, and the link no longer works.

    `notice_version` is the notice that the page behind the link showed.
    `password` has passed the validators; None where `identity` signs in instead, which then must be of the address
    that was invited. Refused when the link is not the last one sent, was used or has expired, and
    when whoever invited administers no longer.
    """
    if password is None and identity is None:
        raise ValueError("an account needs a way in")
    with in_turn():
        held = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
        if held is None or not is_link_of(held, token) or not is_still_meant(held, on=on, at=now()):
            raise RefusedError(_("This link has been used or has expired. Ask for a new one."))
        try:
            person = _make_account(held.email, name, password, held.language)
        except IntegrityError as error:
            raise RefusedError(_("There is an account with this address: sign in instead.")) from error
        if identity is not None:
            attach_identity(person, identity)
        grant = _give(person, held.role, held.scope, on, held.until_on, held.invited_by)
        # The address now lies with the account alone.
        Invitation.objects.filter(pk=held.pk).update(accepted_at=now(), email="")
        _record(
            person.key, "accept_invitation", "invitation", held.key,
            after={"person": person.key, "grant": grant.key, **_terms(grant), "notice": notice_version},
        )  # fmt: skip
    return person


def create_administrator(
    *, email: str, password: str | None, name: str = "", language: str = "en", by: Standing, another: bool = False
) -> User | Invitation:
    """An account that administers; without a password an invitation, whose link lets the person set one.

    Letters to it are in `language`.

    Refused when there is an administrator already, unless `another` is meant.
    """
    address = email.strip().lower()
    with administering(by):
        if was_ever_administered() and not another:
            raise RefusedError("There is an administrator already. --force-another makes one more.")
        if User.objects.filter(email=address).exists():
            raise RefusedError("There is an account with this address.")
        if password is None:
            Invitation.objects.filter(email=address, accepted_at=None, withdrawn_at=None).update(
                withdrawn_at=now(), email=""
            )
            return _invite(address, Administrator.key, EVERYTHING, None, language, by.key)
        person = _make_account(address, name, password, language)
        grant = _give(person, Administrator.key, EVERYTHING, by.on, None, by.key)
        _record(by.key, "create_administrator", "person", person.key, after={"grant": grant.key})
    return person


def grant_role(person: User, *, role: str, scope: Scope, from_on: date, until_on: date | None, by: Standing) -> Grant:
    """The person holds the role for the scope from the day on. With the first above viewer, signed out everywhere.

    Refused for a day that is past, unless a command loads it; for what is held already for some of the time; for
    oneself, where another administrator could give it; and for a first administrator who begins later or ends.
    """
    require_fitting(role, scope, from_on, until_on)
    require_from_now(from_on, by)
    with administering(by):
        require_open(person)
        require_not_own(person, by)
        require_lasting_first(role, from_on, until_on, by.on)
        require_not_held(person, role, scope, from_on, until_on)
        _end_sessions_before_rise(person, role, by.on)
        grant = _give(person, role, scope, from_on, until_on, by.key)
        _record(by.key, "grant_role", "person", person.key, after={"grant": grant.key, **_terms(grant)})
    return grant


def revoke_grant(grant: Grant, *, by: Standing) -> None:
    """The grant holds no longer, from this moment, and the person is signed out everywhere.

    Refused for the last administrator, and for a grant that was taken away before.
    """
    with administering(by):
        require_other_administrator(by.on, grant=grant)
        changed = Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=now(), revoked_by=by.key)
        if not changed:
            raise RefusedError(_("This was taken away before."))
        settle_work(GRANT_REVIEW, grant.key, by=by.key, at=now())
        end_sessions(grant.person)
        _record(by.key, "revoke_grant", "person", grant.person.key, before={"grant": grant.key, **_terms(grant)})


def give_back_grant(grant: Grant, *, by: Standing) -> Grant:
    """What was taken away is given anew: the same role, for the same, until the same day, as a grant of its own.

    The one that was taken away stays on record as it was. With the first above viewer the person is signed out
    everywhere. Refused for one that was not taken away, has run out meanwhile, or is held again, and for a closed
    account.
    """
    from_on = max(grant.from_on, by.on)
    with administering(by):
        if not Grant.objects.filter(pk=grant.pk, revoked_at__isnull=False).exists():
            raise RefusedError(_("This was not taken away."))
        if grant.until_on is not None and grant.until_on <= from_on:
            raise RefusedError(_("Its end has passed meanwhile: give the role with another end."))
        require_open(grant.person)
        require_not_own(grant.person, by)
        require_lasting_first(grant.role, from_on, grant.until_on, by.on)
        require_not_held(grant.person, grant.role, grant.scope, from_on, grant.until_on)
        _end_sessions_before_rise(grant.person, grant.role, by.on)
        made = _give(grant.person, grant.role, grant.scope, from_on, grant.until_on, by.key)
        _record(
            by.key, "give_back_grant", "person", grant.person.key,
            after={"grant": made.key, "instead_of": grant.key, **_terms(made)},
        )  # fmt: skip
    return made


def review_grant(grant: Grant, *, by: Standing) -> None:
    """Somebody looked at the grant and left it: it is due again in six months. Refused for the own, as giving is."""
    with administering(by):
        if not Grant.objects.filter(pk=grant.pk, revoked_at=None).exists():
            raise RefusedError(_("This was taken away before."))
        require_not_own(grant.person, by)
        GrantReview.objects.create(grant=grant, reviewed_by=by.key, reviewed_at=now())
        settle_work(GRANT_REVIEW, grant.key, by=by.key, at=now())
        _record(by.key, "review_grant", "person", grant.person.key, after={"grant": grant.key})


def deactivate_person(person: User, *, by: Standing) -> None:
    """The person cannot sign in any more and is signed out everywhere. Grants stay on record and count no longer."""
    with administering(by):
        require_other_administrator(by.on, person=person)
        changed = User.objects.filter(pk=person.pk, deactivated_at=None).update(deactivated_at=now())
        if not changed:
            raise RefusedError(_("This account is closed already."))
        for key in Grant.objects.filter(person=person).values_list("key", flat=True):
            settle_work(GRANT_REVIEW, key, by=by.key, at=now())
        end_sessions(person)
        _record(by.key, "deactivate_person", "person", person.key)


def reopen_account(person: User, *, by: Standing) -> None:
    """The account works again, and as it was made first: its owner sets a password by the link of a letter.

    Nothing comes back by itself. The grants that nobody had taken away are taken away, each to be given back or not;
    no second factor, session or connection to the organisation's provider is left, since whoever could sign in by one
    of these before may be nobody who may now. Refused for the own, for one that is open and for one that was erased.
    """
    with administering(by):
        held = User.objects.select_for_update().get(pk=person.pk)
        if held.key == by.key:
            raise RefusedError(_("This is your own: ask the other administrator."))
        if is_erased(held):
            raise RefusedError(_("This account was erased: invite the person anew."))
        if held.deactivated_at is None:
            raise RefusedError(_("This account is open."))
        left = Grant.objects.filter(person=held, revoked_at=None)
        taken = sorted(left.values_list("key", flat=True))
        left.update(revoked_at=now(), revoked_by=by.key)
        Authenticator.objects.filter(user_id=held.pk).delete()
        SocialAccount.objects.filter(user_id=held.pk).delete()
        end_sessions(held)
        User.objects.filter(pk=held.pk).update(deactivated_at=None, password=make_password(None))
        _record(
            by.key, "reopen_account", "person", held.key,
            before={"deactivated_at": held.deactivated_at, "grants": taken},
        )  # fmt: skip


def reset_second_factor(person: User, *, by: Standing) -> None:
    """The person has no second factor, is signed out everywhere, and sets up a new one at the next sign-in."""
    with administering(by):
        Authenticator.objects.filter(user_id=person.pk).delete()
        end_sessions(person)
        _record(by.key, "reset_second_factor", "person", person.key)


def link_token(invitation: Invitation) -> str:
    """The last part of the invitation's link; it changes when the invitation is sent again."""
    return _token(invitation, invitation.serial)


def is_link_of(invitation: Invitation, token: str) -> bool:
    return constant_time_compare(link_token(invitation), token)


def was_link_of(invitation: Invitation, token: str) -> bool:
    """True for the last link of an open invitation and for those that it replaced, none of which works any more."""
    serials = range(max(1, invitation.serial - _LINKS_BEFORE), invitation.serial + 1)
    return any(constant_time_compare(_token(invitation, serial), token) for serial in serials)


def _token(invitation: Invitation, serial: int) -> str:
    seed = f"{invitation.key}:{serial}:{invitation.email}"
    return salted_hmac("capacita.people.invitation", seed, algorithm="sha256").hexdigest()[:40]


def _require_no_account(address: str) -> None:
    held = User.objects.filter(email=address).first()
    if held is not None and held.is_active:
        raise RefusedError(_("There is an account with this address: give the role on the person's page."))
    if held is not None:
        raise RefusedError(_("There is a closed account with this address: open it again on the person's page."))


def _invite(
    address: str, role: str, scope: Scope, until_on: date | None, language: str, by: str,
    notice_version: int | None = None,
) -> Invitation:  # fmt: skip
    at = now()
    invitation = Invitation.objects.create(
        email=address,
        role=role,
        scope_kind=scope.kind,
        scope_key=scope.key,
        until_on=until_on,
        language=language,
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    _record(
        by, "invite_person", "invitation", invitation.key,
        after={
            "address": keyed_digest(address), "role": role, "scope": f"{scope.kind}:{scope.key}",
            "until_on": until_on, "expires_at": invitation.expires_at, "notice": notice_version,
        },
    )  # fmt: skip
    return invitation


def _make_account(address: str, name: str, password: str | None, language: str) -> User:
    with transaction.atomic():
        person = User.objects.create_user(address, password, name=name.strip(), language=language)
        EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person


def _give(person: User, role: str, scope: Scope, from_on: date, until_on: date | None, by: str) -> Grant:
    return Grant.objects.create(
        person=person,
        role=role,
        scope_kind=scope.kind,
        scope_key=scope.key,
        from_on=from_on,
        until_on=until_on,
        granted_by=by,
        recorded_at=now(),
    )


def _end_sessions_before_rise(person: User, role: str, on: date) -> None:
    # Grants are read anew for every request: a further one needs no new session. The first above viewer begins one,
    # so that none that was left open, or stolen, while it reached little comes to more. Of one given from a later day on,
    # this is today: sessions begun until then are asked for the second factor on that day.
    needs = role not in ROLES or ROLES[role].needs_second_factor
    if needs and not holds_above_viewer(person, on=on):
        end_sessions(person)


def end_sessions(person: User) -> None:
    User.objects.filter(pk=person.pk).update(sign_outs=F("sign_outs") + 1)
    for session in UserSession.objects.filter(user_id=person.pk):
        session.end()


def _terms(grant: Grant) -> dict[str, object]:
    return {
        "role": grant.role,
        "scope": f"{grant.scope_kind}:{grant.scope_key}",
        "from_on": grant.from_on,
        "until_on": grant.until_on,
    }


def keyed_digest(text: str) -> str:
    """A digest that cannot be tried out without the secret key: how an address enters the chain."""
    return salted_hmac("capacita.people.digest", text, algorithm="sha256").hexdigest()


def _record(
    by: str, verb: str, kind: str, key: str, *, before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:  # fmt: skip
    record_entry(by=by, verb=verb, subject_kind=kind, subject_key=key, before=before, after=after)
