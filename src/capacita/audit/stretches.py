"""A chain that holds, found to hold in one quick reading: in stretches, side by side where there are many entries.

What this finds wrong it does not explain: it answers that something is, and whoever asks reads all in order
(`rules.breaks`), which says where and how. So nothing is told here that is not told there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from typing import Any

import django
from django.conf import settings
from django.db import DatabaseError, connection

from capacita.audit.choices import ACCEPTED, ERASURES, LOOKS
from capacita.audit.rows import KeptPayload, first_and_last, in_utc, is_there, raw_rows, read_payload
from capacita.audit.rules import GENESIS, Link, digest_over, is_payload, is_payload_text, is_time

# Below it, starting another process takes longer than reading.
_SIDE_BY_SIDE_FROM = 400_000
_LONGEST = 250_000
_TELLING = ERASURES | {ACCEPTED}

Noted = tuple[Link, KeptPayload]


@dataclass(frozen=True)
class Stretch:
    """The entries after one number up to another, all whole, each following from the one before it.

    `noted` are those among them that tell of an erasure or are blank, or may say whose invitation was accepted.
    """

    previous: str
    begun_at: str
    digest: str
    ended_at: str
    erased: int
    noted: tuple[Noted, ...]


@dataclass(frozen=True)
class Whole:
    """What a chain that holds comes to; `noted` as of its stretches, in order."""

    entries: int
    digest: str
    erased: int
    noted: tuple[Noted, ...]


def whole(*, head: tuple[int, str] | None) -> Whole | None:
    """None where anything at all is otherwise than the product writes it, or `head` is not in the chain."""
    try:
        last = _last()
        if last is None or (head is not None and not 1 <= head[0] <= last):
            return None
        bounds = _bounds(last)
        if bounds is None:
            return None
        read = []
        for each in _read(bounds, head):
            if each is None:
                return None
            read.append(each)
    except (DatabaseError, TypeError, ValueError, RecursionError, OSError, BrokenExecutor):
        # The last two: there is no room for another process, or one was ended from outside.
        return None
    return joined(read, last)


def _last() -> int | None:
    """The number of the last entry, if they are numbered from one: that none is missing is found when they are read."""
    first, last = first_and_last()
    return int(last) if type(first) is type(last) is int and first == 1 else None


def _bounds(last: int) -> list[tuple[int, int]] | None:
    """Where stretches begin and end; none where an end is missing: of a last number made up there would be no end."""
    found = [0]
    while found[-1] < last:
        found.append(min(found[-1] + _LONGEST, last))
        if not is_there(found[-1]):
            return None
    return list(pairwise(found))


def _read(bounds: list[tuple[int, int]], head: tuple[int, str] | None) -> Iterator[Stretch | None]:
    """Each stretch in order, none for one that differs. Inside a transaction nobody else would see the same."""
    tasks = [(each, head if head and each[0] < head[0] <= each[1] else None) for each in bounds]
    if bounds[-1][1] < _SIDE_BY_SIDE_FROM or connection.in_atomic_block:
        yield from map(_read_stretch, tasks)
        return
    told = {name: value for name, value in connection.settings_dict.items() if name != "TEST"}
    with ProcessPoolExecutor(
        len(os.sched_getaffinity(0)), get_context("spawn"), initializer=_work_on, initargs=(told,)
    ) as side_by_side:
        yield from side_by_side.map(_read_stretch, tasks)


def _work_on(database: dict[str, Any]) -> None:
    """In a process of its own: it reads this database, and knows nothing else of the product's settings."""
    settings.configure(DATABASES={"default": database})
    django.setup()


def _read_stretch(task: tuple[tuple[int, int], tuple[int, str] | None]) -> Stretch | None:
    among, head = task
    return read(raw_rows(among), after=among[0], until=among[1], head=head)


def read(
    rows: Iterable[tuple[Any, ...]], *, after: int, until: int, head: tuple[int, str] | None = None
) -> Stretch | None:
    """The rows after a number up to another as a stretch; none where one of them differs from what is written."""
    noted: list[Noted] = []
    begun: tuple[str, str] | None = None
    due, erased, digest, time = after, 0, "", ""
    for seq, kept_at, actor, verb, kind, key, told, previous, own, is_look, entry_id, salt, text in rows:
        due += 1
        at = in_utc(kept_at)
        if begun is None:
            begun, digest = (previous, at), previous
        if (
            type(seq) is not int
            or seq != due
            or entry_id != due
            or previous != digest
            or at < time
            or is_look != (verb in LOOKS)
            or digest_over(seq, at, actor, verb, kind, key, told, previous) != own
            or not is_time(at)
        ):
            return None
        # Of most entries nothing is asked but whether the payload is the one that was told.
        if type(salt) is not str or type(text) is not str or verb in _TELLING or not is_payload_text(salt, text, told):
            payload = read_payload(salt, text)
            is_blank = payload.is_erased and verb not in ERASURES
            if is_blank:
                erased += 1
            elif not payload.is_readable or not is_payload(payload.salt, payload.body, told):
                return None
            if is_blank or verb in _TELLING:
                noted.append((Link(seq, at, actor, verb, kind, key, told, previous, own), payload))
        digest, time = own, at
        if head is not None and seq == head[0] and digest != head[1]:
            return None
    if begun is None or due != until:
        return None
    return Stretch(*begun, digest, time, erased, tuple(noted))


def joined(stretches: list[Stretch], last: int) -> Whole | None:
    """All stretches as one chain of `last` entries; none where one does not follow from the one before it."""
    digest, time = GENESIS, ""
    for each in stretches:
        if each.previous != digest or each.begun_at < time:
            return None
        digest, time = each.digest, each.ended_at
    noted = tuple(one for each in stretches for one in each.noted)
    return Whole(last, digest, sum(each.erased for each in stretches), noted)
