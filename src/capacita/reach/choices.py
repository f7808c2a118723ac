"""The tiers of reach, from the closest to the Convention to the farthest."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """One tier for each State, the first that fits."""

    PARTY = "party"
    CONSENTED = "consented"
    SIGNED = "signed"
    INVITED = "invited"
    ALIGNED = "aligned"
    DRAWING = "drawing"
    NONE = "none"


# Together these have acted under the treaty, or may accede by invitation.
TREATY_TIERS = (Tier.PARTY, Tier.SIGNED, Tier.INVITED)
