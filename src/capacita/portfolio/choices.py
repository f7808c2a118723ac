"""The kinds of a statement of terms, and where a project stands on a date."""

from __future__ import annotations

from enum import StrEnum


class StatementKind(StrEnum):
    """What a dated statement does to a project's terms."""

    ORIGINAL = "original"
    AMENDMENT = "amendment"
    CORRECTION = "correction"
    RESTATEMENT = "restatement"


class Course(StrEnum):
    """Whether a project runs on a date."""

    ONGOING = "ongoing"
    BEFORE = "not_started"
    ENDED = "ended"
    UNDETERMINED = "undetermined"


GLOBAL = "GLOBAL"
EUROPEAN_JOINT = "EU/CoE JP"
