"""The tiers of reach, from the closest to the Convention to the farthest."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """One tier for each State, the first that fits. Of a State in NONE law was rated; of one that is UNASSESSED it was not."""

    PARTY = "party"
    CONSENTED = "consented"
    SIGNED = "signed"
    INVITED = "invited"
    ALIGNED = "aligned"
    DRAWING = "drawing"
    NONE = "none"
    UNASSESSED = "unassessed"

    @property
    def colour(self) -> str:
        """The class of colour in which it is drawn: one for all that are in no closer tier, whose words say why."""
        return Tier.NONE.value if self is Tier.UNASSESSED else self.value


# Together these have acted under the treaty, or may accede by invitation.
TREATY_TIERS = (Tier.PARTY, Tier.SIGNED, Tier.INVITED)
# These follow from law, assessed or drawn from the Convention, and are those of States that did not act under the treaty.
LAW_TIERS = (Tier.ALIGNED, Tier.DRAWING)
