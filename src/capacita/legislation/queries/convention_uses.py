"""Which States drew on the Convention for their legislation, as far as that is recorded."""

from __future__ import annotations

from capacita.kernel.moment import Moment
from capacita.legislation.models import ConventionUse


def convention_uses(*, at: Moment, iso2: str = "") -> list[ConventionUse]:
    """The facts that certainly lie on the moment's date or before, of one country where it is said, the earliest first."""
    rows = ConventionUse.objects.recorded(at).filter(stated_on__lte=at.known_on)
    if iso2:
        rows = rows.filter(iso2=iso2)
    found = [row for row in rows.select_related("citation") if row.stated.last_day <= at.as_of]
    return sorted(found, key=lambda row: (row.stated.last_day, row.key))
