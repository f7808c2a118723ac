"""The words for what contacts, requests, reasons and grounds are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from capacita.people.choices import LegalBasis
from capacita.people.personal.choices import (
    CollectionForm,
    ConsentState,
    ContactKind,
    ErasureReason,
    FlagReason,
    Likeness,
    RequestKind,
    Script,
)


def kinds() -> dict[str, str]:
    return {
        ContactKind.PARTICIPANT: _("participant"),
        ContactKind.EXPERT: _("expert"),
        ContactKind.CONTACT_POINT: _("24/7 contact point"),
    }


def scripts() -> dict[str, str]:
    return {
        Script.LATIN: _("Latin script"),
        Script.CYRILLIC: _("Cyrillic script"),
        Script.ARABIC: _("Arabic script"),
        Script.GEORGIAN: _("Georgian script"),
        Script.ARMENIAN: _("Armenian script"),
    }


def consents() -> dict[str, str]:
    return {
        ConsentState.GIVEN: _("agreed"),
        ConsentState.REFUSED: _("refused"),
        ConsentState.WITHDRAWN: _("took the consent back"),
    }


def flag_reasons() -> dict[str, str]:
    return {
        FlagReason.ASKED: _("the person asked for it"),
        FlagReason.MISTAKEN: _("it was said by mistake"),
        FlagReason.NOT_EXPOSED: _("the person is exposed no longer"),
    }


def request_kinds() -> dict[str, str]:
    return {
        RequestKind.ACCESS: _("wants to know what is held"),
        RequestKind.CORRECTION: _("wants something corrected"),
        RequestKind.ERASURE: _("wants to be erased"),
        RequestKind.OBJECTION: _("objects to a use"),
    }


def reasons() -> dict[str, str]:
    return {
        ErasureReason.ASKED: _("the person asked for it"),
        ErasureReason.NOT_NEEDED: _("the details are needed no longer"),
        ErasureReason.WRONGLY_KEPT: _("the details should not have been kept"),
        ErasureReason.KEPT_LONG_ENOUGH: _("kept long enough"),
        ErasureReason.AFTER_RESTORE: _("erased before, and back after a restore"),
    }


def asked_reasons() -> dict[str, str]:
    """The reasons that somebody can choose."""
    chosen = (ErasureReason.ASKED, ErasureReason.NOT_NEEDED, ErasureReason.WRONGLY_KEPT)
    return {each: reasons()[each] for each in chosen}


def bases() -> dict[str, str]:
    return {
        LegalBasis.CONSENT: _("consent (GDPR, Article 6(1)(a))"),
        LegalBasis.CONTRACT: _("a contract with the person (GDPR, Article 6(1)(b))"),
        LegalBasis.LEGAL_OBLIGATION: _("a legal obligation (GDPR, Article 6(1)(c))"),
        LegalBasis.PUBLIC_TASK: _("a task in the public interest (GDPR, Article 6(1)(e))"),
        LegalBasis.LEGITIMATE_INTEREST: _("a legitimate interest (GDPR, Article 6(1)(f))"),
    }


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
