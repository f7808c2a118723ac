"""The tables about persons who have no account, and the registers that data protection asks for."""

from capacita.people.personal.models.contacts import (
    Contact,
    ContactGroup,
    ContactName,
    Formerly,
    Merge,
    NotSame,
    PictureConsent,
    Unlisted,
)
from capacita.people.personal.models.erasures import ChainSearch, ErasureRequest, LetterToGo, Tombstone
from capacita.people.personal.models.registers import Breach, DisclosedPerson, Disclosure, Notice, PersonRequest

__all__ = [
    "Breach",
    "ChainSearch",
    "Contact",
    "ContactGroup",
    "ContactName",
    "DisclosedPerson",
    "Disclosure",
    "ErasureRequest",
    "Formerly",
    "LetterToGo",
    "Merge",
    "NotSame",
    "Notice",
    "PersonRequest",
    "PictureConsent",
    "Tombstone",
    "Unlisted",
]
