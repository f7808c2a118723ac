"""Letters about what waits: one a person and day, in the person's language, naming no more than its title.

Of a breach the officers are told at once, since the hours of its deadline are counted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.wording import day_in_words
from capacita.people.choices import Verb
from capacita.people.inbox import Waiting, waiting_for
from capacita.people.models import DAILY, Reminder, User
from capacita.people.queries import persons_who_may, standing_by_grants
from capacita.people.rules import EVERYTHING

_log = logging.getLogger(__name__)
# Work is named when it comes, again when its day is near, and then once a week until it is done.
_NEAR, _AGAIN = timedelta(days=2), timedelta(days=7)


def send_reminders(on: date) -> Mapping[str, int]:
    """Write to everybody for whom something new, due or long waiting is there. A second call on the day writes nothing.

    A failure over one person leaves the others to be written to; the first is raised in the end.
    """
    letters, refused, failures = _remind_all(User.objects.filter(deactivated_at=None).order_by("pk"), on)
    if failures:
        raise failures[0]
    return {"letters": letters, "refused": refused}


def remind_officers(*, but: str, on: date) -> int:
    """Write at once to all who care for personal data but to the one with this key, as the daily run would. How many went.

    What could not be sent is left to the daily run.
    """
    officers = persons_who_may(Verb.CARE_FOR_PERSONAL_DATA, EVERYTHING, on=on)
    return _remind_all((each for each in officers if each.key != but), on)[0]


def _remind_all(people: Iterable[User], on: date) -> tuple[int, int, list[Exception]]:
    """How many letters went and were refused, and what failed over single persons."""
    letters = refused = 0
    failures: list[Exception] = []
    for person in people:
        try:
            with translation.override(person.language):
                is_sent = _remind(person, on)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the others are still due
            _log.exception("no letter could be written to %s", person.key)
            failures.append(failure)
        else:
            letters += is_sent is True
            refused += is_sent is False
    return letters, refused, failures


def _remind(person: User, on: date) -> bool | None:
    """Whether a letter went, or was refused; None where nothing is to be named.

    What it names is taken first, in turn: of two runs at once the second finds nothing left to write about.
    """
    with in_turn():
        due = _to_name(person, on)
        if not due:
            return None
        Reminder.objects.bulk_create(Reminder(work=each.work, person=person, sent_on=on) for each in due)
    is_sent = False
    try:
        is_sent = _send(person, due)
    finally:
        _settle(person, due, on, is_sent=is_sent)
    return is_sent


def _to_name(person: User, on: date) -> list[Waiting]:
    waiting = waiting_for(standing_by_grants(person, on=on))
    sent: dict[int, date] = {}
    for work, day in Reminder.objects.filter(person=person, work__in=[each.work.pk for each in waiting]).values_list(
        "work", "sent_on"
    ):
        sent[work] = max(day, sent.get(work, date.min))
    return [each for each in waiting if _is_due(each, sent.get(each.work.pk), on)]


def _is_due(each: Waiting, last: date | None, on: date) -> bool:
    if last is None or last + _AGAIN <= on:
        return True
    due_on = each.work.due_on
    return due_on is not None and last < due_on - _NEAR <= on


def _send(person: User, due: list[Waiting]) -> bool:
    lines = []
    for each in due:
        day = each.work.due_on
        until = _(" (by %s)") % day_in_words(day, person.language) if day else ""
        link = f"\n  {settings.CAPACITA_ADDRESS}{each.words.address}" if settings.CAPACITA_ADDRESS else ""
        lines.append(f"- {each.words.text}{until}{link}")
    # Without a public address nobody knows under which one the reader reaches the site.
    told = (
        _("This waits for you in Capacita:\n\n%(lines)s\n\nEverything that waits: %(address)s\n")
        if settings.CAPACITA_ADDRESS
        else _("This waits for you in Capacita:\n\n%(lines)s\n\nOpen Capacita and look under “Waiting for you”.\n")
    )
    text = told % {"lines": "\n".join(lines), "address": f"{settings.CAPACITA_ADDRESS}/inbox/"}
    try:
        send_mail(_("Waiting for you in Capacita: %d") % len(due), text, None, [person.email])
    except (SMTPException, OSError):
        return False
    return True


def _settle(person: User, due: list[Waiting], on: date, *, is_sent: bool) -> None:
    """The letter is on the chain; or, as none went, what it would have named is to be named again."""
    with in_turn():
        if is_sent:
            record_entry(
                by=DAILY, verb="send_reminder", subject_kind="person", subject_key=person.key,
                after={"work": [each.work.key for each in due]},
            )  # fmt: skip
        else:
            Reminder.objects.filter(person=person, sent_on=on, work__in=[each.work.pk for each in due]).delete()
