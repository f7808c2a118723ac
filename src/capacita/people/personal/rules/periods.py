"""Until when details are kept, and by when somebody must be told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from capacita.kernel.dates import months_later

# GDPR, Article 33(1): the authority is told within 72 hours after the breach was noticed.
_HOURS_TO_TELL_AUTHORITY = 72
# GDPR, Article 12(3): a person is answered within one month of the request.
_MONTHS_TO_ANSWER = 1
# GDPR, Article 17(1): without undue delay. For the one who confirms, the office takes this for it.
_DAYS_TO_CONFIRM = 7


def kept_until(anchor: date, months: int) -> date:
    """The first day on which something is kept no longer, `months` after the day it was last needed."""
    return months_later(anchor, months)


def last_kept_anchor(on: date, months: int) -> date:
    """The latest day that lies so far back that `kept_until` of it is `on` or before."""
    back = months_later(on, -months)
    while kept_until(back + timedelta(1), months) <= on:
        back += timedelta(1)
    while kept_until(back, months) > on:
        back -= timedelta(1)
    return back


def answer_due_on(received_on: date) -> date:
    return months_later(received_on, _MONTHS_TO_ANSWER)


def tell_authority_by(noticed_at: datetime) -> datetime:
    return noticed_at + timedelta(hours=_HOURS_TO_TELL_AUTHORITY)


def tell_authority_on(noticed_at: datetime) -> date:
    """The last day that is within these hours to its end, so that nobody waits for an hour in the night."""
    return (tell_authority_by(noticed_at) - timedelta(days=1)).date()


def confirm_on(requested_at: datetime) -> date:
    """By when whoever confirms has looked at an erasure that somebody asked for."""
    return requested_at.date() + timedelta(days=_DAYS_TO_CONFIRM)


def is_overdue(due_at: datetime, done_at: datetime | None, at: datetime) -> bool:
    """True where it was done too late, or is not done and its time is over."""
    return (done_at or at) > due_at
