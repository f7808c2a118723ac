"""What about people waits in the inbox of whoever manages access, and how it is said."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from capacita.people.inbox import WorkWords, register_work
from capacita.people.interest_actions import END_INTEREST
from capacita.people.models import Interest, User


def register() -> None:
    register_work(END_INTEREST, interest_to_end)


def interest_to_end(key: str, _on: date) -> WorkWords | None:
    found = Interest.objects.filter(key=key).select_related("person").first()
    return _about(_("Asks that a declared interest be ended: %s"), found.person) if found else None


def _about(said: str, person: User) -> WorkWords:
    return WorkWords(said % (person.name or person.email), f"/access/people/{person.key}/")
