"""Lists for somebody outside, notices, breaches and requests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from capacita.audit.models import Entry
from capacita.kernel.clock import now, today
from capacita.kernel.errors import RefusedError
from capacita.people.choices import LegalBasis
from capacita.people.personal.actions.duplicates import merge_contacts
from capacita.people.personal.actions.registers import (
    BreachTold,
    MadeList,
    change_breach,
    close_request,
    list_handed_out,
    make_list,
    publish_notice,
    record_breach,
    record_request,
)
from capacita.people.personal.choices import CollectionForm, ContactKind, RequestKind
from capacita.people.personal.models import Contact, Disclosure
from capacita.people.personal.queries.registers import breaches, disclosures_of, notice_of, open_requests
from capacita.people.personal.rules.periods import answer_due_on, is_overdue, tell_authority_by
from capacita.people.rules import Standing
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db


def listed(by: Standing, *contacts: Contact) -> MadeList:
    return make_list(
        keys=[each.key for each in contacts], fields=["email", "name"], recipient="A host", purpose="Rooms are booked.",
        basis=LegalBasis.CONTRACT, by=by,
    )  # fmt: skip


def test_whoever_is_never_to_be_listed_is_on_no_list() -> None:
    lead = cast.standing(persons.programme_lead())
    anna = persons.contact(lead, "Anna Beispiel", email="anna@example.org")
    point = persons.contact(lead, "Paul Exemple", kind=ContactKind.CONTACT_POINT)
    twin = persons.contact(lead, "Paul Exemple")
    merge_contacts(kept=twin.key, absorbed=point.key, by=lead)
    made = listed(lead, anna, point, twin)
    assert made.rows == [{"name": "Anna Beispiel", "email": "anna@example.org"}]
    assert made.left_out == made.disclosure.left_out == 2
    assert [each.key for each in disclosures_of(anna.key)] == [made.disclosure.key]
    assert not disclosures_of(point.key).exists()
    with pytest.raises(RefusedError, match="Nobody is left"):
        listed(lead, point)
    assert Disclosure.objects.count() == 1
    entry = Entry.objects.get(verb="make_list")
    assert (entry.payload.body or {})["after"] == {"persons": [anna.key], "fields": ["name", "email"], "left_out": 2}


def test_a_list_that_is_taken_out_later_knows_of_flags_and_erasures_since() -> None:
    lead = cast.standing(persons.programme_lead())
    anna, paul = persons.contact(lead, "Anna Beispiel"), persons.contact(lead, "Paul Exemple")
    made = listed(lead, anna, paul)
    Contact.objects.filter(pk=paul.pk).update(never_list=True)
    assert [row["name"] for row in list_handed_out(made.disclosure, by=lead)] == ["Anna Beispiel"]
    assert Entry.objects.filter(verb="export", subject_key=made.disclosure.key).count() == 1
    with pytest.raises(RefusedError, match="Only whoever made"):
        list_handed_out(made.disclosure, by=cast.standing(persons.programme_lead("x@example.org")))


def test_nobody_lists_contacts_of_others() -> None:
    lead = cast.standing(persons.programme_lead(scope=cast.GLACY))
    theirs = persons.contact(
        cast.standing(persons.programme_lead("other@example.org", cast.CYBERSOUTH)), "Anna Beispiel",
        project="CYBERSOUTH",
    )  # fmt: skip
    with pytest.raises(RefusedError, match="Nobody is left"):
        listed(lead, theirs)
    with pytest.raises(RefusedError, match="may not keep"):
        listed(cast.standing(persons.officer()), theirs)


def test_a_notice_has_versions_and_the_last_is_shown() -> None:
    officer = cast.standing(persons.officer())
    first = notice_of(CollectionForm.CONTACT)
    assert (first.version, first.is_own) == (1, True)
    assert "data protection officer" in first.text("en")
    publish_notice(CollectionForm.CONTACT, text_en="We keep it.", text_fr="Nous le gardons.", by=officer)
    shown = notice_of(CollectionForm.CONTACT)
    assert (shown.version, shown.text("fr"), shown.text("en")) == (2, "Nous le gardons.", "We keep it.")
    assert notice_of(CollectionForm.INVITATION).version == 1
    with pytest.raises(RefusedError, match="both languages"):
        publish_notice(CollectionForm.CONTACT, text_en="We keep it.", text_fr=" ", by=officer)
    with pytest.raises(RefusedError, match="Only a data protection officer"):
        publish_notice(CollectionForm.CONTACT, text_en="a", text_fr="b", by=cast.standing(persons.programme_lead()))


def test_a_breach_is_overdue_after_72_hours_unless_the_authority_was_told() -> None:
    officer = cast.standing(persons.officer())
    told = BreachTold("A laptop was lost.", now() - timedelta(hours=73), "names of participants", 12)
    breach = record_breach(told, by=officer)
    (seen,) = breaches(at=now())
    assert seen.is_overdue
    assert seen.due_at == told.noticed_at + timedelta(hours=72)
    in_time = BreachTold(
        "A laptop was lost.", told.noticed_at, "names of participants", 12, "Locked from afar.",
        authority_told_at=told.noticed_at + timedelta(hours=2), closed_at=now(),
    )  # fmt: skip
    change_breach(breach, in_time, by=officer)
    assert not breaches(at=now())[0].is_overdue
    assert breaches(at=now(), open_only=True) == []
    assert (Entry.objects.get(verb="change_breach").payload.body or {})["before"]["measures"] == ""
    with pytest.raises(RefusedError, match="lies ahead"):
        record_breach(BreachTold("x", now() + timedelta(1), "y"), by=officer)


@pytest.mark.parametrize(
    ("done", "at", "overdue"),
    [
        (None, datetime(2026, 1, 4, 9, tzinfo=UTC), False),
        (None, datetime(2026, 1, 4, 9, 0, 1, tzinfo=UTC), True),
        (datetime(2026, 1, 4, 8, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), False),
        (datetime(2026, 1, 4, 10, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), True),
    ],
)
def test_time_to_tell_the_authority(done: datetime | None, at: datetime, overdue: bool) -> None:
    assert is_overdue(tell_authority_by(datetime(2026, 1, 1, 9, tzinfo=UTC)), done, at) is overdue


def test_a_request_is_due_within_a_month_and_is_closed_once() -> None:
    officer = cast.standing(persons.officer())
    bob = cast.person("bob@example.org")
    asked = record_request(bob.key, kind=RequestKind.ACCESS, received_on=today() - timedelta(40), by=officer)
    (seen,) = open_requests(on=today())
    assert seen.is_overdue
    close_request(asked, by=officer)
    assert open_requests(on=today()) == []
    with pytest.raises(RefusedError, match="answered before"):
        close_request(asked, by=officer)
    assert answer_due_on(date(2026, 1, 31)) == date(2026, 2, 28)
