"""Groups of contacts: kept in step with names, address and number, told to nobody, and only candidates are read."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacita.kernel.clock import now, today
from capacita.people.personal.actions.contacts import Details, WrittenName, change_contact
from capacita.people.personal.actions.duplicates import merge_contacts, state_not_same
from capacita.people.personal.actions.grouping import group_anew
from capacita.people.personal.choices import ContactKind, GroupKind
from capacita.people.personal.handlers import erase_contact
from capacita.people.personal.models import Contact, ContactGroup, ContactName
from capacita.people.personal.queries import same
from capacita.people.personal.queries.groups import groups_kept_of, known, source_kept_of
from capacita.people.personal.queries.same import alike, duplicate_proposals, perhaps_same
from capacita.people.personal.rules.groups import MOST_IN_GROUP, VERSION, groups_of
from capacita.people.personal.rules.names import Known, compared
from capacita.people.rules import Standing
from tests.people import cast
from tests.people.personal import persons
from tests.people.personal.test_names import OTHERS, SAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Standing:
    return cast.standing(persons.programme_lead())


def many(*records: tuple[tuple[str, ...], str, str]) -> list[Contact]:
    """Contacts with these names, address and project, as the daily job finds them."""
    made = Contact.objects.bulk_create(
        Contact(
            kind=ContactKind.PARTICIPANT.value, never_list=False, needed_on=today(), notice_version=1, recorded_by="x",
            recorded_at=now(), email=email, project=project,
        )
        for _names, email, project in records
    )  # fmt: skip
    ContactName.objects.bulk_create(
        ContactName(contact=each, text=text, script="Latn", position=at)
        for each, (names, *_rest) in zip(made, records, strict=True)
        for at, text in enumerate(names)
    )
    group_anew()
    return made


def kept(contact: Contact) -> set[tuple[int, int]]:
    return set(ContactGroup.objects.filter(contact=contact).values_list("kind", "digest"))


def as_now(contact: Contact) -> set[tuple[int, int]]:
    (record,) = known(Contact.objects.filter(pk=contact.pk)).values()
    return {source_kept_of(record), *groups_kept_of(record)}


def test_groups_follow_names_address_and_number_and_go_with_the_person(lead: Standing) -> None:
    contact = persons.contact(lead, "Anna Beispiel", email="anna@example.org", phone="+380 44 555 01 23")
    before = kept(contact)
    assert before == as_now(contact)
    assert {kind for kind, _digest in before} == set(GroupKind)
    details = Details(ContactKind.PARTICIPANT, today(), email="other@example.org")
    change_contact(contact, names=[WrittenName("Ганна Прикладова")], details=details, by=lead)
    assert kept(contact) == as_now(contact)
    assert not kept(contact) & before
    erase_contact(contact.key)
    assert not ContactGroup.objects.exists()


def test_groups_tell_nothing_without_the_key(lead: Standing, settings: Any) -> None:
    contact = persons.contact(lead, "Anna Beispiel", email="anna@example.org")
    before = kept(contact)
    settings.SECRET_KEY = "another"
    assert not before & as_now(contact)
    assert group_anew() == {"grouped": 1}
    assert kept(contact) == as_now(contact)
    assert group_anew() == {}


def test_what_an_earlier_release_wrote_and_another_rule_are_grouped_anew(
    lead: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = persons.contact(lead, "Anna Beispiel"), persons.contact(lead, "Carl Other")
    ContactName.objects.filter(contact=first).update(text="Other Carl")
    ContactGroup.objects.filter(contact=second).delete()
    assert group_anew() == {"grouped": 2}
    assert [{each.first, each.second} for each in alike(first, user=lead)] == [{first.key, second.key}]
    monkeypatch.setattr("capacita.people.personal.rules.groups.VERSION", VERSION + 1)
    assert group_anew() == {"grouped": 2}


def test_the_same_are_found_as_by_comparing_everybody(lead: Standing) -> None:
    """Kept groups and queries find exactly what comparing all with all finds, most alike first."""
    names = [(each,) for spellings in SAME for each in spellings] + [(each,) for each in OTHERS]
    made = many(
        *((name, "", "") for name in names), (("Somebody Else",), "A@zz.example.org", ""),
        (("Carla Costa",), "a@zz.example.org", ""),
    )  # fmt: skip
    records = list(known(Contact.objects.all()).values())
    near = [(one, other) for one, other in combinations(records, 2) if groups_of(one) & groups_of(other)]
    expected = [each for each in (compared(one, other) for one, other in near) if each is not None]
    expected.sort(key=lambda each: (-each.score, each.first, each.second))
    assert len(expected) > 50
    assert duplicate_proposals(user=lead, most=1_000) == same.Proposals(expected, is_all=True)
    for contact in made[:10]:
        assert alike(contact, user=lead) == [each for each in expected if contact.key in (each.first, each.second)]
        others = {key for each in alike(contact, user=lead) for key in (each.first, each.second)} - {contact.key}
        assert {each.key for each in perhaps_same([contact.key])} == others


def test_whoever_sees_a_part_is_asked_about_this_part_exactly_as_if_there_were_no_other() -> None:
    part = cast.standing(persons.programme_lead("part@example.org", cast.GLACY))
    own = many(*((("Anna Beispiel",), "", "GLACY+") for _ in range(3)))
    many(*((("Anna Beispiel",), "", "CYBERSOUTH") for _ in range(MOST_IN_GROUP)))
    keys = sorted(each.key for each in own)
    assert [(each.first, each.second) for each in duplicate_proposals(user=part).pairs] == list(combinations(keys, 2))
    assert len(alike(own[0], user=part)) == 2


def test_what_so_many_are_called_tells_nothing_but_an_address_does(lead: Standing) -> None:
    many(*((("Anna Beispiel",), "", "") for _ in range(MOST_IN_GROUP + 1)))
    assert duplicate_proposals(user=lead).pairs == []
    many(*(((f"{first} Uniq{first}",), "shared@example.org", "") for first in ("Anna", "Carl")))
    assert len(duplicate_proposals(user=lead).pairs) == 1


def test_those_found_to_be_two_do_not_stand_in_the_way_of_others(
    lead: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same, "_GROUPS", 2)
    monkeypatch.setattr(same, "_PAIRS", 2)
    made = many(*((("Anna Beispiel",), "", "") for _ in range(4)))
    apart = list(combinations(sorted(each.key for each in made), 2))
    for one, other in apart[:-1]:
        state_not_same(one, other, by=lead)
    assert [(each.first, each.second) for each in duplicate_proposals(user=lead, most=1).pairs] == [apart[-1]]
    assert sum(len(alike(each, user=lead)) for each in made) == 2


def test_those_who_share_two_words_and_are_not_alike_do_not_stand_in_the_way_of_others(
    lead: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same, "_GROUPS", 2)
    monkeypatch.setattr(same, "_PAIRS", 2)
    families = "Sidorov Kuznetsov Popov Volkov Morozov Zaitsev".split()
    many(*(((f"{first} Petrovich {family}",), "", "") for first in ("Ivan", "Oleg") for family in families))
    maria, as_well = many((("Maria Ivanovna Lebedeva",), "", ""), (("Maria Lebedeva",), "", ""))
    found = duplicate_proposals(user=lead)
    assert [{each.first, each.second} for each in found.pairs] == [{maria.key, as_well.key}]
    assert found.is_all
    monkeypatch.setattr(same, "SECONDS", 0)
    assert not duplicate_proposals(user=lead).is_all


def test_absorbed_records_are_not_asked_about_and_their_details_find_the_person(lead: Standing) -> None:
    account = cast.person("same@zz.example.org")
    held = persons.contact(lead, "Anna Beispiel")
    absorbed = persons.contact(lead, "Anna Beispiel", email="same@zz.example.org")
    third = persons.contact(lead, "Anna Beispiel")
    merge_contacts(kept=held.key, absorbed=absorbed.key, by=lead)
    assert [{each.first, each.second} for each in duplicate_proposals(user=lead).pairs] == [{held.key, third.key}]
    assert alike(absorbed, user=lead) == []
    assert {each.key for each in perhaps_same([held.key, absorbed.key])} == {account.key, third.key}


@pytest.mark.parametrize("number", [2, 60])
def test_only_candidates_are_read_however_many_there_are(lead: Standing, number: int) -> None:
    (contact, *_twin) = many(*((("Anna Beispiel",), "", "") for _ in range(2)))
    many(*(((f"Carl{at}z Kovar{at}k",), f"c{at}@example.org", "") for at in range(number)))
    with CaptureQueriesContext(connection) as asked:
        assert len(alike(contact, user=lead)) == 1
    assert len(asked) == 8
    with CaptureQueriesContext(connection) as asked:
        assert len(duplicate_proposals(user=lead).pairs) >= 1
    assert len(asked) <= 21


def test_a_record_without_a_name_in_letters_is_in_no_group() -> None:
    assert groups_of(Known("a", ("—", "1234"))) == set()
