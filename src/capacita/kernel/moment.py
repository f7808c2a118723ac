"""The moment that is asked about: the world's date, what had been stated by then, and the database's own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Moment:
    """`as_of`: the date in the world. `known_on`: what had been stated in public by then.

    `recorded_at` pins what this database held at that time (UTC); None asks for the facts not superseded.
    """

    as_of: date
    known_on: date
    recorded_at: datetime | None = None

    @property
    def is_as_known_then(self) -> bool:
        return self.known_on == self.as_of

    @property
    def knowledge(self) -> Moment:
        """The same for every date in the world: what reads that do not ask for that date are kept by."""
        return Moment(self.known_on, self.known_on, self.recorded_at)
