"""The words for what contacts, requests, reasons and grounds are."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from capacita.people.personal.choices import CollectionForm, ErasureReason, FlagReason, Likeness
from capacita.people.personal.wording import bases, consents, kinds, reasons, request_kinds, scripts

__all__ = [
    "asked_reasons", "bases", "consents", "counted_in_words", "flag_reasons", "forms_in_words", "kinds", "likenesses",
    "listed_fields", "reasons", "request_kinds", "scripts",
]  # fmt: skip


def flag_reasons() -> dict[str, str]:
    return {
        FlagReason.ASKED: _("the person asked for it"),
        FlagReason.MISTAKEN: _("it was said by mistake"),
        FlagReason.NOT_EXPOSED: _("the person is exposed no longer"),
    }


def asked_reasons() -> dict[str, str]:
    """The reasons that somebody can choose."""
    chosen = (ErasureReason.ASKED, ErasureReason.NOT_NEEDED, ErasureReason.WRONGLY_KEPT)
    return {each: reasons()[each] for each in chosen}


def likenesses() -> dict[str, str]:
    return {
        Likeness.EMAIL: _("the same e-mail address"),
        Likeness.PHONE: _("the same telephone number"),
        Likeness.SPELLING: _("the same name"),
        Likeness.OTHER_SPELLING: _("the same name in another spelling"),
        Likeness.OTHER_SCRIPT: _("the same name in another script"),
    }


def forms_in_words() -> dict[str, str]:
    return {
        CollectionForm.CONTACT: _("Participants, experts and contact points"),
        CollectionForm.INVITATION: _("Invitations to an account"),
        CollectionForm.MISTAKE: _("Reports of mistakes"),
        CollectionForm.QUESTION: _("Questions by link"),
    }


def listed_fields() -> dict[str, str]:
    return {
        "name": _("Name"),
        "function": _("Function"),
        "employer": _("Employer"),
        "country": _("Country"),
        "email": _("E-mail address"),
        "phone": _("Telephone"),
    }


def counted_in_words(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, int]]:
    """Where, what and how many of what an erasure removes or removed; what there was none of is left out."""
    where, what = _places(), _removed()
    return [
        (where.get(name) or name, what.get(each) or each.replace("_", " "), number)
        for name, held in counts.items()
        for each, number in held.items()
        if number
    ]


def _places() -> dict[str, str]:
    """The handlers of an erasure, by the names under which they are registered."""
    return {
        "account": _("The account"),
        "audit": _("The audit chain"),
        "contact": _("Contacts"),
        "letters": _("Letters in the folder “mail”"),
        "names of files": _("Names of files"),
        "reports and questions": _("What the person wrote to the office"),
        "texts": _("What was written about something else"),
        "unlisted": _("Typed to find the person"),
    }


def _removed() -> dict[str, str]:
    return {
        "accounts": _("accounts"),
        "addresses": _("e-mail addresses"),
        "addresses_asked_for": _("addresses that were asked for"),
        "attempts": _("tries to sign in"),
        "connections": _("sign-ins of an organisation"),
        "consents": _("answers about pictures"),
        "contacts": _("contacts"),
        "drafts": _("forms in work"),
        "files": _("files"),
        "former_details": _("former details"),
        "invitations": _("invitations"),
        "letters": _("letters"),
        "names": _("names"),
        "payloads": _("details beside entries"),
        "questions": _("questions by link"),
        "reminders": _("reminders"),
        "reports": _("reports of mistakes"),
        "second_factors": _("second factors"),
        "sessions": _("sessions"),
        "texts": _("texts"),
        "ways": _("names, addresses and numbers"),
    }
