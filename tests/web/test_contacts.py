"""Pages that list persons: each look is on the chain, tells no more than it must, and reaches everybody there is."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from capacita.audit.actions import record_look
from capacita.audit.choices import Look
from capacita.audit.models import Entry
from capacita.kernel.clock import now, today
from capacita.people.actions import deactivate_person
from capacita.people.choices import ScopeKind
from capacita.people.personal.actions.contacts import (
    Details,
    WrittenName,
    change_contact,
    lower_flag,
    record_consent,
)
from capacita.people.personal.actions.duplicates import merge_contacts
from capacita.people.personal.actions.grouping import group_anew
from capacita.people.personal.actions.registers import record_request
from capacita.people.personal.choices import ConsentState, ContactKind, FlagReason, RequestKind
from capacita.people.personal.models import Contact, ContactName, Disclosure
from capacita.people.rules import EVERYTHING, Scope, Standing
from capacita.web.templatetags.capacita import day
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db
CONTACTS, TWICE, MAKING = "/personal/contacts/", "/personal/duplicates/", "/personal/lists/make/"
TYPED = {"recipient": "A host", "purpose": "Rooms", "basis": "contract", "fields_told": ["name"]}


@pytest.fixture
def lead() -> tuple[Client, Standing]:
    person = persons.programme_lead()
    return cast.browser(person), cast.standing(person)


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def looks() -> list[tuple[str, dict[str, object]]]:
    entries = Entry.objects.filter(verb="view_contacts", subject_kind="contacts").order_by("seq")
    return [(each.subject_key, (each.payload.body or {})["after"]) for each in entries]


def many(number: int, by: Standing) -> None:
    """So many contacts, Person 0000 recorded first."""
    Contact.objects.bulk_create(
        Contact(
            kind=ContactKind.PARTICIPANT.value, never_list=False, needed_on=today(), notice_version=1,
            recorded_by=by.key, recorded_at=now(),
        )
        for _ in range(number)
    )  # fmt: skip
    made = Contact.objects.order_by("pk")
    ContactName.objects.bulk_create(
        ContactName(contact=each, text=f"Person {at:04}", script="Latn") for at, each in enumerate(made)
    )


def test_each_page_that_lists_persons_is_on_the_chain_with_how_many_and_not_whom(
    lead: tuple[Client, Standing],
) -> None:
    browser, by = lead
    for name in ("Юрій Петренко", "Yuriy Petrenko", "Anna Beispiel"):
        persons.contact(by, name)
    browser.get(CONTACTS)
    browser.get(CONTACTS, {"q": "Petrenko"})
    browser.get(CONTACTS, {"q": "nobody of this name"})
    browser.get(TWICE)
    browser.get(MAKING)
    browser.post(MAKING, {**TYPED, "q": "beispiel", "find": "1"})
    assert looks() == [
        ("contacts", {"shown": 3}), ("contacts", {"shown": 1}), ("contacts", {"shown": 0}), ("duplicates", {"shown": 2}),
        ("making_a_list", {"shown": 3}), ("making_a_list", {"shown": 1}),
    ]  # fmt: skip
    told = json.dumps([(each.subject_key, each.payload.body) for each in Entry.objects.filter(is_look=True)])
    assert not any(word in told.casefold() for word in ("petrenko", "beispiel", "nobody", *_keys()))


def test_what_shows_nobody_is_no_look(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    persons.contact(by, "Anna Beispiel")
    assert browser.head(CONTACTS).status_code == 405
    assert browser.head(MAKING).status_code == 200
    assert cast.browser(cast.administrator("adam@example.org")).get(CONTACTS).status_code == 404
    assert looks() == []


def test_a_list_tells_neither_function_nor_employer_of_whoever_is_flagged(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    persons.contact(by, "Yuriy Petrenko", kind=ContactKind.CONTACT_POINT)
    Contact.objects.update(employer="Ministry of the Interior", function="Head of unit")
    persons.contact(by, "Юрій Петренко")
    Contact.objects.filter(never_list=False).update(employer="University of Somewhere", function="Lecturer")
    for address in (CONTACTS, TWICE):
        page = said(browser.get(address))
        assert "Lecturer" in page
        assert "University of Somewhere" in page
        assert "Yuriy Petrenko" in page
        assert not re.search("Ministry of the Interior|Head of unit", page)
    point = Contact.objects.get(never_list=True)
    assert "Ministry of the Interior" in said(browser.get(f"{CONTACTS}{point.key}/"))


def test_everybody_is_offered_for_a_list_page_by_page_and_by_name(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    many(120, by)
    first = said(browser.get(MAKING))
    assert "Person 0119" in first
    assert "Person 0000" not in first
    last = said(browser.post(MAKING, {**TYPED, "page": "2"}))
    assert "Person 0000" in last
    assert "Person 0119" not in last
    assert browser.post(MAKING, {**TYPED, "q": "person 0000", "find": "1"}).status_code == 200


def test_who_was_chosen_and_what_was_typed_stays_while_others_are_looked_for(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    many(120, by)
    chosen = Contact.objects.get(names__text="Person 0003")
    page = said(browser.post(MAKING, {**TYPED, "persons": [chosen.key], "q": "person 0100", "find": "1"}))
    assert re.search(rf'value="{chosen.key}"[^>]* checked', page)
    assert "1 person is chosen" in page
    assert 'value="A host"' in page
    assert "Person 0100" in page
    assert "Person 0101" not in page
    assert not Disclosure.objects.exists()
    other = Contact.objects.get(names__text="Person 0100")
    made = browser.post(MAKING, {**TYPED, "persons": [chosen.key, other.key], "q": "person 0100"})
    assert made.status_code == 302
    assert {each.person for each in Disclosure.objects.get().persons.all()} == {chosen.key, other.key}


def test_nobody_chooses_somebody_of_others(lead: tuple[Client, Standing]) -> None:
    _browser, by = lead
    theirs = persons.contact(by, "Anna Beispiel", project="CYBERSOUTH")
    own = cast.browser(persons.programme_lead("glacy@example.org", cast.GLACY))
    answer = own.post(MAKING, {**TYPED, "persons": [theirs.key]})
    assert answer.status_code == 400
    assert "Anna Beispiel" not in said(answer)


def test_an_officer_takes_never_list_away_with_a_reason_and_nobody_else_can(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    point = persons.contact(by, "Anna Beispiel", kind=ContactKind.CONTACT_POINT)
    address = f"{CONTACTS}{point.key}/"
    assert f"{address}flag/" not in said(browser.get(address))
    assert browser.post(f"{address}flag/", {"reason": "asked"}).status_code == 404
    officer = cast.browser(persons.officer())
    assert f"{address}flag/" in said(officer.get(address))
    assert officer.post(f"{address}flag/", {}).status_code == 400
    assert Contact.objects.get().never_list
    assert officer.post(f"{address}flag/", {"reason": "asked"}).status_code == 302
    assert not Contact.objects.get().never_list
    assert f"{address}flag/" not in said(officer.get(address))


def test_the_form_keeps_the_flag_of_whoever_is_flagged(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    point = persons.contact(by, "Anna Beispiel", kind=ContactKind.CONTACT_POINT)
    page = said(browser.get(f"{CONTACTS}{point.key}/edit/"))
    assert re.search(r'name="never_list"[^>]* disabled[^>]* checked', page)
    typed = {"names": "Anna Beispiel", "kind": "participant", "needed_on": today().isoformat(), **_hidden(page)}
    assert browser.post(f"{CONTACTS}{point.key}/edit/", typed).status_code == 302
    point.refresh_from_db()
    assert (point.kind, point.never_list) == ("participant", True)


def test_a_page_says_who_may_be_photographed_and_does_not_ask_who_may_not(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    contact = persons.contact(by, "Anna Beispiel")
    record_consent(contact, state=ConsentState.GIVEN, on=today(), how="form", by=by)
    page = said(browser.get(f"{CONTACTS}{contact.key}/"))
    assert "may be photographed" in page
    assert 'value="given"' in page
    Contact.objects.update(never_list=True)
    page = said(browser.get(f"{CONTACTS}{contact.key}/"))
    assert "may be photographed" not in page
    assert 'value="given"' not in page
    typed = {"state": "given", "on": today().isoformat(), "how": "form"}
    refused = browser.post(f"{CONTACTS}{contact.key}/pictures/", typed)
    assert refused.status_code == 400
    assert "never to be photographed" in said(refused)


def _keys() -> list[str]:
    return list(Contact.objects.values_list("key", flat=True))


def _hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form, but the token."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("number", [1, 120])
def test_pages_that_list_persons_keep_to_their_budget_however_many_there_are(
    lead: tuple[Client, Standing], number: int, django_assert_max_num_queries: Any
) -> None:
    browser, by = lead
    many(number, by)
    group_anew()
    first = Contact.objects.order_by("pk")[0]
    pages = {CONTACTS: 14, f"{CONTACTS}?q=person": 16, MAKING: 14, TWICE: 30, f"{TWICE}?person={first.key}": 25,
             f"{CONTACTS}{first.key}/": 38}  # fmt: skip
    for address, most in pages.items():
        # PostgreSQL is told twice how long a statement may take.
        with django_assert_max_num_queries(most + 2):
            assert browser.get(address).status_code == 200


def test_the_page_of_one_person_leads_to_who_may_be_the_same_and_to_nobody_else(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    anna = persons.contact(by, "Anna Beispiel")
    for name in ("Ana Beispiel", "Carl Other", "Other Carl"):
        persons.contact(by, name)
    address = f"{TWICE}?person={anna.key}"
    assert address in said(browser.get(f"{CONTACTS}{anna.key}/"))
    page = said(browser.get(address))
    assert "Ana Beispiel" in page
    assert "Carl Other" not in page
    assert "Carl Other" in said(browser.get(TWICE))
    other = cast.browser(persons.programme_lead("glacy@example.org", cast.GLACY))
    assert "Anna Beispiel" not in said(other.get(address))


def test_an_address_of_a_page_that_is_not_there_shows_the_first(lead: tuple[Client, Standing]) -> None:
    browser, by = lead
    many(70, by)
    for asked in ("0", "-1", "x", "99", "9" * 30, "٣"):
        page = said(browser.get(CONTACTS, {"page": asked}))
        assert "Person 0069" in page
    second = said(browser.get(CONTACTS, {"page": "2"}))
    assert "Person 0000" in second
    assert "Person 0069" not in second


def history_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition('id="history">')[2].partition("</section>")[0]))


def test_a_contacts_page_tells_who_did_what_with_it_and_officers_who_looked_at_it(
    lead: tuple[Client, Standing],
) -> None:
    browser, by = lead
    officer, other = persons.officer("dana@example.org"), persons.programme_lead("olga@example.org")
    anna = persons.contact(by, "Anna Beispiel", email="anna@example.org")
    details = Details(ContactKind.PARTICIPANT, today(), email="a.beispiel@example.org", never_list=True)
    change_contact(anna, names=[WrittenName("Anna Beispiel")], details=details, by=cast.standing(other))
    lower_flag(anna, reason=FlagReason.MISTAKEN, by=cast.standing(officer))
    record_consent(anna, state=ConsentState.GIVEN, on=today(), how="form", by=by)
    record_request(anna.key, kind=RequestKind.OBJECTION, received_on=today(), by=cast.standing(officer))
    address = f"{CONTACTS}{anna.key}/"
    browser.get(address)
    told = history_of(said(browser.get(address)))
    lines = (
        "an answer about pictures was recorded: agreed Alice",
        "“never list, never photograph” was taken away: it was said by mistake Dana",
        "the contact was changed: E-mail address, Never on a list that goes outside Olga",
        "the contact was recorded Alice",
    )
    places = [told.index(each) for each in lines]
    assert places == sorted(places)
    # Who looked, and what the person asked for, is for officers.
    assert "looked at" not in told
    assert "request" not in told
    assert not {by.key, officer.key, "beispiel@example.org"} & set(re.findall(r"[\w@.]+", told))
    told = history_of(said(cast.browser(officer).get(address)))
    assert "what is held was looked at Dana" in told
    assert told.count("what is held was looked at Alice") == 2
    assert "a request was recorded: objects to a use Dana" in told
    assert all(each in told for each in lines)


def test_what_was_decided_of_two_is_undone_where_it_was_decided_and_told_at_both(
    lead: tuple[Client, Standing],
) -> None:
    browser, by = lead
    anna, ana = persons.contact(by, "Anna Beispiel"), persons.contact(by, "Ana Beispiel")
    third, fourth = persons.contact(by, "Carl Other"), persons.contact(by, "Karl Other")
    merge_contacts(kept=third.key, absorbed=fourth.key, by=by)
    pair = {"one": anna.key, "other": ana.key}
    assert browser.post(f"{TWICE}apart/", pair).status_code == 302
    for address in (TWICE, f"{TWICE}?person={anna.key}", f"{TWICE}?person={ana.key}"):
        decided = said(browser.get(address)).partition('id="apart">')[2]
        assert f'action="{TWICE}apart/undo/"' in decided, address
        assert "Beispiel" in decided
    assert 'id="apart"' not in said(browser.get(f"{TWICE}?person={third.key}"))
    other = cast.browser(persons.programme_lead("glacy@example.org", cast.GLACY))
    assert other.post(f"{TWICE}apart/undo/", pair).status_code == 400
    assert browser.post(f"{TWICE}apart/undo/", pair).status_code == 302
    page = said(browser.get(TWICE))
    assert 'id="apart"' not in page
    assert "Two persons" in page
    for each in (anna, ana):
        told = history_of(said(browser.get(f"{CONTACTS}{each.key}/")))
        undone, found = (
            told.index(words)
            for words in (
                "that it is another person than somebody who is alike was taken back Alice",
                "was found to be another person than somebody who is alike Alice",
            )
        )
        assert undone < found < told.index("the contact was recorded Alice")
        assert "put together" not in told
    for each in (third, fourth):
        assert "put together as one person Alice" in history_of(said(browser.get(f"{CONTACTS}{each.key}/")))


def test_a_contacts_page_tells_the_last_thirty_lines_and_changes_are_not_drowned_by_looks(
    lead: tuple[Client, Standing],
) -> None:
    browser, by = lead
    anna = persons.contact(by, "Anna Beispiel")
    for _time in range(31):
        record_look(by=by.key, verb=Look.VIEW_CONTACT, subject_kind="contact", subject_key=anna.key)
    told = history_of(said(cast.browser(persons.officer()).get(f"{CONTACTS}{anna.key}/")))
    assert told.count("what is held was looked at") == 30
    assert "the contact was recorded Alice" in history_of(said(browser.get(f"{CONTACTS}{anna.key}/")))


def test_a_contacts_page_tells_keepers_and_officers_who_can_see_it_why_and_until_when() -> None:
    mona = persons.programme_lead("mona@example.org", cast.CYBERSOUTH)
    by = cast.standing(mona)
    anna = persons.contact(by, "Anna Beispiel", project="CYBERSOUTH", country="MA")
    ends = today() + timedelta(30)
    for name, role, scope in (
        ("tom", "training_manager", cast.MOROCCO), ("gina", "programme_manager", cast.GLACY),
        ("vera", "viewer", cast.CYBERSOUTH), ("ed", "project_editor", cast.CYBERSOUTH),
        ("rosa", "legal_assessor", cast.MOROCCO), ("una", "training_manager", Scope(ScopeKind.COUNTRY, "UA")),
        ("pam", "programme_manager", EVERYTHING),
    ):  # fmt: skip
        cast.person(f"{name}@example.org", role, scope, until_on=ends if name == "tom" else None)
    officer, gone = persons.officer(), persons.officer("olaf@example.org")
    deactivate_person(gone, by=cast.command())
    cast.administrator()
    for reader in (mona, officer):
        page = said(cast.browser(reader).get(f"{CONTACTS}{anna.key}/"))
        table = page.partition('id="who">')[2].partition("</section>")[0].partition("<tbody>")[2]
        rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", each)) for each in table.split("</tr>") if "<td" in each]
        told = {next(filter(None, (part.strip() for part in row.split("|")))): row for row in rows}
        assert set(told) == {"Mona", "Tom", "Pam", "Dana"}
        assert "see and change" in told["Mona"]
        assert "project CYBERSOUTH" in told["Mona"]
        assert "Training manager" in told["Tom"]
        assert day(ends - timedelta(1)) in told["Tom"]
        assert "see, and erase what is held about persons" in told["Dana"]
        assert "everything" in told["Pam"]
        # Nobody reviews a contact, whatever else the role allows.
        assert "confirm" not in told["Mona"] + told["Pam"]
    # The way to a person's own page is for whoever sees people.
    assert "/access/people/" in page
    assert "/access/people/" not in said(cast.browser(mona).get(f"{CONTACTS}{anna.key}/"))
