"""Words for what is held about a person and for what was done: names of fields, values, entries of the chain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_noop as _

from capacita.kernel.wording import day_in_words, moment_in_words
from capacita.people.choices import LegalBasis
from capacita.people.personal.choices import ConsentState, ContactKind, ErasureReason, RequestKind, Script
from capacita.people.roles import ROLES


def kinds() -> dict[str, str]:
    return {
        ContactKind.PARTICIPANT: gettext("participant"),
        ContactKind.EXPERT: gettext("expert"),
        ContactKind.CONTACT_POINT: gettext("24/7 contact point"),
    }


def scripts() -> dict[str, str]:
    return {
        Script.LATIN: gettext("Latin script"),
        Script.CYRILLIC: gettext("Cyrillic script"),
        Script.ARABIC: gettext("Arabic script"),
        Script.GEORGIAN: gettext("Georgian script"),
        Script.ARMENIAN: gettext("Armenian script"),
    }


def consents() -> dict[str, str]:
    return {
        ConsentState.GIVEN: gettext("agreed"),
        ConsentState.REFUSED: gettext("refused"),
        ConsentState.WITHDRAWN: gettext("took the consent back"),
    }


def request_kinds() -> dict[str, str]:
    return {
        RequestKind.ACCESS: gettext("wants to know what is held"),
        RequestKind.CORRECTION: gettext("wants something corrected"),
        RequestKind.ERASURE: gettext("wants to be erased"),
        RequestKind.OBJECTION: gettext("objects to a use"),
    }


def reasons() -> dict[str, str]:
    return {
        ErasureReason.ASKED: gettext("the person asked for it"),
        ErasureReason.NOT_NEEDED: gettext("the details are needed no longer"),
        ErasureReason.WRONGLY_KEPT: gettext("the details should not have been kept"),
        ErasureReason.KEPT_LONG_ENOUGH: gettext("kept long enough"),
        ErasureReason.AFTER_RESTORE: gettext("erased before, and back after a restore"),
    }


def bases() -> dict[str, str]:
    return {
        LegalBasis.CONSENT: gettext("consent (GDPR, Article 6(1)(a))"),
        LegalBasis.CONTRACT: gettext("a contract with the person (GDPR, Article 6(1)(b))"),
        LegalBasis.LEGAL_OBLIGATION: gettext("a legal obligation (GDPR, Article 6(1)(c))"),
        LegalBasis.PUBLIC_TASK: gettext("a task in the public interest (GDPR, Article 6(1)(e))"),
        LegalBasis.LEGITIMATE_INTEREST: gettext("a legitimate interest (GDPR, Article 6(1)(f))"),
    }


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}\S*)?")
# The names of what is held, as a reader is told them; each is written once, whichever app holds it.
_FIELDS = {
    "kept": _("Read as the same person as"), "notice": _("Version of the notice"),
    "about": _("About"), "actor": _("By (key)"),
    "address_asked_for": _("Address that is asked for"), "addresses": _("Addresses"), "after": _("After"),
    "answer": _("Answer"), "answered_at": _("Answered on"), "answered_on": _("Answered on"), "at": _("When"),
    "basis": _("Ground"), "before": _("Before"), "catalogue": _("Kind of record"), "cells": _("What it says"),
    "changed_at": _("Changed on"), "connections": _("Sign-in of an organisation"), "country": _("Country"),
    "created_at": _("Since"), "deactivated_at": _("Closed on"), "declared_at": _("Declared on"),
    "email": _("E-mail address"), "employer": _("Employer"), "ended_at": _("Ended on"),
    "expires_at": _("Valid until"), "extra_data": _("What it told"), "fields": _("Details"),
    "formerly": _("Formerly"), "from_on": _("From"), "function": _("Function"), "granted_by": _("Given by (key)"),
    "how": _("How"), "interests": _("Interests"), "invited_at": _("Invited on"), "ip": _("Address of the device"),
    "joined_at": _("Joined on"), "key": _("Key"), "keys": _("Keys"), "kind": _("Kind"), "language": _("Language"),
    "last_login": _("Last signed in"), "last_seen_at": _("Last seen"), "law": _("Law"), "made_at": _("Made on"),
    "name": _("Name"), "names": _("Names"), "needed_on": _("Last needed on"),
    "never_list": _("Never on a list that goes outside"), "notice_version": _("Version of the notice"),
    "on": _("On"), "passage": _("Passage"), "payload__body": _("What was told"), "phone": _("Telephone"),
    "pictures": _("Pictures"), "project": _("Project"), "provider": _("Organisation"), "purpose": _("Purpose"),
    "read_as": _("Read as the same person as"), "reason": _("Reason"), "received_on": _("Received on"),
    "recipient": _("Recipient"), "recorded_at": _("Recorded on"), "reported_at": _("Reported on"),
    "requested_at": _("Asked on"), "asked_at": _("Asked on"), "revoked_at": _("Taken away on"), "role": _("Role"),
    "scope": _("For what"), "scope_key": _("For which"), "scope_kind": _("For what"), "script": _("Script"),
    "second_factors": _("Second factors"), "seq": _("Number"), "state": _("State"),
    "subject_key": _("What (key)"), "subject_kind": _("To what"), "text": _("Text"), "uid": _("Key there"),
    "until": _("Until"), "until_on": _("Until the day before"), "uploaded_at": _("Uploaded on"), "user_agent": _("Browser"),
    "verb": _("What was done"), "what": _("What"), "where": _("Where"), "withdrawn_at": _("Withdrawn on"),
}  # fmt: skip
_DONE = {
    "accept_invitation": _("an invitation was accepted"),
    "add_contact": _("the contact was recorded"),
    "add_second_factor": _("a second factor was set up"),
    "ask_for_address": _("another address was asked for"),
    "ask_to_end_interest": _("asked that an interest be ended"),
    "change_address": _("the address was changed"),
    "change_breach": _("the breach was changed"),
    "change_contact": _("the contact was changed"),
    "change_password": _("the password was changed"),
    "choose_language": _("the language of letters was chosen"),
    "close_request": _("a request was answered"),
    "connect_provider": _("the organisation's sign-in was connected"),
    "deactivate_person": _("the account was closed"),
    "correct_name": _("the name was corrected"),
    "declare_interest": _("an interest was declared"),
    "disconnect_provider": _("the organisation's sign-in was disconnected"),
    "drop_address": _("another address is asked for no longer"),
    "end_interest": _("an interest was ended"),
    "erase_person": _("the person was erased"),
    "export": _("it was taken out as a file"),
    "fail_sign_in": _("was turned away at sign-in"),
    "give_back_grant": _("a role that was taken away was given back"),
    "grant_role": _("a role was given"),
    "invite_person": _("an invitation was sent"),
    "keep_interest": _("an interest was kept, although its end was asked for"),
    "lower_flag": _("“never list, never photograph” was taken away"),
    "make_list": _("a list was made"),
    "merge_contacts": _("two contacts were put together as one person"),
    "publish_notice": _("a text was published"),
    "record_breach": _("the breach was recorded"),
    "record_consent": _("an answer about pictures was recorded"),
    "record_request": _("a request was recorded"),
    "record_row": _("a record was confirmed"),
    "remove_second_factor": _("a second factor was removed"),
    "reopen_account": _("the account was opened again"),
    "request_erasure": _("an erasure was asked for"),
    "reset_second_factor": _("the second factor was ended"),
    "return": _("a record was returned"),
    "review_grant": _("a role was looked at again"),
    "revoke_grant": _("a role was taken away"),
    "seek_unlisted": _("somebody who is not listed was looked for"),
    "send_reminder": _("a reminder was sent"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "state_not_same": _("was found to be another person than somebody who is alike"),
    "submit": _("a record was handed in"),
    "take_back": _("a record was taken back"),
    "undo_merge": _("two contacts were parted again"),
    "undo_not_same": _("that it is another person than somebody who is alike was taken back"),
    "view_by_link": _("was looked at by a link"),
    "view_contact": _("what is held was looked at"),
    "withdraw_erasure": _("the erasure was withdrawn"),
    "withdraw_row": _("a record was withdrawn"),
}


def field_in_words(name: str) -> str:
    """The name of a field; one without words of its own is told with spaces, as it can be read."""
    return gettext(_FIELDS[name]) if name in _FIELDS else name.replace("_", " ")


def verb_in_words(verb: str) -> str:
    """What an entry of the chain tells; the verb itself, with spaces, where it has no words yet."""
    return gettext(_DONE[verb]) if verb in _DONE else verb.replace("_", " ")


def value_in_words(name: str, value: object) -> str:
    """What a field says: yes or no, days and moments in words, lists as lines, choices in their words. Blank for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return moment_in_words(value, get_language() or "en")
    if isinstance(value, date):
        return day_in_words(value, get_language() or "en")
    if isinstance(value, Mapping):
        told = [(field_in_words(each), value_in_words(each, one)) for each, one in value.items()]
        colon = pgettext("after a heading", ": ")
        return "; ".join(f"{label}{colon}{words}" for label, words in told if words)
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, (value_in_words(name, each) for each in value)))
    return _chosen(name, _dated(str(value)))


def _dated(text: str) -> str:
    """A day or moment of which the chain keeps the ISO form, in words; other text as it is."""
    if not _ISO.fullmatch(text):
        return text
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return value_in_words("", found if "T" in text else found.date())


def _chosen(name: str, value: str) -> str:
    if name == "verb":
        return verb_in_words(value)
    if name == "fields":
        return field_in_words(value)
    if name == "role":
        return ROLES[value].in_words() if value in ROLES else value
    choices = _CHOICES.get(name)
    return choices().get(value, value) if choices else value


def _kinds() -> dict[str, str]:
    return {
        **kinds(), **request_kinds(), "service": gettext("serves the country"),
        "drafted": gettext("helped to draft a law"),
    }  # fmt: skip


def _scopes() -> dict[str, str]:
    return {"all": gettext("everything"), "project": gettext("a project"), "country": gettext("a country or area")}


def _subjects() -> dict[str, str]:
    return {
        "person": gettext("a person"), "contact": gettext("a contact"), "invitation": gettext("an invitation"),
        "submission": gettext("a record that was handed in"), "session": gettext("a session"),
        "file": gettext("a kept file"), "access": gettext("who may see and change what"),
        "law-ratings": gettext("ratings of the law of a country"), "questions": gettext("questions to a country"),
        "disclosure": gettext("a list for somebody outside"),
    }  # fmt: skip


def _factors() -> dict[str, str]:
    return {
        "totp": gettext("Code generator"), "webauthn": gettext("passkey"),
        "recovery_codes": gettext("Printed codes"),
    }  # fmt: skip


_CHOICES: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "kind": _kinds,
    "script": scripts,
    "state": consents,
    "reason": reasons,
    "basis": bases,
    "scope_kind": _scopes,
    "subject_kind": _subjects,
    "second_factors": _factors,
    "what": lambda: {"held": gettext("Everything that is held")},
}
