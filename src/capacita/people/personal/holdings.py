"""What this app and the chain hold under an opaque key, for the person who asks."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from capacita.audit.models import Entry, about, done_by
from capacita.audit.queries import subject_kinds
from capacita.people.erasure import hits_of
from capacita.people.export import AsFarAsAsked, Holding, Row, register_export
from capacita.people.models import AddressChange, Grant, Invitation, User
from capacita.people.personal.models import Contact, ErasureRequest, Formerly, Merge, PersonRequest, Unlisted
from capacita.people.personal.queries.persons import ERASED_DOMAIN, meant_by
from capacita.people.personal.queries.registers import disclosures_of

# What is found only by searching the whole chain.
MENTIONS = "mentions"


def register() -> None:
    register_export("contact", contact)
    register_export("unlisted", unlisted)
    register_export("account", account)
    register_export("access", access)
    register_export("sessions", sessions)
    register_export("lists", lists)
    register_export("invitations", invitations)
    register_export(MENTIONS, mentions)
    register_export("requests", requests)
    register_export("chain", chain)


def contact(key: str) -> Holding:
    found = Contact.objects.filter(key=key).prefetch_related("names", "consents")
    return Holding(_("As a participant, expert or contact point"), [_contact_row(each) for each in found])


def _contact_row(held: Contact) -> Row:
    return {
        "key": held.key,
        "kind": held.kind,
        "email": held.email,
        "phone": held.phone,
        "employer": held.employer,
        "function": held.function,
        "country": held.country,
        "project": held.project,
        "never_list": held.never_list,
        "needed_on": held.needed_on,
        "notice_version": held.notice_version,
        "recorded_at": held.recorded_at,
        "formerly": _former(held.key),
        "names": [{"text": each.text, "script": each.script, "language": each.language} for each in held.names.all()],
        "pictures": [{"state": each.state, "on": each.on, "how": each.how} for each in held.consents.all()],
        "read_as": list(Merge.objects.filter(absorbed=held.key, undone_at=None).values_list("kept", flat=True)),
    }


def _former(person: str) -> list[Row]:
    return list(Formerly.objects.filter(person=person).order_by("pk").values("kind", "text", "until"))


def unlisted(key: str) -> Holding:
    """What an officer typed to find somebody who has neither account nor contact."""
    typed = Unlisted.objects.filter(person=key).order_by("pk")
    by_kind = {
        name: [each.text for each in typed if each.kind == kind]
        for name, kind in (("names", "names"), ("addresses", "email"), ("phone", "phone"))
    }
    told = {**by_kind, "recorded_at": typed[0].typed_at} if typed else {}
    return Holding(_("Typed to find the person"), [told] if told else [])


def account(key: str) -> Holding:
    found = User.objects.filter(key=key).exclude(email__endswith=f"@{ERASED_DOMAIN}")
    return Holding(_("The account"), [_account_row(each) for each in found])


def _account_row(held: User) -> Row:
    return {
        "key": held.key,
        "name": held.name,
        "email": held.email,
        "language": held.language,
        "joined_at": held.joined_at,
        "last_login": held.last_login,
        "deactivated_at": held.deactivated_at,
        "formerly": _former(held.key),
        "address_asked_for": list(AddressChange.objects.filter(person=held).values_list("email", flat=True)),
        "addresses": list(EmailAddress.objects.filter(user_id=held.pk).values_list("email", flat=True)),
        "connections": list(SocialAccount.objects.filter(user_id=held.pk).values("provider", "uid", "extra_data")),
        "interests": list(held.interests.values("kind", "country", "law", "declared_at", "ended_at")),
        "second_factors": list(Authenticator.objects.filter(user_id=held.pk).values_list("type", flat=True)),
    }


def access(key: str) -> Holding:
    names = ("role", "scope_kind", "scope_key", "from_on", "until_on", "granted_by", "recorded_at", "revoked_at")
    return Holding(_("Roles given"), list(Grant.objects.filter(person__key=key).order_by("pk").values(*names)))


def sessions(key: str) -> Holding:
    rows = UserSession.objects.filter(user__key=key).values("ip", "user_agent", "created_at", "last_seen_at")
    return Holding(_("Where the person is signed in"), list(rows))


def lists(key: str) -> Holding:
    rows = disclosures_of(key).values("recipient", "purpose", "basis", "fields", "made_at")
    return Holding(_("Lists that went to somebody outside"), list(rows))


def invitations(key: str) -> Holding:
    """Invitations that were sent to an address of the person."""
    addresses = meant_by([key]).ways.addresses
    names = ("email", "role", "scope_kind", "scope_key", "invited_at", "expires_at", "withdrawn_at")
    rows = [each for each in Invitation.objects.exclude(email="").values(*names) if each["email"].lower() in addresses]
    return Holding(_("Invitations"), rows)


def mentions(key: str) -> Holding:
    """Where the person is surely meant in what was written about something else; what may be about another is left out."""
    rows = [{"where": hit.title, "passage": hit.passage} for hit in hits_of([key]) if hit.is_sure]
    return Holding(_("Mentioned in"), rows)


def requests(key: str) -> Holding:
    asked = PersonRequest.objects.filter(person=key).values("kind", "received_on", "answered_on")
    erasures = ErasureRequest.objects.filter(person=key).values("reason", "requested_at", "withdrawn_at")
    return Holding(_("What the person asked"), [*asked, *erasures])


def chain(key: str) -> Holding:
    """What was done to and by the person, the last first; others stand in it by opaque key."""
    rows = Entry.objects.filter(about(subject_kinds(), [key]) | done_by(key)).order_by("-seq")
    names = ("seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload__body")

    def told(row: Row) -> Row:
        """What the person did to others is told without what it was."""
        return {name: value for name, value in row.items() if name != "payload__body" or row["subject_key"] == key}

    return Holding(_("What was done, by and about the person"), AsFarAsAsked(rows.values(*names), told))
