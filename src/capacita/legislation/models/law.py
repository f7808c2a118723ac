"""Tables of domestic law: laws, what happens to them, their provisions by article of the Convention, and their texts.

Dates are kept as stated; a blank one is not known.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from capacita.evidence.models import Fact
from capacita.kernel.dates import StatedDate
from capacita.legislation.choices import EventKind
from capacita.legislation.rules.in_force import Happening, LawDates, ProvisionDates

_CURRENT = Q(superseded_at__isnull=True)


def _stated(text: str) -> StatedDate | None:
    return StatedDate(text) if text else None


class LegalWork(Fact):
    """A law: what it is called, its official citation, its dates. `territory` is blank where it holds everywhere.

    `in_force_by` is an upper bound: it was in force by then, and nobody says since when.
    """

    iso2 = models.CharField(max_length=2)
    territory = models.CharField(max_length=100, blank=True)
    title = models.TextField()
    title_original = models.TextField(blank=True)
    official_citation = models.TextField()
    languages = models.JSONField(default=list)
    adopted_on = models.CharField(max_length=10, blank=True)
    published_on = models.CharField(max_length=10, blank=True)
    in_force_from = models.CharField(max_length=10, blank=True)
    in_force_by = models.CharField(max_length=10, blank=True)
    in_force_to = models.CharField(max_length=10, blank=True)
    confidence = models.CharField(max_length=10)

    class Meta(Fact.Meta):
        indexes: ClassVar = [
            models.Index(fields=["iso2"], condition=_CURRENT, name="legislation_work_country"),
        ]

    @property
    def dates(self) -> LawDates:
        return LawDates(
            _stated(self.adopted_on),
            _stated(self.published_on),
            _stated(self.in_force_from),
            _stated(self.in_force_by),
            _stated(self.in_force_to),
        )


class LawProvision(Fact):
    """A provision of a law, in our own words, and the articles of the Convention that it serves, by their keys.

    `absent_as_of` is the day as of which a search found no such provision: the record is then one of an absence.
    `does_not_satisfy` names articles for which it is offered and which it does not satisfy by itself.
    """

    work_key = models.CharField(max_length=200)
    iso2 = models.CharField(max_length=2)
    territory = models.CharField(max_length=100, blank=True)
    ref = models.CharField(max_length=100, blank=True)
    articles = models.JSONField(default=list)
    does_not_satisfy = models.JSONField(default=list)
    gist = models.TextField()
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    absent_as_of = models.CharField(max_length=10, blank=True)
    verified = models.CharField(max_length=10)
    confidence = models.CharField(max_length=10)

    class Meta(Fact.Meta):
        indexes: ClassVar = [
            models.Index(fields=["iso2"], condition=_CURRENT, name="legislation_provision_country"),
            models.Index(fields=["work_key"], name="legislation_provision_work"),
        ]

    @property
    def start(self) -> StatedDate | None:
        return _stated(self.valid_from)

    @property
    def end(self) -> StatedDate | None:
        return _stated(self.valid_to)

    @property
    def searched(self) -> StatedDate | None:
        return _stated(self.absent_as_of)

    def dates(self, replaced_by: str = "") -> ProvisionDates:
        return ProvisionDates(self.start, self.end, self.searched, replaced_by)

    def serves(self, article: str) -> bool:
        return article in self.articles


class WorkEvent(Fact):
    """What happened to a law as a whole, or to the provisions of it that are named. `on` blank: the day is not known.

    `by` says by what act; `by_work_key` is the key of that act where it is one of the laws recorded.
    """

    iso2 = models.CharField(max_length=2)
    work_key = models.CharField(max_length=200)
    provisions = models.JSONField(default=list)
    kind = models.CharField(max_length=20)
    on = models.CharField(max_length=10, blank=True)
    by = models.TextField(blank=True)
    by_work_key = models.CharField(max_length=200, blank=True)
    verified = models.CharField(max_length=10)

    class Meta(Fact.Meta):
        indexes: ClassVar = [
            models.Index(fields=["work_key"], name="legislation_event_work"),
            models.Index(fields=["iso2"], condition=_CURRENT, name="legislation_event_country"),
        ]

    @property
    def stated(self) -> StatedDate | None:
        return _stated(self.on)

    def touches(self, provision: LawProvision) -> bool:
        return self.work_key == provision.work_key and (not self.provisions or provision.key in self.provisions)

    def as_happening(self, by: LegalWork | None) -> Happening:
        """The event as the rule sees it; one of unknown date cannot precede the law `by` which it came about."""
        return Happening(
            self.key,
            EventKind(self.kind),
            self.stated,
            self.stated_on,
            by.dates.not_before if by is not None else None,
            bool(self.provisions),
        )


class ProvisionText(Fact):
    """The words of a provision in one language over a period: original, or a translation and whose.

    `source_class` is that of where they were taken from, 1 (official gazette or portal) to 5; null where nobody stated it.
    """

    provision_key = models.CharField(max_length=200, db_index=True)
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    text = models.TextField()
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    source_class = models.PositiveSmallIntegerField(null=True)

    def holds_on(self, day: date) -> bool:
        """Whether these may be the words of the law on the day, at the precision of their dates."""
        begins, ends = _stated(self.valid_from), _stated(self.valid_to)
        return (begins is None or begins.first_day <= day) and (ends is None or day < ends.first_day)
