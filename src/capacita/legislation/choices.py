"""What a search term of domestic law is for, where its words were seen, and the things that articles attack or seek."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A core term may suggest an article alone, a weak one only beside a core one; a misleading one looks right and is not."""

    CORE = "core"
    WEAK = "weak"
    MISLEADING = "misleading"


class Basis(StrEnum):
    """The kind of text in which the words of a term were seen."""

    LAW = "law"
    LAW_QUOTED = "law_quoted"
    BILL = "bill"
    TREATY_AUTHENTIC = "treaty_authentic"
    TREATY_EXPLANATORY_REPORT = "treaty_explanatory_report"
    TREATY_OFFICIAL_TRANSLATION = "treaty_official_translation"
    REGIONAL_TREATY = "regional_treaty"
    DRAFT = "draft"
    COE_DOCUMENT = "coe_document"
    TREATY_UNOFFICIAL_TRANSLATION = "treaty_unofficial_translation"
    OTHER = "other"
    GENERAL_KNOWLEDGE = "general_knowledge"


# Words seen in a text of another kind, or nowhere, stay unverified.
VERIFYING = frozenset(
    {
        Basis.LAW,
        Basis.LAW_QUOTED,
        Basis.BILL,
        Basis.TREATY_AUTHENTIC,
        Basis.TREATY_EXPLANATORY_REPORT,
        Basis.TREATY_OFFICIAL_TRANSLATION,
        Basis.REGIONAL_TREATY,
    }
)


class SharedObject(StrEnum):
    """A thing that several articles attack or seek; the terms for it are weak and serve all of them."""

    COMPUTER_SYSTEM = "computer_system"
    COMPUTER_DATA = "computer_data"
    SERVICE_PROVIDER = "service_provider"
    TRAFFIC_DATA = "traffic_data"
    SUBSCRIBER_INFORMATION = "subscriber_information"
    CONTENT_DATA = "content_data"
    ELECTRONIC_EVIDENCE = "electronic_evidence"


# The languages in which there are terms. How words are compared is known for these.
TERM_LANGUAGES = ("en", "fr", "es", "ro", "ar", "uk", "pt", "ru")
