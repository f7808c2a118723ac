"""The arithmetic of the chain: what an entry's digest covers and how a broken chain is located.

A digest is SHA-256 over a domain byte and canonical JSON, as RFC 9162 section 2.1 separates leaves and nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from capacita.kernel.digests import canonical_again, canonical_json, canonical_texts, sha256_hex

ENTRY_DOMAIN = b"\x00"
PAYLOAD_DOMAIN = b"\x01"
GENESIS = "0" * 64
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}\+00:00")
_HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Link:
    """One entry as the chain sees it. `at` is ISO 8601 in UTC with microseconds; a tampered one may hold anything."""

    seq: int
    at: str
    actor: str
    verb: str
    subject_kind: str
    subject_key: str
    payload_digest: str
    previous: str
    digest: str


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and how."""

    seq: int
    reason: str


def entry_digest(link: Link) -> str:
    """The digest over everything of the entry but the digest itself."""
    return digest_over(
        link.seq, link.at, link.actor, link.verb, link.subject_kind, link.subject_key, link.payload_digest,
        link.previous,
    )  # fmt: skip


def digest_over(seq: int, *texts: str) -> str:
    """The same of its parts, in this order: over the canonical JSON of a list of one number and seven texts.

    A TypeError for what is no text.
    """
    return sha256_hex(ENTRY_DOMAIN + canonical_texts(seq, texts))


def payload_digest(salt: object, body: object) -> str:
    """The digest of a salted payload: without the salt, a guess of the content cannot be confirmed."""
    return sha256_hex(PAYLOAD_DOMAIN + canonical_json([salt, body]))


def is_whole(link: Link) -> bool:
    """True where the entry's digest is that of its content. What cannot be written as JSON was never an entry."""
    try:
        return type(link.seq) is int and entry_digest(link) == link.digest
    except (TypeError, ValueError, RecursionError):
        return False


def is_payload(salt: object, body: object, digest: str) -> bool:
    """True where a payload's digest is the one given; `body` is what a JSON text holds."""
    try:
        return payload_digest(salt, body) == digest
    except (TypeError, ValueError, RecursionError):
        return False


def is_payload_text(salt: str, text: str, digest: str) -> bool:
    """The same quickly, of a text as it is kept; False also where this cannot be told of it."""
    body = canonical_again(text)
    return body is not None and sha256_hex(PAYLOAD_DOMAIN + b"[" + canonical_json(salt) + b"," + body + b"]") == digest


def is_time(at: str) -> bool:
    """True for a time as the chain writes it, so that the later of two is the later text as well."""
    found = _TIME.fullmatch(at)
    return found is not None and _is_day(found[1])


@lru_cache(1000)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def parsed_head(text: str) -> tuple[int, str] | None:
    """Sequence number and digest of a head as it is printed, SEQ:DIGEST; None where the text is none."""
    found = _HEAD.fullmatch(text)
    return (int(found[1]), found[2]) if found else None


def breaks(links: Iterable[Link], *, head: tuple[int, str] | None = None) -> list[Break]:
    """Every place where the chain does not hold, the first being the first that differs; empty when it is whole.

    `head` is a sequence number and digest published earlier: with it, a chain cut at its tail or rewritten
    from its beginning is found as well, and what follows a break unbroken up to the head is known to be right.
    """
    reading = _Reading(head)
    for link in links:
        reading.read(link)
    return reading.ended()


class _Reading:
    """The chain as far as it was read: which entry is due, what it has to follow, and the last break if it is open.

    A break between two entries that are whole in themselves is the earlier one's if the published head attests the
    later one, and else the later one's: so it stays open until the head, or another break, decides it.
    """

    def __init__(self, head: tuple[int, str] | None) -> None:
        self.due = self.furthest = 1
        self.previous, self.at = GENESIS, ""
        self.head, self.head_seen = head, head is None
        self.found: list[Break] = []
        self.open: tuple[Break, Break] | None = None

    def read(self, link: Link) -> None:
        if not is_whole(link):
            self._decide(is_attested=False)
            self.found.append(Break(self.due, "its content was changed"))
            if link.previous != self.previous:
                self.found.append(Break(self.due, "does not follow from the entry before it"))
            self.due += 1
        else:
            if link.seq != self.due or link.previous != self.previous:
                self._decide(is_attested=False)
                self.open = self._misplaced(link)
            elif not is_time(link.at):
                self.found.append(Break(link.seq, "its time is none"))
            elif link.at < self.at:
                self.found.append(Break(link.seq, "is dated before the entry before it"))
            self.due, self.at = link.seq + 1, link.at
        self.furthest = max(self.furthest, self.due)
        self.previous = link.digest
        if self.head is not None and link.seq == self.head[0]:
            self.head_seen = True
            self._decide(is_attested=link.digest == self.head[1])
            if link.digest != self.head[1]:
                self.found.append(Break(link.seq, "differs from the published head"))

    def ended(self) -> list[Break]:
        self._decide(is_attested=False)
        if self.head is not None and not self.head_seen:
            self.found.append(Break(min(self.due, self.head[0]), "the published head is not in the chain"))
        return sorted(self.found, key=lambda each: each.seq)

    def _misplaced(self, link: Link) -> tuple[Break, Break]:
        """What is wrong if the head attests this entry, and what if it does not."""
        if link.seq > self.furthest:
            missing = Break(self.furthest, f"is missing: entry {link.seq} follows")
            return missing, missing
        if link.seq < self.due:
            stands = Break(self.furthest, f"entry {link.seq} stands in its place")
            intruder = Break(link.seq, "another entry stands in its place")
            return (stands if link.digest == self.previous else intruder), stands
        after = Break(link.seq, "does not follow from the entry before it")
        before = Break(max(link.seq - 1, 1), f"is not the entry that entry {link.seq} follows")
        return (before if link.seq == self.due else after), after

    def _decide(self, *, is_attested: bool) -> None:
        if self.open is not None:
            self.found.append(self.open[0 if is_attested else 1])
            self.open = None
