"""The pages of a list, a breach and a notice: who was on it, and what was done, with what it said before and after."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client
from django.utils.translation import override

from capacita.audit.models import Entry
from capacita.people.actions import revoke_grant
from capacita.people.choices import LegalBasis
from capacita.people.models import Grant, User
from capacita.people.personal.actions.contacts import Details, WrittenName, change_contact
from capacita.people.personal.actions.erasing import confirm_erasure, request_erasure
from capacita.people.personal.actions.registers import (
    BreachTold,
    change_breach,
    list_handed_out,
    make_list,
    publish_notice,
    record_breach,
)
from capacita.people.personal.choices import CollectionForm, ContactKind, ErasureReason
from capacita.people.personal.models import Contact, Disclosure, Notice
from capacita.people.personal.queries import registers
from tests.people import cast
from tests.people.personal import persons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def dana() -> User:
    return persons.officer("dana@example.org")


@pytest.fixture
def erin() -> User:
    return persons.officer("erin@example.org")


def said(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def section(page: str, name: str) -> str:
    """What a section of the page says, as one line."""
    inner = page.partition(f'id="{name}">')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inner))).strip()


def listed(maker: User) -> tuple[Disclosure, list[Contact]]:
    by = cast.standing(maker)
    found = [
        persons.contact(by, "Anna Beispiel", project="CYBERSOUTH"), persons.contact(by, "Paul Exemple", project="GLACY+"),
        persons.contact(by, "Gone Away", project="CYBERSOUTH"), persons.contact(by, "Vera Flagged", project="CYBERSOUTH"),
    ]  # fmt: skip
    made = make_list(
        keys=[each.key for each in found], fields=["name"], recipient="A host", purpose="Rooms",
        basis=LegalBasis.CONTRACT, by=by,
    )  # fmt: skip
    return made.disclosure, found


def test_a_list_tells_officers_and_its_maker_who_is_on_it_and_each_time_that_it_was_handed_out(
    dana: User, erin: User
) -> None:
    maker = persons.programme_lead()
    made, (anna, paul, gone, vera) = listed(maker)
    list_handed_out(made, by=cast.standing(maker))
    asked = request_erasure(gone.key, reason=ErasureReason.ASKED, by=cast.standing(dana))
    confirm_erasure(asked, by=cast.standing(erin))
    Contact.objects.filter(pk=vera.pk).update(never_list=True)
    list_handed_out(made, by=cast.standing(maker))
    address = f"/personal/lists/{made.key}/"
    for number, who in enumerate((dana, maker), start=1):
        page = said(cast.browser(who), address)
        told = section(page, "persons")
        assert told == "Who is on it Anna Beispiel Paul Exemple erased since Vera Flagged never list, never photograph"
        for each in (anna, paul, vera):
            assert f'href="/personal/contacts/{each.key}/"' in page
        history = section(page, "history")
        assert re.findall(r"(it was taken out as a file: \d persons?|a list was made) Alice", history) == [
            "it was taken out as a file: 2 persons", "it was taken out as a file: 4 persons", "a list was made",
        ]  # fmt: skip
        looks = Entry.objects.filter(verb="view_contacts", subject_kind="disclosure", subject_key=made.key)
        assert looks.count() == number
        look = looks.get(actor=who.key)
        assert (look.payload.body or {})["after"] == {"shown": 3}


def test_whoever_made_a_list_is_not_named_who_is_of_others_since() -> None:
    maker = persons.programme_lead()
    made, (anna, paul, *_others) = listed(maker)
    cast.give(maker, "programme_manager", cast.CYBERSOUTH)
    revoke_grant(Grant.objects.get(person=maker, scope_kind="all"), by=cast.command())
    maker.refresh_from_db()
    page = said(cast.browser(maker), f"/personal/lists/{made.key}/")
    assert "Anna Beispiel somebody whom you may no longer see Gone Away" in section(page, "persons")
    assert anna.key in page
    assert paul.key not in page


def test_a_breach_tells_what_it_said_before_and_after_each_change(dana: User, erin: User) -> None:
    first = BreachTold("A laptop was lost.", datetime(2026, 1, 4, 9, tzinfo=UTC), "names of participants", 3)
    made = record_breach(first, by=cast.standing(dana))
    later = replace(first, persons=30, noticed_at=datetime(2026, 1, 6, 9, tzinfo=UTC))
    change_breach(made, later, by=cast.standing(erin))
    page = said(cast.browser(dana), f"/personal/breaches/{made.key}/")
    changed, _was, recorded = section(page, "history").partition("the breach was recorded Dana")
    assert "the breach was changed Erin" in changed
    assert "How many persons 3 30" in changed
    assert "Noticed at (UTC) 4 Jan 2026 09:00 UTC 6 Jan 2026 09:00 UTC" in changed
    assert "A laptop was lost." not in changed
    assert "What happened A laptop was lost." in recorded
    assert 'id="history"' not in said(cast.browser(dana), "/personal/breaches/add/")


def test_a_contacts_page_tells_what_the_details_that_name_nobody_were_and_are(dana: User) -> None:
    lead = persons.programme_lead()
    by = cast.standing(lead)
    anna = persons.contact(by, "Anna Beispiel", email="anna@example.org", country="UA")
    details = Details(ContactKind.EXPERT, anna.needed_on, email="a.b@example.org", country="GE", never_list=True)
    change_contact(anna, names=[WrittenName("Anna Beispiel")], details=details, by=by)
    for who in (lead, dana):
        told = section(said(cast.browser(who), f"/personal/contacts/{anna.key}/"), "history")
        assert "Country Ukraine Georgia" in told
        assert "Kind participant expert" in told
        assert "Never on a list that goes outside no yes" in told
        assert "@example.org" not in told


def test_every_version_of_a_notice_stays_readable_the_products_own_as_it_was_shown(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, address = CollectionForm.CONTACT, "/personal/notices/contact/"
    own = registers.notice_of(form)
    assert own.text_fr != own.text_en
    assert "Version 1" in section(said(cast.browser(dana), address), "versions")
    for number in (2, 3):
        publish_notice(form, text_en=f"We keep {number}.", text_fr=f"Nous gardons {number}.", by=cast.standing(dana))
    monkeypatch.setitem(registers._FIRST, form, "What a later version of the product says.")
    told = section(said(cast.browser(dana), address), "versions")
    places = [told.index(each) for each in ("Version 3", "We keep 3.", "Nous gardons 3.", "Version 2", "We keep 2.",
                                            "Version 1", own.text_en, " ".join(own.text_fr.split()))]  # fmt: skip
    assert places == sorted(places)
    assert told.count("shown now") == 1
    assert "later version of the product" not in told
    history = section(said(cast.browser(dana), address), "history")
    assert history.count("a text was published Dana") == 2
    assert "Version 2 3" in history


def test_the_products_own_notice_is_told_where_it_was_not_kept(dana: User) -> None:
    with override("fr"):
        publish_notice(CollectionForm.MISTAKE, text_en="We keep it.", text_fr="Gardé.", by=cast.standing(dana))
    kept = Notice.objects.get(version=1)
    own = registers.notice_versions(CollectionForm.MISTAKE)[-1].shown
    assert (kept.text_en, kept.text_fr, kept.published_by) == (own.text_en, own.text_fr, "")
    assert kept.text_en != kept.text_fr
    # As in a database of before.
    rows = [("question", 2, "We ask."), ("question", 3, "We ask more.")]
    for form, version, text in rows:
        Notice.objects.create(
            form=form,
            version=version,
            text_en=text,
            text_fr=text,
            published_by=dana.key,
            published_at=kept.published_at,
        )
    told = registers.notice_versions(CollectionForm.QUESTION)
    assert [(each.shown.version, bool(each.from_at), bool(each.until_at)) for each in told] == [
        (3, True, False), (2, True, True), (1, False, True),
    ]  # fmt: skip
