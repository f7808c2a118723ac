"""Which payloads are blank by right: those about a person, from before the person's erasure as a tombstone attests it.

Tombstones are kept a floor above, where persons are known: the app there says which of them stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from capacita.audit.choices import ACCEPTED, ERASURES, INVITATION, PERSONS
from capacita.audit.rows import KeptPayload
from capacita.audit.rules import Break, Link

# The receipt and the person, by opaque key, of each tombstone whose receipt is that of what it says.
Tombstones = Callable[[], Iterable[tuple[str, str]]]
_registered: list[Tombstones] = []


def register_tombstones(standing: Tombstones) -> None:
    """Have an erasure on the chain held to the tombstones that `standing` gives."""
    _registered.append(standing)


class Erasures:
    """What the chain tells of erasing and what is blank, noted while its entries pass in order."""

    def __init__(self) -> None:
        self._blank: list[tuple[int, str, str]] = []
        self._told: list[tuple[int, str, list[str], frozenset[int]]] = []
        self._came_by: dict[str, list[tuple[int, str]]] = {}

    def note(self, seq: int, link: Link, payload: KeptPayload | None) -> None:
        """`seq` is the entry's place, and its number unless that was tampered with."""
        if link.verb in ERASURES:
            self._told.append((seq, link.subject_key, _receipts(payload), _besides(payload, seq)))
        elif payload is not None and payload.is_erased:
            self._blank.append((seq, link.subject_kind, link.subject_key))
        if (link.verb, link.subject_kind) == (ACCEPTED, INVITATION):
            self._came_by.setdefault(link.actor, []).append((seq, link.subject_key))

    def breaks(self) -> list[Break]:
        """Erasures that no tombstone attests, and blank payloads about nobody who was erased later, in order.

        To be asked when all entries have passed: the tombstone of each is committed by then.
        """
        erased, besides, found = self._erased()
        found += [
            Break(seq, "its payload was blanked, and nobody was erased")
            for seq, kind, key in self._blank
            if seq not in besides and erased.get((kind, key), 0) <= seq
        ]
        return sorted(found, key=lambda each: each.seq)

    def _erased(self) -> tuple[dict[tuple[str, str], int], set[int], list[Break]]:
        """The last erasure by kind and key of what is about the person; entries that named one besides; false erasures."""
        standing = [each for tombstones in _registered for each in tombstones()]
        # One receipt attests one erasure: told once more, it would make room for blanking what came in between.
        persons, left = dict(standing), Counter(receipt for receipt, _ in standing)
        erased: dict[tuple[str, str], int] = {}
        besides: set[int] = set()
        found: list[Break] = []
        for seq, subject, receipts, named in self._told:
            attested = {persons[receipt] for receipt in receipts if left[receipt] > 0}
            left.subtract(receipts)
            if subject not in attested:
                found.append(Break(seq, "it tells of an erasure that no tombstone attests"))
            else:
                besides |= named
            for person in attested:
                erased |= {(kind, person): seq for kind in PERSONS}
                erased |= {(INVITATION, key): seq for at, key in self._came_by.get(person, ()) if at < seq}
        return erased, besides, found


def _receipts(payload: KeptPayload | None) -> list[str]:
    """Those that an erasure tells beside its entry: of one person, or of one for each key of the person."""
    told = _after(payload)
    receipts = told.get("receipts", [told.get("receipt")])
    return [each for each in receipts if isinstance(each, str)] if isinstance(receipts, list) else []


def _besides(payload: KeptPayload | None, seq: int) -> frozenset[int]:
    """The earlier entries about something else that named the person and are blank by this erasure."""
    told = _after(payload).get("payloads", [])
    numbers = told if isinstance(told, list) else []
    return frozenset(each for each in numbers if type(each) is int and each < seq)


def _after(payload: KeptPayload | None) -> dict[str, Any]:
    body = payload.body if payload is not None and isinstance(payload.body, dict) else {}
    after = body.get("after")
    return after if isinstance(after, dict) else {}
