"""The verbs of looking: what changes no record and is on the chain all the same."""

from __future__ import annotations

from enum import StrEnum


class Look(StrEnum):
    """Somebody came, left, was turned away, or saw or took out what few may see."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    FAIL_SIGN_IN = "fail_sign_in"
    VIEW_CONTACT = "view_contact"
    VIEW_BY_LINK = "view_by_link"
    EXPORT = "export"


LOOKS = frozenset(Look)
