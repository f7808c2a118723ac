"""The acts of States under a treaty and the status that follows, what an element is to its article, and what became of it."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """A dated act concerning one State and one instrument, as the catalogue of treaty actions names it."""

    SIGNATURE = "signature"
    RATIFICATION = "ratification"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    ACCESSION = "accession"
    INVITED = "invited_to_accede"
    INVITATION_EXTENDED = "invitation_extended"
    INVITATION_LAPSED = "invitation_lapsed"
    ENTRY_INTO_FORCE = "entry_into_force"
    DENUNCIATION = "denunciation"


CONSENTS = frozenset({Act.RATIFICATION, Act.ACCEPTANCE, Act.APPROVAL, Act.ACCESSION})


class Status(StrEnum):
    """Where a State stands under an instrument; the first that fits, from the top."""

    PARTY = "party"
    CONSENTED = "consented"  # only on basis in_force: deposited, not yet in force for the State
    SIGNED = "signed"
    INVITED = "invited"
    NONE = "none"


class Basis(StrEnum):
    """From when a State counts as a Party: its deposit (as the office counts) or entry into force for it."""

    DEPOSIT = "deposit"
    IN_FORCE = "in_force"


class Weight(StrEnum):
    """What an element is to its article. An option is scored only where the State declared or reserved, and never counts."""

    CORE = "core"  # without it the article fails
    SUPPORTING = "supporting"
    OPTION = "option"


class Lineage(StrEnum):
    """What became of an element from one version of the catalogue to the next."""

    SAME = "same"  # it asks the same; its class, kind or guidance may be others
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    WITHDRAWN = "withdrawn"


# The kinds of test that an element may be.
ELEMENT_KINDS = (
    "conduct", "object", "mental_element", "condition", "exception", "scope", "sanction", "power", "duty", "safeguard",
    "time_limit", "addressee", "authority", "institution",
)  # fmt: skip
