"""Which States drew on the Convention for their legislation, as far as that is recorded."""

from __future__ import annotations

from dataclasses import replace

from capacita.kernel.moment import Moment
from capacita.kernel.once import once
from capacita.legislation.models import ConventionUse


def convention_uses(*, at: Moment, iso2: str = "") -> list[ConventionUse]:
    """The facts that certainly lie on the moment's date or before, of one country where it is said, the earliest first."""
    return [row for row in possible_uses(at=at, iso2=iso2) if row.stated.certain_by(at.as_of)]


def possible_uses(*, at: Moment, iso2: str = "") -> list[ConventionUse]:
    """Those that lie, or may lie, on the moment's date or before: one stated to the month may from its first day on."""
    # What was known is read once for any number of dates.
    rows = _known_uses(at=replace(at, as_of=at.known_on), iso2=iso2)
    return [row for row in rows if row.stated.possible_by(at.as_of)]


@once
def _known_uses(*, at: Moment, iso2: str) -> list[ConventionUse]:
    rows = ConventionUse.objects.recorded(at).filter(stated_on__lte=at.known_on)
    if iso2:
        rows = rows.filter(iso2=iso2)
    return sorted(rows.select_related("citation"), key=lambda row: (row.stated.last_day, row.key))
