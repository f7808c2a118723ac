"""Tables of countries and areas, their names, footnotes and memberships. Dates are kept as stated."""

from __future__ import annotations

from django.db import models

from capacita.evidence.models import Fact
from capacita.kernel.dates import StatedDate, parse_earliest
from capacita.kernel.periods import Period


def period(start: str, end: str) -> Period:
    """A half-open period from two dates as stated; blank is open."""
    return Period(parse_earliest(start) if start else None, parse_earliest(end) if end else None)


class Country(Fact):
    """A country or area: its codes, regions and memberships as one dated record."""

    iso2 = models.CharField(max_length=2, db_index=True)
    iso3 = models.CharField(max_length=3)
    numeric = models.CharField(max_length=3, blank=True)
    kind = models.CharField(max_length=20)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    m49_region = models.CharField(max_length=60, blank=True)
    m49_subregion = models.CharField(max_length=60, blank=True)
    m49_intermediate = models.CharField(max_length=60, blank=True)
    un_member_from = models.CharField(max_length=10, blank=True)
    coe_member_from = models.CharField(max_length=10, blank=True)
    coe_member_to = models.CharField(max_length=10, blank=True)
    eu_member_from = models.CharField(max_length=10, blank=True)
    eu_member_to = models.CharField(max_length=10, blank=True)
    ldc_from = models.CharField(max_length=10, blank=True)
    ldc_to = models.CharField(max_length=10, blank=True)
    landlocked = models.CharField(max_length=5, blank=True)
    sids = models.CharField(max_length=5, blank=True)
    footnote_key = models.CharField(max_length=40, blank=True)
    latitude = models.CharField(max_length=10)
    longitude = models.CharField(max_length=10)

    @property
    def un_membership(self) -> Period | None:
        return period(self.un_member_from, "") if self.un_member_from else None

    @property
    def coe_membership(self) -> Period | None:
        return period(self.coe_member_from, self.coe_member_to) if self.coe_member_from else None


class CountryName(Fact):
    """A name of a country or area in one language over a period."""

    iso2 = models.CharField(max_length=2, db_index=True)
    language = models.CharField(max_length=10)
    short_name = models.CharField(max_length=200)
    formal_name = models.CharField(max_length=200, blank=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)


class Footnote(Fact):
    """The wording that a publisher's convention requires beside a name."""

    footnote_key = models.CharField(max_length=40, db_index=True)
    language = models.CharField(max_length=10)
    text = models.TextField()
    valid_from = models.CharField(max_length=10, blank=True)
    valid_from_precision = models.CharField(max_length=20, blank=True)
    used_by = models.CharField(max_length=200, blank=True)


class Membership(Fact):
    """A country or area in a grouping, in one role, over a period."""

    grouping = models.CharField(max_length=40, db_index=True)
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    iso2 = models.CharField(max_length=2, db_index=True)
    role = models.CharField(max_length=20)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    not_later_than = models.BooleanField(default=False)
    earliest = models.CharField(max_length=10, blank=True)

    @property
    def start(self) -> StatedDate | None:
        if not self.valid_from:
            return None
        earliest = parse_earliest(self.earliest) if self.earliest else None
        return StatedDate(self.valid_from, self.not_later_than, earliest)
