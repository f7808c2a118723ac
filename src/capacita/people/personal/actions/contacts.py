"""Adding and correcting a contact, and what the person said about pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry, record_look
from capacita.audit.choices import Look
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.personal.choices import ConsentState, ContactKind
from capacita.people.personal.models import Contact, ContactName, Formerly, PictureConsent
from capacita.people.personal.permissions import require_care, require_keep, visible_to
from capacita.people.personal.rules.names import script_of
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


@dataclass(frozen=True)
class WrittenName:
    """A name as the person writes it, and the language of this spelling, blank where it does not matter."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Details:
    """What a form holds about a contact. `never_list` None leaves the choice to what the contact is."""

    kind: ContactKind
    needed_on: date
    email: str = ""
    phone: str = ""
    employer: str = ""
    function: str = ""
    country: str = ""
    project: str = ""
    never_list: bool | None = None


def add_contact(*, names: Sequence[WrittenName], details: Details, notice_version: int, by: Standing) -> Contact:
    """A new contact, who was shown this version of the notice. Contact points are on no list unless somebody says so."""
    require_keep(by, project=details.project, country=details.country)
    _require_name(names)
    with in_turn_of(by):
        contact = Contact.objects.create(
            **_columns(details), notice_version=notice_version, recorded_by=by.key, recorded_at=now()
        )
        _write_names(contact, names)
        record_entry(
            by=by.key, verb="add_contact", subject_kind="contact", subject_key=contact.key,
            after={"kind": contact.kind, "never_list": contact.never_list, "notice": notice_version},
        )  # fmt: skip
    return contact


def change_contact(contact: Contact, *, names: Sequence[WrittenName], details: Details, by: Standing) -> None:
    """The contact is as told now. The chain says which details were corrected, and not what they were."""
    require_keep(by, project=details.project, country=details.country)
    _require_name(names)
    with in_turn_of(by):
        held = _held(contact, by)
        columns = _columns(details)
        _note_former(held, columns, names)
        changed = sorted(name for name, value in columns.items() if getattr(held, name) != value)
        if [(each.text, each.language) for each in held.names.all()] != [(each.text, each.language) for each in names]:
            changed.append("names")
            held.names.all().delete()
            _write_names(held, names)
        if not changed:
            return
        Contact.objects.filter(pk=held.pk).update(**columns)
        record_entry(
            by=by.key, verb="change_contact", subject_kind="contact", subject_key=held.key, after={"changed": changed}
        )


def record_consent(contact: Contact, *, state: ConsentState, on: date, how: str, by: Standing) -> None:
    """What the person said about pictures holds from now on; what was said before stays readable."""
    if on > by.on:
        raise RefusedError(_("The day lies ahead: write the day on which the person said it."))
    with in_turn_of(by):
        held = _held(contact, by)
        PictureConsent.objects.create(contact=held, state=state, on=on, how=how, recorded_by=by.key, recorded_at=now())
        record_entry(
            by=by.key, verb="record_consent", subject_kind="contact", subject_key=held.key,
            after={"state": state.value, "on": on},
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


def _columns(details: Details) -> dict[str, object]:
    columns = asdict(details)
    columns["kind"] = details.kind.value
    if details.never_list is None:
        columns["never_list"] = details.kind is ContactKind.CONTACT_POINT
    return columns


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
