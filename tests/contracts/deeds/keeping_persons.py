"""Examples of what is done about persons without an account: contacts, pairs that may be one, lists that leave."""

from __future__ import annotations

from capacita.kernel.clock import now, today
from capacita.kernel.errors import RefusedError
from capacita.people.choices import LegalBasis
from capacita.people.personal.actions.contacts import (
    Details,
    WrittenName,
    add_contact,
    change_contact,
    lower_flag,
    note_listed,
    note_seen,
    record_consent,
    seen_contact,
)
from capacita.people.personal.actions.duplicates import merge_contacts, state_not_same, undo_merge, undo_not_same
from capacita.people.personal.actions.registers import list_handed_out, make_list, note_list_seen
from capacita.people.personal.choices import ConsentState, ContactKind, FlagReason, ListedAt
from capacita.people.personal.models import Contact, Disclosure
from capacita.people.rules import Standing
from tests.contracts.deeds.examples import OWN, SCOPED, Deed, Ground, author, example

_NAMES = (WrittenName("Maria Another"),)


@example("people.personal.actions.contacts.add_contact", *SCOPED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: add_contact(names=_NAMES, details=_details(here.contacts[thing]), notice_version=1, by=by)


@example("people.personal.actions.contacts.change_contact", *SCOPED, "moved out of scope", "moved into scope")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    within, beyond = here.contacts["project in scope"], here.contacts["out of scope"]
    held = {"moved out of scope": within, "moved into scope": beyond}.get(thing) or here.contacts[thing]
    after = {"moved out of scope": beyond, "moved into scope": within}.get(thing, held)
    return lambda: change_contact(held, names=_NAMES, details=_details(after), by=by)


@example("people.personal.actions.contacts.record_consent", *SCOPED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: record_consent(here.contacts[thing], state=ConsentState.GIVEN, on=today(), how="by letter", by=by)


@example("people.personal.actions.contacts.seen_contact", *SCOPED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    def deed() -> Contact:
        found = seen_contact(here.contacts[thing].key, by=by)
        if found is None:
            raise RefusedError("absent")
        return found

    return deed


@example("people.personal.actions.contacts.lower_flag", *SCOPED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    held = here.contacts[thing]
    Contact.objects.filter(pk=held.pk).update(never_list=True)
    return lambda: lower_flag(held, reason=FlagReason.ASKED, by=by)


@example("people.personal.actions.contacts.note_listed")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: note_listed(ListedAt.CONTACTS, shown=1, by=by)


@example("people.personal.actions.contacts.note_seen")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: note_seen(here.bob.key, by=by)


@example("people.personal.actions.duplicates.merge_contacts", *SCOPED, "one out of scope")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    kept, absorbed = _pair(here, thing)
    return lambda: merge_contacts(kept=kept, absorbed=absorbed, by=by)


@example("people.personal.actions.duplicates.undo_merge", *SCOPED, "one out of scope")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    kept, absorbed = _pair(here, thing)
    made = merge_contacts(kept=kept, absorbed=absorbed, by=here.frank)
    return lambda: undo_merge(made, by=by)


@example("people.personal.actions.duplicates.state_not_same", *SCOPED, "one out of scope")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    one, other = _pair(here, thing)
    return lambda: state_not_same(one, other, by=by)


@example("people.personal.actions.duplicates.undo_not_same", *SCOPED, "one out of scope")
def _(here: Ground, by: Standing, thing: str) -> Deed:
    one, other = _pair(here, thing)
    state_not_same(one, other, by=here.frank)
    return lambda: undo_not_same(one, other, by=by)


@example("people.personal.actions.registers.make_list", *SCOPED)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    return lambda: _list(here.contacts[thing], by)


@example("people.personal.actions.registers.list_handed_out", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _made(here, by, thing)
    return lambda: list_handed_out(made, by=by)


@example("people.personal.actions.registers.note_list_seen", *OWN)
def _(here: Ground, by: Standing, thing: str) -> Deed:
    made = _made(here, by, thing)
    return lambda: note_list_seen(made, shown=1, by=by)


def _details(contact: Contact) -> Details:
    return Details(ContactKind.PARTICIPANT, today(), project=contact.project, country=contact.country)


def _pair(here: Ground, thing: str) -> tuple[str, str]:
    if thing == "one out of scope":
        return here.contacts["project in scope"].key, here.contacts["out of scope"].key
    return here.contacts[thing].key, here.twins[thing].key


def _made(here: Ground, by: Standing, thing: str) -> Disclosure:
    made = Disclosure.objects.create(
        recipient="A host", purpose="Rooms", basis=LegalBasis.CONTRACT, fields=["name"], left_out=0,
        made_by=author(here, by, thing), made_at=now(),
    )  # fmt: skip
    made.persons.create(person=here.contacts["project in scope"].key)
    return made


def _list(contact: Contact, by: Standing) -> Disclosure:
    return make_list(
        keys=[contact.key], fields=["name"], recipient="A host", purpose="Rooms", basis=LegalBasis.CONTRACT, by=by
    ).disclosure
