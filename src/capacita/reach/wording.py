"""Words for tiers and places in the reader's language, as the instrument and the date have them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacita.reach.choices import Tier
from capacita.reach.queries import Partition
from capacita.standards.choices import Basis, Status
from capacita.standards.models import Instrument
from capacita.standards.queries import CONVENTION
from capacita.standards.wording import has_parties, standing_in_words


def tier_in_words(tier: Tier, instrument: Instrument, on: date, basis: Basis = Basis.DEPOSIT) -> str:
    """The tier as a heading: Parties, Signed, Invited to accede; “Ratified or acceded” while nobody is a Party yet."""
    return {
        Tier.PARTY: _("Parties") if has_parties(instrument, on, basis) else _("Ratified or acceded"),
        Tier.CONSENTED: _("Ratified or acceded, not yet in force"),
        Tier.SIGNED: _("Signed"),
        Tier.INVITED: _("Invited to accede"),
        Tier.ALIGNED: _("Laws largely in line"),
        Tier.DRAWING: _("Drawing on the Convention for legislation"),
        Tier.NONE: _("No treaty action recorded, law rated and not largely in line"),
        Tier.UNASSESSED: _("No treaty action recorded, law not assessed")
        if instrument.code == CONVENTION
        else _("No treaty action recorded"),
    }[tier]


def place_in_words(found: Partition, state: str, *, is_unverified: bool = False) -> str:
    """A State's status with what its law adds where it stands, or may stand, in a tier of law."""
    standing = found.standing(state)
    text = standing_in_words(standing, found.instrument, found.at.as_of, found.basis, is_unverified=is_unverified)
    place = found.places.get(state)
    if place is None or standing.status is not Status.NONE:
        return text
    said = {
        Tier.ALIGNED: _("laws largely in line"),
        Tier.DRAWING: _("draws on the Convention for legislation"),
        Tier.NONE: _("law rated, not largely in line"),
    }
    may_be = {
        Tier.ALIGNED: _("laws may be largely in line"),
        Tier.DRAWING: _("may draw on the Convention for legislation"),
    }
    words = [text, *(said[each] for each in said if each is place.tier)]
    words += [may_be[each] for each in may_be if each in place.possible and each is not place.tier]
    return "; ".join(words)


def parties_in_words(n: int, day: str, instrument: Instrument, on: date, basis: Basis = Basis.DEPOSIT) -> str:
    """64 Parties on 21 February 2020; of an instrument not in force, 3 ratified or acceded by the day."""
    if has_parties(instrument, on, basis):
        words = ngettext("%(n)s Party on %(day)s", "%(n)s Parties on %(day)s", n)
    else:
        words = _("%(n)s ratified or acceded by %(day)s")
    return words % {"n": n, "day": day}
