"""Reading the chain: its verification and its head."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan

from capacita.audit.choices import ERASURES, LOOKS
from capacita.audit.erasures import Erasures
from capacita.audit.models import Entry, Hashed, about
from capacita.audit.rows import KeptPayload, kept_rows
from capacita.audit.rules import Break, Link, breaks, is_payload
from capacita.audit.stretches import Whole, whole
from capacita.kernel.errors import InputError, Problem
from capacita.kernel.said import said


@dataclass(frozen=True)
class Verification:
    """What was checked and where it does not hold. `erased` counts payloads blanked by erasure."""

    entries: int
    erased: int
    head_seq: int
    head_digest: str
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        return not self.breaks


def verification(*, head: tuple[int, str] | None = None) -> Verification:
    """The whole chain, payloads included; `head` is an earlier published head.

    Where anything differs it is read again in order. The first break is the first place that differs, whatever was done
    to the rows behind the product's back. What was blanked for nobody comes after all others: it may be so only because
    the erasure itself was tampered with.
    """
    found_whole = whole(head=head)
    # What the quick reading finds blank for nobody may be an erasure of a moment ago: its stretches see what was there
    # when each of them was read, and the last entry may be one that none of them reached.
    if found_whole is not None and (quick := _of_whole(found_whole)).holds:
        return quick
    seen = _Seen()
    found = breaks(seen.links(), head=head) + seen.breaks
    found.sort(key=lambda each: each.seq)
    return Verification(seen.count, seen.erased, seen.last_seq, seen.last_digest, (*found, *seen.erasures.breaks()))


def _of_whole(found: Whole) -> Verification:
    """All that is left to ask of a chain whose entries all hold: whether what is blank is blank by right."""
    erasures = Erasures()
    for link, payload in found.noted:
        erasures.note(link.seq, link, payload)
    return Verification(found.entries, found.erased, found.entries, found.digest, tuple(erasures.breaks()))


class _Seen:
    """Counts what passes while the links stream by, so that the chain is read once and never held whole."""

    def __init__(self) -> None:
        self.count = self.erased = self.last_seq = 0
        self.last_digest = ""
        self.breaks: list[Break] = []
        self.erasures = Erasures()

    def links(self) -> Iterator[Link]:
        for link, is_look, payload in kept_rows():
            self.count += 1
            self.last_seq, self.last_digest = link.seq, link.digest
            if is_look != (link.verb in LOOKS):
                self.breaks.append(Break(self._place(link), "it is marked otherwise than its verb says"))
            self._check_payload(link, payload)
            self.erasures.note(self._place(link), link, payload)
            yield link

    def _place(self, link: Link) -> int:
        return link.seq if type(link.seq) is int else self.count

    def _check_payload(self, link: Link, payload: KeptPayload | None) -> None:
        if payload is None:
            self.breaks.append(Break(self._place(link), "its payload row is missing"))
        elif payload.is_erased and link.verb not in ERASURES:
            self.erased += 1
        elif not payload.is_readable or not is_payload(payload.salt, payload.body, link.payload_digest):
            self.breaks.append(Break(self._place(link), "its payload was changed"))


def exported_lines() -> Iterator[str]:
    """Every entry in order as one line of JSON, its members in the order in which the digest covers them, then its payload.

    An erased payload has neither salt nor body; one whose row is missing or no JSON has no member `payload`.
    """
    for link, _, payload in kept_rows():
        line: dict[str, object] = asdict(link)
        if payload is not None and payload.is_readable:
            line["payload"] = {"salt": payload.salt, "body": payload.body}
        yield json.dumps(line, ensure_ascii=False)


def subject_kinds() -> list[str]:
    """Every kind of subject that the chain knows: one step along the index for each, however long the chain."""
    found: list[str] = []
    place = Hashed(F("subject_kind"))
    kinds = Entry.objects.order_by(place).values_list("subject_kind", flat=True)
    while (kind := _after(kinds, place, found).first()) is not None and kind not in found:
        found.append(kind)
    return found


def _after(kinds: QuerySet[Entry, Any], place: Hashed, found: list[str]) -> QuerySet[Entry, Any]:
    return kinds.filter(GreaterThan(place, Hashed(Value(found[-1])))) if found else kinds


def first_done_at() -> datetime | None:
    """When the first entry was made: before it, nothing had been recorded."""
    return Entry.objects.order_by("seq").values_list("at", flat=True).first()


def require_recorded_by(at: datetime | None) -> None:
    """Refuses a recording time before the first entry: what would be answered for it is not what is asked."""
    if at is None:
        return
    first = first_done_at()
    if first is None or at < first:
        raise InputError(
            Problem(
                said("nothing had been recorded by %(time)s", time=at.isoformat()),
                column="recorded_at",
                remedy=said("The first load was at %(time)s.", time=first.isoformat())
                if first
                else said("Run “capacita load” first."),
            )
        )


def last_done_at() -> datetime | None:
    """When the last change was made: what the database held then is what it holds now. Looks change nothing."""
    return _changes().values_list("at", flat=True).first()


def head_at(at: datetime | None) -> str:
    """The last change by a time, as SEQ:DIGEST: what `capacita audit verify --head` checks. Blank before the first;
    None asks for the last."""
    entries = _changes() if at is None else _changes().filter(at__lte=at)
    last = entries.values_list("seq", "digest").first()
    return f"{last[0]}:{last[1]}" if last else ""


def last_seq() -> int:
    """The number of the last entry; 0 before the first."""
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def head() -> str:
    """The digest of the last change: another one whenever a record was made or changed, the same however many look."""
    return _changes().values_list("digest", flat=True).first() or ""


def heads(*, apart_from: Collection[str], but: Collection[str] = ()) -> tuple[str, str]:
    """The digest of the last change, and that of the last change about no subject of the kinds named.

    What was done by one of the verbs in `but` counts as such a change, whatever it was done to.
    """
    last = _changes().values_list("digest", "subject_kind", "verb").first()
    if last is None or last[1] not in apart_from or last[2] in but:
        return (last[0], last[0]) if last else ("", "")
    others = _changes().exclude(Q(subject_kind__in=apart_from) & ~Q(verb__in=list(but)))
    return last[0], others.values_list("digest", flat=True).first() or ""


def _changes() -> QuerySet[Entry]:
    """The entries that changed something, the last first."""
    return Entry.objects.filter(is_look=False).order_by("-seq")


@dataclass(frozen=True)
class Done:
    """One entry of an object's history: when, by whom (an opaque key), what, and the values before and after.

    `is_erased` where the values were erased with a person's record.
    """

    seq: int
    at: datetime
    by: str
    verb: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    is_erased: bool

    @property
    def changed(self) -> list[tuple[str, Any, Any]]:
        """Name, value before and value after of everything that differs, in the order in which it was recorded."""
        names = dict.fromkeys((*self.before, *self.after))
        pairs = ((name, self.before.get(name), self.after.get(name)) for name in names)
        return [each for each in pairs if each[1] != each[2]]


def history(
    kind: str, *keys: str, most: int = 200, looks: bool = True, verbs: Collection[str] | None = None
) -> list[Done]:
    """What was done to one object, or to several of a kind, the newest first.

    Without `looks` what changed something alone; with `verbs` what was done by one of them.
    """
    entries = Entry.objects.filter(about([kind], keys)).select_related("payload").order_by("-seq")
    if not looks:
        entries = entries.filter(is_look=False)
    if verbs is not None:
        entries = entries.filter(verb__in=verbs)
    return [_done(entry) for entry in entries[:most]]


def _done(entry: Entry) -> Done:
    body = entry.payload.body
    told = body if isinstance(body, dict) else {}
    before, after = (each if isinstance(each, dict) else {} for each in (told.get("before"), told.get("after")))
    return Done(entry.seq, entry.at, entry.actor, entry.verb, before, after, body is None)
