"""Erasing a person everywhere: each app registers what it does for one opaque key; here it is run, counted, remembered.

What is dry and what is real are the same run: the dry one is rolled back. So a handler removes files and whatever else
no transaction takes back by `transaction.on_commit`, never at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from capacita.audit.actions import in_turn, noting_blanked, record_entry
from capacita.kernel.clock import now
from capacita.kernel.digests import digest_of
from capacita.people.erased_list import keep_erased
from capacita.people.inbox import settle_work
from capacita.people.personal.choices import ErasureReason, Waits
from capacita.people.personal.models import ErasureRequest, Tombstone
from capacita.people.personal.queries.persons import keys_of

# Takes an opaque key, removes what the app holds of this person, and says how many of what: {"names": 2}.
Handler = Callable[[str], Mapping[str, int]]
# Where something was struck out, as JSON holds it: it finds the place again after a restore, and names nobody.
Place = dict[str, Any]
# Says whether the storage that the app owns holds nothing any more of what was deleted.
Cleaning = Callable[[], bool]
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Hit:
    """A row about something else in which a person may be meant: surely, or by words that mean others as well.

    `row` names it, `title` says what it is, `passage` is what it says around these words.
    """

    row: str
    title: str
    passage: str
    is_sure: bool


@dataclass(frozen=True)
class Looking:
    """How an app looks for a person, by all keys, in what it holds about something else, and strikes it out of rows.

    `strike` says how many of what, and at which places. Of such places, `back` gives those at which the words stand
    again, as after a restore from a backup that knows nobody by these keys, and `strike_places` strikes them out. Within
    `together`, each of several persons, given by their keys, is found by what was read once for all of them.
    """

    find: Callable[[Sequence[str]], list[Hit]]
    strike: Callable[[Sequence[str], Collection[str]], tuple[Mapping[str, int], list[Place]]]
    back: Callable[[Sequence[Place]], list[Place]] = lambda places: []
    strike_places: Callable[[Sequence[Place]], Mapping[str, int]] = lambda places: {}
    together: Callable[[Sequence[Sequence[str]]], AbstractContextManager[None]] = lambda persons: nullcontext()


_handlers: dict[str, Handler] = {}
_lookings: dict[str, Looking] = {}
_holders: dict[str, Callable[[str], bool]] = {}
# By name, all that is to be done, and what of it is soon done.
_cleanings: dict[str, tuple[Cleaning, Cleaning]] = {}


@dataclass(frozen=True)
class Decision:
    """Why a person is erased, and the two who decided; for what no two decide, the system's name stands twice.

    In the rows `spared` another is meant, though it seemed sure; in the rows `also` the person is.
    """

    reason: ErasureReason
    requested_by: str
    confirmed_by: str
    spared: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()

    def means(self, hit: Hit) -> bool:
        return hit.row in self.also or (hit.is_sure and hit.row not in self.spared)

    @property
    def choice(self) -> dict[str, list[str]]:
        told = {"spared": sorted(self.spared), "also": sorted(self.also)}
        return {name: rows for name, rows in told.items() if rows}


@dataclass(frozen=True)
class Erased:
    """What an erasure left: a tombstone for each key, and the entries of the chain of which the payload went."""

    tombstones: list[Tombstone]
    payloads: list[int]

    def told(self) -> dict[str, object]:
        """For the entry of the chain, which excuses these payloads and no other."""
        return {
            "receipts": [each.receipt for each in self.tombstones],
            "keys": [each.person for each in self.tombstones],
            "payloads": self.payloads,
        }


def register_erasure(name: str, handler: Handler, *, holds: Callable[[str], bool] | None = None) -> None:
    """Have `handler` called with a person's key whenever somebody is erased, in the one transaction of the erasure.

    Later apps are called before earlier ones, so that the names are the last to go. `holds` tells whether there is
    still something of a person, for a replay after a restore; without it the handler is run to find out.
    """
    _handlers[name] = handler
    if holds is not None:
        _holders[name] = holds


def register_looking(name: str, looking: Looking) -> None:
    """Have what somebody wrote about something else searched for the person as well, before any handler is called."""
    _lookings[name] = looking


def register_cleaning(name: str, clean: Cleaning, *, while_waited_for: Cleaning | None = None) -> None:
    """Have `clean` called after an erasure was committed, and daily until it answers True.

    Where that may take minutes, `while_waited_for` does what is soon done, while somebody waits for a page.
    """
    _cleanings[name] = clean, while_waited_for or clean


def found_by_app(keys: Sequence[str]) -> dict[str, list[Hit]]:
    """Every row about something else in which the person may be meant, by whoever holds it."""
    return {name: looking.find(keys) for name, looking in _lookings.items()}


def in_order(found: Mapping[str, list[Hit]]) -> list[Hit]:
    """Those that are sure first."""
    return sorted((hit for hits in found.values() for hit in hits), key=lambda hit: not hit.is_sure)


def hits_of(keys: Sequence[str]) -> list[Hit]:
    """Every row about something else in which the person may be meant: those that are sure first."""
    return in_order(found_by_app(keys))


def what_would_go(keys: Sequence[str]) -> Counts:
    """What an erasure would remove, by handler, apart from what is struck out (`hits_of`): it is run and taken back."""
    total: Counts = {}
    with in_turn():
        for key in keys:
            for name, counts in _run(key).items():
                held = total.setdefault(name, {})
                held.update({what: held.get(what, 0) + number for what, number in counts.items()})
        transaction.set_rollback(True)
    return total


def erase(
    keys: Sequence[str],
    decision: Decision,
    *,
    at: datetime | None = None,
    found: Mapping[str, list[Hit]] | None = None,
    places: Mapping[str, Sequence[Place]] | None = None,
    is_last: bool = True,
) -> Erased:
    """Inside the caller's transaction: nothing names the person any more, under any of the keys, and tombstones stay.

    `found` is what `found_by_app` gave in the same transaction, `places` are struck out as well, by app. Once it is
    committed, the tombstones are written beside the database and the storage is cleaned; unless more are erased at once,
    and it is not the last.
    """
    with noting_blanked() as blank:
        made = _erased(keys, decision, at or now(), found_by_app(keys) if found is None else found, places or {})
    if is_last:
        transaction.on_commit(_finish_while_waited_for, robust=True)
    return Erased(made, sorted(blank))


def _erased(
    keys: Sequence[str],
    decision: Decision,
    erased_at: datetime,
    found: Mapping[str, list[Hit]],
    places: Mapping[str, Sequence[Place]],
) -> list[Tombstone]:
    # What is written about something else first: the names by which it is found are the last to go.
    struck: Counts = {}
    left: dict[str, list[Place]] = {}
    for name, looking in _lookings.items():
        # The places first: they were looked at before anything was struck out here.
        again = list(places.get(name, ()))
        by_place = looking.strike_places(again)
        by_name, at = looking.strike(keys, {hit.row for hit in found.get(name, ()) if decision.means(hit)})
        struck[name] = {what: by_place.get(what, 0) + by_name.get(what, 0) for what in {**by_place, **by_name}}
        left |= {name: [*again, *at]} if again or at else {}
    made = []
    for key in keys:
        is_first = key == keys[0]
        row = Tombstone(
            person=key, erased_at=erased_at, reason=decision.reason.value, requested_by=decision.requested_by,
            confirmed_by=decision.confirmed_by, counts={**(struck if is_first else {}), **_run(key)},
            choice=decision.choice, struck=left if is_first else {},
        )  # fmt: skip
        row.receipt = receipt_of(row)
        row.save(force_insert=True)
        made.append(row)
    return made


def receipt_of(tombstone: Tombstone) -> str:
    """The digest over what the tombstone says."""
    told = {
        "person": tombstone.person,
        "erased_at": tombstone.erased_at,
        "reason": tombstone.reason,
        "requested_by": tombstone.requested_by,
        "confirmed_by": tombstone.confirmed_by,
        "counts": tombstone.counts,
    }
    more = {"choice": tombstone.choice, "struck": tombstone.struck}
    return digest_of({**told, **{name: each for name, each in more.items() if each}})


def withdraw_moot(keys: Sequence[str], *, by: str) -> None:
    """Inside the caller's turn: what was asked of the erased persons of these keys is withdrawn, and waits for nobody."""
    rows = ErasureRequest.objects.filter(person__in=keys, confirmed_at=None, withdrawn_at=None)
    at = now()
    for key in list(rows.values_list("key", flat=True)):
        settle_work(Waits.ERASURE, key, by=by, at=at)
    rows.update(withdrawn_at=at, withdrawn_by=by)


def attested() -> list[tuple[str, str]]:
    """Receipt and person of each tombstone that says what its receipt says: what an erasure on the chain is held to."""
    return [(each.receipt, each.person) for each in Tombstone.objects.all() if receipt_of(each) == each.receipt]


def is_held(person: str) -> bool:
    """Whether anything is still held that names the person."""
    if any(holds(person) for holds in _holders.values()) or any(hit.is_sure for hit in hits_of(keys_of(person))):
        return True
    with in_turn():
        found = {name: handler(person) for name, handler in _handlers.items() if name not in _holders}
        transaction.set_rollback(True)
    return any(sum(counts.values()) for counts in found.values())


def finish_erasures(*, is_waited_for: bool = False) -> dict[str, int]:
    """Every tombstone stands in the file beside the database, and the storage holds nothing of the erased any more.

    Runs after each erasure and daily, so that what a crash or a busy database prevented is done later; so is what takes
    longer than somebody can wait for a page.
    """
    written = keep_erased()
    waiting = Tombstone.objects.filter(cleaned_at=None)
    keys = list(waiting.values_list("pk", flat=True))
    if not keys:
        return {"tombstones": written, "cleaned": 0, "waiting": 0}
    # Each is asked, also after one that is not done.
    answers = [(soon if is_waited_for else clean)() for clean, soon in _cleanings.values()]
    is_clean = all(answers)
    if is_clean:
        Tombstone.objects.filter(pk__in=keys, cleaned_at=None).update(cleaned_at=now())
    return {"tombstones": written, "cleaned": len(keys) * is_clean, "waiting": len(keys) * (not is_clean)}


def listed_persons() -> list[str]:
    """What the list of the erased says of every tombstone, a line each."""
    return list(map(_line, Tombstone.objects.order_by("pk")))


def _finish_while_waited_for() -> None:
    """What comes after a commit. It is a function by itself: of one that fails, Django logs the name."""
    finish_erasures(is_waited_for=True)


def is_cleaning_due() -> bool:
    """True while freed space of the storage may still hold somebody who was erased."""
    return cleaning_due_since() is not None


def cleaning_due_since() -> datetime | None:
    """When the first of those was erased of whom freed space of the storage may still hold something."""
    return Tombstone.objects.filter(cleaned_at=None).order_by("erased_at").values_list("erased_at", flat=True).first()


def replay_tombstones(lines: Iterable[str], *, by: str) -> int:
    """After a restore: whoever a line of erased.jsonl names and the database still holds is erased again.

    Also whom it does not know by the key: the words are struck out where the line says that they stood. How many were
    erased. `by` names in the chain who restored. Running it again changes nothing.
    """
    told = [each for each in (json.loads(line) for line in lines if line.strip()) if each.get("person")]
    with ExitStack() as together:
        for looking in _lookings.values():
            together.enter_context(looking.together([[str(each["person"])] for each in told]))
        again = sum(_replayed(each, by=by) for each in told)
    # Once for all of them, and somebody waits for the office to come back: a large storage is rewritten the next night.
    transaction.on_commit(_finish_while_waited_for, robust=True)
    return again


def _replayed(told: Mapping[str, Any], *, by: str) -> bool:
    """Whether anything was still held of the person whom the line of the list tells."""
    person = str(told["person"])
    with in_turn():
        known = Tombstone.objects.filter(person=person).exists()
        places = _back(told.get("struck", {}))
        # The places first: to find out about a person by name, every text is read.
        held = any(places.values()) or is_held(person)
        if not held and known:
            return False
        choice = {name: frozenset(told.get(name, ())) for name in ("spared", "also")}
        decision = Decision(ErasureReason.AFTER_RESTORE, by, by, **choice)
        at = datetime.fromisoformat(str(told["erased_at"]))
        made = erase([person], decision, at=at, places=places, is_last=False)
        withdraw_moot([person], by=by)
        record_entry(
            by=by, verb="erase_again", subject_kind="person", subject_key=person,
            after={**made.told(), "first_receipt": told.get("receipt", ""), "counts": made.tombstones[0].counts},
        )  # fmt: skip
    return held


def _back(struck: Mapping[str, Sequence[Place]]) -> dict[str, list[Place]]:
    return {name: _lookings[name].back(places) for name, places in struck.items() if name in _lookings}


def _run(person: str) -> Counts:
    return {name: dict(_handlers[name](person)) for name in reversed(_handlers)}


def _line(row: Tombstone) -> str:
    told = {"person": row.person, "erased_at": row.erased_at.isoformat(), "receipt": row.receipt, **row.choice}
    return json.dumps({**told, "struck": row.struck} if row.struck else told)
