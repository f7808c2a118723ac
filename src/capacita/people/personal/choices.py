"""What a contact is, in which script a name is written, and the states of consent, requests and reasons."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class ContactKind(StrEnum):
    """As what the office knows a person. A contact point answers round the clock, and is exposed by it."""

    PARTICIPANT = "participant"
    EXPERT = "expert"
    CONTACT_POINT = "contact_point"


class Script(StrEnum):
    """Codes of ISO 15924."""

    LATIN = "Latn"
    CYRILLIC = "Cyrl"
    ARABIC = "Arab"
    GEORGIAN = "Geor"
    ARMENIAN = "Armn"


class GroupKind(IntEnum):
    """By what records are gathered to be compared; those that share a lower number are more alike.

    `SOURCE` gathers nobody: it tells from what the others were made.
    """

    SOURCE = 0
    ADDRESS = 1
    SPELLED = 2
    NUMBER = 3
    WHOLE = 4
    WORDS = 5


class ConsentState(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class FlagReason(StrEnum):
    """Why “never list, never photograph” is said of a person no longer."""

    ASKED = "asked"
    MISTAKEN = "mistaken"
    NOT_EXPOSED = "not_exposed"


class RequestKind(StrEnum):
    """What a person may ask."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    OBJECTION = "objection"


class ErasureReason(StrEnum):
    ASKED = "asked"
    NOT_NEEDED = "not_needed"
    WRONGLY_KEPT = "wrongly_kept"
    KEPT_LONG_ENOUGH = "kept_long_enough"
    AFTER_RESTORE = "after_restore"


class Likeness(StrEnum):
    """Why two records may be of one person."""

    EMAIL = "email"
    PHONE = "phone"
    SPELLING = "spelling"
    OTHER_SPELLING = "other_spelling"
    OTHER_SCRIPT = "other_script"


class ListedAt(StrEnum):
    """The pages that list persons by name."""

    CONTACTS = "contacts"
    DUPLICATES = "duplicates"
    MAKING_A_LIST = "making_a_list"


class Waits(StrEnum):
    """What waits in the inbox of whoever cares for personal data."""

    ERASURE = "erasure_to_confirm"
    REQUEST = "request_to_answer"
    BREACH = "breach_to_notify"


class CollectionForm(StrEnum):
    """The forms at which details of a person are collected; each shows its notice."""

    CONTACT = "contact"
    INVITATION = "invitation"
    MISTAKE = "mistake"
    QUESTION = "question"
