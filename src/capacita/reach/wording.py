"""Words for tiers, acts and counts in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from capacita.kernel.wording import stated_date_in_words
from capacita.reach.choices import Tier
from capacita.standards.choices import Act, Status
from capacita.standards.rules import Standing


def language() -> str:
    return get_language() or "en"


def tier_in_words(tier: Tier) -> str:
    """The tier as a heading: Parties, Signed, Invited to accede."""
    return {
        Tier.PARTY: _("Parties"),
        Tier.CONSENTED: _("Ratified or acceded, not yet in force"),
        Tier.SIGNED: _("Signed"),
        Tier.INVITED: _("Invited to accede"),
        Tier.ALIGNED: _("Laws largely in line"),
        Tier.DRAWING: _("Drawing on the Convention for legislation"),
        Tier.NONE: _("No treaty action recorded, law not assessed"),
    }[tier]


def status_in_words(status: Status) -> str:
    """A State's own status: Party, signed, invited to accede."""
    return {
        Status.PARTY: _("Party"),
        Status.CONSENTED: _("ratified or acceded, not yet in force"),
        Status.SIGNED: _("signed"),
        Status.INVITED: _("invited to accede"),
        Status.NONE: _("no treaty action recorded"),
    }[status]


def act_in_words(act: Act) -> str:
    return {
        Act.SIGNATURE: _("Signed"),
        Act.RATIFICATION: _("Ratified"),
        Act.ACCEPTANCE: _("Accepted"),
        Act.APPROVAL: _("Approved"),
        Act.ACCESSION: _("Acceded"),
        Act.INVITED: _("Invited to accede"),
        Act.INVITATION_EXTENDED: _("Invitation extended"),
        Act.INVITATION_LAPSED: _("Invitation lapsed"),
        Act.ENTRY_INTO_FORCE: _("Entry into force"),
        Act.DENUNCIATION: _("Denounced"),
    }[act]


def standing_in_words(standing: Standing, *, is_unverified: bool = False) -> str:
    """Invited to accede, 11 December 2019; with what is uncertain or unverified about it."""
    text = status_in_words(standing.status)
    if standing.decided_by is not None:
        text = f"{text}, {stated_date_in_words(standing.decided_by.on, language())}"
    if standing.may_have_lapsed:
        text = _("%s (may have lapsed)") % text
    if is_unverified:
        text = _("%s (unverified)") % text
    return text
