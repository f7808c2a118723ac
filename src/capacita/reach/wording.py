"""Words for tiers in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from capacita.reach.choices import Tier


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
