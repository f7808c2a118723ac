"""Words for the search terms of domestic law and what they concern, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from capacita.evidence.words import RecordWords
from capacita.kernel.moment import Moment
from capacita.legislation.choices import Basis, Role, SharedObject
from capacita.legislation.models import LegalTerm


def role_in_words(role: Role) -> str:
    """What a term does for a suggestion."""
    match role:
        case Role.CORE:
            return _("core: suggests the article by itself")
        case Role.WEAK:
            return _("weak: counts near a core term only")
        case Role.MISLEADING:
            return _("misleading: looks right and is not")


def basis_in_words(basis: Basis) -> str:
    """In what kind of text the words of a term were seen."""
    return {
        Basis.LAW: _("a law"),
        Basis.LAW_QUOTED: _("a text that quotes a law"),
        Basis.BILL: _("a bill"),
        Basis.TREATY_AUTHENTIC: _("the authentic text of the treaty"),
        Basis.TREATY_EXPLANATORY_REPORT: _("the explanatory report"),
        Basis.TREATY_OFFICIAL_TRANSLATION: _("an official translation of the treaty"),
        Basis.REGIONAL_TREATY: _("a regional treaty"),
        Basis.DRAFT: _("a draft"),
        Basis.COE_DOCUMENT: _("a document of the Council of Europe"),
        Basis.TREATY_UNOFFICIAL_TRANSLATION: _("an unofficial translation of the treaty"),
        Basis.OTHER: _("another page"),
        Basis.GENERAL_KNOWLEDGE: _("nowhere yet: general knowledge"),
    }[basis]


def object_in_words(shared: SharedObject) -> str:
    return {
        SharedObject.COMPUTER_SYSTEM: _("Computer system"),
        SharedObject.COMPUTER_DATA: _("Computer data"),
        SharedObject.SERVICE_PROVIDER: _("Service provider"),
        SharedObject.TRAFFIC_DATA: _("Traffic data"),
        SharedObject.SUBSCRIBER_INFORMATION: _("Subscriber information"),
        SharedObject.CONTENT_DATA: _("Content data"),
        SharedObject.ELECTRONIC_EVIDENCE: _("Electronic evidence"),
    }[shared]


def concern_in_words(concerns: str) -> str:
    """Article 16, or the shared object that a term names."""
    if concerns in SharedObject._value2member_map_:
        return object_in_words(SharedObject(concerns))
    return _("Article %s") % concerns.rpartition("art_")[2]


def terms_in_words(rows: Sequence[LegalTerm], _at: Moment) -> list[RecordWords]:
    """Article 16: conservation rapide (FR)."""
    return [
        RecordWords(
            _("%(concerns)s: %(term)s (%(language)s)")
            % {"concerns": concern_in_words(row.concerns), "term": row.term, "language": row.language.upper()},
            f"/legislation/terms/{row.concerns.rpartition('/')[2]}/",
        )
        for row in rows
    ]
