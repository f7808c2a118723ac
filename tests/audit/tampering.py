"""A small chain with its payloads, and every way of tampering with it, drawn by a seeded generator.

What was done is known, so that the first place that differs is known too: nothing of it is asked of the product. A person
was erased in it who is read under two keys and came by invitation: what is told about this person is blank.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Entries = list[dict[str, Any]]
ERASURES = ("erase_person", "erase_again")
COVERED = ("seq", "at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous")
_PERSON, _ALSO = "a1", "c0ffee"
ERASED_AT = 9
# Receipt and person of each tombstone.
TOMBSTONES = [("1" * 64, _PERSON), ("2" * 64, _ALSO)]
_ABOUT: dict[int, tuple[str, str, str, dict[str, Any] | None]] = {
    2: ("invite_person", "invitation", "j", {"n": 2, "text": "é"}),
    3: ("accept_invitation", "invitation", "i", None),
    4: ("grant_role", "person", _PERSON, None),
    6: ("change_contact", "contact", _ALSO, None),
    ERASED_AT: (
        "erase_person",
        "person",
        _PERSON,
        {"receipts": [each for each, _ in TOMBSTONES], "keys": [_PERSON, _ALSO]},
    ),
}
_TEXTS = ("at", "actor", "verb", "subject_kind", "subject_key", "payload_digest", "previous", "digest")


def _digest(domain: bytes, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(domain + text.encode()).hexdigest()


def seal(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with the digest that its content has: what a forger who knows the rule would write."""
    return {**entry, "digest": _digest(b"\0", [entry[name] for name in COVERED])}


def chain(length: int) -> Entries:
    """`length` is more than ERASED_AT."""
    entries: Entries = []
    for seq in range(1, length + 1):
        verb, kind, key, told = _ABOUT.get(seq, ("did", "thing", str(seq % 4), {"n": seq, "text": f"é “{seq}”"}))
        actor = _PERSON if verb == "accept_invitation" else f"a{seq % 3}"
        entries.append(following(entries, actor=actor, verb=verb, subject_kind=kind, subject_key=key, told=told or {}))
        if told is None:
            entries[-1]["payload"] = {"salt": None, "body": None}
    return entries


def following(
    entries: Entries, *, verb: str, subject_kind: str, subject_key: str, told: object, actor: str = "a", at: str = ""
) -> dict[str, Any]:
    """The entry that comes next, well made; where no time is given, a second after the one before it."""
    seq = len(entries) + 1
    salt, body = f"{seq:064x}", {"before": None, "after": told}
    return seal(
        {
            "seq": seq,
            "at": at or f"2026-01-01T00:{seq // 60:02d}:{seq % 60:02d}.000000+00:00",
            "actor": actor,
            "verb": verb,
            "subject_kind": subject_kind,
            "subject_key": subject_key,
            "payload_digest": _digest(b"\1", [salt, body]),
            "previous": entries[-1]["digest"] if entries else "0" * 64,
            "payload": {"salt": salt, "body": body},
        }
    )


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
    if payload["salt"] is None or entries[at]["verb"] in ERASURES:
        payload[source.choice(["salt", "body"])] = "0" * 64
        return
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


def blank(source: random.Random, entries: Entries, at: int) -> None:
    """As an erasure does."""
    entries[at]["payload"] = {"salt": None, "body": None}


def forge_erasure(source: random.Random, entries: Entries, at: int) -> None:
    """Something about a thing is blank, and at the end stands an erasure that names the thing."""
    at = source.choice([place for place, entry in enumerate(entries) if entry["subject_kind"] == "thing"])
    key = entries[at]["subject_key"]
    told = source.choice([{}, {"keys": [key]}, {"receipts": ["1" * 64], "keys": [_PERSON, key]}, {"keys": 7}, ["keys"]])
    kind, subject = source.choice([("person", key), ("thing", key), ("person", _PERSON)])
    verb = source.choice(ERASURES)
    blank(source, entries, at)
    entries.append(following(entries, verb=verb, subject_kind=kind, subject_key=subject, told=told))


def forge_acceptance(source: random.Random, entries: Entries, at: int) -> None:
    """Another's invitation is blank, and at the end stands that whoever was erased before had come by it."""
    at = next(place for place, entry in enumerate(entries) if entry["subject_key"] == "j")
    blank(source, entries, at)
    joined = {"verb": "accept_invitation", "subject_kind": "invitation", "subject_key": "j"}
    entries.append(following(entries, actor=_PERSON, told={"person": _PERSON}, **joined))


def backdate(source: random.Random, entries: Entries, at: int) -> None:
    """At the end stands an entry that says to be of before."""
    time = source.choice(["2020-02-02T20:20:20.000002+00:00", entries[source.randrange(len(entries) - 1)]["at"]])
    entries.append(following(entries, verb="did", subject_kind="thing", subject_key="1", told=None, at=time))


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
    edit, edit_number, edit_and_seal, edit_payload, blank, forge_erasure, forge_acceptance, backdate, delete, swap,
    swap_contents, insert_copy, insert_forged, cut,
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


def lines_of(entries: Entries) -> list[str]:
    return [json.dumps(each, ensure_ascii=False) for each in entries]


def tampered_lines(seed: int, times: int, length: int) -> Iterator[tuple[list[str], int]]:
    """`times` exports of one chain, in each of which one object says one thing more, or one thing twice; and its place.

    What is read last is what was there before: whoever reads by eye, or keeps the first, reads something else.
    """
    source, whole = random.Random(seed), chain(length)
    for _ in range(times):
        lines, at = lines_of(whole), source.randrange(length)
        objects = [where for where, sign in enumerate(lines[at]) if sign == "{" and lines[at][where + 1] != "}"]
        where = source.choice(objects) + 1
        name = source.choice([lines[at][where:].split('"')[1], "also"])
        lines[at] = f'{lines[at][:where]}"{name}": "FORGED", {lines[at][where:]}'
        yield lines, at + 1
