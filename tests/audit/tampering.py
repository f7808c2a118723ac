"""A small chain with its payloads, and every way of tampering with it, drawn by a seeded generator.

What was done is known, so that the first place that differs is known too: nothing of it is asked of the product.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Entries = list[dict[str, Any]]
COVERED = ("seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous")
_TEXTS = ("at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous", "digest")


def _digest(domain: bytes, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(domain + text.encode()).hexdigest()


def seal(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with the digest that its content has: what a forger who knows the rule would write."""
    return {**entry, "digest": _digest(b"\0", [entry[name] for name in COVERED])}


def chain(length: int) -> Entries:
    entries: Entries = []
    previous = "0" * 64
    for seq in range(1, length + 1):
        salt, body = f"{seq:064x}", {"before": None, "after": {"n": seq, "text": f"é “{seq}”"}}
        entry = seal(
            {
                "seq": seq,
                "at": f"2026-01-01T00:{seq // 60:02d}:{seq % 60:02d}.000000+00:00",
                "actor": f"a{seq % 3}",
                "verb": "did",
                "subject_kind": "thing",
                "subject_key": str(seq % 4),
                "payload_digest": _digest(b"\1", [salt, body]),
                "previous": previous,
                "payload": {"salt": salt, "body": body},
            }
        )
        entries.append(entry)
        previous = entry["digest"]
    return entries


def first_difference(before: Entries, after: Entries) -> int | None:
    """The first place, counted from 1, at which the two differ; None where they do not."""
    for place, (one, other) in enumerate(zip(before, after, strict=False), start=1):
        if one != other:
            return place
    return None if len(before) == len(after) else min(len(before), len(after)) + 1


def _changed_byte(source: random.Random, text: str) -> str:
    """Another character at one place of the text."""
    at = source.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ (1 << source.randrange(5))) + text[at + 1 :]


def edit(source: random.Random, entries: Entries, at: int) -> None:
    name = source.choice(_TEXTS)
    entries[at][name] = _changed_byte(source, entries[at][name])


def edit_number(source: random.Random, entries: Entries, at: int) -> None:
    entries[at]["seq"] = source.choice([0, -1, entries[at]["seq"] + source.choice([-3, -1, 1, 2, 40]), "x", None, 1.5])


def edit_and_seal(source: random.Random, entries: Entries, at: int) -> None:
    """As a forger does who makes the entry's digest anew, and not those after it."""
    name = source.choice(_TEXTS[:-1])
    if name == "payload_digest":
        entries[at]["payload"]["body"] = {"after": "forged"}
        value = _digest(b"\1", [entries[at]["payload"]["salt"], entries[at]["payload"]["body"]])
    else:
        value = _changed_byte(source, entries[at][name])
    entries[at] = seal({**entries[at], name: value})


def edit_payload(source: random.Random, entries: Entries, at: int) -> None:
    payload = entries[at]["payload"]
    match source.randrange(6):
        case 0:
            payload["salt"] = _changed_byte(source, payload["salt"])
        case 1:
            payload["body"]["after"]["n"] += source.choice([1, 1.5, -7])
        case 2:
            payload["body"]["after"]["text"] = _changed_byte(source, payload["body"]["after"]["text"])
        case 3:
            payload["body"] = None
        case 4:
            payload["salt"] = None
        case _:
            del entries[at]["payload"]


def delete(source: random.Random, entries: Entries, at: int) -> None:
    del entries[at : at + source.choice([1, 1, 2, 5])]


def swap(source: random.Random, entries: Entries, at: int) -> None:
    other = source.choice([index for index in range(len(entries)) if index != at])
    entries[at], entries[other] = entries[other], entries[at]


def swap_contents(source: random.Random, entries: Entries, at: int) -> None:
    """Two entries change places and keep the numbers of their places."""
    swap(source, entries, at)
    for place, entry in enumerate(entries, start=1):
        entry["seq"] = place


def insert_copy(source: random.Random, entries: Entries, at: int) -> None:
    entries.insert(at, deepcopy(source.choice(entries)))


def insert_forged(source: random.Random, entries: Entries, at: int) -> None:
    """An entry that follows from the one before it; those after it are left as they were."""
    previous = entries[at - 1]["digest"] if at else "0" * 64
    entries.insert(at, seal({**deepcopy(entries[at]), "actor": "forger", "previous": previous}))


def cut(source: random.Random, entries: Entries, at: int) -> None:
    del entries[at:]


Tampering = Callable[[random.Random, Entries, int], None]
TAMPERINGS: tuple[Tampering, ...] = (
    edit, edit_number, edit_and_seal, edit_payload, delete, swap, swap_contents, insert_copy, insert_forged, cut,
)  # fmt: skip


def tampered(seed: int, times: int, length: int) -> Iterator[tuple[Entries, int, str]]:
    """`times` chains of `length` entries, each tampered with once: it, the first place that differs, and how."""
    source, whole = random.Random(seed), chain(length)
    made = 0
    while made < times:
        how, entries = TAMPERINGS[made % len(TAMPERINGS)], deepcopy(whole)
        how(source, entries, source.randrange(length))
        place = first_difference(whole, entries)
        if place is not None:
            made += 1
            yield entries, place, how.__name__
