"""Reads of the registers: notices as shown, lists as made, breaches with what is due, requests, erasures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from capacita.people.personal.choices import CollectionForm
from capacita.people.personal.models import (
    Breach,
    Contact,
    DisclosedPerson,
    Disclosure,
    ErasureRequest,
    Notice,
    PersonRequest,
)
from capacita.people.personal.permissions import visible_to
from capacita.people.personal.queries.persons import flagged_among, shown_name
from capacita.people.personal.rules.periods import answer_due_on, is_overdue, tell_authority_by
from capacita.people.rules import Standing

# What a list may tell of a person, in the order in which it is told.
LISTED_FIELDS = ("name", "function", "employer", "country", "email", "phone")
_FIRST = {
    CollectionForm.CONTACT: (
        _(
            "The office keeps these details to invite the person to its activities, to prove that they took place, and"
            " for nothing else. They are seen by those who run the project or training, and by nobody outside unless a"
            " list is handed on for a reason that is written down. They are erased three years after the person was"
            " last needed, or earlier on request. The person may ask at any time what is kept, and have it corrected or"
            " erased: the data protection officer answers within a month. Tell the person this before you go on."
        )
    ),
    CollectionForm.INVITATION: (
        _(
            "The office keeps the address to send the invitation, and with the account the address and the name, to let the"
            " person sign in and to show colleagues who did what. An invitation that nobody follows is forgotten a month"
            " after it expired, a closed account after a year. The person may ask at any time what is kept, and have it"
            " corrected or erased: the data protection officer answers within a month."
        )
    ),
    CollectionForm.MISTAKE: (
        _(
            "The office keeps what is written here to correct its records, and the address, where one is given, only to"
            " answer: it is forgotten when that is done, after 90 days at the latest. No name is needed. Whoever wrote may"
            " ask at any time what is kept, and have it corrected or erased: the data protection officer answers within a"
            " month."
        )
    ),
    CollectionForm.QUESTION: (
        _(
            "The office keeps the address to send the question, until it is answered or the link has expired. Name and"
            " function are kept with the answer for three years, to tell who gave it, and seen by whoever asked. The"
            " person need not answer, and may ask at any time what is kept, and have it corrected or erased: the data"
            " protection officer answers within a month."
        )
    ),
}


@dataclass(frozen=True)
class ShownNotice:
    """A notice that a form shows. Version 1 is the product's own, whose text is translated as its pages are."""

    form: CollectionForm
    version: int
    text_en: str
    text_fr: str

    def text(self, language: str) -> str:
        return self.text_fr if language == "fr" else self.text_en

    @property
    def is_own(self) -> bool:
        return self.version == 1


@dataclass(frozen=True)
class Listed:
    """Somebody on a list, by opaque key: the name is blank for whoever may not see the person, and of who was erased.

    Whoever `is_flagged` may go on no list since.
    """

    key: str
    name: str
    is_flagged: bool
    is_erased: bool


@dataclass(frozen=True)
class BreachSeen:
    """A breach, by when the authority is to be told, and whether that is or was too late."""

    breach: Breach
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True)
class RequestSeen:
    """What a person asked, by when it is to be answered, and whether that is over."""

    request: PersonRequest
    due_on: date
    is_overdue: bool


def notice_of(form: CollectionForm) -> ShownNotice:
    """What the form shows now."""
    last = Notice.objects.filter(form=form).order_by("-version").first()
    if last is None:
        return _own(form)
    return ShownNotice(form, last.version, last.text_en, last.text_fr)


@dataclass(frozen=True)
class NoticeVersion:
    """A version of a notice as it was shown: from when, None for the product's own, and until when, None for the last."""

    shown: ShownNotice
    from_at: datetime | None
    until_at: datetime | None


def notice_versions(form: CollectionForm) -> list[NoticeVersion]:
    """All that the form has shown, the last first.

    Where the product's own text was not kept when the second version was published, it is as it is today.
    """
    rows = list(Notice.objects.filter(form=form).order_by("version"))
    shown = [ShownNotice(form, each.version, each.text_en, each.text_fr) for each in rows]
    if not rows or rows[0].version > 1:
        shown.insert(0, _own(form))
    begun = [None, *(each.published_at for each in rows if each.version > 1)]
    found = [NoticeVersion(*each) for each in zip(shown, begun, [*begun[1:], None], strict=True)]
    return found[::-1]


def _own(form: CollectionForm) -> ShownNotice:
    with override("fr"):
        return ShownNotice(form, 1, _FIRST[form], gettext(_FIRST[form]))


def listed_rows(contacts: Iterable[Contact], fields: Iterable[str]) -> list[dict[str, str]]:
    """The chosen fields of each contact, as a list tells them."""
    chosen = list(fields)
    rows = []
    for each in contacts:
        names = [name.text for name in each.names.all()]
        told = {"name": names[0] if names else ""}
        told |= {field: str(getattr(each, field)) for field in LISTED_FIELDS if field != "name"}
        rows.append({field: told[field] for field in chosen})
    return rows


def disclosures() -> QuerySet[Disclosure]:
    """Every list that left the office, the last first, with the number of persons on it."""
    return Disclosure.objects.annotate(number=Count("persons")).order_by("-made_at", "-pk")


def listed_persons(rows: Iterable[DisclosedPerson], *, user: Standing) -> list[Listed]:
    """Who of these stands on a list, as far as `user` may see them."""
    keys = [each.person for each in rows]
    held = Contact.objects.filter(key__in=keys)
    there = set(held.values_list("key", flat=True))
    seen = {each.key: each for each in visible_to(held, user).prefetch_related("names")}
    flagged = flagged_among(seen.values())
    return [
        Listed(key, shown_name(seen[key]) if key in seen else "", flagged.get(key, False), key not in there)
        for key in keys
    ]


def disclosures_of(person: str) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(persons__person=person).order_by("-made_at", "-pk")


def breaches(*, at: datetime, open_only: bool = False) -> list[BreachSeen]:
    """The register of breaches, the last noticed first."""
    rows = Breach.objects.order_by("-noticed_at", "-pk")
    if open_only:
        rows = rows.filter(closed_at=None)
    found = []
    for each in rows:
        due_at = tell_authority_by(each.noticed_at)
        found.append(BreachSeen(each, due_at, is_overdue(due_at, each.authority_told_at, at)))
    return found


def breaches_to_tell() -> QuerySet[Breach]:
    """Of which the authority is still to be told; not of those that were closed without."""
    return Breach.objects.filter(authority_told_at=None, closed_at=None)


def open_requests(*, on: date) -> list[RequestSeen]:
    """What persons asked and nobody has answered, the longest first."""
    rows = PersonRequest.objects.filter(answered_on=None).order_by("received_on", "pk")
    return [RequestSeen(each, answer_due_on(each.received_on), on > answer_due_on(each.received_on)) for each in rows]


def has_asked(person: str) -> bool:
    """Whether something that the person asked is open, or an erasure of the person to be confirmed."""
    asked = PersonRequest.objects.filter(person=person, answered_on=None)
    return asked.exists() or erasures_to_confirm().filter(person=person).exists()


def erasures_to_confirm() -> QuerySet[ErasureRequest]:
    return ErasureRequest.objects.filter(confirmed_at=None, withdrawn_at=None).order_by("requested_at")
