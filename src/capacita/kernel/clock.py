"""The one clock. Doors and the recording of facts read it; rules and queries are given their moment."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day, in UTC, whatever the machine's time zone."""
    return now().date()
