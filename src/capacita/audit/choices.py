"""Verbs that the chain itself knows: of what changes no record and is on it all the same, and of erasing."""

from __future__ import annotations

from enum import StrEnum


class Look(StrEnum):
    """Somebody came, left, was turned away, or saw or took out what few may see; or the daily work was done."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    FAIL_SIGN_IN = "fail_sign_in"
    VIEW_CONTACT = "view_contact"
    VIEW_CONTACTS = "view_contacts"
    VIEW_BY_LINK = "view_by_link"
    VIEW_INVITATION_LINK = "view_invitation_link"
    EXPORT = "export"
    RUN_DAILY = "run_daily"


LOOKS = frozenset(Look)
# The verbs of erasing a person, after which what is told beside earlier entries about the person is blank. What is told
# beside these names nobody, and stays.
ERASURES = frozenset(("erase_person", "erase_again"))
# The kinds of subject whose key is that of a person.
PERSONS = frozenset(("person", "contact"))
# By it whoever was invited is told from whoever invited: the entries about the invitation are about the person as well.
ACCEPTED = "accept_invitation"
INVITATION = "invitation"
