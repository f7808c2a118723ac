"""Writes into the registers: lists that leave the office, notices, breaches, what persons asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from capacita.audit.actions import record_entry, record_look
from capacita.audit.choices import Look
from capacita.audit.queries import first_done_at
from capacita.kernel.clock import now
from capacita.kernel.errors import RefusedError
from capacita.people.choices import LegalBasis
from capacita.people.inbox import settle_work
from capacita.people.personal.actions.unlisted import forget_answered
from capacita.people.personal.actions.waiting import put_breach, put_request
from capacita.people.personal.choices import CollectionForm, RequestKind, Waits
from capacita.people.personal.models import Breach, Contact, DisclosedPerson, Disclosure, Notice, PersonRequest
from capacita.people.personal.permissions import keeps_contacts, may_care, require_care, require_keep, visible_to
from capacita.people.personal.queries.persons import flagged_among
from capacita.people.personal.queries.registers import LISTED_FIELDS, listed_rows, notice_of
from capacita.people.personal.rules.periods import tell_authority_on
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of


@dataclass(frozen=True)
class MadeList:
    """A list for somebody outside: its entry in the register, the rows that go, and how many may go on no list."""

    disclosure: Disclosure
    rows: list[dict[str, str]]
    left_out: int


@dataclass(frozen=True)
class BreachTold:
    """What is known about a breach now. It names nobody."""

    happened: str
    noticed_at: datetime
    categories: str
    persons: int | None = None
    measures: str = ""
    authority_told_at: datetime | None = None
    persons_told_at: datetime | None = None
    closed_at: datetime | None = None


def make_list(
    *, keys: Iterable[str], fields: Iterable[str], recipient: str, purpose: str, basis: LegalBasis, by: Standing
) -> MadeList:
    """A list of the chosen contacts that `by` may see, entered in the register before it is handed out.

    Whoever is never to be listed is left out, without exception. Refused where nobody is left.
    """
    chosen = [each for each in LISTED_FIELDS if each in set(fields)]
    if not chosen:
        raise RefusedError(_("Choose what the list tells of each person."))
    with in_turn_of(by):
        found = list(
            visible_to(Contact.objects.all(), by).filter(key__in=set(keys)).prefetch_related("names").order_by("pk")
        )
        for each in found:
            require_keep(by, project=each.project, country=each.country)
        listed = _without_never_listed(found)
        left_out = len(found) - len(listed)
        if not listed:
            raise RefusedError(_("Nobody is left: those chosen may go on no list."))
        made = Disclosure.objects.create(
            recipient=recipient.strip(), purpose=purpose.strip(), basis=basis, fields=chosen, left_out=left_out,
            made_by=by.key, made_at=now(),
        )  # fmt: skip
        DisclosedPerson.objects.bulk_create(DisclosedPerson(disclosure=made, person=each.key) for each in listed)
        record_entry(
            by=by.key, verb="make_list", subject_kind="disclosure", subject_key=made.key,
            after={"persons": [each.key for each in listed], "fields": chosen, "left_out": left_out},
        )  # fmt: skip
    return MadeList(made, listed_rows(listed, chosen), left_out)


def publish_notice(form: CollectionForm, *, text_en: str, text_fr: str, by: Standing) -> Notice:
    """From now on the form shows this text; the versions before stay readable.

    So does the product's own, as it is shown until now: a later version of the product may say something else.
    """
    require_care(by)
    if not text_en.strip() or not text_fr.strip():
        raise RefusedError(_("Write the notice in both languages."))
    with in_turn_of(by):
        shown = notice_of(form)
        if shown.is_own:
            Notice.objects.create(
                form=form, version=shown.version, text_en=shown.text_en, text_fr=shown.text_fr,
                published_at=first_done_at() or now(),
            )  # fmt: skip
        made = Notice.objects.create(
            form=form, version=shown.version + 1, text_en=text_en.strip(), text_fr=text_fr.strip(),
            published_by=by.key, published_at=now(),
        )  # fmt: skip
        record_entry(
            by=by.key, verb="publish_notice", subject_kind="notice", subject_key=form.value,
            before={"version": shown.version}, after={"version": made.version},
        )  # fmt: skip
    return made


def record_breach(told: BreachTold, *, by: Standing) -> Breach:
    """The breach stands in the register; the authority is to be told within 72 hours after it was noticed.

    That waits for every officer, unless it is done; see `remind_officers` for the letter at once.
    """
    require_care(by)
    _require_past(told)
    with in_turn_of(by):
        made = Breach.objects.create(**_columns(told), recorded_by=by.key, recorded_at=now())
        if _is_to_tell(told):
            put_breach(made)
        record_entry(by=by.key, verb="record_breach", subject_kind="breach", subject_key=made.key, after=_columns(told))
    return made


def change_breach(breach: Breach, told: BreachTold, *, by: Standing) -> None:
    """More is known: what was known before stays on the chain. Once the authority is told, or it is closed, nobody waits."""
    require_care(by)
    _require_past(told)
    with in_turn_of(by):
        held = Breach.objects.select_for_update().get(pk=breach.pk)
        before = {name: getattr(held, name) for name in _columns(told)}
        Breach.objects.filter(pk=held.pk).update(**_columns(told))
        if not _is_to_tell(told) or tell_authority_on(told.noticed_at) != tell_authority_on(held.noticed_at):
            settle_work(Waits.BREACH, held.key, by=by.key, at=now())
        if _is_to_tell(told):
            held.noticed_at = told.noticed_at
            put_breach(held)
        record_entry(
            by=by.key, verb="change_breach", subject_kind="breach", subject_key=held.key, before=before,
            after=_columns(told),
        )  # fmt: skip


def record_request(person: str, *, kind: RequestKind, received_on: date, by: Standing) -> PersonRequest:
    """A person asked; the answer is due a month after, and waits for every officer."""
    require_care(by)
    if received_on > by.on:
        raise RefusedError(_("The day lies ahead: write the day on which it was received."))
    with in_turn_of(by):
        made = PersonRequest.objects.create(
            person=person, kind=kind, received_on=received_on, recorded_by=by.key, recorded_at=now()
        )
        put_request(made)
        record_entry(
            by=by.key, verb="record_request", subject_kind="person", subject_key=person,
            after={"kind": kind.value, "received_on": received_on},
        )  # fmt: skip
    return made


def close_request(request: PersonRequest, *, by: Standing) -> None:
    """The person has been answered, today."""
    require_care(by)
    with in_turn_of(by):
        changed = PersonRequest.objects.filter(pk=request.pk, answered_on=None).update(answered_on=by.on)
        if not changed:
            raise RefusedError(_("This was answered before."))
        settle_work(Waits.REQUEST, request.key, by=by.key, at=now())
        forget_answered(request.person)
        record_entry(
            by=by.key, verb="close_request", subject_kind="person", subject_key=request.person,
            after={"request": request.key},
        )  # fmt: skip


def _without_never_listed(contacts: Iterable[Contact]) -> list[Contact]:
    """Those who may be listed: a flag on any record that is read as the person counts."""
    held = list(contacts)
    flagged = flagged_among(held)
    return [each for each in held if not flagged[each.key]]


def _columns(told: BreachTold) -> dict[str, object]:
    return {name: getattr(told, name) for name in BreachTold.__dataclass_fields__}


def _is_to_tell(told: BreachTold) -> bool:
    return told.authority_told_at is None and told.closed_at is None


def _require_past(told: BreachTold) -> None:
    at = now()
    if any(each and each > at for each in (told.noticed_at, told.authority_told_at, told.persons_told_at)):
        raise RefusedError(_("One of the times lies ahead."))


def note_list_seen(disclosure: Disclosure, *, shown: int, by: Standing) -> None:
    """That a page told of so many persons that they are on the list is on the chain, for an officer or whoever made it."""
    if not may_care(by) and (disclosure.made_by != by.key or not keeps_contacts(by)):
        raise RefusedError(_("Only data protection officers and whoever made the list see who is on it."))
    record_look(
        by=by.key,
        verb=Look.VIEW_CONTACTS,
        subject_kind="disclosure",
        subject_key=disclosure.key,
        after={"shown": shown},
    )


def list_handed_out(disclosure: Disclosure, *, by: Standing) -> list[dict[str, str]]:
    """The rows of a list as they are now, for whoever made it; that it was taken out is on the chain.

    Whoever was erased, or may go on no list any more, is no longer on it.
    """
    if disclosure.made_by != by.key:
        raise RefusedError(_("Only whoever made the list takes it out."))
    if not keeps_contacts(by):
        raise RefusedError(_("You no longer keep contacts: ask a colleague who does."))
    keys = disclosure.persons.values("person")
    found = visible_to(Contact.objects.all(), by).filter(key__in=keys).prefetch_related("names")
    rows = listed_rows(_without_never_listed(found.order_by("pk")), disclosure.fields)
    record_look(
        by=by.key, verb=Look.EXPORT, subject_kind="disclosure", subject_key=disclosure.key,
        after={"what": "list", "persons": len(rows)},
    )  # fmt: skip
    return rows
