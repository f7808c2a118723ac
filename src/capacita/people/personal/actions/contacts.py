"""Adding and correcting a contact, what the person said about pictures, and taking away “never list”; each look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry, record_look
from capacita.audit.choices import Look
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.personal.actions.grouping import group_contacts
from capacita.people.personal.choices import ConsentState, ContactKind, FlagReason, ListedAt
from capacita.people.personal.models import Contact, ContactName, Formerly, PictureConsent
from capacita.people.personal.permissions import (
    keeps_contacts,
    may_care,
    require_care,
    require_keep,
    visible_to,
)
from capacita.people.personal.queries.persons import is_flagged
from capacita.people.personal.rules.names import script_of
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of

# Of these the chain tells what they were and are: none names anybody.
_TOLD = ("kind", "never_list", "project", "country")


@dataclass(frozen=True)
class WrittenName:
    """A name as the person writes it, and the language of this spelling, blank where it does not matter."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Details:
    """What a form holds about a contact. `never_list` raises the flag; only `lower_flag` takes it away."""

    kind: ContactKind
    needed_on: date
    email: str = ""
    phone: str = ""
    employer: str = ""
    function: str = ""
    country: str = ""
    project: str = ""
    never_list: bool = False


def add_contact(*, names: Sequence[WrittenName], details: Details, notice_version: int, by: Standing) -> Contact:
    """A new contact, who was shown this version of the notice. A contact point is flagged, whatever the form says."""
    require_keep(by, project=details.project, country=details.country)
    _require_name(names)
    with in_turn_of(by):
        columns = _columns(details, is_flagged=_is_contact_point(details.kind))
        contact = Contact.objects.create(
            **columns, notice_version=notice_version, recorded_by=by.key, recorded_at=now()
        )
        _write_names(contact, names)
        group_contacts([contact.pk])
        record_entry(
            by=by.key, verb="add_contact", subject_kind="contact", subject_key=contact.key,
            after={**_told(columns), "notice": notice_version},
        )  # fmt: skip
    return contact


def change_contact(contact: Contact, *, names: Sequence[WrittenName], details: Details, by: Standing) -> None:
    """The contact is as told now.

    The chain says which details were corrected, and of those that name nobody what they were and are.
    Whoever becomes a contact point is flagged. Whoever is flagged stays so, whatever else is corrected.
    """
    require_keep(by, project=details.project, country=details.country)
    _require_name(names)
    with in_turn_of(by):
        held = _held(contact, by)
        becomes_point = _is_contact_point(details.kind) and not _is_contact_point(held.kind)
        columns = _columns(details, is_flagged=held.never_list or becomes_point)
        _note_former(held, columns, names)
        before = {name: getattr(held, name) for name in columns}
        changed = sorted(name for name, value in columns.items() if before[name] != value)
        if [(each.text, each.language) for each in held.names.all()] != [(each.text, each.language) for each in names]:
            changed.append("names")
            held.names.all().delete()
            _write_names(held, names)
        if not changed:
            return
        Contact.objects.filter(pk=held.pk).update(**columns)
        group_contacts([held.pk])
        record_entry(
            by=by.key, verb="change_contact", subject_kind="contact", subject_key=held.key,
            before=_told(before, changed),
            after={**_told(columns, changed), "changed": changed},
        )  # fmt: skip


def record_consent(contact: Contact, *, state: ConsentState, on: date, how: str, by: Standing) -> None:
    """What the person said about pictures holds from now on; what was said before stays readable.

    That a person agrees is refused while “never list, never photograph” is said of any record of the person.
    """
    if on > by.on:
        raise RefusedError(_("The day lies ahead: write the day on which the person said it."))
    with in_turn_of(by):
        held = _held(contact, by)
        if state is ConsentState.GIVEN and is_flagged(held):
            raise RefusedError(
                _("This person is never to be photographed. A data protection officer takes that away first.")
            )
        PictureConsent.objects.create(contact=held, state=state, on=on, how=how, recorded_by=by.key, recorded_at=now())
        record_entry(
            by=by.key, verb="record_consent", subject_kind="contact", subject_key=held.key,
            after={"state": state.value, "on": on},
        )  # fmt: skip


def lower_flag(contact: Contact, *, reason: FlagReason, by: Standing) -> None:
    """“Never list, never photograph” is said of this record no longer, for the reason that the chain names.

    Only a data protection officer does this: whoever keeps the contact asks for it.
    """
    require_care(by)
    with in_turn_of(by):
        changed = Contact.objects.filter(pk=contact.pk, never_list=True).update(never_list=False)
        if not changed:
            raise RefusedError(_("This is not said of the person any more."))
        record_entry(
            by=by.key, verb="lower_flag", subject_kind="contact", subject_key=contact.key,
            before={"never_list": True}, after={"never_list": False, "reason": reason.value},
        )  # fmt: skip


def seen_contact(key: str, *, by: Standing) -> Contact | None:
    """The contact with its details, for whoever may see them; that they were seen is on the chain."""
    found = visible_to(Contact.objects.all(), by).filter(key=key).first()
    if found is not None:
        record_look(by=by.key, verb=Look.VIEW_CONTACT, subject_kind="contact", subject_key=key)
    return found


def _note_former(held: Contact, columns: dict[str, object], names: Sequence[WrittenName]) -> None:
    """What the person was called and reached by until now is kept: what was written then may say it."""
    before = {(each, str(getattr(held, each))) for each in ("email", "phone")}
    before |= {("names", each.text) for each in held.names.all()}
    after = {(each, str(columns[each])) for each in ("email", "phone")} | {
        ("names", each.text.strip()) for each in names
    }
    known = set(Formerly.objects.filter(person=held.key).values_list("kind", "text"))
    Formerly.objects.bulk_create(
        Formerly(person=held.key, kind=kind, text=text, until=now())
        for kind, text in sorted(before - after - known)
        if text
    )


def _held(contact: Contact, by: Standing) -> Contact:
    """The contact as the database holds it now: somebody may have moved it to a project that is not one's own."""
    held = Contact.objects.select_for_update().filter(pk=contact.pk).first()
    if held is None:
        raise RefusedError(_("This person has been erased."))
    require_keep(by, project=held.project, country=held.country)
    return held


def _columns(details: Details, *, is_flagged: bool) -> dict[str, object]:
    return {**asdict(details), "kind": details.kind.value, "never_list": details.never_list or is_flagged}


def _is_contact_point(kind: str) -> bool:
    return kind == ContactKind.CONTACT_POINT


def _told(columns: Mapping[str, object], changed: Iterable[str] = _TOLD) -> dict[str, object]:
    """What the chain may tell of a contact."""
    return {name: columns[name] for name in _TOLD if name in set(changed)}


def _require_name(names: Sequence[WrittenName]) -> None:
    if not any(each.text.strip() for each in names):
        raise RefusedError(_("A person needs a name."))


def _write_names(contact: Contact, names: Sequence[WrittenName]) -> None:
    ContactName.objects.bulk_create(
        ContactName(
            contact=contact, text=each.text.strip(), script=script_of(each.text), language=each.language, position=at
        )
        for at, each in enumerate(each for each in names if each.text.strip())
    )


def note_seen(key: str, *, by: Standing) -> None:
    """That everything held about a person was looked at is on the chain."""
    require_care(by)
    record_look(by=by.key, verb=Look.VIEW_CONTACT, subject_kind="person", subject_key=key, after={"what": "held"})


def note_listed(at: ListedAt, *, shown: int, by: Standing) -> None:
    """That a page listed so many persons by name is on the chain: not whom, and not what was searched."""
    if not (keeps_contacts(by) or may_care(by)):
        raise RefusedError(_("You may not keep contacts of this project or country. Choose one that is yours."))
    record_look(
        by=by.key, verb=Look.VIEW_CONTACTS, subject_kind="contacts", subject_key=at.value, after={"shown": shown}
    )
