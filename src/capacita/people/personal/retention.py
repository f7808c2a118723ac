"""What was kept long enough goes by itself, once a day; and what will go soon, told beforehand.

Apps above register their own; a person who is no longer needed is erased everywhere, as by request.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from capacita.audit.actions import in_turn, record_entry
from capacita.people.declarations import (
    WHILE_ACCOUNT,
    WHILE_ASKED,
    WHILE_ASKED_FOR,
    WHILE_COUNTED,
    WHILE_INVITED,
    WHILE_NEEDED,
    WHILE_SIGNED_IN,
    WHILE_SOUGHT,
    KeepRule,
)
from capacita.people.erasure import finish_erasures
from capacita.people.models import AddressChange, Attempt, Invitation, User
from capacita.people.personal.actions.erasing import erase_kept_long_enough
from capacita.people.personal.models import ChainSearch, Contact, Merge, PersonRequest, Unlisted
from capacita.people.personal.queries.persons import ERASED_DOMAIN, keys_of
from capacita.people.personal.queries.registers import erasures_to_confirm
from capacita.people.personal.rules.periods import kept_until, last_kept_anchor
from capacita.people.personal.texts import searched_together

RETENTION = "system:retention"
_DAYS_AFTER_INVITATION = _DAYS_AFTER_SEARCH = 30


@dataclass(frozen=True)
class Due:
    """Something that is kept no longer from a day on: which rule says so, what it is, and whose by opaque key."""

    rule: KeepRule
    kind: str
    key: str
    due_on: date


@dataclass(frozen=True)
class Sweep:
    """One keep-until rule at work: what is due by a day, and how it goes. `clear` says how many went.

    All of it goes in one turn, unless each of what goes is `by_itself` an action, which takes its own.
    """

    rule: KeepRule
    due: Callable[[date], list[Due]]
    clear: Callable[[date], int]
    by_itself: bool = False


_sweeps: dict[str, Sweep] = {}
# What is due on a day, among these keys or among all.
_DueAmong = Callable[[date, Collection[str] | None], list[Due]]


def register_retention(name: str, sweep: Sweep) -> None:
    _sweeps[name] = sweep


def due_by(day: date) -> list[Due]:
    """What will have gone by the day, the earliest first. Changes nothing."""
    return sorted((each for sweep in _sweeps.values() for each in sweep.due(day)), key=lambda each: each.due_on)


def run_retention(on: date) -> dict[str, int]:
    """Whatever was kept long enough is gone; the chain says how much of what."""
    return {name: _run(name, sweep, on) for name, sweep in _sweeps.items()}


def _run(name: str, sweep: Sweep, on: date) -> int:
    if sweep.by_itself:
        gone = sweep.clear(on)
        with in_turn():
            _record(name, gone, on)
        return gone
    with in_turn():
        gone = sweep.clear(on)
        _record(name, gone, on)
    return gone


def _record(name: str, gone: int, on: date) -> None:
    if gone:
        record_entry(
            by=RETENTION, verb="end_retention", subject_kind="retention", subject_key=name,
            after={"gone": gone, "on": on},
        )  # fmt: skip


def register_own() -> None:
    """The rules of this app."""
    register_retention("contacts", Sweep(WHILE_NEEDED, contacts_due, lambda on: _erase(contacts_due, on), True))
    register_retention("accounts", Sweep(WHILE_ACCOUNT, accounts_due, lambda on: _erase(accounts_due, on), True))
    register_retention("invitations", Sweep(WHILE_INVITED, invitations_due, clear_invitations))
    register_retention("sessions", Sweep(WHILE_SIGNED_IN, lambda on: [], clear_sessions))
    register_retention("attempts", Sweep(WHILE_COUNTED, lambda on: [], clear_attempts))
    register_retention("addresses", Sweep(WHILE_ASKED_FOR, lambda on: [], clear_addresses))
    register_retention("unlisted", Sweep(WHILE_ASKED, lambda on: [], clear_unlisted))
    register_retention("searches", Sweep(WHILE_SOUGHT, lambda on: [], clear_searches))


def contacts_due(on: date, among: Collection[str] | None = None) -> list[Due]:
    """Contacts last needed so long ago that they are not kept on this day; with keys, of these.

    Of records that are read as one person the latest day counts, and they go together: one may say “never list”.
    """
    anchor = last_kept_anchor(on, WHILE_NEEDED.months)
    merged = _last_needed_of_merged()
    # Whoever asked something and has no answer yet is kept until then.
    asking = PersonRequest.objects.filter(answered_on=None).values_list("person", flat=True)
    kept = {key for person in asking for key in keys_of(person)}
    rows = Contact.objects.filter(needed_on__lte=anchor).exclude(key__in=kept).values_list("key", "needed_on")
    if among is not None:
        rows = rows.filter(key__in=among)
    needed = [(key, merged.get(key, day)) for key, day in rows]
    return [
        Due(WHILE_NEEDED, "contact", key, kept_until(last, WHILE_NEEDED.months))
        for key, last in needed
        if last <= anchor
    ]


def _last_needed_of_merged() -> dict[str, date]:
    """Of each record that was merged: the last day on which the person was needed, by any that is read as the same."""
    merges = Merge.objects.filter(undone_at=None)
    read_as = dict(merges.values_list("absorbed", "kept"))
    merged = Q(key__in=merges.values("kept")) | Q(key__in=merges.values("absorbed"))
    days = dict(Contact.objects.filter(merged).values_list("key", "needed_on"))
    last: dict[str, date] = {}
    for key, day in days.items():
        top = _top(key, read_as)
        last[top] = max(day, last.get(top, day))
    return {key: last[_top(key, read_as)] for key in days}


def _top(key: str, read_as: Mapping[str, str]) -> str:
    """The key as which this one is read."""
    seen = {key}
    while (kept := read_as.get(key)) and kept not in seen:
        key = kept
        seen.add(key)
    return key


def accounts_due(on: date, among: Collection[str] | None = None) -> list[Due]:
    """Accounts that were closed so long ago; with keys, of these."""
    anchor = last_kept_anchor(on, WHILE_ACCOUNT.months)
    rows = User.objects.exclude(email__endswith=f"@{ERASED_DOMAIN}").filter(deactivated_at__date__lte=anchor)
    if among is not None:
        rows = rows.filter(key__in=among)
    return [
        Due(WHILE_ACCOUNT, "account", each.key, kept_until(each.deactivated_at.date(), WHILE_ACCOUNT.months))
        for each in rows
        if each.deactivated_at
    ]


def invitations_due(on: date) -> list[Due]:
    """Invitations that nobody followed and that expired a month ago."""
    last = on - timedelta(_DAYS_AFTER_INVITATION)
    rows = Invitation.objects.filter(expires_at__date__lte=last).exclude(email="")
    return [
        Due(WHILE_INVITED, "invitation", each.key, each.expires_at.date() + timedelta(_DAYS_AFTER_INVITATION))
        for each in rows
    ]


def clear_invitations(on: date) -> int:
    keys = [each.key for each in invitations_due(on)]
    return Invitation.objects.filter(key__in=keys).update(email="")


def clear_sessions(on: date) -> int:
    """Sessions that ended before the day, and what the list of sessions says of them."""
    gone = Session.objects.filter(expire_date__date__lt=on).delete()[0]
    left = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(gone) + int(left.delete()[0])


def clear_attempts(on: date) -> int:
    return int(Attempt.objects.filter(expires__date__lt=on).delete()[0])


def clear_addresses(on: date) -> int:
    """Addresses that were asked for and whose link nobody followed in time."""
    return int(AddressChange.objects.filter(expires_at__date__lt=on).delete()[0])


def clear_unlisted(on: date) -> int:
    """What was typed before the day of people who are not listed, and of whom nothing that they asked is open."""
    asking = PersonRequest.objects.filter(answered_on=None).values("person")
    rows = Unlisted.objects.filter(typed_at__date__lt=on).exclude(person__in=asking)
    return int(rows.exclude(person__in=erasures_to_confirm().values("person")).delete()[0])


def clear_searches(on: date) -> int:
    """What was kept of searching the chain for somebody about whom nobody asked since."""
    return int(ChainSearch.objects.filter(searched_at__date__lt=on - timedelta(_DAYS_AFTER_SEARCH)).delete()[0])


def _erase(due: _DueAmong, on: date) -> int:
    """How many were erased. Each is asked about once more in its turn: somebody may have needed the person meanwhile.

    Records that are read as one person go in one turn or stay: one of them may say “never list”.
    """
    keys = [each.key for each in due(on, None)]
    place = {key: at for at, key in enumerate(keys)}
    persons = dict.fromkeys(frozenset(place.keys() & set(keys_of(key))) for key in keys)
    together = [sorted(each, key=place.__getitem__) for each in persons]

    def are_due(several: Sequence[str]) -> bool:
        return {each.key for each in due(on, several)} == set(several)

    gone = 0
    try:
        with searched_together(together):
            for several in together:
                gone += len(several) * erase_kept_long_enough(several, by=RETENTION, is_due=partial(are_due, several))
    finally:
        if gone:
            # Once for all of them, and for those who went before it failed: the whole storage may be rewritten.
            transaction.on_commit(finish_erasures, robust=True)
    return gone
