"""Every form at which details of somebody are collected shows its notice, and sends back which version it showed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from capacita.audit.models import Entry
from capacita.kernel.clock import today
from capacita.people.actions import invite_person, link_token
from capacita.people.declarations import FreeText, personal_fields
from capacita.people.models import Invitation, User
from capacita.people.personal.actions.registers import publish_notice
from capacita.people.personal.choices import CollectionForm
from capacita.people.personal.models import Contact
from capacita.people.personal.queries.registers import notice_of
from capacita.people.rules import EVERYTHING
from capacita.review.actions.writing_in import ask_question
from capacita.review.models import Mistake, Question
from capacita.review.queries import answer_token
from capacita.web.personal import words
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db
# Of whom everything is known by the account that they made under the notice of the invitation.
_OWN = ("People with an account", "Whoever tries to sign in")
_BY_CONTACT = "said of a person who is there, whose form showed its notice"
_BY_ASKING = "given by the person who asks, to be found by it, and gone when that is answered"
# Where each field about somebody is collected, or why by no form that collects.
COLLECTED: dict[str, CollectionForm | str] = {
    **{
        f"people.Contact.{field}": CollectionForm.CONTACT
        for field in ("email", "phone", "employer", "function", "country", "needed_on")
    },
    **{f"people.ContactName.{field}": CollectionForm.CONTACT for field in ("text", "script", "language")},
    **{f"people.PictureConsent.{field}": _BY_CONTACT for field in ("state", "on", "how")},
    "people.Invitation.email": CollectionForm.INVITATION,
    "people.Invitation.language": CollectionForm.INVITATION,
    "review.Mistake.reply_to": CollectionForm.MISTAKE,
    "review.Question.sent_to": CollectionForm.QUESTION,
    "review.Question.answered_by": CollectionForm.QUESTION,
    # Made of what the form says.
    "people.ContactGroup.digest": CollectionForm.CONTACT,
    **{f"people.ChainSearch.{field}": _BY_CONTACT for field in ("sought", "told_in")},
    # What the form said before.
    **{f"people.Formerly.{field}": _BY_CONTACT for field in ("text", "until")},
    **{f"people.Unlisted.{field}": _BY_ASKING for field in ("text", "typed_at")},
}  # fmt: skip
_ROLE = {"role": "viewer", "scope": "all", "language": "en"}
_ACCOUNT = {"name": "Eve Example", "password1": cast.PASSWORD, "password2": cast.PASSWORD}


@dataclass(frozen=True)
class Collecting:
    """A page with a form that collects, what is typed there, and whether what came of it says the version."""

    form: CollectionForm
    browser: Client
    address: str
    typed: dict[str, str]
    is_recorded: Callable[[int], bool]
    kept: str


def _told(verb: str) -> Callable[[int], bool]:
    def is_recorded(version: int) -> bool:
        return any(
            (each.payload.body or {})["after"].get("notice") == version for each in Entry.objects.filter(verb=verb)
        )

    return is_recorded


def _invitation() -> str:
    made = invite_person(
        email="eve@example.org", role="viewer", scope=EVERYTHING, until_on=None, language="en", by=cast.command()
    )
    return reverse("invitation", args=[made.key, link_token(made)])


def _answer(lead: User) -> str:
    made = ask_question(
        text="Is it so?", about="", sent_to="eve@example.org", language="en", days=7, by=cast.standing(lead)
    )
    return reverse("web:answer", args=[made.key, answer_token(made)])


def pages() -> Iterator[Collecting]:
    lead, anybody = persons.programme_lead(), Client()
    keeper, administrator = cast.browser(lead), cast.browser(cast.administrator("adam@example.org"))
    contact = persons.contact(cast.standing(lead), "Anna Beispiel")
    person = {"names": "Eve Example", "kind": "expert", "needed_on": today().isoformat()}
    yield Collecting(
        CollectionForm.CONTACT, keeper, "/personal/contacts/add/", person,
        lambda version: Contact.objects.filter(kind="expert", notice_version=version).exists(), "Eve Example",
    )  # fmt: skip
    yield Collecting(
        CollectionForm.CONTACT, keeper, f"/personal/contacts/{contact.key}/edit/", person,
        lambda _version: Contact.objects.get(pk=contact.pk).kind == "expert", "Eve Example",
    )  # fmt: skip
    yield Collecting(
        CollectionForm.INVITATION, administrator, "/access/people/invite/", {"email": "ed@example.org", **_ROLE},
        _told("invite_person"), "ed@example.org",
    )  # fmt: skip
    yield Collecting(
        CollectionForm.INVITATION, anybody, _invitation(), _ACCOUNT, _told("accept_invitation"), "Eve Example"
    )
    yield Collecting(
        CollectionForm.MISTAKE, anybody, "/report/", {"about": "/", "text": "It is not so."}, _told("report_mistake"),
        "It is not so.",
    )  # fmt: skip
    yield Collecting(
        CollectionForm.QUESTION, keeper, "/questions/",
        {"text": "Is it not so?", "sent_to": "ed@example.org", "language": "en", "days": "7"}, _told("ask_question"),
        "Is it not so?",
    )  # fmt: skip
    yield Collecting(
        CollectionForm.QUESTION, anybody, _answer(lead), {"answer": "It is.", "name": "Eve, a ministry"},
        _told("answer_question"), "Eve, a ministry",
    )  # fmt: skip


def said(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


def versions(page: str) -> set[str]:
    return set(re.findall(r'name="notice_version" value="(\d+)"', page))


def test_every_field_about_somebody_is_collected_at_a_form_that_has_a_notice() -> None:
    # Free text is about something else: whoever is named in it was not asked.
    about_others = {
        f"{label}.{field}"
        for label, field, declared in personal_fields()
        if declared.whose not in _OWN and not isinstance(declared, FreeText)
    }
    assert about_others == set(COLLECTED), (
        "Say where a new field about a person is collected: at a NoticedForm, whose page then stands in `pages` below."
    )
    assert {each for each in COLLECTED.values() if isinstance(each, CollectionForm)} == set(CollectionForm)
    assert set(words.forms_in_words()) == set(CollectionForm)


def test_every_form_that_collects_shows_its_notice_in_the_readers_language() -> None:
    shown = set()
    for each in pages():
        page = said(each.browser.get(each.address))
        assert notice_of(each.form).text_en in page, each.address
        assert versions(page) == {"1"}, each.address
        each.browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
        french = said(each.browser.get(each.address))
        del each.browser.cookies[settings.LANGUAGE_COOKIE_NAME]
        assert notice_of(each.form).text_en not in french, each.address
        shown.add(each.form)
    assert shown == set(CollectionForm)


def test_a_form_whose_notice_changed_meanwhile_comes_back_with_the_new_one_and_what_was_typed() -> None:
    found = list(pages())
    officer = cast.standing(persons.officer())
    for form in CollectionForm:
        publish_notice(form, text_en=f"A new notice for {form}.", text_fr="Une nouvelle notice.", by=officer)
    for each in found:
        for sent in ({"notice_version": "1"}, {"notice_version": "x"}, {}):
            back = each.browser.post(each.address, {**each.typed, **sent})
            page = said(back)
            assert back.status_code == 400, each.address
            assert "has changed meanwhile: read it, then send it again" in page, each.address
            assert f"A new notice for {each.form}." in page
            assert versions(page) == {"2"}, each.address
            assert each.kept in page, each.address
    assert not Mistake.objects.exists()
    assert Question.objects.count() == Invitation.objects.filter(email="eve@example.org").count() == 1
    assert Contact.objects.count() == 1
    for each in found:
        done = each.browser.post(each.address, {**each.typed, "notice_version": "2"})
        assert done.status_code in (200, 302), (each.address, said(done))
        assert each.is_recorded(2), each.address
