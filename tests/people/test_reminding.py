"""Letters about what waits, through a real SMTP server: in the person's language, once, and again only when it is due."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from capacita.audit.models import Entry
from capacita.kernel.clock import now, today
from capacita.people import reminding
from capacita.people.choices import Verb
from capacita.people.daily import run_daily
from capacita.people.inbox import put_work, settle_work, waiting_for
from capacita.people.models import User
from capacita.people.reminding import send_reminders
from tests.people import cast
from tests.review.test_submitting import hand_in

pytestmark = pytest.mark.django_db


class Catcher:
    """Keeps what an SMTP server was handed; refuses while told to."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.is_full = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server calls it so
        if self.is_full:
            return "452 no room"
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 kept"

    def texts(self) -> list[tuple[str, str, str]]:
        return [(to[0], str(each["Subject"]), each.get_content()) for to, each in self.letters]


@pytest.fixture
def catcher(settings: Any) -> Iterator[Catcher]:
    kept = Catcher()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.CAPACITA_ADDRESS = "https://capacita.example.org"
    yield kept
    server.stop()


@pytest.fixture
def bob() -> User:
    person = cast.person("bob@example.org", "programme_manager")
    User.objects.filter(pk=person.pk).update(language="fr")
    return person


def submit() -> None:
    hand_in(cast.standing(cast.person("alice@example.org", "programme_manager")))


def test_a_letter_names_what_waits_in_the_persons_language_with_its_link(catcher: Catcher, bob: User) -> None:
    submit()
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
    ((to, subject, text),) = catcher.texts()
    assert (to, subject) == ("bob@example.org", "En attente de vous dans Capacita\u00a0: 1")
    assert "Confirmer\u00a0: Guatemala\u00a0: Adhésion, Convention de Budapest, 20 novembre 2026" in text
    assert "https://capacita.example.org/record/submissions/" in text


def test_a_letter_without_a_public_address_says_where_to_look_and_links_to_nothing(
    catcher: Catcher, bob: User, settings: Any
) -> None:
    settings.CAPACITA_ADDRESS = ""
    User.objects.filter(pk=bob.pk).update(language="en")
    submit()
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
    ((_to, _subject, text),) = catcher.texts()
    assert "Confirm: Guatemala: Acceded" in text
    assert "look under “Waiting for you”" in text
    assert "/record/" not in text
    assert "/inbox/" not in text


def test_a_second_run_on_the_day_writes_nothing_and_a_near_day_writes_again(catcher: Catcher, bob: User) -> None:
    submit()
    due = today() + timedelta(days=7)
    days = [today() + timedelta(days=number) for number in range(9)]
    sent = {day: send_reminders(day)["letters"] for day in [*days, today()]}
    assert [day for day, letters in sent.items() if letters] == [due - timedelta(days=2)]
    assert len(catcher.letters) == 2


def test_what_is_settled_is_not_named_and_a_full_server_is_told_and_tried_again(catcher: Catcher, bob: User) -> None:
    submit()
    catcher.is_full = True
    assert send_reminders(today()) == {"letters": 0, "refused": 1}
    catcher.is_full = False
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
    (waiting,) = waiting_for(cast.standing(bob))
    settle_work(waiting.work.kind, waiting.work.subject_key, by=bob.key, at=now())
    assert send_reminders(today() + timedelta(days=30)) == {"letters": 0, "refused": 0}


def test_work_waits_for_those_alone_who_may_do_it_there() -> None:
    within = cast.standing(cast.person("rita@example.org", "reviewer", cast.MOROCCO))
    everywhere = cast.standing(cast.person("rob@example.org", "reviewer"))
    viewer = cast.standing(cast.person("vera@example.org"))
    put_work("submission", "x", by="y", at=now(), due_on=None, verb=Verb.REVIEW, scope=cast.MOROCCO)
    put_work("submission", "x", by="y", at=now(), due_on=None, verb=Verb.REVIEW, scope=cast.MOROCCO)
    assert [len(waiting_for(each)) for each in (within, everywhere, viewer)] == [0, 0, 0]
    hand_in(cast.standing(cast.person("alice@example.org", "programme_manager")))
    assert [len(waiting_for(each)) for each in (within, everywhere, viewer)] == [0, 1, 0]


def test_the_daily_run_counts_letters_and_forgotten_addresses(catcher: Catcher, bob: User) -> None:
    submit()
    counts = {each.name: each.counts for each in run_daily(on=today())}
    assert counts["reminders"] == {"letters": 1, "refused": 0}
    assert counts["addresses of readers"] == {"questions": 0, "mistakes": 0}


def test_who_has_only_the_organisations_second_factor_is_written_to_all_the_same(catcher: Catcher) -> None:
    cast.person("oidc@example.org", "programme_manager", second_factor=False)
    submit()
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
    assert [to for to, _subject, _text in catcher.texts()] == ["oidc@example.org"]


def test_two_runs_at_once_write_one_letter(catcher: Catcher, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    submit()
    send = reminding._send
    inner: list[Any] = []

    def while_another_runs(person: User, due: Any) -> bool:
        monkeypatch.setattr(reminding, "_send", send)
        inner.append(send_reminders(today()))
        return send(person, due)

    monkeypatch.setattr(reminding, "_send", while_another_runs)
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
    assert inner == [{"letters": 0, "refused": 0}]
    assert len(catcher.letters) == 1
    assert Entry.objects.filter(verb="send_reminder").count() == 1


def test_a_failure_over_one_person_leaves_the_others_to_be_written_to_and_is_told(
    catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, bob = (cast.person(f"{name}@example.org", "programme_manager") for name in ("aaron", "bob"))
    submit()
    send = reminding._send

    def fails_for_one(person: User, due: Any) -> bool:
        if person == broken:
            raise ValueError("a subject of two lines")
        return send(person, due)

    monkeypatch.setattr(reminding, "_send", fails_for_one)
    with pytest.raises(ValueError, match="two lines"):
        send_reminders(today())
    assert [to for to, _subject, _text in catcher.texts()] == [bob.email]
    monkeypatch.setattr(reminding, "_send", send)
    assert send_reminders(today()) == {"letters": 1, "refused": 0}
