"""Making contacts and officers for tests."""

from __future__ import annotations

from datetime import date

from capacita.kernel.clock import today
from capacita.people.models import User
from capacita.people.personal.actions.contacts import Details, WrittenName, add_contact
from capacita.people.personal.choices import ContactKind
from capacita.people.personal.models import Contact
from capacita.people.rules import EVERYTHING, Scope, Standing
from tests.people import cast


def officer(email: str = "dana@example.org") -> User:
    return cast.person(email, "data_protection_officer")


def programme_lead(email: str = "alice@example.org", scope: Scope = EVERYTHING) -> User:
    return cast.person(email, "programme_manager", scope)


def contact(
    by: Standing, *names: str, kind: ContactKind = ContactKind.PARTICIPANT, project: str = "", country: str = "",
    email: str = "", needed_on: date | None = None, never_list: bool = False, phone: str = "",
) -> Contact:  # fmt: skip
    """A contact with these spellings of the name."""
    details = Details(
        kind, needed_on or today(), email=email, phone=phone, project=project, country=country, never_list=never_list
    )
    return add_contact(names=[WrittenName(name) for name in names], details=details, notice_version=1, by=by)
