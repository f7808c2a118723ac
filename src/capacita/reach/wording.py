"""Words for tiers in the reader's language, as the instrument and the date have them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.reach.choices import Tier
from capacita.standards.choices import Basis
from capacita.standards.models import Instrument
from capacita.standards.wording import has_parties


def tier_in_words(tier: Tier, instrument: Instrument, on: date, basis: Basis = Basis.DEPOSIT) -> str:
    """The tier as a heading: Parties, Signed, Invited to accede; “Ratified or acceded” while nobody is a Party yet."""
    return {
        Tier.PARTY: _("Parties") if has_parties(instrument, on, basis) else _("Ratified or acceded"),
        Tier.CONSENTED: _("Ratified or acceded, not yet in force"),
        Tier.SIGNED: _("Signed"),
        Tier.INVITED: _("Invited to accede"),
        Tier.ALIGNED: _("Laws largely in line"),
        Tier.DRAWING: _("Drawing on the Convention for legislation"),
        Tier.NONE: _("No treaty action recorded, law not assessed"),
    }[tier]


def parties_in_words(n: int, day: str, instrument: Instrument, on: date, basis: Basis = Basis.DEPOSIT) -> str:
    """64 Parties on 21 February 2020; of an instrument not in force, 3 ratified or acceded by the day."""
    if has_parties(instrument, on, basis):
        words = ngettext("%(n)s Party on %(day)s", "%(n)s Parties on %(day)s", n)
    else:
        words = _("%(n)s ratified or acceded by %(day)s")
    return words % {"n": n, "day": day}
