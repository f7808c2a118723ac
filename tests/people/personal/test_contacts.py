"""Contacts: who may see them, each look on the chain, no detail in it, merging and undoing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from capacita.audit.models import Entry
from capacita.kernel.clock import today
from capacita.kernel.errors import RefusedError
from capacita.people.personal.actions import duplicates
from capacita.people.personal.actions.contacts import (
    Details,
    WrittenName,
    change_contact,
    lower_flag,
    record_consent,
    seen_contact,
)
from capacita.people.personal.actions.duplicates import merge_contacts, state_not_same, undo_merge, undo_not_same
from capacita.people.personal.choices import ConsentState, ContactKind, FlagReason
from capacita.people.personal.models import Contact, Merge, NotSame
from capacita.people.personal.permissions import visible_to
from capacita.people.personal.queries.persons import (
    contact_list,
    current_key,
    flagged_among,
    keys_of,
    may_be_pictured,
    picture_consent,
)
from capacita.people.personal.queries.same import alike, duplicate_proposals
from capacita.people.rules import Standing
from capacita.people.turns import in_turn_of
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db


def test_only_whoever_keeps_or_cares_sees_a_contact() -> None:
    lead = cast.standing(persons.programme_lead(scope=cast.GLACY))
    contact = persons.contact(lead, "Anna Beispiel", project="GLACY+", country="MA")
    in_country = cast.standing(cast.person("tariq@example.org", "training_manager", cast.MOROCCO))
    assert seen_contact(contact.key, by=in_country) == contact
    assert seen_contact(contact.key, by=cast.standing(persons.officer())) == contact
    for role, scope in (("programme_manager", cast.CYBERSOUTH), ("project_editor", cast.GLACY), ("viewer", None)):
        other = cast.person(f"{role}@example.org", role, *([scope] if scope else []))
        assert seen_contact(contact.key, by=cast.standing(other)) is None
    for standing in (cast.standing(cast.administrator("adam@example.org")), cast.command()):
        assert not visible_to(Contact.objects.all(), standing).exists()


def test_every_look_is_on_the_chain_and_no_detail_is() -> None:
    lead = cast.standing(persons.programme_lead())
    contact = persons.contact(lead, "Anna Beispiel", email="anna@example.org", phone="+1 555 0100")
    seen_contact(contact.key, by=lead)
    change_contact(
        contact, names=[WrittenName("Anna Beispiel-Muster")], by=lead,
        details=Details(ContactKind.EXPERT, today(), email="anna@example.com", employer="A ministry"),
    )  # fmt: skip
    record_consent(contact, state=ConsentState.REFUSED, on=today(), how="by letter of Anna", by=lead)
    entries = Entry.objects.filter(subject_key=contact.key).order_by("seq")
    assert [each.verb for each in entries] == ["add_contact", "view_contact", "change_contact", "record_consent"]
    assert {each.actor for each in entries} == {lead.key}
    told = json.dumps([each.payload.body for each in Entry.objects.all()])
    assert not any(word in told for word in ("Anna", "Beispiel", "example.com", "ministry", "555 0100"))
    assert (entries[2].payload.body or {})["after"]["changed"] == ["email", "employer", "kind", "phone", "names"]


def test_the_chain_tells_what_kind_flag_project_and_country_were_and_are() -> None:
    lead = cast.standing(persons.programme_lead())
    contact = persons.contact(lead, "Anna Beispiel", country="MA")
    details = Details(ContactKind.CONTACT_POINT, today(), project="GLACY+", phone="+1 555 0100")
    change_contact(contact, names=[WrittenName("Anna Beispiel")], details=details, by=lead)
    entry = Entry.objects.get(verb="change_contact", subject_key=contact.key)
    assert entry.payload.body == {
        "before": {"kind": "participant", "never_list": False, "project": "", "country": "MA"},
        "after": {
            "kind": "contact_point", "never_list": True, "project": "GLACY+", "country": "",
            "changed": ["country", "kind", "never_list", "phone", "project"],
        },
    }  # fmt: skip


def test_a_contact_point_is_flagged_whatever_the_form_says() -> None:
    lead = cast.standing(persons.programme_lead())
    assert persons.contact(lead, "Anna Beispiel", kind=ContactKind.CONTACT_POINT).never_list
    assert not persons.contact(lead, "Paul Exemple").never_list
    assert persons.contact(lead, "Maria Muster", never_list=True).never_list


def test_whoever_keeps_a_contact_raises_the_flag_and_does_not_lower_it_by_whatever_is_changed() -> None:
    lead = cast.standing(persons.programme_lead())
    point = persons.contact(lead, "Anna Beispiel", kind=ContactKind.CONTACT_POINT)
    names = [WrittenName("Anna Beispiel")]
    change_contact(point, names=names, details=Details(ContactKind.PARTICIPANT, today()), by=lead)
    point.refresh_from_db()
    assert (point.kind, point.never_list) == ("participant", True)
    with pytest.raises(RefusedError, match="Only a data protection officer"):
        lower_flag(point, reason=FlagReason.ASKED, by=lead)
    officer = cast.standing(persons.officer())
    lower_flag(point, reason=FlagReason.NOT_EXPOSED, by=officer)
    point.refresh_from_db()
    assert not point.never_list
    entry = Entry.objects.get(verb="lower_flag", subject_key=point.key)
    assert entry.actor == officer.key
    assert entry.payload.body == {
        "before": {"never_list": True}, "after": {"never_list": False, "reason": "not_exposed"},
    }  # fmt: skip
    with pytest.raises(RefusedError, match="not said of the person any more"):
        lower_flag(point, reason=FlagReason.ASKED, by=officer)
    change_contact(point, names=names, details=Details(ContactKind.CONTACT_POINT, today()), by=lead)
    point.refresh_from_db()
    assert point.never_list


def test_a_contact_point_that_an_officer_let_be_listed_stays_so_when_something_else_is_corrected() -> None:
    lead = cast.standing(persons.programme_lead())
    point = persons.contact(lead, "Anna Beispiel", kind=ContactKind.CONTACT_POINT)
    lower_flag(point, reason=FlagReason.ASKED, by=cast.standing(persons.officer()))
    details = Details(ContactKind.CONTACT_POINT, today(), phone="+1 555 0100")
    change_contact(point, names=[WrittenName("Anna Beispiel")], details=details, by=lead)
    point.refresh_from_db()
    assert (point.phone, point.never_list) == ("+1 555 0100", False)


def test_only_who_agreed_and_is_not_flagged_may_be_pictured() -> None:
    lead = cast.standing(persons.programme_lead())
    contact = persons.contact(lead, "Anna Beispiel")
    assert not may_be_pictured(contact)
    record_consent(contact, state=ConsentState.GIVEN, on=today() - timedelta(9), how="form", by=lead)
    assert may_be_pictured(contact)
    details = Details(ContactKind.PARTICIPANT, today(), never_list=True)
    change_contact(contact, names=[WrittenName("Anna Beispiel")], details=details, by=lead)
    assert not may_be_pictured(contact)
    with pytest.raises(RefusedError, match="never to be photographed"):
        record_consent(contact, state=ConsentState.GIVEN, on=today(), how="form", by=lead)
    record_consent(contact, state=ConsentState.WITHDRAWN, on=today(), how="e-mail", by=lead)
    lower_flag(contact, reason=FlagReason.MISTAKEN, by=cast.standing(persons.officer()))
    assert not may_be_pictured(contact)


def test_a_flag_or_a_refusal_on_one_record_counts_for_all_that_are_read_as_the_person() -> None:
    lead = cast.standing(persons.programme_lead())
    kept = persons.contact(lead, "Anna Beispiel")
    flagged = persons.contact(lead, "Anna Beispiel", kind=ContactKind.CONTACT_POINT)
    record_consent(kept, state=ConsentState.GIVEN, on=today() - timedelta(9), how="form", by=lead)
    merge = merge_contacts(kept=kept.key, absorbed=flagged.key, by=lead)
    assert not may_be_pictured(kept)
    with pytest.raises(RefusedError, match="never to be photographed"):
        record_consent(kept, state=ConsentState.GIVEN, on=today(), how="form", by=lead)
    undo_merge(merge, by=lead)
    assert may_be_pictured(kept)
    other = persons.contact(lead, "Anna Beispiel")
    record_consent(other, state=ConsentState.WITHDRAWN, on=today(), how="e-mail", by=lead)
    merge_contacts(kept=kept.key, absorbed=other.key, by=lead)
    assert picture_consent(kept) is ConsentState.WITHDRAWN
    assert not may_be_pictured(kept)


def test_who_is_flagged_is_not_found_by_employer() -> None:
    lead = cast.standing(persons.programme_lead())
    point = persons.contact(lead, "Anna Beispiel", kind=ContactKind.CONTACT_POINT)
    expert = persons.contact(lead, "Paul Exemple", kind=ContactKind.EXPERT)
    Contact.objects.update(employer="A ministry", function="Head of unit")
    assert [each.key for each in contact_list(user=lead, search="ministry")] == [expert.key]
    assert [each.key for each in contact_list(user=lead, search="beispiel")] == [point.key]
    third = persons.contact(lead, "A. Beispiel")
    Contact.objects.filter(pk=third.pk).update(employer="A ministry")
    merge_contacts(kept=third.key, absorbed=point.key, by=lead)
    assert [each.key for each in contact_list(user=lead, search="ministry")] == [expert.key]
    assert flagged_among(Contact.objects.all()) == {point.key: True, third.key: True, expert.key: False}


def test_what_was_said_last_about_pictures_holds() -> None:
    lead = cast.standing(persons.programme_lead())
    contact = persons.contact(lead, "Anna Beispiel")
    assert picture_consent(contact) is None
    record_consent(contact, state=ConsentState.GIVEN, on=today() - timedelta(9), how="form", by=lead)
    record_consent(contact, state=ConsentState.WITHDRAWN, on=today(), how="e-mail", by=lead)
    assert picture_consent(contact) is ConsentState.WITHDRAWN
    assert contact.consents.count() == 2
    with pytest.raises(RefusedError, match="lies ahead"):
        record_consent(contact, state=ConsentState.GIVEN, on=today() + timedelta(1), how="form", by=lead)


def test_nobody_moves_a_contact_into_or_out_of_what_is_not_theirs() -> None:
    lead = cast.standing(persons.programme_lead(scope=cast.GLACY))
    contact = persons.contact(lead, "Anna Beispiel", project="GLACY+")
    details = Details(ContactKind.PARTICIPANT, today(), project="GLACY+")
    with pytest.raises(RefusedError, match="may not keep contacts"):
        change_contact(contact, names=[WrittenName("A B")], details=replace(details, project="CYBERSOUTH"), by=lead)
    other = cast.standing(persons.programme_lead("other@example.org", cast.CYBERSOUTH))
    with pytest.raises(RefusedError, match="may not keep contacts"):
        change_contact(contact, names=[WrittenName("A B")], details=details, by=other)
    with pytest.raises(RefusedError, match="may not keep contacts"):
        persons.contact(cast.standing(persons.officer()), "Anna Beispiel")
    with pytest.raises(RefusedError, match="needs a name"):
        change_contact(contact, names=[WrittenName("  ")], details=details, by=lead)


def test_a_contact_that_a_colleague_moved_away_meanwhile_is_changed_no_more() -> None:
    chief = cast.standing(persons.programme_lead())
    lead = cast.standing(persons.programme_lead("liam@example.org", cast.GLACY))
    contact = persons.contact(chief, "Anna Beispiel", project="GLACY+")
    names = [WrittenName("Anna Beispiel")]
    elsewhere = Details(ContactKind.PARTICIPANT, today(), project="CYBERSOUTH")
    change_contact(Contact.objects.get(pk=contact.pk), names=names, details=elsewhere, by=chief)
    # `contact` still says GLACY+, as the form did that was opened before.
    with pytest.raises(RefusedError, match="Choose one that is yours"):
        change_contact(contact, names=names, details=replace(elsewhere, project="GLACY+"), by=lead)
    with pytest.raises(RefusedError, match="Choose one that is yours"):
        record_consent(contact, state=ConsentState.GIVEN, on=today(), how="by letter", by=lead)


def test_a_merge_is_a_persons_decision_and_can_be_undone_for_ever() -> None:
    lead = cast.standing(persons.programme_lead())
    first, second, third = (
        persons.contact(lead, name) for name in ("Юрій Петренко", "Yuriy Petrenko", "Iurii Petrenko")
    )
    assert len(duplicate_proposals(user=lead).pairs) == 3
    assert {frozenset((each.first, each.second)) for each in alike(first, user=lead)} == {
        frozenset((first.key, second.key)), frozenset((first.key, third.key)),
    }  # fmt: skip
    merge = merge_contacts(kept=first.key, absorbed=second.key, by=lead)
    merge_contacts(kept=second.key, absorbed=third.key, by=lead)
    assert current_key(third.key) == first.key
    assert keys_of(second.key) == sorted((first.key, second.key, third.key))
    assert [each.key for each in contact_list(user=lead)] == [first.key]
    with pytest.raises(RefusedError, match="one person already"):
        merge_contacts(kept=third.key, absorbed=first.key, by=lead)
    undo_merge(merge, by=lead)
    assert current_key(second.key) == second.key
    assert current_key(third.key) == second.key
    with pytest.raises(RefusedError, match="undone before"):
        undo_merge(merge, by=lead)
    merge_contacts(kept=first.key, absorbed=second.key, by=lead)
    assert Merge.objects.count() == 3


def test_what_was_found_to_be_two_is_remembered() -> None:
    lead = cast.standing(persons.programme_lead())
    first, second = persons.contact(lead, "Юрій Петренко"), persons.contact(lead, "Yuriy Petrenko")
    state_not_same(second.key, first.key, by=lead)
    state_not_same(first.key, second.key, by=lead)
    assert duplicate_proposals(user=lead).pairs == []
    assert NotSame.objects.count() == 1
    with pytest.raises(RefusedError, match="two persons"):
        merge_contacts(kept=first.key, absorbed=second.key, by=lead)


def test_what_was_found_to_be_two_can_be_undone_and_is_asked_again() -> None:
    lead = cast.standing(persons.programme_lead())
    first, second = persons.contact(lead, "Юрій Петренко"), persons.contact(lead, "Yuriy Petrenko")
    for _time in range(2):
        state_not_same(first.key, second.key, by=lead)
        assert alike(first, user=lead) == []
        undo_not_same(second.key, first.key, by=lead)
        assert len(duplicate_proposals(user=lead).pairs) == len(alike(first, user=lead)) == 1
        with pytest.raises(RefusedError, match="undone before"):
            undo_not_same(first.key, second.key, by=lead)
    assert NotSame.objects.filter(undone_by=lead.key).count() == 2
    merge_contacts(kept=first.key, absorbed=second.key, by=lead)


def test_of_two_merges_at_once_one_each_way_the_second_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lead = cast.standing(persons.programme_lead())
    first, second = persons.contact(lead, "Anna Beispiel"), persons.contact(lead, "Ana Beispiel")

    @contextmanager
    def after_the_other(by: Standing) -> Iterator[None]:
        monkeypatch.undo()
        merge_contacts(kept=second.key, absorbed=first.key, by=lead)
        with in_turn_of(by):
            yield

    monkeypatch.setattr(duplicates, "in_turn_of", after_the_other)
    with pytest.raises(RefusedError, match="one person already"):
        merge_contacts(kept=first.key, absorbed=second.key, by=lead)
    assert [each.key for each in contact_list(user=lead)] == [second.key]


def test_whoever_sees_only_the_absorbed_record_still_finds_the_person() -> None:
    lead = cast.standing(persons.programme_lead())
    own = cast.standing(persons.programme_lead("bob@example.org", cast.CYBERSOUTH))
    kept = persons.contact(lead, "Anna Beispiel", project="GLACY+")
    absorbed = persons.contact(lead, "Anna Beispiel", project="CYBERSOUTH")
    merge_contacts(kept=kept.key, absorbed=absorbed.key, by=lead)
    assert [each.key for each in contact_list(user=lead)] == [kept.key]
    assert [each.key for each in contact_list(user=own)] == [absorbed.key]


def test_proposals_and_merges_do_not_tell_of_contacts_of_others() -> None:
    lead = cast.standing(persons.programme_lead(scope=cast.GLACY))
    other = cast.standing(persons.programme_lead("other@example.org", cast.CYBERSOUTH))
    ours = persons.contact(lead, "Юрій Петренко", project="GLACY+")
    theirs = persons.contact(other, "Yuriy Petrenko", project="CYBERSOUTH")
    assert duplicate_proposals(user=lead).pairs == []
    assert alike(ours, user=lead) == []
    for attempt in (
        lambda: merge_contacts(kept=ours.key, absorbed=theirs.key, by=lead),
        lambda: state_not_same(ours.key, theirs.key, by=lead),
    ):
        with pytest.raises(RefusedError, match="not yours to see"):
            attempt()


def test_the_database_keeps_what_was_decided_of_two() -> None:
    lead = cast.standing(persons.programme_lead())
    first, second = persons.contact(lead, "Юрій Петренко"), persons.contact(lead, "Yuriy Petrenko")
    merge = merge_contacts(kept=first.key, absorbed=second.key, by=lead)
    third, fourth = persons.contact(lead, "Anna Beispiel"), persons.contact(lead, "Ana Beispiel")
    state_not_same(third.key, fourth.key, by=lead)
    undo_not_same(third.key, fourth.key, by=lead)
    for change in (
        lambda: merge.delete(), lambda: Merge.objects.update(kept="0" * 32),
        lambda: NotSame.objects.all().delete(), lambda: NotSame.objects.update(first="0" * 32),
        lambda: NotSame.objects.update(undone_at=None),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
