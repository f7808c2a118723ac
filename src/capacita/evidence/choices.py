"""How far somebody has verified what a citation says."""

from __future__ import annotations

from enum import StrEnum


class Sourcing(StrEnum):
    """Of the parts of a citation: none is verified, some are not, or each names its source."""

    UNVERIFIED = "unverified"
    PARTLY_UNVERIFIED = "partly_unverified"
    SOURCED = "sourced"
