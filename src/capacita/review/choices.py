"""What can become of a submission."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Confirmed by another person, returned with a reason by another person, or taken back by its author."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
