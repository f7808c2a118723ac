"""Who may see and keep contacts, and who cares for what is held about anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from capacita.kernel.errors import RefusedError
from capacita.people.choices import ScopeKind, Verb
from capacita.people.models import User
from capacita.people.permissions import within
from capacita.people.personal.models import Contact, ContactGroup
from capacita.people.queries import AccessList, access_by, standing_by_grants
from capacita.people.rules import EVERYTHING, Scope, Standing


class Asked(Protocol):
    """What one person asks for and another confirms."""

    requested_by: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None


def visible_to(contacts: QuerySet[Contact], user: Standing) -> QuerySet[Contact]:
    """The contacts whose details `user` may see: those of the own projects and countries.

    Whoever cares for personal data sees all. An administrator sees none.
    """
    if may_care(user):
        return contacts
    return within(contacts, user.reaches(Verb.KEEP_CONTACTS), project="project", country="country")


def groups_visible_to(groups: QuerySet[ContactGroup], user: Standing) -> QuerySet[ContactGroup]:
    """The groups of the contacts that `user` may see."""
    if may_care(user):
        return groups
    reached = user.reaches(Verb.KEEP_CONTACTS)
    return within(groups, reached, project="contact__project", country="contact__country")


def sees_all(user: Standing) -> bool:
    """Whether `visible_to` leaves nobody out, so that nothing need be asked of each contact."""
    return may_care(user) or user.reaches(Verb.KEEP_CONTACTS).everything


def may_care(user: Standing) -> bool:
    """May see what is held about anybody, answer requests, and keep the registers."""
    return user.may(Verb.CARE_FOR_PERSONAL_DATA)


def keeps_contacts(user: Standing) -> bool:
    """May add and correct contacts of something."""
    reached = user.reaches(Verb.KEEP_CONTACTS)
    return reached.everything or bool(reached.projects or reached.countries)


def may_keep(user: Standing, *, project: str, country: str) -> bool:
    """May add and correct a contact of this project and country."""
    return any(user.may(Verb.KEEP_CONTACTS, scope) for scope in _scopes(project, country))


def access_to_contact(contact: Contact, *, user: Standing) -> AccessList:
    """Who may see the contact, by which grant and until when, by name; nobody where `user` may not see it.

    These are the grants that `visible_to` asks for: to keep contacts of its project, of its country or of everything,
    and to care for personal data. What holds from a later day on comes last.
    """
    if not (may_care(user) or may_keep(user, project=contact.project, country=contact.country)):
        return access_by([], on=user.on)
    keeping = [(Verb.KEEP_CONTACTS, scope) for scope in _scopes(contact.project, contact.country)]
    return access_by([*keeping, (Verb.CARE_FOR_PERSONAL_DATA, EVERYTHING)], on=user.on)


def _scopes(project: str, country: str) -> list[Scope]:
    """For what somebody may keep contacts who keeps one of this project and country."""
    named = ((ScopeKind.PROJECT, project), (ScopeKind.COUNTRY, country))
    return [EVERYTHING, *(Scope(kind, key) for kind, key in named if key)]


def require_care(user: Standing) -> None:
    """Refuses whoever may not care for personal data; every action that does asks this again."""
    if not may_care(user):
        raise RefusedError(_("Only a data protection officer may do this."))


def require_officer(user: Standing) -> None:
    """Refuses whoever may not care for personal data by what the database holds now."""
    require_care(user)
    person = User.objects.filter(key=user.key).first()
    if person is None:
        raise RefusedError(_("Sign in to do this: it is decided by two persons."))
    require_care(standing_by_grants(person, on=user.on))


def require_second(asked: Asked, by: Standing) -> None:
    """Refuses what was decided before, and whoever asked for it."""
    if asked.confirmed_at or asked.withdrawn_at:
        raise RefusedError(_("This was decided before."))
    if asked.requested_by == by.key:
        raise RefusedError(_("You asked for this yourself: somebody else must confirm it."))


def require_keep(user: Standing, *, project: str, country: str) -> None:
    if not may_keep(user, project=project, country=country):
        raise RefusedError(_("You may not keep contacts of this project or country. Choose one that is yours."))
