"""Mistakes that readers report, and questions answered by a link: no account, once, until it expires, on the chain."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from capacita.audit.models import Entry
from capacita.kernel.clock import now, today
from capacita.people.choices import ScopeKind
from capacita.people.inbox import waiting_for
from capacita.people.measures import REFUSED_LETTERS
from capacita.people.models import User
from capacita.people.rules import Scope
from capacita.review.actions.writing_in import forget_addresses
from capacita.review.models import Mistake, Question
from capacita.web.templatetags.capacita import long_day
from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _caught(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def alice() -> User:
    return cast.person("alice@example.org", "programme_manager")


def report(**given: str) -> Any:
    return Client().post("/report/", {**cast.NOTICED, "about": "/countries/MA/", "text": "The date is wrong.", **given})


def test_every_public_page_offers_to_report_a_mistake_and_what_is_sent_waits_for_the_office(alice: User) -> None:
    for address in ("/countries/MA/", "/figures/reach.parties/", "/reach/"):
        assert "/report/?about=" in Client().get(address).content.decode()
    assert report(reply_to="reader@example.net").status_code == 200
    (waiting,) = waiting_for(cast.standing(alice))
    assert waiting.words.text == "A reader reports a mistake on /countries/MA/"


def test_an_answer_is_sent_and_the_readers_address_forgotten(alice: User) -> None:
    report(reply_to="reader@example.net")
    made = Mistake.objects.get()
    cast.browser(alice).post(f"/reports/{made.key}/", {"answer": "It was. It is mended."})
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.net"]
    assert "It was. It is mended." in letter.body
    made.refresh_from_db()
    assert (made.reply_to, made.answer) == ("", "It was. It is mended.")
    assert waiting_for(cast.standing(alice)) == []


def test_an_answer_that_the_mail_server_refuses_is_told_counted_and_sent_again(
    alice: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def refuses(*_letter: object) -> None:
        raise SMTPException("451 try again later")

    report(reply_to="reader@example.net")
    made, browser = Mistake.objects.get(), cast.browser(alice)
    address, counted = f"/reports/{made.key}/", refused_letters()
    with monkeypatch.context() as patched:
        patched.setattr("capacita.review.asking.send_mail", refuses)
        for sent in ({"answer": "It was. It is mended."}, {"again": "1"}):
            answer = browser.post(address, sent)
            assert answer["Location"] == f"{address}?mail=refused"
    assert refused_letters() == counted + 2
    # Whoever comes later is told as well, on the page and in the list.
    page = browser.get(address).content.decode()
    assert "The reader does not have this answer" in page
    assert "Send again" in page
    assert "reader@example.net" not in page
    assert long_day((made.reported_at + timedelta(days=90)).date()) in page
    assert "the letter was not sent" in browser.get("/reports/").content.decode()
    assert Client().post(address, {"again": "1"}).status_code == 404
    assert mail.outbox == []
    again = browser.post(address, {"again": "1"})
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.net"]
    assert "It was. It is mended." in letter.body
    assert Mistake.objects.get().reply_to == ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    page = browser.get(again["Location"]).content.decode()
    assert "The letter is on its way to the reader." in page
    assert "Send again" not in page
    assert "the letter was not sent" not in browser.get("/reports/").content.decode()


def test_nothing_is_sent_again_before_there_is_an_answer_or_once_the_address_is_forgotten(alice: User) -> None:
    report(reply_to="reader@example.net")
    made, browser = Mistake.objects.get(), cast.browser(alice)
    assert browser.post(f"/reports/{made.key}/", {"again": "1"}).status_code == 302
    Mistake.objects.update(reply_to="", answered_at=now(), answer="It was.", answered_by=alice.key)
    assert browser.post(f"/reports/{made.key}/", {"again": "1"}).status_code == 302
    assert "Send again" not in browser.get(f"/reports/{made.key}/").content.decode()
    assert mail.outbox == []


def refused_letters() -> float:
    (measure,) = REFUSED_LETTERS.collect()
    return sum(each.value for each in measure.samples if each.name.endswith("_total"))


@pytest.mark.parametrize(
    ("about", "who"),
    [
        ("/countries/MA/", {"alice"}),
        ("/portfolio/CYBERSOUTH/", {"alice", "erin"}),
        ("/portfolio/GLACY%2B/", {"alice"}),
        ("/legislation/RO/", {"alice", "rob"}),
        ("/legislation/RO/articles/2/?as_of=2025-01-01", {"alice", "rob"}),
        ("/legislation/laws/ro-cp-2009/", {"alice", "rob"}),
        ("/legislation/MA/", {"lea"}),
        ("/legislation/", {"alice"}),
        ("/reach/", {"alice"}),
    ],
)
def test_a_report_waits_for_whoever_keeps_what_the_page_shows(alice: User, about: str, who: set[str]) -> None:
    people = {
        "alice": alice,
        "erin": cast.person("erin@example.org", "project_editor", cast.CYBERSOUTH),
        "lea": cast.person("lea@example.org", "legal_assessor", cast.MOROCCO),
        "rob": cast.person("rob@example.org", "reviewer", Scope(ScopeKind.COUNTRY, "RO")),
        "root": cast.administrator("root@example.org"),
    }
    report(about=about)
    assert {name for name, each in people.items() if waiting_for(cast.standing(each))} == who
    name = max(who)
    (waiting,) = waiting_for(cast.standing(people[name]))
    browser = cast.browser(people[name])
    assert "The date is wrong." in browser.get(waiting.words.address).content.decode()
    assert browser.post(waiting.words.address, {"answer": "It was."}).status_code == 302
    assert browser.get(waiting.words.address).status_code == 200
    assert waiting_for(cast.standing(people[name])) == []


def test_where_nobody_keeps_it_and_nobody_records_facts_a_report_waits_for_the_administrators() -> None:
    pia = cast.person("pia@example.org", "programme_manager", cast.GLACY)
    reviewer, root = cast.person("rob@example.org", "reviewer", cast.MOROCCO), cast.administrator()
    report(about="/portfolio/CYBERSOUTH/")
    assert [len(waiting_for(cast.standing(each))) for each in (pia, reviewer, root)] == [0, 0, 1]
    assert [cast.browser(each).get("/reports/").status_code for each in (pia, reviewer, root)] == [404, 404, 200]
    made = Mistake.objects.get()
    assert cast.browser(reviewer).get(f"/reports/{made.key}/").status_code == 404
    cast.browser(root).post(f"/reports/{made.key}/", {"answer": "Seen."})
    made.refresh_from_db()
    assert made.answered_by == root.key


def test_a_report_leads_nowhere_else_and_too_many_from_one_address_are_refused(alice: User) -> None:
    assert 'href="/"' in report(about="https://example.net/").content.decode()
    assert [report().status_code for _ in range(10)][-1] == 429
    assert report(text="").status_code == 429


@pytest.mark.parametrize(
    ("about", "kept"),
    [
        ("Sign in anew at https://example.net/", "/"),
        ("https://example.net/countries/MA/", "/countries/MA/"),
        ("/sources/Sign in at example.net/", "/sources/Sign%20in%20at%20example.net/"),
        ("/countries/MA/?as_of=2025-01-01", "/countries/MA/?as_of=2025-01-01"),
        ("/countries/?q=https://example.net/", "/countries/?q=https%3A%2F%2Fexample.net%2F"),
        ("http://[", "/"),
        (f"/sources/{'é' * 400}/", "/"),
    ],
)
def test_what_a_report_says_it_is_about_can_say_nothing_else_to_the_office(alice: User, about: str, kept: str) -> None:
    assert report(about=about).status_code == 200
    (waiting,) = waiting_for(cast.standing(alice))
    assert waiting.words.text == f"A reader reports a mistake on {kept}"
    asked = Client().get("/report/", {"about": "Sign in anew at https://example.net/"})
    assert "example.net" not in asked.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_question_is_answered_once_by_its_link_without_an_account(alice: User) -> None:
    browser = cast.browser(alice)
    browser.post(
        "/questions/",
        {
            **cast.NOTICED,
            "text": "When was the deposit?",
            "sent_to": "ministry@example.net",
            "language": "fr",
            "days": "7",
        },
    )
    (letter,) = mail.outbox
    found = re.search(r"/answer/\w+/\w+/", str(letter.body))
    assert found is not None
    assert "Une question de Capacita" in letter.subject
    path = found.group(0)
    assert "When was the deposit?" in Client().get(path).content.decode()
    assert "When was the deposit?" in Client().post(path, {"answer": ""}).content.decode()
    answered = Client().post(path, {**cast.NOTICED, "answer": "On 20 November.", "name": "A. B., Ministry of Justice"})
    assert answered.status_code == 200
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"answer": "Again", "name": "x"}).status_code == 404
    made = Question.objects.get()
    assert (made.answer, made.sent_to) == ("On 20 November.", "")
    verbs = list(Entry.objects.filter(subject_key=made.key).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["ask_question", "view_by_link", "view_by_link", "answer_question"]
    (waiting,) = waiting_for(cast.standing(alice))
    assert waiting.words.text == "Answered: When was the deposit?"
    browser.post(f"/questions/{made.key}/read/")
    assert waiting_for(cast.standing(alice)) == []


def test_the_page_behind_a_link_speaks_the_questions_language_unless_the_reader_chose_one(alice: User) -> None:
    asked = {**cast.NOTICED, "text": "Quand ?", "sent_to": "ministere@example.net", "language": "fr", "days": "7"}
    cast.browser(alice).post("/questions/", asked)
    link = re.search(r"/answer/\w+/\w+/", str(mail.outbox[0].body))
    assert link is not None
    assert '<html lang="fr"' in Client().get(link.group(0)).content.decode()
    chosen = Client()
    chosen.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en"' in chosen.get(link.group(0)).content.decode()
    answered = Client().post(link.group(0), {**cast.NOTICED, "answer": "Le 20.", "name": "A. B."})
    assert '<html lang="fr"' in answered.content.decode()


def test_a_link_that_expired_was_withdrawn_or_was_guessed_answers_nothing(alice: User) -> None:
    browser = cast.browser(alice)
    asked = {**cast.NOTICED, "text": "Is it so?", "sent_to": "ministry@example.net", "language": "en", "days": "7"}
    browser.post("/questions/", asked)
    made = Question.objects.get()
    path = f"/answer/{made.key}/{'0' * 40}/"
    assert Client().get(path).status_code == 404
    Question.objects.update(expires_at=now() - timedelta(days=2))
    link = re.search(r"/answer/\w+/\w+/", str(mail.outbox[0].body))
    assert link is not None
    assert Client().get(link.group(0)).status_code == 404
    assert forget_addresses(today()) == {"questions": 1, "mistakes": 0}
    browser.post("/questions/", asked)
    other = Question.objects.exclude(pk=made.pk).get()
    browser.post(f"/questions/{other.key}/withdraw/")
    link = re.search(r"/answer/\w+/\w+/", str(mail.outbox[1].body))
    assert link is not None
    assert Client().get(link.group(0)).status_code == 404


def test_an_old_report_keeps_its_text_and_loses_its_address() -> None:
    report(reply_to="reader@example.net")
    Mistake.objects.update(reported_at=now() - timedelta(days=92))
    assert forget_addresses(today()) == {"questions": 0, "mistakes": 1}
    assert Mistake.objects.get().text == "The date is wrong."


@pytest.mark.parametrize("has_server", [False, True])
def test_a_letter_is_said_to_be_on_its_way_only_where_there_is_a_mail_server(
    alice: User, settings: Any, has_server: bool
) -> None:
    browser = cast.browser(alice)
    sent = browser.post(
        "/questions/", {**cast.NOTICED, "sent_to": "x@example.org", "language": "en", "text": "Which day?", "days": "7"}
    )
    if has_server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    page = browser.get(sent["Location"]).content.decode()
    assert ("The letter is on its way to x@example.org." in page) == has_server
    assert ("This installation has no mail server. Hand the link on yourself" in page) != has_server
    link = re.search(r"<textarea readonly[^>]*>(http[^<]+)</textarea>", page)
    assert link is not None
    assert f'data-copy="{link.group(1)}"' in page
    asked = Client().get(reverse("account_reset_password")).content.decode()
    done = Client().get(reverse("account_reset_password_done")).content.decode()
    assert ("has no mail server" in asked) != has_server
    assert ("is on its way" in done) == has_server
