"""What an officer must do by a day waits in the inbox of those who may do it, names nobody, and goes when it is done."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings

from capacita.audit.models import Entry
from capacita.kernel.clock import now, today
from capacita.people import erasure
from capacita.people.daily import run_daily
from capacita.people.inbox import waiting_for
from capacita.people.models import User, Work
from capacita.people.personal.actions.erasing import confirm_erasure, request_erasure, withdraw_erasure
from capacita.people.personal.actions.registers import (
    BreachTold,
    change_breach,
    close_request,
    record_breach,
    record_request,
)
from capacita.people.personal.choices import ErasureReason, RequestKind
from capacita.people.personal.models import Breach, ErasureRequest, PersonRequest
from capacita.people.personal.retention import run_retention
from capacita.people.personal.rules.periods import confirm_on, last_kept_anchor, tell_authority_on
from capacita.people.personal.waiting import put_what_waits
from tests.people import cast
from tests.people.personal import persons

pytestmark = pytest.mark.django_db
ERASURE, REQUEST = "An erasure waits to be confirmed", "What a person asked is to be answered"
TOLD = BreachTold("A laptop was lost.", datetime(2025, 11, 2, 22, 30, tzinfo=UTC), "names of participants")
BREACH = "A breach: tell the authority by 5 Nov 2025 22:30 UTC"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.CAPACITA_HOME = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return tmp_path


def lines(person: User) -> list[tuple[str, str, date | None]]:
    return [
        (each.words.text, each.words.address, each.work.due_on) for each in waiting_for(cast.standing(person))
    ]  # fmt: skip


def asked(key: str, by: User, same: tuple[str, ...] = ()) -> ErasureRequest:
    return request_erasure(key, reason=ErasureReason.ASKED, by=cast.standing(by), same=same)


@pytest.mark.parametrize(
    ("noticed", "day"),
    [
        (datetime(2026, 11, 2, 22, 30, tzinfo=UTC), date(2026, 11, 4)),
        (datetime(2026, 12, 30, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_authority_is_to_be_told_by_the_end_of_the_second_day_after(noticed: datetime, day: date) -> None:
    assert tell_authority_on(noticed) == day
    assert confirm_on(datetime(2026, 12, 28, 9, tzinfo=UTC)) == date(2027, 1, 4)


def test_a_breach_waits_for_every_officer_until_the_authority_is_told(dana: User, erin: User) -> None:
    made = record_breach(TOLD, by=cast.standing(dana))
    expected = [(BREACH, f"/personal/breaches/{made.key}/", date(2025, 11, 4))]
    assert lines(dana) == lines(erin) == expected
    assert lines(cast.administrator("root@example.org")) == []
    assert cast.browser(erin).get(expected[0][1]).status_code == 200
    change_breach(made, replace(TOLD, measures="It was wiped."), by=cast.standing(erin))
    assert lines(dana) == expected
    earlier = replace(TOLD, noticed_at=datetime(2025, 11, 1, 9, tzinfo=UTC))
    change_breach(made, earlier, by=cast.standing(erin))
    assert [(text, day) for text, _address, day in lines(dana)] == [
        ("A breach: tell the authority by 4 Nov 2025 09:00 UTC", date(2025, 11, 3))
    ]
    change_breach(made, replace(earlier, authority_told_at=now()), by=cast.standing(erin))
    assert lines(dana) == lines(erin) == []
    # The time was entered by mistake.
    change_breach(made, earlier, by=cast.standing(erin))
    assert len(lines(dana)) == 1
    change_breach(made, replace(earlier, closed_at=now()), by=cast.standing(erin))
    assert lines(dana) == []


def test_a_breach_of_which_the_authority_was_told_before_waits_for_nobody(dana: User) -> None:
    record_breach(replace(TOLD, authority_told_at=now()), by=cast.standing(dana))
    assert lines(dana) == []


def test_the_other_officers_are_written_to_at_once_and_not_again_on_the_day(
    dana: User, erin: User, settings: Settings
) -> None:
    settings.CAPACITA_ADDRESS = "https://capacita.example.org"
    form = {"happened": "A laptop with Zoraida was lost.", "noticed_at": "2025-11-02T22:30", "categories": "names"}
    assert cast.browser(dana).post("/personal/breaches/add/", form).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == [erin.email]
    assert f"- {BREACH} (by 4 November 2025)" in letter.body
    assert f"https://capacita.example.org/personal/breaches/{Breach.objects.get().key}/" in letter.body
    assert "Zoraida" not in letter.body
    assert Entry.objects.filter(verb="send_reminder", subject_key=erin.key).count() == 1
    run_daily(on=today())
    assert [each.to for each in mail.outbox[1:]] == [[dana.email]]


def test_a_letter_that_nobody_takes_leaves_the_breach_recorded_and_is_written_by_the_daily_run(
    dana: User, erin: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    form = {"happened": "A laptop was lost.", "noticed_at": "2025-11-02T22:30", "categories": "names"}
    assert cast.browser(dana).post("/personal/breaches/add/", form).status_code == 302
    assert Breach.objects.count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run_daily(on=today())
    assert sorted(each.to[0] for each in mail.outbox) == [dana.email, erin.email]


def test_what_a_person_asked_waits_for_a_month_and_until_it_is_answered(dana: User, erin: User) -> None:
    bob = cast.person("bob@example.org")
    made = record_request(
        bob.key, kind=RequestKind.ACCESS, received_on=date(2025, 1, 31), by=cast.standing(dana)
    )  # fmt: skip
    expected = [(REQUEST, f"/personal/held/{bob.key}/", date(2025, 2, 28))]
    assert lines(dana) == lines(erin) == expected
    assert waiting_for(cast.standing(erin))[0].is_overdue
    page = cast.browser(erin).get(expected[0][1]).content.decode()
    answered = f"/personal/requests/{made.key}/answered/"
    assert f'action="{answered}"' in page
    assert cast.browser(erin).post(answered).status_code == 302
    assert lines(dana) == lines(erin) == []


def test_an_erasure_waits_for_another_officer_than_whoever_asked_or_is_to_go(dana: User, erin: User) -> None:
    zoe = persons.officer("zoe@example.org")
    cast.administrator()
    made = asked(zoe.key, dana)
    week_later = today() + timedelta(7)
    assert lines(erin) == [(ERASURE, f"/personal/erasures/{made.key}/", week_later)]
    assert lines(dana) == lines(zoe) == []
    assert cast.browser(erin).get(f"/personal/erasures/{made.key}/").status_code == 200
    withdraw_erasure(made, by=cast.standing(dana))
    assert lines(erin) == []
    confirm_erasure(asked(zoe.key, erin), by=cast.standing(dana))
    assert lines(dana) == lines(erin) == []


def test_what_else_was_asked_of_the_erased_is_withdrawn_and_waits_no_longer(dana: User, erin: User) -> None:
    lead = cast.standing(persons.programme_lead())
    first, twin = (persons.contact(lead, name, email="anna@example.org") for name in ("Anna Beispiel", "A. B."))
    alone = asked(twin.key, erin)
    both = asked(first.key, erin, same=(twin.key,))
    assert len(lines(dana)) == 2
    confirm_erasure(both, by=cast.standing(dana))
    assert lines(dana) == []
    alone.refresh_from_db()
    assert (alone.confirmed_at, alone.withdrawn_by) == (None, dana.key)


def test_retention_and_a_restore_make_it_moot(dana: User, erin: User) -> None:
    lead = cast.standing(persons.programme_lead())
    old = persons.contact(lead, "Anna Beispiel", needed_on=last_kept_anchor(today(), 36))
    asked(old.key, dana)
    bob = cast.person("bob@example.org")
    again = asked(bob.key, dana)
    assert len(lines(erin)) == 2
    assert run_retention(today())["contacts"] == 1
    assert [address for _text, address, _day in lines(erin)] == [f"/personal/erasures/{again.key}/"]
    line = json.dumps({"person": bob.key, "erased_at": now().isoformat(), "receipt": "0" * 64})
    assert erasure.replay_tombstones([line], by="cli") == 1
    assert lines(erin) == []
    again.refresh_from_db()
    assert again.withdrawn_by == "cli"


def test_the_daily_run_puts_what_was_asked_before_and_settles_what_was_decided_elsewhere(
    dana: User, erin: User
) -> None:
    bob = cast.person("bob@example.org")
    by = cast.standing(dana)
    made = record_request(bob.key, kind=RequestKind.ACCESS, received_on=today(), by=by)
    breach, erasing = record_breach(TOLD, by=by), asked(bob.key, dana)
    expected = lines(erin)
    assert {text for text, _address, _day in expected} == {ERASURE, REQUEST, BREACH}
    assert put_what_waits(today()) == {"put": 0, "settled": 0}
    Work.objects.all().delete()
    assert put_what_waits(today()) == {"put": 3, "settled": 0}
    assert lines(erin) == expected
    assert ERASURE not in {text for text, _address, _day in lines(dana)}
    # As an earlier release does that still serves.
    PersonRequest.objects.filter(pk=made.pk).update(answered_on=today())
    Breach.objects.filter(pk=breach.pk).update(closed_at=now())
    ErasureRequest.objects.filter(pk=erasing.pk).update(withdrawn_at=now(), withdrawn_by=dana.key)
    assert put_what_waits(today()) == {"put": 0, "settled": 3}
    assert lines(erin) == []
    assert Entry.objects.filter(verb="put_what_waits").count() == 2


def test_whoever_is_erased_leaves_the_answer_to_be_given(dana: User, erin: User) -> None:
    bob = cast.person("bob@example.org")
    made = record_request(bob.key, kind=RequestKind.ERASURE, received_on=today(), by=cast.standing(dana))
    confirm_erasure(asked(bob.key, dana), by=cast.standing(erin))
    page = cast.browser(erin).get(lines(erin)[0][1]).content.decode()
    assert f"/personal/requests/{made.key}/answered/" in page
    assert "/erase/" not in page
    close_request(made, by=cast.standing(erin))
    assert lines(erin) == []
