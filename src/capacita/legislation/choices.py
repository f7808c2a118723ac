"""How domestic law is recorded: how far it was read, what happens to it, and whether it is in force on a date, and why."""

from __future__ import annotations

from enum import StrEnum


class Verified(StrEnum):
    """What somebody read for a record of domestic law."""

    TEXT = "text"
    HEADING = "heading"
    SECONDARY = "secondary"
    NONE = "none"


class Confidence(StrEnum):
    """That the mapping to the article and the citation are right."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class EventKind(StrEnum):
    """What happens to a law, or to named provisions of it."""

    ASSENT = "assent"
    PUBLICATION = "publication"
    COMMENCEMENT = "commencement"
    AMENDMENT = "amendment"
    REPEAL = "repeal"
    SUSPENSION_START = "suspension_start"
    SUSPENSION_END = "suspension_end"
    STRUCK_DOWN = "struck_down"


ENDINGS = frozenset({EventKind.REPEAL, EventKind.STRUCK_DOWN})
SUSPENSIONS = frozenset({EventKind.SUSPENSION_START, EventKind.SUSPENSION_END})


class TextKind(StrEnum):
    """Whose words the text of a provision is."""

    ORIGINAL = "original"
    OFFICIAL = "official"  # an official translation
    UNOFFICIAL = "unofficial"
    MACHINE = "machine"


class Force(StrEnum):
    """Whether a provision is in force on a date. What is not known is neither yes nor no."""

    IN_FORCE = "in_force"
    NOT_IN_FORCE = "not_in_force"
    UNDETERMINED = "undetermined"


class Reason(StrEnum):
    """Why a provision is in force on a date, is not, or why nobody can say."""

    COMMENCED = "commenced"
    RESUMED = "resumed"
    NOT_YET_ADOPTED = "not_yet_adopted"
    NOT_YET_COMMENCED = "not_yet_commenced"
    COMMENCEMENT_UNKNOWN = "commencement_unknown"
    SUSPENDED = "suspended"
    SUSPENSION_UNKNOWN = "suspension_unknown"
    STRUCK_DOWN = "struck_down"
    REPEALED = "repealed"
    REPLACED = "replaced"
    ENDED = "ended"
    END_UNKNOWN = "end_unknown"
    NO_SUCH_POWER = "no_such_power"
    NOT_SEARCHED = "not_searched"
