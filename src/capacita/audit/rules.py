"""The arithmetic of the chain: what an entry's digest covers and how a broken chain is located.

A digest is SHA-256 over a domain byte and canonical JSON, as RFC 9162 section 2.1 separates leaves and nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from capacita.kernel.digests import canonical_json, sha256_hex

ENTRY_DOMAIN = b"\x00"
PAYLOAD_DOMAIN = b"\x01"
GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """One entry as the chain sees it. `at` is ISO 8601 in UTC with microseconds."""

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
    return sha256_hex(
        ENTRY_DOMAIN
        + canonical_json(
            [
                link.seq,
                link.at,
                link.actor,
                link.verb,
                link.subject_kind,
                link.subject_key,
                link.payload_digest,
                link.previous,
            ]
        )
    )


def payload_digest(salt: str, body: object) -> str:
    """The digest of a salted payload: without the salt, a guess of the content cannot be confirmed."""
    return sha256_hex(PAYLOAD_DOMAIN + canonical_json([salt, body]))


def breaks(links: Iterable[Link], *, head: tuple[int, str] | None = None) -> list[Break]:
    """Every place where the chain does not hold; empty when it is whole.

    `head` is a sequence number and digest published earlier: with it, a chain cut at its tail or rewritten
    from its beginning is found as well.
    """
    found: list[Break] = []
    expected_seq, previous = 1, GENESIS
    head_seen = head is None
    for link in links:
        if link.seq != expected_seq:
            found.append(Break(link.seq, f"entry {expected_seq} is missing"))
        if link.previous != previous:
            found.append(Break(link.seq, "does not follow from the entry before it"))
        if entry_digest(link) != link.digest:
            found.append(Break(link.seq, "its content was changed"))
        if head is not None and link.seq == head[0]:
            head_seen = True
            if link.digest != head[1]:
                found.append(Break(link.seq, "differs from the published head"))
        expected_seq, previous = link.seq + 1, link.digest
    if head is not None and not head_seen:
        found.append(Break(head[0], "the published head is not in the chain"))
    return found
