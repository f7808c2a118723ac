"""Erasing a person everywhere: each app registers what it does for one opaque key; here it is run, counted, remembered.

What is dry and what is real are the same run: the dry one is rolled back. So a handler removes files and whatever else
no transaction takes back by `transaction.on_commit`, never at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from capacita.audit.actions import in_turn, record_entry
from capacita.kernel.clock import now
from capacita.kernel.digests import digest_of
from capacita.people.personal.choices import ErasureReason
from capacita.people.personal.models import Tombstone

# Takes an opaque key, removes what the app holds of this person, and says how many of what: {"names": 2}.
Handler = Callable[[str], Mapping[str, int]]
# Says whether the storage that the app owns holds nothing any more of what was deleted.
Cleaning = Callable[[], bool]
Counts = dict[str, dict[str, int]]
_handlers: dict[str, Handler] = {}
_holders: dict[str, Callable[[str], bool]] = {}
_cleanings: dict[str, Cleaning] = {}


@dataclass(frozen=True)
class Decision:
    """Why a person is erased, and the two who decided; for what no two decide, the system's name stands twice."""

    reason: ErasureReason
    requested_by: str
    confirmed_by: str


def register_erasure(name: str, handler: Handler, *, holds: Callable[[str], bool] | None = None) -> None:
    """Have `handler` called with a person's key whenever somebody is erased, in the one transaction of the erasure.

    Later apps are called before earlier ones, so that the names are the last to go. `holds` tells whether there is
    still something of a person, for a replay after a restore; without it the handler is run to find out.
    """
    _handlers[name] = handler
    if holds is not None:
        _holders[name] = holds


def register_cleaning(name: str, clean: Cleaning) -> None:
    """Have `clean` called after an erasure was committed, and daily until it answers True."""
    _cleanings[name] = clean


def what_would_go(person: str) -> Counts:
    """What an erasure would remove, by handler: it is run and taken back."""
    with in_turn():
        counts = _run(person)
        transaction.set_rollback(True)
    return counts


def erase(person: str, decision: Decision, *, at: datetime | None = None) -> Tombstone:
    """Inside the caller's transaction: nothing in the database names the person any more, and a tombstone stays.

    Once it is committed, the tombstone is written beside the database and the storage is cleaned.
    """
    counts = _run(person)
    erased_at = at or now()
    told = {
        "person": person,
        "erased_at": erased_at,
        "reason": decision.reason.value,
        "requested_by": decision.requested_by,
        "confirmed_by": decision.confirmed_by,
        "counts": counts,
    }
    made = Tombstone.objects.create(
        person=person, erased_at=erased_at, reason=decision.reason, requested_by=decision.requested_by,
        confirmed_by=decision.confirmed_by, counts=counts, receipt=digest_of(told),
    )  # fmt: skip
    transaction.on_commit(finish_erasures, robust=True)
    return made


def receipt_of(tombstone: Tombstone) -> str:
    """The digest worked out anew from what the tombstone says."""
    return digest_of(
        {
            "person": tombstone.person,
            "erased_at": tombstone.erased_at,
            "reason": tombstone.reason,
            "requested_by": tombstone.requested_by,
            "confirmed_by": tombstone.confirmed_by,
            "counts": tombstone.counts,
        }
    )


def is_held(person: str) -> bool:
    """Whether anything is still held that names the person."""
    if any(holds(person) for holds in _holders.values()):
        return True
    with in_turn():
        found = {name: handler(person) for name, handler in _handlers.items() if name not in _holders}
        transaction.set_rollback(True)
    return any(sum(counts.values()) for counts in found.values())


def finish_erasures() -> dict[str, int]:
    """Every tombstone stands in the file beside the database, and the storage holds nothing of the erased any more.

    Runs after each erasure and daily, so that what a crash or a busy database prevented is done later.
    """
    written = append_erased(map(_line, Tombstone.objects.order_by("pk")))
    waiting = Tombstone.objects.filter(cleaned_at=None)
    keys = list(waiting.values_list("pk", flat=True))
    if not keys:
        return {"tombstones": written, "cleaned": 0, "waiting": 0}
    # Each is asked, also after one that is not done.
    answers = [clean() for clean in _cleanings.values()]
    is_clean = all(answers)
    if is_clean:
        Tombstone.objects.filter(pk__in=keys, cleaned_at=None).update(cleaned_at=now())
    return {"tombstones": written, "cleaned": len(keys) * is_clean, "waiting": len(keys) * (not is_clean)}


def replay_tombstones(lines: Iterable[str], *, by: str) -> int:
    """After a restore: whoever a line of erased.jsonl names and the database still holds is erased again.

    How many were. `by` names in the chain who restored. Running it again changes nothing.
    """
    again = 0
    for line in lines:
        told = json.loads(line) if line.strip() else {}
        person = str(told.get("person", ""))
        if not person:
            continue
        with in_turn():
            known = Tombstone.objects.filter(person=person).exists()
            held = is_held(person)
            if not held and known:
                continue
            decision = Decision(ErasureReason.AFTER_RESTORE, by, by)
            made = erase(person, decision, at=datetime.fromisoformat(str(told["erased_at"])))
            record_entry(
                by=by, verb="erase_again", subject_kind="person", subject_key=person,
                after={"receipt": made.receipt, "first_receipt": told.get("receipt", ""), "counts": made.counts},
            )  # fmt: skip
        again += held
    return again


def tombstone_file() -> Path:
    return Path(settings.CAPACITA_HOME) / "erased.jsonl"


def _run(person: str) -> Counts:
    return {name: dict(_handlers[name](person)) for name in reversed(_handlers)}


def append_erased(lines: Iterable[str]) -> int:
    """The file beside the database holds these lines as well, and lies on the disk. How many it lacked."""
    path = tombstone_file()
    held = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()
    lacking = [line for line in lines if line not in held]
    if lacking:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lacking)
            file.flush()
            os.fsync(file.fileno())
    return len(lacking)


def _line(row: Tombstone) -> str:
    return json.dumps({"person": row.person, "erased_at": row.erased_at.isoformat(), "receipt": row.receipt})
